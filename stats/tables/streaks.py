"""Streaks: how many matches on end somebody won, did not lose, scored…"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from stats.tables import Side

STREAKS: dict[str, Callable[[Side], bool]] = {
    "winning": lambda side: side.result == "W",
    "unbeaten": lambda side: side.result != "L",
    "losing": lambda side: side.result == "L",
    "scoring": lambda side: side.scored > 0,
    "clean_sheets": lambda side: side.conceded == 0,
}


def find_streaks(sides: Iterable[Side]) -> list[dict[str, Any]]:
    """Each kind of streak of one competitor's sides, in order: `{"streak", "current", "longest", "since", "until"}`.

    `since` and `until` are the days of the first and last match of the longest, the later one among equals; None
    where there is none.
    """
    sides = list(sides)
    return [{"streak": kind, **_find_streak(sides, goes_on)} for kind, goes_on in STREAKS.items()]


def _find_streak(sides: Iterable[Side], goes_on: Callable[[Side], bool]) -> dict[str, Any]:
    current = longest = 0
    since: date | None = None
    longest_days: tuple[date | None, date | None] = (None, None)
    for side in sides:
        if not goes_on(side):
            current = 0
            continue
        since = since if current else side.on
        current += 1
        if current >= longest:
            longest, longest_days = current, (since, side.on)
    return {"current": current, "longest": longest, "since": longest_days[0], "until": longest_days[1]}
