"""Streaks: how many matches on end a competitor won, did not lose, scored…"""

from collections.abc import Callable, Iterable
from typing import Any

from scoreboard.sports.tally import NO_RESULT, UNPLAYED
from stats.tables.season import SeasonFacts
from stats.tables.sides import Side

STREAKS: dict[str, Callable[[Side], bool]] = {
    "winning": lambda side: side.result == "W",
    "unbeaten": lambda side: side.result != "L",
    "losing": lambda side: side.result == "L",
    "scoring": lambda side: side.scored > 0,
    "clean_sheets": lambda side: side.conceded == 0,
}
BY_PLAY = frozenset({"scoring", "clean_sheets"})  # an award, which has a score without play, is none of these


def list_streaks(facts: SeasonFacts) -> list[dict[str, Any]]:
    """Each competitor's streaks within a season: kind by kind, the longest first.

    `{"streak", "competitor", "current", "longest", "since", "until", "since_at", "until_at"}`, as find_streaks has it.
    """
    rows = [
        {"competitor": facts.refer("competitor", competitor, sides[0].competitor_name), **streak}
        for competitor, sides in facts.played.items()
        for streak in find_streaks(sides)
    ]
    kinds = list(STREAKS)
    rows.sort(key=lambda row: (kinds.index(row["streak"]), -row["longest"], -row["current"], row["competitor"]["name"]))
    return [{"streak": row.pop("streak"), **row} for row in rows]


def find_streaks(sides: Iterable[Side]) -> list[dict[str, Any]]:
    """Each kind of streak of one competitor's sides, in order.

    `{"streak", "current", "longest", "since", "until", "since_at", "until_at"}`: the last four are the days and the
    instants of the first and last match of the longest, the later one among equals; None where there is none.
    What is none of a streak neither goes on with it nor ends it: a match without a result, an award that of scores.
    """
    sides = [side for side in sides if side.outcome != NO_RESULT]
    played = [side for side in sides if side.decided_by not in UNPLAYED]
    return [
        {"streak": kind, **_find_streak(played if kind in BY_PLAY else sides, goes_on)}
        for kind, goes_on in STREAKS.items()
    ]


def _find_streak(sides: Iterable[Side], goes_on: Callable[[Side], bool]) -> dict[str, Any]:
    current = longest = 0
    first: Side | None = None
    ends: tuple[Side | None, Side | None] = (None, None)
    for side in sides:
        if not goes_on(side):
            current = 0
            continue
        first = first if current else side
        current += 1
        if current >= longest:
            longest, ends = current, (first, side)
    since, until = ((end.on, end.scheduled_at) if end else (None, None) for end in ends)
    days = {"since": since[0], "until": until[0], "since_at": since[1], "until_at": until[1]}
    return {"current": current, "longest": longest, **days}
