"""The rules of rally scoring: what a rally makes of the set and the match, and who serves next."""

from typing import Any

import msgspec

from scoreboard.sports.base import Manual, Refused, Score, Side, apply_by_type, is_own, other
from scoreboard.sports.court import Forfeit, How, Result, SetScore, check_forfeit, check_result, count_sets
from scoreboard.sports.rally.events import (
    COST,
    Card,
    Exchange,
    Expedite,
    Incomplete,
    MatchStart,
    Point,
    Rules,
    Sanction,
    Serve,
    State,
    Substitution,
    Timeout,
)
from scoreboard.sports.rally.people import count_point

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
    if ruleset.serves:
        return msgspec.structs.replace(state, points=points, server=next_server(state, side, points, final=final))
    if not ruleset.rotates or state.server == side or state.server is None:
        return msgspec.structs.replace(state, points=points, server=side)
    made = state.rotations  # fewer than the points, which are counted
    rotations = Score(made.home + 1, made.away) if side == "home" else Score(made.home, made.away + 1)
    return msgspec.structs.replace(state, points=points, server=side, rotations=rotations)


def next_server(state: State[Any], side: Side, points: Score, *, final: bool) -> Side:
    """Who serves after a rally where the sides serve in turn: one each once level before the end, or expedited."""
    server = state.server or side
    return other(server) if is_serve_changed(state, points, final=final) else server


def is_serve_changed(state: State[Any], points: Score, *, final: bool) -> bool:
    """Whether the serve changed with the rally that led to `points`, where the sides serve in turn."""
    ruleset = state.ruleset
    if (points.home + points.away) % ruleset.serves == 0 or state.expedite:
        return True
    return min(points.home, points.away) >= (ruleset.decider_points if final else ruleset.points) - 1


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
        penalties=state.penalties,
        disqualified=state.disqualified,
        scorers=state.scorers,
        expedite=state.expedite,
        winner=side if over else None,
        how="regular" if over else None,
    )


def lose_set(state: State[Any], side: Side) -> State[Any]:
    """The state after a set that `side` loses without play: the other side gets the points that are wanting."""
    target, cap = target_of(state.ruleset, final=is_final_set(state.ruleset, state.won))
    points, winner = state.points, other(side)
    wanted = max(target, getattr(points, side) + 2)
    wanting = max(0, (wanted if cap is None else min(wanted, cap)) - getattr(points, winner))
    return win_set(state, winner, points.plus(winner, wanting))


def give_up(state: State[Any], side: Side, how: How, *, incomplete: bool) -> State[Any]:
    """The state after a match that `side` loses otherwise than by play.

    Volleyball and beach volleyball fill it up (FIVB rules 6.4): a team that does not appear or refuses to play on loses
    all sets to nothing, one that is `incomplete` keeps its points and sets. Elsewhere what was played stands as it was.
    """
    after = state
    if state.ruleset.fills_up:
        after = state if incomplete else State(ruleset=state.ruleset)
        while after.winner is None:
            after = lose_set(after, side)
    return msgspec.structs.replace(after, winner=other(side), how=how)


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
    server = serve_after_penalties(state, event.side) if state.points != NONE else event.side
    return msgspec.structs.replace(state, server=server, first=event.side)


def serve_after_penalties(state: State[Any], first: Side) -> Side:
    """Who serves at the begin of a match in which points were given before: a penalty is the serve, too (FIVB 21.3.1).

    Where the sides serve in turn, it counts like a rally.
    """
    if not state.ruleset.serves:
        return state.points.leader() or first
    given = state.points.home + state.points.away
    return first if given // state.ruleset.serves % 2 == 0 else other(first)


def apply_point(state: State[Any], event: Point) -> State[Any]:
    check_playing(state)
    if event.data.how == "ace" and event.side != state.server:
        raise Refused("rally.server", server=state.server)
    if event.player is not None and state.ruleset.names_scorers:
        state = msgspec.structs.replace(state, scorers=count_point(state.scorers, event))
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
    """A substitution; an exceptional one is none of those that are counted (FIVB rule 15.7)."""
    check_playing(state)
    allowed, made = state.ruleset.substitutions, state.substitutions.plus(event.side)
    if getattr(made, event.side) > allowed and not event.data.exceptional:
        raise Refused("rally.substitution.all_made", allowed=allowed)
    if is_own(event, "off"):
        raise Refused("rally.substitution.own", player=event.player)
    if event.data.exceptional:
        return state
    return msgspec.structs.replace(state, substitutions=made, exchanges=exchange(state, event))


def exchange(state: State[Any], event: Substitution) -> tuple[Exchange, ...]:
    """The exchanges of the set with a substitution, where both are known: a new one, or one that is undone by it."""
    on, off = name_person(event.side, event), name_person(event.side, event.data, field="off")
    if on is None or off is None:
        return state.exchanges
    undone = next((one for one in state.exchanges if not one.undone and (one.on, one.off) == (off, on)), None)
    if undone is None:
        return (*state.exchanges, Exchange(on, off))
    return tuple(Exchange(on=one.on, off=one.off, undone=True) if one is undone else one for one in state.exchanges)


