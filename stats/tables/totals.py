"""Sum up a competitor's matches: played, won, drawn, lost, scored for and against."""

from collections.abc import Iterable
from typing import Any

from stats.tables.sides import Side, name_result


def sum_sides(sides: Iterable[Side]) -> dict[str, Any]:
    """`{"played", "won", "drawn", "lost", "for", "against", "difference"}` of the sides of matches.

    One without a result was played, and is none of the three.
    """
    sides = list(sides)
    results = [name_result(side) for side in sides]
    scored, conceded = sum(side.scored for side in sides), sum(side.conceded for side in sides)
    return {
        "played": len(sides),
        "won": results.count("W"),
        "drawn": results.count("D"),
        "lost": results.count("L"),
        "for": scored,
        "against": conceded,
        "difference": scored - conceded,
    }
