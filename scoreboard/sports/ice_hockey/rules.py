"""The rules of ice hockey: goals, penalties that run out or end with a goal, the shootout's one goal."""

from typing import Any

import msgspec

from scoreboard.sports.base import Clock, PeriodScore, Refused, Side, apply_by_type, is_own, other
from scoreboard.sports.ice_hockey.events import (
    Goal,
    Goalie,
    Helper,
    Misconduct,
    Penalty,
    PenaltyShot,
    Play,
    Ruleset,
    Serving,
    State,
)
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import (
    BREAKS,
    MINUTE,
    PeriodStart,
    Result,
    ShootoutAttempt,
    Timeout,
)

MOST_SERVED = 2  # penalties of a side at once: it never has fewer than three skaters (IIHF 2023/24, Rule 26)
HELD = 5 * MINUTE  # of 25 minutes, what makes the side fewer


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the first face-off; raises Refused where the ruleset contradicts itself."""
    if ruleset.overtimes is None and not ruleset.sudden_death:
        raise Refused("ice_hockey.ruleset")
    return State(ruleset=ruleset, clock=Clock(direction=ruleset.clock, rate=clock_rate))


def elapsed(state: State, period: str, clock_ms: int) -> int:
    """How much has been played by a moment of a period, in ms since the match began."""
    ruleset = state.ruleset
    number = next(number for number, one in enumerate(state.periods) if one.name == period)
    overtimes = max(0, number - ruleset.periods)
    before = ((number - overtimes) * ruleset.period_minutes + overtimes * ruleset.overtime_minutes) * MINUTE
    begin, _ = timed.bounds(ruleset, number)
    return before + begin - clock_ms if ruleset.clock == "down" else clock_ms


def expire(state: State, period: str, clock_ms: int | None) -> tuple[State, int | None]:
    """The state without the penalties that are over by then, and the time played; as it is where that is unknown."""
    if clock_ms is None:
        return state, None
    now = elapsed(state, period, clock_ms)
    while state.serving:
        first = min(state.serving, key=lambda one: one.until)
        if first.until > now:
            break
        state = begin_waiting(release(state, first), first.until)
    return state, now


def release(state: State, penalty: Serving) -> State:
    """The state without a penalty that was being served."""
    return msgspec.structs.replace(state, serving=tuple(one for one in state.serving if one is not penalty))


def begin_waiting(state: State, now: int) -> State:
    """The state with the penalties begun that had to wait, in their order, where there is room for them now."""
    for penalty in state.waiting:
        if has_room(state, penalty):
            begun = msgspec.structs.replace(penalty, since=now, until=now + penalty.until - penalty.since)
            left = tuple(one for one in state.waiting if one is not penalty)
            state = msgspec.structs.replace(state, serving=(*state.serving, begun), waiting=left)
    return state


def has_room(state: State, penalty: Serving) -> bool:
    """Whether a penalty can be served: no more than two of a side are at once, and one of a person.

    IIHF Official Rule Book 2023/24, Rule 26 (delayed penalties); Appendix IV, Table 14 (one person's in turn).
    """
    served = [one.person for one in state.serving if one.side == penalty.side]
    return len(served) < MOST_SERVED and (penalty.person is None or penalty.person not in served)


def serve(state: State, penalty: Serving) -> State:
    """The state with a penalty being served, or waiting for its turn.

    Of a minor and a major that somebody is given at once the major comes first (Rule 20).
    """
    if has_room(state, penalty):
        return msgspec.structs.replace(state, serving=(*state.serving, penalty))
    if not penalty.minor and penalty.person is not None:
        minor = next((one for one in state.serving if is_given_at_once(one, penalty)), None)
        if minor is not None:
            freed = release(state, minor)
            return msgspec.structs.replace(freed, serving=(*freed.serving, penalty), waiting=(*freed.waiting, minor))
    return msgspec.structs.replace(state, waiting=(*state.waiting, penalty))


def is_given_at_once(minor: Serving, major: Serving) -> bool:
    """Whether `minor` is one that the same person was given at the moment of `major`."""
    return minor.minor and (minor.side, minor.person, minor.since) == (major.side, major.person, major.since)


def count_served(state: State, side: Side, now: int | None = None) -> int:
    """By how many a side is fewer, or was at the time played `now` (ms): never by more than two."""
    return min(MOST_SERVED, sum(one.side == side and is_begun(one, now) for one in state.serving))


def is_begun(penalty: Serving, now: int | None) -> bool:
    """Whether a penalty had begun by then; what is entered late may have come before it."""
    return now is None or penalty.since <= now


def strength_of(state: State, side: Side, now: int | None = None) -> str:
    """What a goal of `side` is now, or was then: at even strength, in a power play, or short-handed."""
    mine, theirs = count_served(state, side, now), count_served(state, other(side), now)
    return "even" if mine == theirs else "short_handed" if mine > theirs else "power_play"


def check_player(state: State, event: Goal | Goalie | Play | PenaltyShot | ShootoutAttempt) -> None:
    """Refuse what a player does who may not go on."""
    check_person(state, event, event.player_id or event.player, event.player)


def check_person(state: State, event: Any, key: str | None, name: str | None) -> None:
    """Refuse what somebody has a part in who may not go on."""
    if key is not None and f"{event.side}:{key}" in state.out and not timed.is_of_before(state, event):
        raise Refused("ice_hockey.out", player=name)


def apply_goal(state: State, event: Goal) -> State:
    """A goal; a penalty shot is taken although the time is up (IIHF 2023/24, Rule 24)."""
    data = event.data
    period, clock_ms = (timed.place_late if data.penalty_shot else timed.place)(state, event)
    check_player(state, event)
    if data.assist2 is not None and data.assist is None:
        raise Refused("ice_hockey.assist.second")
    if is_own(event, "assist") or is_own(event, "assist2"):
        raise Refused("ice_hockey.assist.own", player=event.player)
    if data.penalty_shot and data.assist is not None:
        raise Refused("ice_hockey.assist.penalty_shot")
    state, now = expire(state, period, clock_ms)
    if not data.penalty_shot:
        state = end_penalty(state, event.side, data.strength or strength_of(state, event.side, now), now)
    if data.assist2 is not None:
        helper = Helper(event.side, data.assist2_id or data.assist2, data.assist2)
        state = msgspec.structs.replace(state, helpers=(*state.helpers, helper))
    return timed.add_points(state, event.side, 1, period)


def end_penalty(state: State, side: Side, strength: str, now: int | None) -> State:
    """The state without the minor penalty that a goal ends: the one that would end first.

    Of a double minor a goal ends the part being served: two minutes are left from now, or none.
    """
    freed = other(side) if strength == "power_play" else side
    if strength == "even" or (strength == "short_handed" and not state.ruleset.jailbreak):
        return state
    minors = [one for one in state.serving if one.side == freed and one.minor and is_begun(one, now)]
    if not minors:
        return state
    first = min(minors, key=lambda one: one.until)
    state = release(state, first)
    if now is None:
        return state
    if first.until - first.since > 2 * MINUTE and now < first.since + 2 * MINUTE:
        rest = msgspec.structs.replace(first, since=now, until=now + 2 * MINUTE)
        return msgspec.structs.replace(state, serving=(*state.serving, rest))
    return begin_waiting(state, now)


def apply_penalty(state: State, event: Penalty) -> State:
    """A penalty: at any time, also before the match and after its end, and of who may not go on already (Rule 39).

    One of an intermission is served from the begin of the next period on.
    """
    period, clock_ms = timed.place_anytime(state, event)
    if any(one.name == period for one in state.periods):
        state, now = expire(state, period, clock_ms)
    else:
        now = played_by(state)
    key, data = event.player_id or event.player, event.data
    if key is not None:
        state = send_off(state, event, key, now, in_shootout=period == "shootout")
    if now is None or data.minutes in (10, 20) or not data.power_play:
        return state
    length = HELD if data.minutes == 25 else data.minutes * MINUTE
    return serve(state, Serving(event.side, now, now + length, minor=data.minutes < 5, person=key))


def send_off(state: State, event: Penalty, key: str, now: int | None, *, in_shootout: bool) -> State:
    """The state with who may not go on by a penalty, or not until it is over.

    A second misconduct is a game misconduct (IIHF 2023/24, Rule 22); whoever is penalised in the shootout has no part
    in what is left of it (the shootout's procedure).
    """
    person, data = f"{event.side}:{key}", event.data
    if data.match and person not in state.out:
        state = msgspec.structs.replace(state, out=(*state.out, person))
    second = data.minutes == 10 and any(one.person == person for one in state.misconducts)
    if data.minutes in (20, 25) or second or in_shootout:
        return state if person in state.gone else msgspec.structs.replace(state, gone=(*state.gone, person))
    if data.minutes != 10:
        return state
    others = [one.until for one in (*state.serving, *state.waiting) if (one.side, one.person) == (event.side, key)]
    until = None if now is None else max([now, *others]) + 10 * MINUTE
    return msgspec.structs.replace(state, misconducts=(*state.misconducts, Misconduct(person, until)))


def played_by(state: State) -> int | None:
    """The time played by an intermission, in ms; None where no play follows."""
    if state.phase not in BREAKS:
        return None
    if not state.periods:
        return 0
    return elapsed(state, state.periods[-1].name, timed.bounds(state.ruleset, len(state.periods) - 1)[1])


def apply_goalie(state: State, event: Goalie) -> State:
    period, clock_ms = timed.place(state, event)
    check_player(state, event)
    state, _ = expire(state, period, clock_ms)
    if event.data.on and (key := event.player_id or event.player) is not None:
        others = (one for one in state.goalkeepers if not one.startswith(f"{event.side}:"))
        state = msgspec.structs.replace(state, goalkeepers=(*others, f"{event.side}:{key}"))
    if event.data.on is (event.side not in state.empty):
        if event.data.on:
            return state  # another goalkeeper
        raise Refused("ice_hockey.goalie")
    empty = (side for side in state.empty if side != event.side)
    return msgspec.structs.replace(state, empty=tuple(empty) if event.data.on else (*state.empty, event.side))


def apply_act(state: State, event: Play | PenaltyShot) -> State:
    """What changes no score."""
    period, clock_ms = (timed.place_late if isinstance(event, PenaltyShot) else timed.place)(state, event)
    check_player(state, event)
    return expire(state, period, clock_ms)[0]


def apply_timeout(state: State, event: Timeout) -> State:
    timed.place(state, event)
    if event.side is None:
        return state
    field = f"{event.side}_timeouts"
    taken = getattr(state, field) + 1
    if taken > state.ruleset.timeouts:
        raise Refused("ice_hockey.timeout", allowed=state.ruleset.timeouts)
    return msgspec.structs.replace(state, **{field: taken})


def apply_period_start(state: State, event: PeriodStart) -> State:
    """The period's begin: goalkeepers are back."""
    return msgspec.structs.replace(timed.start_period(state, event), empty=())


def apply_attempt(state: State, event: ShootoutAttempt) -> State:
    """One attempt more; winning the shootout is one goal more in the score."""
    check_player(state, event)
    after = timed.attempt(state, event, rounds=state.ruleset.shootout_rounds)
    winner = after.shootout.winner if after.shootout else None
    if winner is None:
        return after
    won = PeriodScore("shootout", int(winner == "home"), int(winner == "away"))
    return msgspec.structs.replace(after, score=after.score.plus(winner), periods=(*after.periods, won))


def apply_result(state: State, event: Result) -> State:
    """A result; its periods are those of play, to which a shootout adds one goal."""
    data = event.data
    if data.decided_by != "shootout":
        return timed.apply_result(state, event)
    won = (data.shootout or data.score).leader()
    level = data.score.plus(won, -1) if won and getattr(data.score, won) else None
    if won is None or level is None or level.leader() is not None:
        raise Refused("ice_hockey.result")
    after = timed.apply_result(state, msgspec.structs.replace(event, data=msgspec.structs.replace(data, score=level)))
    period = PeriodScore("shootout", int(won == "home"), int(won == "away"))
    periods = (*after.periods, period) if after.periods else ()
    return msgspec.structs.replace(after, score=data.score, periods=periods)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        Goal: apply_goal,
        Penalty: apply_penalty,
        PenaltyShot: apply_act,
        Goalie: apply_goalie,
        Play: apply_act,
        Timeout: apply_timeout,
        ShootoutAttempt: apply_attempt,
        Result: apply_result,
    }
)
