"""The rules of tennis: what a point makes of the game, the set and the match."""

import msgspec

from scoreboard.sports.base import Event, Manual, Refused, Score, Side, apply_by_type, other
from scoreboard.sports.court import Forfeit, Result, SetScore, check_forfeit, check_result, count_sets
from scoreboard.sports.tennis.events import GAME, MatchStart, Point, Ruleset, State, Violation

NONE = Score()
SHORT_TIEBREAK = 5  # points that win the tiebreak of short sets


def start(ruleset: Ruleset, *, clock_rate: float = 1.0) -> State:
    """The state before the first point; raises Refused where the ruleset contradicts itself."""
    least = ruleset.games_to_set - 1
    if ruleset.tiebreak_at is not None and ruleset.tiebreak_at < least:
        raise Refused("tennis.ruleset.tiebreak", games=ruleset.games_to_set, least=least)
    if ruleset.final_set == "tiebreak" and ruleset.final_tiebreak_at < least:
        raise Refused("tennis.ruleset.final_tiebreak", least=least)
    return begin_game(State(ruleset=ruleset))


# --- sets and games --------------------------------------------------------------------------------------------------


def is_final_set(ruleset: Ruleset, won: Score) -> bool:
    """Whether the set that begins at these sets won is the last there can be."""
    return won.home + won.away == 2 * ruleset.sets_to_win - 2


def tiebreak_of(ruleset: Ruleset, *, final: bool) -> tuple[int | None, int]:
    """At how many games each a set has its tiebreak (None: never; 0: it is a match tiebreak), and its points."""
    if not final or ruleset.final_set == "same":
        return ruleset.tiebreak_at, ruleset.tiebreak_points
    if ruleset.final_set == "advantage":
        return None, 0
    return 0 if ruleset.final_set == "match_tiebreak" else ruleset.final_tiebreak_at, ruleset.final_tiebreak_points


def begin_game(state: State) -> State:
    """The state at the begin of a game: whether it is a tiebreak follows from the games."""
    games = state.games
    if games.home != games.away:
        return state
    at, points = tiebreak_of(state.ruleset, final=is_final_set(state.ruleset, state.won))
    return msgspec.structs.replace(state, tiebreak=points) if games.home == at else state


def is_set_won(ruleset: Ruleset, games: Score) -> bool:
    """Whether games decide a set that has had no tiebreak (Rule 6)."""
    return max(games.home, games.away) >= ruleset.games_to_set and abs(games.home - games.away) >= 2


def is_game_won(state: State, points: Score) -> bool:
    """Whether points decide the game or tiebreak being played (Rule 5)."""
    most, lead = max(points.home, points.away), abs(points.home - points.away)
    if state.tiebreak:
        return most >= state.tiebreak and (lead >= 2 or has_deciding_point(state.ruleset, state.tiebreak))
    return most >= GAME and (lead >= 2 or state.ruleset.no_ad)


def has_deciding_point(ruleset: Ruleset, points: int) -> bool:
    """Whether a tiebreak to so many points has a deciding point.

    Where the ruleset does not say, one to five has: that of short sets, 5–4 at the closest (ITF Rules of Tennis,
    Appendix V; edition 1 played it two ahead).
    """
    given = ruleset.tiebreak_deciding_point
    return (points == SHORT_TIEBREAK and ruleset.edition > 1) if given is None else given


def complete_tiebreak(ruleset: Ruleset, points: int, side: Side, *, lost: int) -> Score:
    """The score of a tiebreak to `points` that `side` has won, by the points of the loser."""
    won = points if has_deciding_point(ruleset, points) else max(points, lost + 2)
    return Score(won, lost) if side == "home" else Score(lost, won)


def win_point(state: State, side: Side) -> State:
    """The state after a point for `side`, with the game, set and match that it wins."""
    points = state.points.plus(side)
    if is_game_won(state, points):
        return win_game(state, side, points)
    return msgspec.structs.replace(state, points=points)