def name_person(side: Side, named: Any, *, field: str = "player") -> str | None:
    """The key by which the rules remember a person of a side; None of somebody unknown."""
    key = getattr(named, f"{field}_id") or getattr(named, field)
    return None if key is None else f"{side}:{key}"


def apply_sanction(state: State[Any], event: Sanction) -> State[Any]:
    """A card. Before the match and between sets it counts in the next set (FIVB rule 21.5), after the match nowhere."""
    if state.winner is not None:
        return state
    state = remove(state, event)
    card, ruleset = event.data.card, state.ruleset
    costs = list_costs(ruleset, card)
    cost = costs[min(getattr(state.penalties, event.side), len(costs) - 1)]
    if event.data.points is not None:
        cost = event.data.points
    if card == "yellow" and cost:
        raise Refused("rally.sanction")
    after = state if len(costs) == 1 else msgspec.structs.replace(state, penalties=state.penalties.plus(event.side))
    loses = ruleset.loses.get(card) if ruleset.edition > 1 else None
    if loses == "match":
        return give_up(after, event.side, "default", incomplete=True)
    after = lose_set(after, event.side) if loses else give_penalty(after, other(event.side), cost)
    return msgspec.structs.replace(after, server=None, first=None) if state.server is None else after


def remove(state: State[Any], event: Sanction) -> State[Any]:
    """The state with who may not play in the set, or in the rest of the match, by a card (FIVB rule 21.3)."""
    person, until = name_person(event.side, event), state.ruleset.removes.get(event.data.card)
    if person is None or until is None:
        return state
    if until == "set":
        return msgspec.structs.replace(state, expelled=(*state.expelled, person))
    return msgspec.structs.replace(state, disqualified=(*state.disqualified, person))


def list_costs(ruleset: Rules, card: Card) -> tuple[int, ...]:
    """The points that a side's cards of this kind give the other one: the first, the second and so on."""
    return (ruleset.cards if ruleset.edition > 1 else COST).get(card, (0,))


def give_penalty(state: State[Any], side: Side, points: int) -> State[Any]:
    """The state with penalty points for `side`; those that a set has no place for are the next one's."""
    for _ in range(points):
        if state.winner is None:
            state = win_point(state, side)
    return state


def apply_incomplete(state: State[Any], event: Incomplete) -> State[Any]:
    check_playing(state)
    return lose_set(state, event.side)


def apply_expedite(state: State[Any], event: Expedite) -> State[Any]:
    check_playing(state)
    if state.expedite:
        raise Refused("rally.expedite")
    return msgspec.structs.replace(state, expedite=True)


def apply_forfeit(state: State[Any], event: Forfeit) -> State[Any]:
    if state.winner is not None:
        check_playing(state)
    check_forfeit("rally", event.data.how, started=state.server is not None)
    return give_up(state, event.side, event.data.how, incomplete=event.data.how == "retired")


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
    winner = check_result(
        "rally", data, sets_won=won, to_win=ruleset.sets_to_win, complete=complete, fills_up=ruleset.fills_up
    )
    sets = data.sets if complete else data.sets[:-1]
    points = NONE if complete else data.sets[-1].score
    after = msgspec.structs.replace(state, sets=sets, won=won, points=points)
    if data.how is not None and ruleset.sets_to_win not in (won.home, won.away):
        return give_up(after, other(winner), data.how, incomplete=data.how == "retired")
    return msgspec.structs.replace(after, winner=winner, how=data.how or "regular")


def is_complete(ruleset: Rules, points: Score, *, final: bool) -> bool:
    """Whether a set of a result was played to its end; raises Refused where no set ends so."""
    if not is_set_won(ruleset, points, final=final):
        return False
    leader = points.leader()
    if leader is None or is_set_won(ruleset, points.plus(leader, -1), final=final):
        raise Refused("rally.result.set", home=points.home, away=points.away)
    return True


def apply_manual(state: State[Any], event: Manual) -> State[Any]:
    """Points of the set being played, given or taken by hand; the set is over where its score says so."""
    check_playing(state)
    given = event.data.points
    if given >= 0:
        return give_points(state, event.side, given)
    if getattr(state.points, event.side) + given < 0:
        raise Refused("rally.manual")
    left, final = state.points.plus(event.side, given), is_final_set(state.ruleset, state.won)
    if state.ruleset.edition == 1:
        return msgspec.structs.replace(state, points=left)
    if (winner := left.leader()) is not None and is_complete(state.ruleset, left, final=final):
        return win_set(state, winner, left)
    server = find_server_before(state, event.side, -given, final=final) if state.ruleset.serves else state.server
    return msgspec.structs.replace(state, points=left, server=server)


def find_server_before(state: State[Any], side: Side, rallies: int, *, final: bool) -> Side | None:
    """Who served before the last `rallies` that `side` is said to have won, where the sides serve in turn."""
    points, server = state.points, state.server
    for _ in range(rallies):
        if server is not None and is_serve_changed(state, points, final=final):
            server = other(server)
        points = points.plus(side, -1)
    return server


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
        Incomplete: apply_incomplete,
        Expedite: apply_expedite,
        Forfeit: apply_forfeit,
        Result: apply_result,
        Manual: apply_manual,
    }
)
