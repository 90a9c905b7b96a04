"""A football match by its list of goals: what can be known of its course, as events for record/."""

from collections.abc import Iterable
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile
from scoreboard.sports.football.events import MINUTE

Pair = tuple[int, int]  # home and away
NORMAL_TIME, EXTRA_TIME = 90, 120  # by the minute in which they end, stoppage time aside
HALVES = (("first_half", 45), ("second_half", NORMAL_TIME))
EXTRA_HALVES = (("extra_first_half", 105), ("extra_second_half", EXTRA_TIME))


class Goal(msgspec.Struct, frozen=True):
    """A goal for `side`: its minute, that of stoppage time (0 without), and how it came about."""

    side: str
    minute: int
    stoppage: int = 0
    player: str | None = None
    penalty: bool = False
    own_goal: bool = False


def sort_goals(goals: Iterable[Goal]) -> list[Goal]:
    """Goals in the order of play; those of one minute stay in the order in which they were listed."""
    return sorted(goals, key=lambda goal: (goal.minute, goal.stoppage))


def count_goals(goals: Iterable[Goal], *, until: int) -> Pair:
    """The score at the end of minute `until` with its stoppage time."""
    sides = [goal.side for goal in goals if goal.minute <= until]
    return sides.count("home"), sides.count("away")


def check_goals(goals: Iterable[Goal], score: dict[str, Pair]) -> None:
    """Raise BadFile where goals do not add up to a score: `ft` after normal time, `et` after extra time."""
    goals = list(goals)
    if "et" not in score and any(goal.minute > NORMAL_TIME for goal in goals):
        raise BadFile("a goal after minute 90 in a match without extra time")
    for part, until in (("ft", NORMAL_TIME), ("et", EXTRA_TIME)):
        if part in score and (counted := count_goals(goals, until=until)) != score[part]:
            raise BadFile(f"goals add up to {format_pair(counted)}, the score ({part}) is {format_pair(score[part])}")


def play(goals: Iterable[Goal], *, extra_time: bool | str, shootout: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The events of a match by its goals: each period's start, its goals, its end; then the shootout's result.

    `extra_time` is that of the ruleset, where it was played: nothing follows on the golden goal, or on a first half of
    it that a silver one has decided.
    """
    goals = list(goals)
    events: list[dict[str, Any]] = []
    waiting = sort_goals(goals)
    for period, end in (*HALVES, *EXTRA_HALVES) if extra_time else HALVES:
        events.append({"type": "period_start", "period": period})
        last = end * MINUTE
        while waiting and waiting[0].minute <= end:
            goal = waiting.pop(0)
            clock_ms = (goal.minute + goal.stoppage - 1) * MINUTE
            last = max(last, clock_ms)
            events.append(build_goal(goal, period=period, clock_ms=clock_ms))
            if extra_time == "golden" and end > NORMAL_TIME and not waiting:
                return events
        events.append({"type": "period_end", "period": period, "clock_ms": last})
        if extra_time == "silver" and period == EXTRA_HALVES[0][0] and not waiting and is_decided(goals):
            return events
    if shootout:
        events.append({"type": "shootout_result", "data": shootout})
    return events


def is_decided(goals: Iterable[Goal]) -> bool:
    """Whether one side has scored more than the other."""
    home, away = count_goals(goals, until=EXTRA_TIME)
    return home != away


def build_goal(goal: Goal, *, period: str, clock_ms: int) -> dict[str, Any]:
    """A goal as record/ takes it."""
    data = {name: True for name in ("penalty", "own_goal") if getattr(goal, name)}
    body: dict[str, Any] = {"type": "goal", "side": goal.side, "data": data}
    if goal.player:
        body["player"] = goal.player
    return {**body, "period": period, "clock_ms": clock_ms}


def build_result(score: dict[str, Pair], *, shootout: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The one event of a match of which no more than its score is known, by its parts: ht, ft, et."""
    parts = {"half_time": "ht", "full_time": "ft", "extra_time": "et"}
    data: dict[str, Any] = {name: as_score(score[part]) for name, part in parts.items() if part in score}
    if shootout:
        data["shootout"] = shootout
    return [{"type": "result", "data": data}]


def as_score(pair: Pair) -> dict[str, int]:
    """A pair of counts as events write it."""
    return {"home": pair[0], "away": pair[1]}


def format_pair(pair: Pair) -> str:
    """A pair of counts for people: 2–1."""
    return f"{pair[0]}–{pair[1]}"