def win_game(state: State, side: Side, points: Score) -> State:
    """The state after a game for `side`, at `points`. Who served it receives in the next (Rule 14)."""
    games = state.games.plus(side)
    server = other(state.server or side)
    if not state.tiebreak and not is_set_won(state.ruleset, games):
        return begin_game(msgspec.structs.replace(state, games=games, points=NONE, server=server))
    won = state.won.plus(side)
    over = state.ruleset.sets_to_win in (won.home, won.away)
    after = State(
        ruleset=state.ruleset,
        sets=(*state.sets, SetScore(games.home, games.away, points if state.tiebreak else None)),
        won=won,
        server=server,
        winner=side if over else None,
        how="regular" if over else None,
    )
    return after if over else begin_game(after)


# --- events ----------------------------------------------------------------------------------------------------------


def check_playing(state: State) -> None:
    """Refuse what needs a match that is being played."""
    if state.winner is not None:
        raise Refused("tennis.finished")
    if state.server is None:
        raise Refused("tennis.not_started")


def apply_match_start(state: State, event: MatchStart) -> State:
    if state.winner is not None or state.server is not None:
        raise Refused("tennis.started")
    return msgspec.structs.replace(state, server=event.side)


def apply_point(state: State, event: Point) -> State:
    check_playing(state)
    if event.data.how in ("ace", "double_fault"):
        serves = serving(state)
        if (event.side == serves) is not (event.data.how == "ace"):
            ace = event.data.how == "ace"
            raise Refused("tennis.server.ace" if ace else "tennis.server.double_fault", server=serves)
    return win_point(state, event.side)


def serving(state: State) -> Side | None:
    """Who serves the next point: in a tiebreak the sides change after its first point, then after every two (5b)."""
    if not state.tiebreak or state.server is None:
        return state.server
    played = state.points.home + state.points.away
    return state.server if (played + 1) // 2 % 2 == 0 else other(state.server)


def apply_violation(state: State, event: Violation) -> State:
    """A violation: before the match it costs what it costs within, without settling who serves; after it, nothing."""
    if event.data.penalty == "warning" or state.winner is not None:
        return state
    winner, points = other(event.side), state.points
    if event.data.penalty == "point":
        after = win_point(state, winner)
    else:
        if state.tiebreak:  # it is lost as a whole, and goes on record as won by the points that were wanting
            points = complete_tiebreak(state.ruleset, state.tiebreak, winner, lost=getattr(points, event.side))
        after = win_game(state, winner, points)
    return after if state.server is not None else msgspec.structs.replace(after, server=None)


def apply_forfeit(state: State, event: Forfeit) -> State:
    if state.winner is not None:
        check_playing(state)
    check_forfeit("tennis", event.data.how, started=state.server is not None)
    return msgspec.structs.replace(state, winner=other(event.side), how=event.data.how, tiebreak=0)


def apply_result(state: State, event: Result) -> State:
    if state.server is not None or state.winner is not None:
        raise Refused("tennis.result.started")
    data, ruleset = event.data, state.ruleset
    sets: list[SetScore] = []
    won, complete = NONE, False
    for played in data.sets:
        if sets and not complete:
            raise Refused("tennis.result.unfinished_set", number=len(sets))
        if ruleset.sets_to_win in (won.home, won.away):
            raise Refused("tennis.result.over", number=len(sets))
        found, complete = check_set(ruleset, played, final=is_final_set(ruleset, won))
        sets.append(found)
        won = count_sets(one.score for one in sets) if complete else won
    winner = check_result("tennis", data, sets_won=won, to_win=ruleset.sets_to_win, complete=complete or not sets)
    unfinished = sets.pop() if sets and not complete else SetScore(0, 0)
    return msgspec.structs.replace(
        state,
        sets=tuple(sets),
        won=won,
        games=unfinished.score,
        points=unfinished.tiebreak or NONE,
        tiebreak=0,
        winner=winner,
        how=data.how or "regular",
    )


