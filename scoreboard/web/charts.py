"""Charts as numbers for SVG attributes: no script draws them, and no style is written into a page.

Numbers are texts, so that no language writes a comma into them.
"""

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 864, 360
MARGIN = {"top": 12, "right": 208, "bottom": 28, "left": 36}
NAMED = 5  # lines that stand out and have a name at their end
APART = 20  # between two names
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)  # between two values on the axis
LINES_ON_AXIS = 5


def scale(value: int, most: int) -> str:
    """A bar's length in percent of the longest."""
    return f"{100 * value / most:.1f}" if most else "0"


def draw_lines(lines: Sequence[tuple[str, Sequence[int]]], *, marks: Sequence[str]) -> dict[str, Any]:
    """A line each, by name and values, one value a mark; the first NAMED stand out. What a template needs of it."""
    right, bottom = WIDTH - MARGIN["right"], HEIGHT - MARGIN["bottom"]
    low = min(0, *(min(values) for _, values in lines))
    high = max(1, *(max(values) for _, values in lines))

    def x(place: int) -> float:
        return MARGIN["left"] + (right - MARGIN["left"]) * place / max(1, len(marks) - 1)

    def y(value: int) -> float:
        return bottom - (bottom - MARGIN["top"]) * (value - low) / (high - low)

    drawn = [
        {
            "name": name,
            "points": " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in enumerate(values)),
            "value": values[-1],
            "end": y(values[-1]),
        }
        for name, values in lines
    ]
    step = next((step for step in STEPS if (high - low) / step <= LINES_ON_AXIS), STEPS[-1])
    every = max(1, round((len(marks) - 1) / 8))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": MARGIN["left"],
        "right": right,
        "named": place_names(drawn[:NAMED], right),
        "others": drawn[NAMED:],
        "grid": [{"value": value, "y": f"{y(value):.1f}"} for value in range(-(-low // step) * step, high + 1, step)],
        "marks": [
            {"label": mark, "x": f"{x(place):.1f}", "y": HEIGHT - 6}
            for place, mark in enumerate(marks)
            if place % every == 0
        ],
    }


def place_names(lines: Sequence[dict[str, Any]], right: int) -> list[dict[str, Any]]:
    """Lines with the place of the name at each one's end, the names kept apart."""
    placed = []
    above = float("-inf")
    for order, line in enumerate(sorted(lines, key=lambda line: line["end"])):
        above = max(line["end"] + 5, above + APART)
        placed.append({**line, "order": order, "x": right + 8, "y": f"{above:.1f}"})
    return placed
