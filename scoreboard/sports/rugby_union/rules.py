"""The laws of rugby union: what may be entered when, and what it counts."""

import msgspec

from scoreboard.sports.base import Clock, Event, Manual, Refused, Side, apply_by_type, is_own
from scoreboard.sports.on_field import Exchange, Suspended
from scoreboard.sports.rugby_union.events import (
    Card,
    Conversion,
    DropGoal,
    Kick,
    PenaltyGoal,
    PenaltyTry,
    Result,
    Ruleset,
    State,
    Substitution,
    Tmo,
    Try,
)
from scoreboard.sports.timed import checks as timed_checks
from scoreboard.sports.timed import rules as timed
from scoreboard.sports.timed.events import MINUTE, TIME_UP, PeriodEnd, PeriodStart, ShootoutAttempt


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the kick-off."""
    return State(ruleset=ruleset, clock=Clock(direction=ruleset.clock, rate=clock_rate))


def person(side: Side, event: Try | Kick | Card | Substitution | ShootoutAttempt) -> str | None:
    """The key by which the laws remember a player of a side."""
    key = event.player_id or event.player
    return None if key is None else f"{side}:{key}"


def check_player(state: State, event: Try | Kick | Card | Substitution | ShootoutAttempt) -> None:
    """Refuse what a player does who has been sent off (Law 9)."""
    if person(event.side, event) in state.sent_off and not timed.is_of_before(state, event):
        raise Refused("rugby_union.sent_off", player=event.player)


def score(state: State, side: Side, points: int, period: str, *, converting: Side | None = None) -> State:
    """The state with points for `side`, whose conversion is due where it was a try."""
    if converting != state.converting:
        state = msgspec.structs.replace(state, converting=converting)
    return await_kick(timed.add_points(state, side, points, period))


def await_kick(state: State) -> State:
    """The state, not over while a conversion is due: it is taken although the time is up (Laws 5 and 8, 2024).

    In sudden death the first score has decided the match, and none is taken.
    """
    due = state.phase == "full_time" and state.converting is not None and state.ruleset.edition > 1
    if due and not timed.is_sudden(state):
        return msgspec.structs.replace(state, phase=TIME_UP)
    return state


def apply_period_start(state: State, event: PeriodStart) -> State:
    """The period's begin: a kick-off, not the conversion of a try before it."""
    after = timed.start_period(state, event)
    return after if after.converting is None else msgspec.structs.replace(after, converting=None)


def apply_period_end(state: State, event: PeriodEnd) -> State:
    after = carry_over(state, timed.end_or_wait(state, event), event)
    return msgspec.structs.replace(after, converting=None) if state.phase == TIME_UP else await_kick(after)


def carry_over(state: State, after: State, event: PeriodEnd) -> State:
    """The state after a period, with what is left of the time in the sin bin counted from the next one's begin.

    The time is playing time (Law 9): stoppage in the first half counts, and the second begins at 40:00.
    """
    if not state.binned or after.phase == state.phase or state.ruleset.clock == "down":
        return after
    nominal = timed.bounds(state.ruleset, len(state.periods) - 1)[1]
    ended = event.clock_ms if event.clock_ms is not None else state.clock.read(event.occurred_at)
    beyond = 0 if ended is None else max(0, ended - nominal)
    binned = tuple(
        one if one.until is None else Suspended(one.person, max(nominal, one.until - beyond)) for one in state.binned
    )
    return msgspec.structs.replace(after, binned=binned)


def apply_try(state: State, event: Try) -> State:
    period, _ = timed.place(state, event)
    check_player(state, event)
    counted = msgspec.structs.replace(
        state, tries=state.tries.plus(event.side), unconverted=state.unconverted.plus(event.side)
    )
    return score(counted, event.side, state.ruleset.try_points, period, converting=event.side)


def apply_penalty_try(state: State, event: PenaltyTry) -> State:
    """A penalty try: worth a conversion, too, since 2017; one that is worth a try alone has its conversion."""
    period, _ = timed.place(state, event)
    rules, side = state.ruleset, event.side
    counted = msgspec.structs.replace(state, tries=state.tries.plus(side))
    converted = rules.penalty_try_points > rules.try_points
    if not converted:
        counted = msgspec.structs.replace(counted, unconverted=counted.unconverted.plus(side))
    due = side if not converted and rules.edition > 2 else None
    return score(counted, side, rules.penalty_try_points, period, converting=due)


