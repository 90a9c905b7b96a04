"""The laws of football: what may follow what, and what it changes."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from scoreboard.sports.base import Clock, Event, Manual, PeriodScore, Refused, Score, Side, count
from scoreboard.sports.football.deciding import (
    apply_shootout_kick,
    apply_shootout_result,
    decide_shootout,
    end_by_goal,
    go_on,
    leader_of,
    phase_after,
    settle,
)
from scoreboard.sports.football.events import (
    NEXT_PERIOD,
    PERIODS,
    Card,
    Goal,
    PenaltyMissed,
    PeriodEnd,
    PeriodStart,
    Result,
    Ruleset,
    ShootoutKick,
    ShootoutResult,
    State,
    StoppageTime,
    Substitution,
)
from scoreboard.sports.football.people import apply_card, apply_substitution
from scoreboard.sports.football.place import bounds, check_player, place, place_manual


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before kick-off."""
    return State(ruleset=ruleset, clock=Clock(rate=clock_rate))


def apply_period_start(state: State, event: PeriodStart) -> State:
    expected = NEXT_PERIOD.get(state.phase)
    if expected is None:
        raise Refused("football.period.none_to_start", phase=state.phase)
    if event.period not in (None, expected):
        raise Refused("football.period.next", expected=expected, period=event.period)
    begin = bounds(state.ruleset, expected)[0] if event.clock_ms is None else event.clock_ms
    return replace(
        state,
        phase=expected,
        periods=(*state.periods, PeriodScore(expected)),
        clock=Clock(
            running=event.occurred_at is not None,
            value_ms=begin,
            anchor=event.occurred_at,
            rate=state.clock.rate,
        ),
    )


def apply_period_end(state: State, event: PeriodEnd) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.period.none_played", phase=state.phase)
    if event.period not in (None, state.phase):
        raise Refused("football.period.other", period=event.period, playing=state.phase)
    _, clock_ms = place(state, event)
    end = bounds(state.ruleset, state.phase)[1]
    clock = Clock(value_ms=end if clock_ms is None else clock_ms, rate=state.clock.rate)
    return replace(state, phase=phase_after(state, state.phase), clock=clock)


def apply_goal(state: State, event: Goal) -> State:
    period, _ = place(state, event)
    own_goal = event.data.own_goal
    if own_goal and event.data.penalty:
        raise Refused("football.goal")
    if state.kicks:
        raise Refused("football.shootout.begun")
    if not own_goal:
        check_player(state, event, period)
    periods = tuple([played.plus(event.side) if played.name == period else played for played in state.periods])
    after = replace(state, score=count_score(state, event.side, 1), periods=periods)
    if after.phase in PERIODS:
        return end_by_goal(after, period)
    return settle(after)  # entered late, in a break: is there more play to come?


def count_score(state: State, side: Side, goals: int) -> Score:
    """The score with goals more for `side`; raises Refused beyond what can be counted, in both legs of a tie too."""
    score, first = state.score.plus(side, goals), state.ruleset.first_leg
    if first is not None:
        count(getattr(first, side) + getattr(score, side))
    return score


def apply_penalty_missed(state: State, event: PenaltyMissed) -> State:
    period, _ = place(state, event)
    check_player(state, event, period)
    return state


def apply_stoppage_time(state: State, event: StoppageTime) -> State:
    if state.phase not in PERIODS:
        raise Refused("football.stoppage", phase=state.phase)
    place(state, event)
    return state


def apply_result(state: State, event: Result) -> State:
    if state.phase != "not_started":
        raise Refused("football.result.started")
    data = event.data
    marks = [("first_half", data.half_time), ("second_half", data.full_time), ("extra_time", data.extra_time)]
    if data.half_time is None:
        marks[1] = ("normal_time", data.full_time)
    periods, before = [], Score()
    for name, total in marks:
        if total is None:
            continue
        if total.home < before.home or total.away < before.away:
            raise Refused("football.result.below", period=name)
        periods.append(PeriodScore(name, total.home - before.home, total.away - before.away))
        before = total
    if (first := state.ruleset.first_leg) is not None:
        count(max(first.home + before.home, first.away + before.away))
    after = replace(state, phase="full_time", score=before, periods=tuple(periods))
    if data.shootout is None:
        return after
    if leader_of(after) is not None:
        raise Refused("football.shootout.not_level")
    return decide_shootout(after, data.shootout)


def apply_manual(state: State, event: Manual) -> State:
    """Goals given or taken by hand, where the laws have no event for it; the match stands where its new score puts it.

    After the last whistle that may be extra time or a shootout that is due now, or is due no longer. With a shootout
    behind it, a match is left as it is: `check` has refused what would make its score uneven.
    """
    period, _ = place_manual(state, event)
    goals = event.data.points
    if getattr(state.score, event.side) + goals < 0:
        raise Refused("football.manual")
    periods = put_right(state.periods, period, event.side, goals)
    after = settle(end_by_goal(replace(state, score=count_score(state, event.side, goals), periods=periods), period))
    if state.ruleset.edition > 1 or (after.phase == "full_time") == (state.phase == "full_time"):
        return after
    return replace(after, ended_from=state.phase if after.phase == "full_time" else "")


def put_right(periods: tuple[PeriodScore, ...], period: str, side: Side, goals: int) -> tuple[PeriodScore, ...]:
    """The line score with goals more in `period`; what it has too few of is taken from the others, the last first."""
    changed = {played.name: played for played in periods}
    for name in (period, *reversed(changed)):
        given = max(goals, -getattr(changed[name], side))
        changed[name] = changed[name].plus(side, given)
        goals -= given
    return tuple(changed.values())


STEPS: Mapping[type[Event], Callable[[State, Any], State]] = {
    PeriodStart: apply_period_start,
    PeriodEnd: apply_period_end,
    Goal: apply_goal,
    Card: apply_card,
    Substitution: apply_substitution,
    PenaltyMissed: apply_penalty_missed,
    StoppageTime: apply_stoppage_time,
    ShootoutKick: apply_shootout_kick,
    ShootoutResult: apply_shootout_result,
    Result: apply_result,
    Manual: apply_manual,
}


def apply(state: State, event: Event) -> State:
    """The state after an event; raises Refused."""
    return STEPS[type(event)](go_on(state, event) if state.ended_from else state, event)