def check_set(ruleset: Ruleset, played: SetScore, *, final: bool) -> tuple[SetScore, bool]:
    """A set of a result, and whether it was played to its end; raises Refused where no set ends so (Rule 6)."""
    at, points = tiebreak_of(ruleset, final=final)
    games, most, lead = played.score, max(played.home, played.away), abs(played.home - played.away)
    if at == 0:
        tiebreak = played.tiebreak or (games if most > 1 else None)
        leader = tiebreak.leader() if tiebreak else games.leader()
        complete = tiebreak is None or (leader is not None and max(tiebreak.home, tiebreak.away) >= points)
        return SetScore(int(complete and leader == "home"), int(complete and leader == "away"), tiebreak), complete
    if at is not None and most == at + 1 and lead == 1:
        return played, True
    if is_set_won(ruleset, games) and (most == ruleset.games_to_set or lead == 2) and (at is None or most <= at + 1):
        return played, True
    if is_set_won(ruleset, games) or (at is not None and most > at):
        raise Refused("tennis.result.set", home=played.home, away=played.away)
    return played, False


def apply_manual(state: State, event: Manual) -> State:
    """Points of the game being played, given or taken by hand."""
    check_playing(state)
    given = event.data.points
    if given < 0:
        if getattr(state.points, event.side) + given < 0:
            raise Refused("tennis.manual.below_zero")
        left = state.points.plus(event.side, given)
        if is_game_won(state, left):
            raise Refused("tennis.manual.game_lost")
        return msgspec.structs.replace(state, points=left)
    for number in range(given):
        if number and state.points == NONE:
            raise Refused("tennis.manual.game_over", number=number, points=given)
        state = win_point(state, event.side)
    return state


apply = apply_by_type(
    {
        MatchStart: apply_match_start,
        Point: apply_point,
        Violation: apply_violation,
        Forfeit: apply_forfeit,
        Result: apply_result,
        Manual: apply_manual,
    }
)


# --- the entrances' rules --------------------------------------------------------------------------------------------


def check(state: State, event: Event) -> None:
    """Refuse what earlier code has accepted: a tiebreak that contradicts its games, a level set before another one."""
    if isinstance(event, Result):
        won = NONE
        for number, played in enumerate(event.data.sets, start=1):
            if played.home == played.away and number < len(event.data.sets):
                raise Refused("tennis.result.unfinished_set", number=number)
            final = is_final_set(state.ruleset, won)
            if played.tiebreak is not None:
                check_tiebreak(state.ruleset, played, played.tiebreak, final=final)
            elif max(played.home, played.away) > 1 and tiebreak_of(state.ruleset, final=final)[0] == 0:
                check_match_tiebreak(state.ruleset, played.score)
            won = won.plus(played.score.leader() or "home")


def check_tiebreak(ruleset: Ruleset, played: SetScore, tiebreak: Score, *, final: bool) -> None:
    """Refuse points of a tiebreak in a set that had none, or by which another has won it, or nobody."""
    at, points = tiebreak_of(ruleset, final=final)
    least, most = sorted((played.home, played.away))
    if at is None or (at > 0 and (least != at or most > at + 1)):
        raise Refused("tennis.result.no_tiebreak", home=played.home, away=played.away)
    if least == most or (at == 0 and most > 1):
        return  # it was not played to its end, or a match tiebreak's points stand for its games
    if not is_tiebreak_over(ruleset, points, tiebreak) or tiebreak.leader() != played.score.leader():
        raise Refused("tennis.result.tiebreak", home=tiebreak.home, away=tiebreak.away)


def check_match_tiebreak(ruleset: Ruleset, points: Score) -> None:
    """Refuse points of a match tiebreak, given as a set's games, that go beyond those that have won it."""
    to_win = ruleset.final_tiebreak_points
    if max(points.home, points.away) >= to_win and not is_tiebreak_over(ruleset, to_win, points):
        raise Refused("tennis.result.tiebreak", home=points.home, away=points.away)


def is_tiebreak_over(ruleset: Ruleset, points: int, tiebreak: Score) -> bool:
    """Whether a tiebreak to `points` has been won with its last point (Rule 5b)."""
    lost, won = sorted((tiebreak.home, tiebreak.away))
    if won < points or (won - lost < 2 and not has_deciding_point(ruleset, points)):
        return False
    return won == points or won - lost == 2