def apply_conversion(state: State, event: Conversion) -> State:
    period, _ = timed.place_late(state, event)
    check_player(state, event)
    if getattr(state.unconverted, event.side) == 0:
        raise Refused("rugby_union.conversion")
    taken = msgspec.structs.replace(state, unconverted=state.unconverted.plus(event.side, -1))
    return score(taken, event.side, state.ruleset.conversion_points if event.data.scored else 0, period)


def apply_goal(state: State, event: PenaltyGoal | DropGoal) -> State:
    """A kick at goal; a penalty that was awarded in time is kicked although it is up (Law 5.7, 2024)."""
    period, _ = (timed.place_late if isinstance(event, PenaltyGoal) else timed.place)(state, event)
    check_player(state, event)
    if not event.data.scored:
        return state
    rules = state.ruleset
    points = rules.penalty_points if isinstance(event, PenaltyGoal) else rules.drop_goal_points
    return score(state, event.side, points, period)


def apply_card(state: State, event: Card) -> State:
    """A card: the referee's authority lasts from before the match until after it (Laws 6 and 9, 2024)."""
    _, clock_ms = timed.place_anytime(state, event)
    check_player(state, event)
    key, card = person(event.side, event), event.data.card
    assert key is not None
    if card == "yellow" and key in state.booked:
        raise Refused("rugby_union.card.booked", player=event.player)
    if card == "second_yellow" and key not in state.booked:
        raise Refused("rugby_union.card.not_booked", player=event.player)
    if card == "yellow":
        until = None if clock_ms is None else clock_ms + state.ruleset.sin_bin_minutes * MINUTE
        binned = (*state.binned, Suspended(key, until))
        return msgspec.structs.replace(state, booked=(*state.booked, key), binned=binned)
    return msgspec.structs.replace(state, sent_off=(*state.sent_off, key))


def apply_substitution(state: State, event: Substitution) -> State:
    timed.place_anytime(state, event)
    check_player(state, event)
    if event.data.off is not None and is_own(event, "off"):
        raise Refused("rugby_union.substitution", player=event.player)
    on, off = event.player_id or event.player, event.data.off_id or event.data.off
    made = Exchange(f"{event.side}:{on}", f"{event.side}:{off}", event.data.temporary)
    return msgspec.structs.replace(state, exchanges=(*state.exchanges, made))


def apply_tmo(state: State, event: Tmo) -> State:
    timed.place_anytime(state, event)
    return state


def apply_attempt(state: State, event: ShootoutAttempt) -> State:
    return timed.attempt(state, event, rounds=state.ruleset.kicks)


def apply_result(state: State, event: Result) -> State:
    after = timed.apply_result(state, event)  # type: ignore[arg-type]  # its data has all that the shared one has
    tries = event.data.tries
    return after if tries is None else msgspec.structs.replace(after, tries=tries)


def apply_manual(state: State, event: Manual) -> State:
    return await_kick(timed.apply_manual(state, event))


def check(state: State, event: Event) -> None:
    """What is entered no longer; among it kicks of somebody who has been sent off (Law 9)."""
    timed_checks.check(state, event)
    timed_checks.check_shootout(event)
    timed_checks.check_taker(state, event, rounds=state.ruleset.kicks)
    if isinstance(event, ShootoutAttempt):
        check_player(state, event)
    elif isinstance(event, Result) and (tries := event.data.tries) is not None:
        worth, points = state.ruleset.try_points, event.data.score
        if tries.home * worth > points.home or tries.away * worth > points.away:
            raise Refused("rugby_union.result.tries", points=worth)


apply = apply_by_type(
    {
        **timed.STEPS,
        PeriodStart: apply_period_start,
        PeriodEnd: apply_period_end,
        Manual: apply_manual,
        Try: apply_try,
        PenaltyTry: apply_penalty_try,
        Conversion: apply_conversion,
        PenaltyGoal: apply_goal,
        DropGoal: apply_goal,
        Card: apply_card,
        Substitution: apply_substitution,
        Tmo: apply_tmo,
        ShootoutAttempt: apply_attempt,
        Result: apply_result,
    }
)
