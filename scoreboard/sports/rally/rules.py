"""The rules of rally scoring: what a rally makes of the set and the match, and who serves next."""

from typing import Any

import msgspec

from scoreboard.sports.base import Manual, Refused, Score, Side, apply_by_type, other
from scoreboard.sports.court import Forfeit, Result, SetScore, check_forfeit, check_result, count_sets
from scoreboard.sports.rally.events import (
    COST,
    Expedite,
    MatchStart,
    Point,
    Rules,
    Sanction,
    Serve,
    State,
    Substitution,
    Timeout,
)

NONE = Score()


def start(ruleset: Rules, *, clock_rate: float = 1.0) -> State[Any]:
    """The state before the first rally; raises Refused where the ruleset contradicts itself."""
    for points, cap in ((ruleset.points, ruleset.cap), (ruleset.decider_points, ruleset.decider_cap)):
        if cap is not None and cap < points:
            raise Refused("rally.ruleset", points=points, cap=cap)
    return State(ruleset=ruleset)


def target_of(ruleset: Rules, *, final: bool) -> tuple[int, int | None]:
    """How many points win a set two ahead, and how many in any case (None: there is no cap)."""
    return (ruleset.decider_points, ruleset.decider_cap) if final else (ruleset.points, ruleset.cap)


def is_final_set(ruleset: Rules, won: Score) -> bool:
    """Whether the set that begins at these sets won is the last there can be."""
    return won.home + won.away == 2 * ruleset.sets_to_win - 2


def is_set_won(ruleset: Rules, points: Score, *, final: bool) -> bool:
    """Whether points decide a set."""
    target, cap = target_of(ruleset, final=final)
    most = max(points.home, points.away)
    return most >= target and (abs(points.home - points.away) >= 2 or (cap is not None and most >= cap))


def win_point(state: State[Any], side: Side) -> State[Any]:
    """The state after a rally for `side`, with the set and match that it wins."""
    ruleset, points = state.ruleset, state.points.plus(side)
    final = is_final_set(ruleset, state.won)
    if is_set_won(ruleset, points, final=final):
        return win_set(state, side, points)
    server = next_server(state, side, points, final=final) if ruleset.serves else side
    return msgspec.structs.replace(state, points=points, server=server)


def next_server(state: State[Any], side: Side, points: Score, *, final: bool) -> Side:
    """Who serves after a rally where the sides serve in turn: one each once level before the end, or expedited."""
    ruleset, server = state.ruleset, state.server or side
    target, _ = target_of(ruleset, final=final)
    if state.expedite or min(points.home, points.away) >= target - 1:
        return other(server)
    return server if (points.home + points.away) % ruleset.serves else other(server)


def win_set(state: State[Any], side: Side, points: Score) -> State[Any]:
    """The state after a set for `side`, at `points`."""
    ruleset, won = state.ruleset, state.won.plus(side)
    over = ruleset.sets_to_win in (won.home, won.away)
    first = side if ruleset.next_server == "winner" else other(state.first or side)
    return State(
        ruleset=ruleset,
        sets=(*state.sets, SetScore(points.home, points.away)),
        won=won,
        server=first,
        first=first,
        timeouts=state.timeouts if ruleset.timeouts_in == "match" else NONE,
        expedite=state.expedite,
        winner=side if over else None,
        how="regular" if over else None,
    )


# --- events ----------------------------------------------------------------------------------------------------------


def check_playing(state: State[Any]) -> None:
    """Refuse what needs a match that is being played."""
    if state.winner is not None:
        raise Refused("rally.finished")
    if state.server is None:
        raise Refused("rally.not_started")


def apply_match_start(state: State[Any], event: MatchStart) -> State[Any]:
    if state.winner is not None or state.server is not None:
        raise Refused("rally.started")
    return msgspec.structs.replace(state, server=event.side, first=event.side)


def apply_point(state: State[Any], event: Point) -> State[Any]:
    check_playing(state)
    if event.data.how == "ace" and event.side != state.server:
        raise Refused("rally.server", server=state.server)
    return win_point(state, event.side)


def apply_serve(state: State[Any], event: Serve) -> State[Any]:
    check_playing(state)
    first = event.side if state.points == NONE else state.first
    return msgspec.structs.replace(state, server=event.side, first=first)


