"""The rules of American football: what may be entered when, what it counts, and how overtime ends."""

from typing import Any

import msgspec

from scoreboard.sports.american_football.events import (
    SCORING,
    Down,
    Ejection,
    FieldGoal,
    Possession,
    Ruleset,
    Safety,
    State,
    Touchdown,
    Try,
    TryReturn,
    Turnover,
)
from scoreboard.sports.base import Clock, Event, Manual, Refused, Score, Side, apply_by_type, other
from scoreboard.sports.timed import checks as timed_checks
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import TIME_UP, PeriodEnd, PeriodStart, Timeout


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the kick-off; raises Refused where the ruleset contradicts itself."""
    if ruleset.shootout:
        raise Refused("american_football.ruleset.shootout")
    if ruleset.sudden_death and ruleset.both_possess:
        raise Refused("american_football.ruleset.sudden_death")
    if ruleset.touchdown_wins and not ruleset.both_possess:
        raise Refused("american_football.ruleset.touchdown_wins")
    clock = Clock(direction=ruleset.clock, rate=clock_rate)
    return State(ruleset=ruleset, timeouts=Score(ruleset.timeouts, ruleset.timeouts), clock=clock)


def in_overtime(state: State) -> bool:
    """Whether an overtime has begun."""
    return len(state.periods) > state.ruleset.periods


def apply_period_start(state: State, event: PeriodStart) -> State:
    """The period's begin: a half and an overtime bring new timeouts, and the ball is kicked off anew."""
    after, rules = timed.start_period(state, event), state.ruleset
    overtime, played = in_overtime(after), len(after.periods)
    fresh: dict[str, Any] = {"trying": None}
    if overtime:
        left = Score(rules.overtime_timeouts, rules.overtime_timeouts)
        fresh |= {"timeouts": left, "ball": None, "down": None, "had_ball": ()}
        if played > rules.periods + 1 and rules.both_possess:  # a second overtime goes on where the first one stopped
            fresh = {"trying": None, "timeouts": left}
    elif played * 2 == rules.periods + 2:
        fresh |= {"timeouts": Score(rules.timeouts, rules.timeouts), "ball": None, "down": None}
    return msgspec.structs.replace(after, **fresh)


def check_player(state: State, event: Any) -> None:
    """Refuse what a player does who has been disqualified."""
    check_person(state, event, event.player_id or event.player, event.player)


def check_person(state: State, event: Any, key: str | None, name: str | None) -> None:
    """Refuse what somebody has a part in who has been disqualified."""
    if key is not None and f"{event.side}:{key}" in state.ejected and not timed.is_of_before(state, event):
        raise Refused("american_football.ejected", player=name)


def is_decided(state: State) -> bool:
    """Whether an overtime in which both sides have the ball is over, so that nothing can have come after it."""
    over = state.phase == "full_time" and state.ruleset.both_possess and in_overtime(state)
    return over and state.score.leader() is not None


def score(state: State, event: SCORING, points: int, *, trying: Side | None = None) -> State:
    """The state with points for the event's side; in overtime the match may be over by them.

    A period is extended by an untimed down after a foul of the defence (NFL 2024, Rule 4, extension of periods): its
    score, too, may be entered when the time is up.
    """
    if is_decided(state):
        raise Refused("timed.decided")
    period, _ = timed.place_late(state, event)
    check_player(state, event)
    after = msgspec.structs.replace(state, trying=trying, down=None)
    if points or state.phase == TIME_UP:
        after = timed.add_points(after, event.side, points, period)
    return settle_overtime(await_possession(await_try(after)), possession_over=True)


def await_try(state: State) -> State:
    """The state, not over while a try is due that may change who wins.

    A touchdown on the last play is followed by its try, but not where that cannot matter (NFL 2024, Rule 4, extension
    of periods; NCAA 2024, the try). Either side may score two points of it.
    """
    if state.phase != "full_time" or state.trying is None or state.ruleset.edition == 1:
        return state
    lead = state.score.home - state.score.away
    matters = abs(lead) <= max(state.ruleset.two_points, state.ruleset.kick_points)
    return msgspec.structs.replace(state, phase=TIME_UP) if matters and not timed.is_sudden(state) else state


def apply_period_end(state: State, event: PeriodEnd) -> State:
    """The period's end: a try that is due is awaited, or given up."""
    after = timed.end_or_wait(state, event)
    if state.phase == TIME_UP:
        return settle_overtime(await_possession(msgspec.structs.replace(after, trying=None)), possession_over=True)
    return await_possession(await_try(after))


def await_possession(state: State) -> State:
    """The state, not over while the second side has the ball for the first time, in a match that time does not end.

    A play-off goes on in another overtime where one ends before the second side's possession has (NFL 2024, 16-1-4).
    """
    rules = state.ruleset
    if state.phase != "full_time" or rules.edition < 3 or rules.overtimes is not None or not rules.both_possess:
        return state
    is_over = len(state.had_ball) == 2 and state.ball == state.score.leader()
    if is_over or not in_overtime(state) or state.decided_by is not None:
        return state
    return msgspec.structs.replace(state, phase="overtime_break")


