"""Charts as numbers for SVG attributes: no script draws them, and no style is written into a page.

Numbers are texts, so that no language writes a comma into them. Across, they are percent of the room there is; down,
pixels: so the type of a chart keeps its size on a phone.
"""

from collections.abc import Sequence
from typing import Any

HEIGHT, TOP = 320, 12  # of the plot; the values end below its upper edge
NAMED = 5  # lines that stand out and have a name at their end
APART = 20  # between two names
SHORT = 13  # letters of a name where there is little room
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200)  # between two values on the axis
LINES_ON_AXIS = 5
MARKS = 8


def scale(value: int, most: int) -> str:
    """A bar's length in percent of the longest."""
    return f"{100 * value / most:.1f}" if most else "0"


def draw_lines(lines: Sequence[tuple[str, Sequence[int]]], *, marks: Sequence[str]) -> dict[str, Any]:
    """A line each, by name and values, one value a mark; the first NAMED stand out. What parts/lines.html draws."""
    low = min(0, *(min(values) for _, values in lines))
    high = max(1, *(max(values) for _, values in lines))

    def x(place: int) -> str:
        return f"{100 * place / max(1, len(marks) - 1):.2f}"

    def y(value: int) -> float:
        return HEIGHT - (HEIGHT - TOP) * (value - low) / (high - low)

    drawn = [
        {
            "name": name,
            "short": name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…",
            "points": " ".join(f"{x(place)},{y(value):.1f}" for place, value in enumerate(values)),
            "value": values[-1],
            "end": y(values[-1]),
        }
        for name, values in lines
    ]
    step = next((step for step in STEPS if (high - low) / step <= LINES_ON_AXIS), STEPS[-1])
    every = max(1, round((len(marks) - 1) / MARKS))
    return {
        "height": HEIGHT,
        "named": place_names(drawn[:NAMED]),
        "others": drawn[NAMED:],
        "grid": [{"value": value, "y": f"{y(value):.1f}"} for value in range(-(-low // step) * step, high + 1, step)],
        "marks": [{"label": mark, "x": x(place)} for place, mark in enumerate(marks) if place % every == 0],
    }


def place_names(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines with the height of the name at each one's end, the highest first, the names kept apart."""
    placed = []
    above = float("-inf")
    for order, line in enumerate(sorted(lines, key=lambda line: line["end"])):
        above = max(line["end"], above + APART)
        placed.append({**line, "order": order, "y": f"{above:.1f}"})
    return placed