def apply_timeout(state: State[Any], event: Timeout) -> State[Any]:
    check_playing(state)
    allowed, taken = state.ruleset.timeouts, state.timeouts.plus(event.side)
    if getattr(taken, event.side) > allowed:
        raise Refused("rally.timeout", allowed=allowed, within=state.ruleset.timeouts_in)
    return msgspec.structs.replace(state, timeouts=taken)


def apply_substitution(state: State[Any], event: Substitution) -> State[Any]:
    check_playing(state)
    allowed, made = state.ruleset.substitutions, state.substitutions.plus(event.side)
    if getattr(made, event.side) > allowed:
        raise Refused("rally.substitution.all_made", allowed=allowed)
    if event.player is not None and event.player == event.data.off:
        raise Refused("rally.substitution.own", player=event.player)
    return msgspec.structs.replace(state, substitutions=made)


def apply_sanction(state: State[Any], event: Sanction) -> State[Any]:
    check_playing(state)
    cost = COST[event.data.card] if event.data.points is None else event.data.points
    if event.data.card == "yellow" and cost:
        raise Refused("rally.sanction")
    return give_points(state, other(event.side), cost)


def apply_expedite(state: State[Any], event: Expedite) -> State[Any]:
    check_playing(state)
    if state.expedite:
        raise Refused("rally.expedite")
    return msgspec.structs.replace(state, expedite=True)


def apply_forfeit(state: State[Any], event: Forfeit) -> State[Any]:
    if state.winner is not None:
        check_playing(state)
    check_forfeit("rally", event.data.how, started=state.server is not None)
    return msgspec.structs.replace(state, winner=other(event.side), how=event.data.how)


def apply_result(state: State[Any], event: Result) -> State[Any]:
    if state.server is not None or state.winner is not None:
        raise Refused("rally.result.started")
    data, ruleset = event.data, state.ruleset
    won, complete = NONE, True
    for number, played in enumerate(data.sets, start=1):
        if not complete:
            raise Refused("rally.result.unfinished_set", number=number - 1)
        if ruleset.sets_to_win in (won.home, won.away):
            raise Refused("rally.result.over", number=number - 1)
        complete = is_complete(ruleset, played.score, final=is_final_set(ruleset, won))
        won = count_sets(one.score for one in data.sets[:number]) if complete else won
    winner = check_result("rally", data, sets_won=won, to_win=ruleset.sets_to_win, complete=complete)
    sets = data.sets if complete else data.sets[:-1]
    points = NONE if complete else data.sets[-1].score
    return msgspec.structs.replace(state, sets=sets, won=won, points=points, winner=winner, how=data.how or "regular")


def is_complete(ruleset: Rules, points: Score, *, final: bool) -> bool:
    """Whether a set of a result was played to its end; raises Refused where no set ends so."""
    if not is_set_won(ruleset, points, final=final):
        return False
    leader = points.leader()
    assert leader is not None
    if is_set_won(ruleset, points.plus(leader, -1), final=final):
        raise Refused("rally.result.set", home=points.home, away=points.away)
    return True


def apply_manual(state: State[Any], event: Manual) -> State[Any]:
    """Points of the set being played, given or taken by hand."""
    check_playing(state)
    if event.data.points >= 0:
        return give_points(state, event.side, event.data.points)
    if getattr(state.points, event.side) + event.data.points < 0:
        raise Refused("rally.manual")
    return msgspec.structs.replace(state, points=state.points.plus(event.side, event.data.points))


def give_points(state: State[Any], side: Side, points: int) -> State[Any]:
    """The state with points for `side`; raises Refused where the set ends with one of them."""
    for number in range(points):
        if number and state.points == NONE:
            raise Refused("rally.points", number=number, points=points)
        state = win_point(state, side)
    return state


apply = apply_by_type(
    {
        MatchStart: apply_match_start,
        Point: apply_point,
        Serve: apply_serve,
        Timeout: apply_timeout,
        Substitution: apply_substitution,
        Sanction: apply_sanction,
        Expedite: apply_expedite,
        Forfeit: apply_forfeit,
        Result: apply_result,
        Manual: apply_manual,
    }
)
