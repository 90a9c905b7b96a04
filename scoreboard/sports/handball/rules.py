"""The rules of handball: goals, punishments that add up, team timeouts that run out."""

import msgspec

from scoreboard.sports.base import Clock, Event, Refused, Score, Side, apply_by_type, is_own
from scoreboard.sports.handball.events import Goal, Punished, Ruleset, Sanction, SevenMissed, State
from scoreboard.sports.on_field import Suspended
from scoreboard.sports.timed import checks as timed_checks
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import MINUTE, PeriodStart, ShootoutAttempt, Timeout

SUSPENSION_MS = 2 * MINUTE  # of play (Rule 16:3)


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the throw-off."""
    return State(ruleset=ruleset, clock=Clock(direction=ruleset.clock, rate=clock_rate))


def find_punished(state: State, side: Side, key: str | None) -> Punished | None:
    """A player's punishments; None where there are none."""
    return next((one for one in getattr(state, side) if one.player == key), None)


def check_player(state: State, event: Goal | SevenMissed | Sanction | ShootoutAttempt) -> None:
    """Refuse what a player does who has been disqualified."""
    check_person(state, event, event.player_id or event.player, event.player)


def check_person(
    state: State, event: Goal | SevenMissed | Sanction | ShootoutAttempt, key: str | None, name: str | None
) -> None:
    """Refuse what somebody has a part in who has been disqualified."""
    found = find_punished(state, event.side, key) if key is not None else None
    if found is not None and found.out and not timed.is_of_before(state, event):
        raise Refused("handball.disqualified", player=name)


def apply_goal(state: State, event: Goal) -> State:
    """A goal; throws that are awarded before the signal are taken after it (Rules 2:4 and 2:5, 2016 and 2024)."""
    late = event.data.seven_metres or event.data.free_throw
    period, _ = (timed.place_late if late else timed.place)(state, event)
    check_player(state, event)
    if is_own(event, "assist"):
        raise Refused("handball.assist", player=event.player)
    return timed.add_points(state, event.side, 1, period)


def apply_seven_missed(state: State, event: SevenMissed) -> State:
    timed.place_late(state, event)
    check_player(state, event)
    return state


def apply_sanction(state: State, event: Sanction) -> State:
    """A punishment; yellow cards are few, and the last suspension disqualifies (Rule 16).

    The referees punish from their arrival on, in the breaks, the shootout and after the end, too (Rules 8:10 and
    16:11). A blue card follows a red one, of whoever has been disqualified (Rules 8:6 and 16:8).
    """
    _, clock_ms = timed.place_anytime(state, event)
    kind, ruleset, key = event.data.kind, state.ruleset, event.player_id or event.player
    if key is None:
        return count_for_officials(state, event)
    if kind != "blue":
        check_player(state, event)
    known = find_punished(state, event.side, key) or Punished(key)
    if kind == "yellow":
        given = state.warnings.plus(event.side)
        if known.yellow or (known.suspensions and not timed.is_of_before(state, event)):
            raise Refused("handball.yellow.punished", player=event.player)
        if getattr(given, event.side) > ruleset.warnings:
            raise Refused("handball.yellow.most", most=ruleset.warnings)
        state = msgspec.structs.replace(state, warnings=given)
        known = msgspec.structs.replace(known, yellow=True)
    elif kind == "suspension":
        count = known.suspensions + 1
        known = msgspec.structs.replace(known, suspensions=count, out=count >= ruleset.suspensions)
        until = None if clock_ms is None else clock_ms + SUSPENSION_MS
        suspended = (*state.suspended, Suspended(f"{event.side}:{key}", until))
        state = msgspec.structs.replace(state, suspended=suspended)
    else:
        known = msgspec.structs.replace(known, out=True)
    others = tuple(one for one in getattr(state, event.side) if one.player != key)
    return msgspec.structs.replace(state, **{event.side: (*others, known)})


def count_for_officials(state: State, event: Sanction) -> State:
    """The state with a punishment of a side's officials, none of whose is one of the players' (Rules 16:1 and 16:3)."""
    if event.data.kind == "yellow":
        return msgspec.structs.replace(state, officials_warned=state.officials_warned.plus(event.side))
    if event.data.kind == "suspension":
        return msgspec.structs.replace(state, officials_suspended=state.officials_suspended.plus(event.side))
    return state


def check_officials(state: State, event: Sanction) -> None:
    """Refuse a second warning and a second suspension of a side's officials: they have one each together (Rule 16)."""
    if event.player_id or event.player:
        return
    suspended = getattr(state.officials_suspended, event.side)
    if event.data.kind == "yellow" and (suspended or getattr(state.officials_warned, event.side)):
        raise Refused("handball.officials.warned")
    if event.data.kind == "suspension" and suspended:
        raise Refused("handball.officials.suspended")


def apply_period_start(state: State, event: PeriodStart) -> State:
    return msgspec.structs.replace(timed.start_period(state, event), timeouts_half=Score())


def apply_timeout(state: State, event: Timeout) -> State:
    timed.place(state, event)
    if event.side is None:
        return state
    ruleset = state.ruleset
    if len(state.periods) > ruleset.periods:
        raise Refused("handball.timeout.overtime")
    taken, half = state.timeouts.plus(event.side), state.timeouts_half.plus(event.side)
    if getattr(taken, event.side) > ruleset.timeouts or getattr(half, event.side) > ruleset.timeouts_half:
        raise Refused("handball.timeout.all_used", allowed=ruleset.timeouts, half=ruleset.timeouts_half)
    return msgspec.structs.replace(state, timeouts=taken, timeouts_half=half)


def apply_attempt(state: State, event: ShootoutAttempt) -> State:
    check_player(state, event)
    return timed.attempt(state, event, rounds=state.ruleset.shootout_rounds)


def check(state: State, event: Event) -> None:
    """What is entered no longer."""
    timed_checks.check(state, event)
    timed_checks.check_shootout(event)
    timed_checks.check_taker(state, event, rounds=state.ruleset.shootout_rounds)
    if isinstance(event, Sanction):
        check_officials(state, event)
    elif isinstance(event, Goal):
        check_person(state, event, event.data.assist_id or event.data.assist, event.data.assist)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        Goal: apply_goal,
        SevenMissed: apply_seven_missed,
        Sanction: apply_sanction,
        Timeout: apply_timeout,
        ShootoutAttempt: apply_attempt,
    }
)