def settle_overtime(state: State, *, possession_over: bool = False) -> State:
    """The state with an overtime over, where both sides have had the ball and one leads (NFL's rule on overtime).

    The side that has the ball and leads has won: by this score, or because the other side has lost the ball. The side
    that has it and is behind has lost once the possession is over, after a touchdown with its try.
    """
    goes_on = timed.is_playing(state) or state.phase == "overtime_break"
    decided = state.ruleset.both_possess and in_overtime(state) and goes_on and len(state.had_ball) == 2
    leader = state.score.leader()
    if not decided or leader is None:
        return state
    if state.ball == leader or (possession_over and state.trying is None):
        return finish(state)
    return state


def finish(state: State) -> State:
    """The state with the match over."""
    return msgspec.structs.replace(state, phase="full_time", trying=None, clock=Clock(rate=state.clock.rate))


def apply_touchdown(state: State, event: Touchdown) -> State:
    """A touchdown; on the first possession of an overtime it may win (NFL, until 2021 and 2024)."""
    rules, before = state.ruleset, have_ball(state, event.side)
    after = score(before, event, rules.touchdown_points, trying=event.side)
    wins = rules.touchdown_wins and before.had_ball == (event.side,) and after.score.leader() == event.side
    return finish(after) if wins else after


def apply_try(state: State, event: Try) -> State:
    rules, data = state.ruleset, event.data
    if state.trying != event.side and (data.how == "kick" or not is_try_alone(state)):
        raise Refused("american_football.try.no_touchdown")
    points = rules.kick_points if data.how == "kick" else rules.two_points
    return score(state, event, points if data.scored else 0)


def apply_try_return(state: State, event: TryReturn) -> State:
    if state.trying != other(event.side):
        raise Refused("american_football.try.none_to_return")
    return score(state, event, state.ruleset.two_points)


def apply_field_goal(state: State, event: FieldGoal) -> State:
    before = have_ball(state, event.side)
    return score(before, event, state.ruleset.field_goal_points if event.data.scored else 0)


def is_try_alone(state: State) -> bool:
    """Whether the sides have a try for two points in turn instead of a series (NCAA 2024, 3-1-3: from the third on)."""
    begin = state.ruleset.two_point_overtime
    return begin is not None and timed.is_playing(state) and len(state.periods) >= state.ruleset.periods + begin


def apply_safety(state: State, event: Safety) -> State:
    """A safety; on the first possession of an overtime it decides the match, on a try it is worth less."""
    if event.data.on_try:
        if state.trying is None:
            raise Refused("american_football.try.none_for_safety")
        return score(state, event, state.ruleset.try_safety_points)
    after = score(have_ball(state, other(event.side)), event, state.ruleset.safety_points)
    first = in_overtime(after) and after.ruleset.both_possess and timed.is_playing(after)
    return finish(after) if first and after.score.leader() == event.side else after


def have_ball(state: State, side: Side) -> State:
    """The state with `side` in possession; in overtime it is remembered who has had the ball."""
    had = state.had_ball
    if in_overtime(state) and side not in had:
        had = (*had, side)
    down = state.down if state.ball == side else None
    return msgspec.structs.replace(state, ball=side, down=down, had_ball=had)


def apply_possession(state: State, event: Possession | Turnover) -> State:
    timed.place(state, event)
    if isinstance(event, Turnover):
        check_player(state, event)
        if state.ruleset.edition > 3:
            state = have_ball(state, other(event.side))
    return settle_overtime(msgspec.structs.replace(have_ball(state, event.side), trying=None))


def apply_down(state: State, event: Down) -> State:
    timed.place(state, event)
    if not timed.is_playing(state):
        timed.refuse_place(state)
    if event.data.to_goal is not None and event.data.to_go > event.data.to_goal:
        raise Refused("american_football.down")
    after = have_ball(state, event.side)
    return settle_overtime(msgspec.structs.replace(after, down=event.data, trying=None))


def apply_ejection(state: State, event: Ejection) -> State:
    """A disqualification: before the match, in its breaks and after its end, too (NFL 2024, Rule 12-3 and 15-1)."""
    timed.place_anytime(state, event)
    check_player(state, event)
    key = f"{event.side}:{event.player_id or event.player}"
    return msgspec.structs.replace(state, ejected=(*state.ejected, key))


def apply_timeout(state: State, event: Timeout) -> State:
    timed.place(state, event)
    if event.side is None:
        return state
    if getattr(state.timeouts, event.side) == 0:
        raise Refused("american_football.timeout", side=event.side)
    return msgspec.structs.replace(state, timeouts=state.timeouts.plus(event.side, -1))


def apply_manual(state: State, event: Manual) -> State:
    return await_possession(await_try(timed.apply_manual(state, event)))


def check(state: State, event: Event) -> None:
    """What is entered no longer."""
    timed_checks.check(state, event)
    timed_checks.check_no_shootout(event)
    if isinstance(event, Touchdown):
        check_person(state, event, event.data.passer_id or event.data.passer, event.data.passer)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        PeriodEnd: apply_period_end,
        Manual: apply_manual,
        Touchdown: apply_touchdown,
        Try: apply_try,
        TryReturn: apply_try_return,
        FieldGoal: apply_field_goal,
        Safety: apply_safety,
        Possession: apply_possession,
        Turnover: apply_possession,
        Down: apply_down,
        Ejection: apply_ejection,
        Timeout: apply_timeout,
    }
)
