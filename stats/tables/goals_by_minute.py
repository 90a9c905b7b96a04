"""When goals were scored: by the minute, and by the quarter of an hour."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from stats.tables.season import Goal, SeasonFacts

QUARTER = 15
NORMAL_TIME, FULL_LENGTH = 90, 120


class Minute(NamedTuple):
    """A minute of play; `stoppage` is 0 in the nominal time."""

    minute: int
    stoppage: int

    def __str__(self) -> str:
        return f"{self.minute}+{self.stoppage}" if self.stoppage else str(self.minute)


def list_goals_by_minute(facts: SeasonFacts, *, each: bool = False) -> list[dict[str, Any]]:
    """When a season's goals fell, by 15 minutes, or by `each` minute; those of cancelled matches do not count."""
    cancelled = {side.match for side in facts.sides if side.status == "cancelled"}
    goals = [goal for goal in facts.goals if goal.match not in cancelled]
    return count_by_minute(goals) if each else count_by_quarter(goals)


def parse_minute(text: str) -> Minute | None:
    """A minute as it is written, "23" or "45+2"; None for what is none."""
    minute, _, stoppage = text.partition("+")
    if not minute.isdigit() or not (stoppage.isdigit() or not stoppage):
        return None
    return Minute(int(minute), int(stoppage or 0))


def count_by_minute(goals: Iterable[Goal]) -> list[dict[str, Any]]:
    """`{"minutes", "goals", "penalties", "own_goals"}` of each minute with a goal; unknown ones last, as ""."""
    counts: dict[Minute | None, list[Goal]] = {}
    for goal in goals:
        counts.setdefault(parse_minute(goal.minute), []).append(goal)
    in_order = sorted(counts, key=lambda minute: (minute is None, minute or Minute(0, 0)))
    return [_count(str(minute or ""), counts[minute]) for minute in in_order]


def count_by_quarter(goals: Iterable[Goal]) -> list[dict[str, Any]]:
    """`{"minutes", "goals", "penalties", "own_goals"}` by 15 minutes: "1–15" … "76–90", none left out in between.

    Stoppage time stands apart ("45+", "90+"). Extra time is there where a goal fell in it; unknown minutes come last,
    as "".
    """
    counts: dict[tuple[int, bool] | None, list[Goal]] = {}
    for goal in goals:
        minute = parse_minute(goal.minute)
        place = minute and ((minute.minute - 1) // QUARTER, minute.stoppage > 0)
        counts.setdefault(place, []).append(goal)
    if not counts:
        return []
    last = FULL_LENGTH if any(place and place[0] >= NORMAL_TIME // QUARTER for place in counts) else NORMAL_TIME
    places: list[tuple[int, bool] | None] = []
    for number in range(last // QUARTER):
        places.append((number, False))
        if (number + 1) * QUARTER in (45, 90) or (number, True) in counts:
            places.append((number, True))
    beyond = [place for place in counts if place is not None and place not in places]
    places += [*sorted(beyond), *([None] if None in counts else [])]
    return [_count(_label(place), counts.get(place, [])) for place in places]


def _label(place: tuple[int, bool] | None) -> str:
    if place is None:
        return ""
    number, stoppage = place
    return f"{(number + 1) * QUARTER}+" if stoppage else f"{number * QUARTER + 1}–{(number + 1) * QUARTER}"


def _count(minutes: str, goals: list[Goal]) -> dict[str, Any]:
    details = [goal.detail for goal in goals]
    return {
        "minutes": minutes,
        "goals": len(goals),
        "penalties": details.count("penalty"),
        "own_goals": details.count("own_goal"),
    }
