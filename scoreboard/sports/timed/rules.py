"""The rules of timed periods: which may begin, what belongs where, what follows when the clock has run down."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from scoreboard.sports.base import Clock, Event, Manual, PeriodScore, Refused, Score, Side
from scoreboard.sports.timed.events import (
    BREAKS,
    MINUTE,
    MOST_PERIODS,
    TIME_UP,
    UNITS,
    ClockSet,
    PeriodEnd,
    PeriodStart,
    Result,
    Shootout,
    ShootoutAttempt,
    TimedRules,
)

S = TypeVar("S", bound=Any)  # a sport's state: `Timed` with a `ruleset`
LATE_MS = 30 * MINUTE  # how far a clock that runs up may pass a period's nominal end


# --- periods ---------------------------------------------------------------------------------------------------------


def name_period(ruleset: TimedRules, number: int) -> str:
    """The name of the period after `number` others: "quarter_4", "overtime_1"."""
    if number < ruleset.periods:
        return f"{UNITS[ruleset.periods]}_{number + 1}"
    return f"overtime_{number - ruleset.periods + 1}"


def is_playing(state: Any) -> bool:
    """Whether a period is being played."""
    return bool(state.periods) and state.phase == state.periods[-1].name


def bounds(ruleset: TimedRules, number: int) -> tuple[int, int]:
    """What the clock shows at the nominal begin and end of the period after `number` others, in ms."""
    overtimes = max(0, number - ruleset.periods)
    length = ruleset.period_minutes if number < ruleset.periods else ruleset.overtime_minutes
    if ruleset.sudden_minutes and is_beyond(ruleset, number):
        length = ruleset.sudden_minutes
    length *= MINUTE
    if ruleset.clock == "down":
        return length, 0
    begin = (number - overtimes) * ruleset.period_minutes * MINUTE + overtimes * ruleset.overtime_minutes * MINUTE
    return begin, begin + length


def list_spans(ruleset: TimedRules) -> Mapping[str, tuple[int, int]]:
    """The nominal begin and end of every period by its name, in ms, of a clock that runs up."""
    return {name_period(ruleset, number): bounds(ruleset, number) for number in range(MOST_PERIODS)}


def is_beyond(ruleset: TimedRules, number: int) -> bool:
    """Whether the period after `number` others comes after all overtimes that may be played."""
    return ruleset.overtimes is not None and number >= ruleset.periods + ruleset.overtimes * ruleset.overtime_periods


def start_period(state: S, event: PeriodStart) -> S:
    """The state with the next period begun; raises Refused where none can."""
    number = len(state.periods)
    if state.phase not in BREAKS:
        raise Refused("timed.period.none_to_start", phase=state.phase)
    expected = name_period(state.ruleset, number)
    if event.period not in (None, expected):
        raise Refused("timed.period.next", expected=expected, period=event.period)
    if number >= MOST_PERIODS:
        raise Refused("timed.period.too_many", most=MOST_PERIODS)
    begin = bounds(state.ruleset, number)[0] if event.clock_ms is None else event.clock_ms
    clock = Clock(
        running=event.occurred_at is not None,
        direction=state.ruleset.clock,
        value_ms=begin,
        anchor=event.occurred_at,
        rate=state.clock.rate,
    )
    return msgspec.structs.replace(state, phase=expected, periods=(*state.periods, PeriodScore(expected)), clock=clock)


def end_period(state: S, event: PeriodEnd) -> S:
    """The state with the period over: a break, an overtime to come, a shootout, or the end."""
    if not is_playing(state):
        raise Refused("timed.period.none_played", phase=state.phase)
    if event.period not in (None, state.phase):
        raise Refused("timed.period.other", period=event.period, playing=state.phase)
    end = bounds(state.ruleset, len(state.periods) - 1)[1]
    value = end if event.clock_ms is None else event.clock_ms
    clock = Clock(direction=state.ruleset.clock, value_ms=value, rate=state.clock.rate)
    return msgspec.structs.replace(state, phase=phase_after(state), clock=clock)


def end_or_wait(state: S, event: PeriodEnd) -> S:
    """As `end_period`, for sports in which a kick may be due when the time is up (their `await_kick`).

    Entered once more while that is awaited, it ends the match without the kick.
    """
    if state.phase == TIME_UP:
        return msgspec.structs.replace(state, phase=phase_after(state), clock=Clock(rate=state.clock.rate))
    return end_period(state, event)


def phase_after(state: Any) -> str:
    """The phase that follows the last period so far, by the score and the ruleset."""
    ruleset, played = state.ruleset, len(state.periods)
    if played < ruleset.periods:
        return "half_time" if played * 2 == ruleset.periods else "break"
    overtime, goes_on = played - ruleset.periods, not is_beyond(ruleset, played)
    # In sudden death a lead ends an overtime within its first half, too: since edition 2 one that was given by hand.
    sudden = ruleset.edition > 1 and is_sudden(state)
    if overtime % ruleset.overtime_periods and goes_on and not sudden:
        return "overtime_break"
    if state.score.leader() is not None:
        return "full_time"
    if goes_on or (ruleset.sudden_minutes and not is_beyond(ruleset, played - 1)):
        return "overtime_break"
    return "shootout" if ruleset.shootout else "full_time"


# --- where an event belongs ------------------------------------------------------------------------------------------


def place(state: Any, event: Event) -> tuple[str, int | None]:
    """The period and clock (ms, None if unknown) of what happened in play; raises Refused where it fits nowhere.

    A scorer may enter afterwards what happened in a period, by naming it: in the break, and once the match is over.
    """
    period, clock_ms = event.period, event.clock_ms
    if period is None or period == state.phase:
        if not is_playing(state):
            refuse_place(state)
        period = state.phase
        if clock_ms is None:
            return period, state.clock.read(event.occurred_at)
        number = len(state.periods) - 1
    else:
        number = find_period(state, period)
    if clock_ms is not None:
        check_clock(state, number, period, clock_ms)
    return period, clock_ms


def place_late(state: Any, event: Event) -> tuple[str, int | None]:
    """As `place`, of what may be done when the time is up (a free throw): without a period, in the one just ended."""
    if event.period is None and state.periods and not is_playing(state):
        number = len(state.periods) - 1
        period = state.periods[number].name
        find_period(state, period)
        if event.clock_ms is not None:
            check_clock(state, number, period, event.clock_ms)
        return period, event.clock_ms
    return place(state, event)


def is_of_before(state: Any, event: Event) -> bool:
    """Whether an event names a period that is over: who did it then may have been sent off or fouled out since."""
    named = event.period
    return named is not None and named != state.phase and any(one.name == named for one in state.periods)


def is_late(state: Any) -> bool:
    """Whether what is placed so can be entered now: after a period, until what comes then has begun."""
    if not state.periods or is_playing(state) or state.decided_by is not None or state.shootout is not None:
        return False
    return state.phase != "full_time" or not is_sudden(state)


def place_anytime(state: Any, event: Event) -> tuple[str, int | None]:
    """As `place`, of misconduct: who officiates may punish it before the match, in its breaks, and after its end."""
    period, phase = event.period, state.phase
    if period is None or period == phase:
        return place(state, event) if is_playing(state) else (phase, event.clock_ms)
    number = next((number for number, played in enumerate(state.periods) if played.name == period), None)
    if number is None:
        if phase in BREAKS and period == name_period(state.ruleset, len(state.periods)):
            return phase, event.clock_ms  # in the break before that period
        raise Refused("timed.period.not_played", period=period, played=[played.name for played in state.periods])
    if event.clock_ms is not None:
        check_clock(state, number, period, event.clock_ms)
    return period, event.clock_ms


def locate(state: Any, event: Event) -> tuple[str, int | None]:
    """The period and clock of an event that was accepted, or stood in a place that a correction may have taken away."""
    if event.period is None and is_playing(state):
        clock_ms = event.clock_ms
        return state.phase, state.clock.read(event.occurred_at) if clock_ms is None else clock_ms
    return place_anytime(state, event)


def check_clock(state: Any, number: int, period: str, clock_ms: int) -> None:
    """Refuse what the clock cannot have shown in the period after `number` others."""
    low, high = sorted(bounds(state.ruleset, number))
    high += LATE_MS if state.ruleset.clock == "up" else 0
    if not low <= clock_ms <= high:
        raise Refused("timed.clock.outside", clock_ms=clock_ms, period=period, low=low, high=high)


def refuse_place(state: Any) -> None:
    """Refuse what is entered for the period being played where none is."""
    if state.phase == "not_started":
        raise Refused("timed.not_started")
    if state.decided_by is not None:
        raise Refused("timed.result.known")
    if state.phase == "full_time":
        raise Refused("timed.finished")
    raise Refused("timed.break", phase=state.phase)


def find_period(state: Any, period: str) -> int:
    """The place of a period that has been played; raises Refused where it cannot take anything any more."""
    number = next((number for number, played in enumerate(state.periods) if played.name == period), None)
    if state.phase == "not_started" or state.decided_by is not None:
        refuse_place(state)
    if number is None:
        played = [played.name for played in state.periods]
        raise Refused("timed.period.not_played", period=period, played=played)
    overtime = len(state.periods) > state.ruleset.periods
    if overtime and number < len(state.periods) - 1:
        raise Refused("timed.overtime")
    if state.shootout is not None:
        raise Refused("timed.shootout.begun")
    if state.phase == "full_time" and is_sudden(state):
        raise Refused("timed.decided")
    return number


def is_sudden(state: Any) -> bool:
    """Whether a lead in overtime has decided the match, so that nothing can have come after it."""
    ruleset, played = state.ruleset, len(state.periods)
    if played <= ruleset.periods or not (ruleset.sudden_death or ruleset.sudden_minutes):
        return False
    is_last = ruleset.sudden_death or is_beyond(ruleset, played - 1)
    return is_last and state.score.leader() is not None


# --- the score -------------------------------------------------------------------------------------------------------


def add_points(state: S, side: Side, points: int, period: str) -> S:
    """The state with points for `side` in `period`. In sudden death they end the match; late ones may undo a tie."""
    last = state.periods[-1]
    if period == last.name:
        periods = (*state.periods[:-1], last.plus(side, points))
    else:
        periods = tuple(one.plus(side, points) if one.name == period else one for one in state.periods)
    phase = state.phase
    after = msgspec.structs.replace(state, score=state.score.plus(side, points), periods=periods)
    if phase == last.name:
        phase = "full_time" if is_sudden(after) else phase
    elif phase in ("overtime_break", "shootout", TIME_UP) or (phase == "full_time" and state.decided_by is None):
        phase = phase_after(after)
    if phase != state.phase:
        after = msgspec.structs.replace(after, phase=phase, clock=Clock(rate=state.clock.rate))
    return after


def set_clock(state: S, event: ClockSet) -> S:
    """The state with the clock stopped or running."""
    if not is_playing(state):
        refuse_place(state)
    _, value = place(state, event)
    if event.data.running and event.occurred_at is None:
        raise Refused("timed.clock.occurred_at")
    clock = msgspec.structs.replace(
        state.clock,
        running=event.data.running,
        value_ms=state.clock.value_ms if value is None else value,
        anchor=event.occurred_at,
    )
    return msgspec.structs.replace(state, clock=clock)


def apply_manual(state: S, event: Manual) -> S:
    """Points given or taken by hand, in the period named or the last; what follows of a new score, follows."""
    if not state.periods:
        refuse_place(state)
    if state.shootout is not None:
        raise Refused("timed.shootout.manual")
    period = event.period or state.periods[-1].name
    known = {one.name: one for one in state.periods}
    if period not in known:
        raise Refused("timed.period.not_played", period=period, played=list(known))
    if getattr(known[period], event.side) + event.data.points < 0:
        raise Refused("timed.manual", side=event.side, period=period)
    after = add_points(state, event.side, event.data.points, period)
    if after.phase == "full_time" and after.decided_by is None:
        after = msgspec.structs.replace(after, phase=phase_after(after))
    return after


def apply_result(state: S, event: Result, *, draws: bool = True) -> S:
    """The state of a match that is known by its result only; `draws`: it may end level."""
    if state.phase != "not_started":
        raise Refused("timed.result.started")
    data = event.data
    winner = (data.shootout or data.score).leader()
    if winner is None and not draws:
        raise Refused("timed.result.level")
    if data.shootout is not None and (winner is None or data.decided_by != "shootout"):
        raise Refused("timed.result.shootout")
    periods = tuple(
        PeriodScore(name_period(state.ruleset, number), one.home, one.away) for number, one in enumerate(data.periods)
    )
    total = Score(sum(one.home for one in periods), sum(one.away for one in periods))
    if periods and total != data.score:
        raise Refused("timed.result.periods", home=total.home, away=total.away)
    shootout = Shootout(scored=data.shootout, winner=winner) if data.shootout else None
    return msgspec.structs.replace(
        state, phase="full_time", score=data.score, periods=periods, shootout=shootout, decided_by=data.decided_by
    )


# --- shootout --------------------------------------------------------------------------------------------------------


def attempt(state: S, event: ShootoutAttempt, *, rounds: int) -> S:
    """The state with one attempt more: over once a side cannot be caught in `rounds` each, or leads after as many."""
    if state.phase != "shootout":
        raise Refused("timed.shootout.none", phase=state.phase)
    before = state.shootout or Shootout()
    taken = before.taken.plus(event.side)
    if abs(taken.home - taken.away) > 1:
        raise Refused("timed.shootout.turn")
    scored = before.scored.plus(event.side, int(event.data.scored))
    winner = find_winner(taken, scored, rounds)
    key = name_taker(event)
    takers = before.takers if key is None else (*before.takers, key)
    return msgspec.structs.replace(
        state, shootout=Shootout(taken, scored, winner, takers), phase="full_time" if winner else "shootout"
    )


def name_taker(event: ShootoutAttempt) -> str | None:
    """The key by which a shootout remembers who made an attempt; None of somebody unknown."""
    key = event.player_id or event.player
    return None if key is None else f"{event.side}:{key}"


def find_winner(taken: Score, scored: Score, rounds: int) -> Side | None:
    """Who has won a shootout: None while the other side can still draw level."""
    if taken.home >= rounds and taken.away >= rounds:
        return scored.leader() if taken.home == taken.away else None
    if scored.home > scored.away + max(0, rounds - taken.away):
        return "home"
    return "away" if scored.away > scored.home + max(0, rounds - taken.home) else None


# What events of these sports do, where a sport has no step of its own for them.
STEPS: Mapping[type[Event], Callable[[Any, Any], Any]] = {
    PeriodStart: start_period,
    PeriodEnd: end_period,
    ClockSet: set_clock,
    Result: apply_result,
    Manual: apply_manual,
}
