"""Who moves where in a play, which runs of it count, and which pitchers answer for them."""

from scoreboard.sports.base import Refused, Side, other
from scoreboard.sports.baseball.events import (
    AWARDED,
    BATTED,
    BATTER_OUT,
    EMPTY,
    HITS,
    HOME_PLATE,
    OF_BATTER,
    REACHED,
    Bases,
    Move,
    PlayData,
    PlayKind,
    State,
)

BASES = ("home", "first", "second", "third", "home")
OUT = Move(0, out=True)  # the batter
OF_BATTERS = {  # their own moves, where none is entered
    **{play: Move(0, bases) for play, bases in HITS.items()},
    **dict.fromkeys(AWARDED | REACHED, Move(0, 1)),
    **dict.fromkeys(BATTER_OUT, OUT),
}
BY_BASES: dict[int, PlayKind] = {1: "single", 2: "double", 3: "triple", HOME_PLATE: "home_run"}


def batting(state: State) -> Side:
    """Who bats now."""
    first: Side = "home" if state.ruleset.home_bats_first else "away"
    return other(first) if state.bottom else first


def list_moves(state: State, data: PlayData) -> list[Move]:
    """Every move of a play, the foremost runner's first: those that were entered, and those that follow from it."""
    play = data.play
    if not data.moves and play in BATTER_OUT:
        return [OUT]
    moves = {move.start: move for move in data.moves}
    if len(moves) < len(data.moves):
        raise Refused("baseball.moves.twice")
    if play in OF_BATTER:
        moves.setdefault(0, OF_BATTERS[play])
    if 0 in moves and not moves[0].out:
        free = moves[0].end + 1  # the first base that the batter leaves to others; they are pushed on, where they must
        for base in (1, 2, 3):
            if state.bases[base - 1] is None or base in moves:
                continue
            if base >= free:
                break
            moves[base] = Move(base, min(free, HOME_PLATE))
            free += 1
    return [moves[base] for base in sorted(moves, reverse=True)]


def check_moves(state: State, moves: list[Move], data: PlayData) -> None:
    """Refuse moves of runners who are not there, and backwards."""
    if data.play not in OF_BATTER and any(move.start == 0 for move in moves):
        raise Refused("baseball.moves.batter")
    if not moves and not data.errors:
        raise Refused("baseball.moves.none")
    for move in moves:
        if move.start and state.bases[move.start - 1] is None:
            raise Refused("baseball.moves.nobody", base=BASES[move.start])
        if not move.out and move.end < move.start:
            raise Refused("baseball.moves.backwards")


def move_runners(state: State, moves: list[Move], batter: str) -> Bases:
    """Who is on which base after the moves; raises Refused where two would be on one (rule 5.06)."""
    if len(moves) == 1 and moves[0] is OUT:
        return state.bases
    moving = {move.start for move in moves}
    after: list[str | None] = [None if base in moving else runner for base, runner in enumerate(state.bases, 1)]
    for move in moves:
        if move.out or move.end == HOME_PLATE:
            continue
        if after[move.end - 1] is not None:
            raise Refused("baseball.bases", base=BASES[move.end])
        after[move.end - 1] = batter if move.start == 0 else state.bases[move.start - 1]
    return (after[0], after[1], after[2])


# --- the end of a game -----------------------------------------------------------------------------------------------


def stop_when_won(moves: list[Move], data: PlayData, needed: int) -> tuple[list[Move], PlayKind]:
    """The moves that count in a play by which the game is won at once, and what the batter is credited with.

    The game ends when the run scores that was `needed` last; a home run out of the playing field brings all in (rules
    5.08(b), 7.01(g)(3)). A hit is worth as many bases as the runner advanced who scored it (rules 9.06(f) and (g)).
    """
    play = data.play
    if play == "home_run" and not data.inside:
        return moves, play
    scored = [move for move in moves if not move.out and move.end == HOME_PLATE]
    if len(scored) < needed:
        return moves, play
    last = scored[needed - 1]
    if play in HITS and last.batted_in is not False:
        play = BY_BASES[min(HITS[play], HOME_PLATE - last.start)]
    late = scored[needed:]
    return [move for move in moves if move not in late], play


# --- responsibility --------------------------------------------------------------------------------------------------


def charge_batter(moves: list[Move], of_batter: str | None) -> tuple[Bases, list[str | None]]:
    """What `charge_runners` says of a play with nobody on the bases."""
    if not moves or moves[0].out:
        return EMPTY, []
    first, second, third, home = (of_batter if base == moves[0].end else None for base in range(1, HOME_PLATE + 1))
    return (first, second, third), [home] if moves[0].end == HOME_PLATE else []


def charge_runners(
    state: State, moves: list[Move], play: PlayKind, pitcher: str | None, of_batter: str | None
) -> tuple[Bases, list[str | None]]:
    """Which pitchers answer for the runners on the bases after a play, and for those who scored in it.

    `pitcher` pitched, `of_batter` answers for the batter. A pitcher is charged with as many runners as they have put on
    base, rather than with the very ones: where a batted ball puts one out, those behind take their place, the batter
    last (rule 9.16(g) and its comment). Who is put out without action by the batter is simply gone.
    """
    if state.bases == EMPTY:  # the batter alone, if anybody
        return charge_batter(moves, of_batter)
    owners: dict[int, str | None] = {
        base: state.charged[base - 1] or pitcher for base in (3, 2, 1) if state.bases[base - 1] is not None
    }
    owners[0] = of_batter
    if play in BATTED:
        out = {move.start for move in moves if move.out}
        if any(out):  # a runner; the batter is behind all of them
            owners = dict(zip([start for start in owners if start not in out], owners.values(), strict=False))
    after: list[str | None] = [None, None, None]
    moving = {move.start for move in moves}
    for base, owner in owners.items():
        if base and base not in moving:
            after[base - 1] = owner
    charged = []
    for move in moves:
        if move.out:
            continue
        if move.end == HOME_PLATE:
            charged.append(owners[move.start])
        else:
            after[move.end - 1] = owners[move.start]
    return (after[0], after[1], after[2]), charged
