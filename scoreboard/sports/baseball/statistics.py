"""Statistics of batters and runners, play by play, and of all people; measures of a side for its tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from scoreboard.sports.base import Side, count, other
from scoreboard.sports.baseball.events import (
    AT_BAT,
    BATTED_IN,
    HITS,
    HOME_PLATE,
    OF_BATTER,
    Batting,
    Move,
    Pitching,
    Play,
    PlayData,
    PlayKind,
    State,
    Team,
)
from scoreboard.sports.baseball.people import add
from scoreboard.sports.baseball.pitching import WALKS, count_pitching, name_decisions
from scoreboard.sports.sport import Statistic

STEALS = frozenset({"stolen_base", "caught_stealing"})
EXTRA_BASES = {"double": "doubles", "triple": "triples", "home_run": "home_runs"}


def count_play(
    state: State, event: Play, moves: list[Move], scored: list[Move], play: PlayKind, charged: list[str | None]
) -> dict[str, Any]:
    """Both sides with what a play counts for them and their people, the runs of the inning among it.

    `scored` are the moves that bring runs in, `play` is what the batter is credited with, `charged` are the pitchers
    who answer for the runs.
    """
    side, data = event.side, event.data
    own: Team = getattr(state, side)
    fielding: Team = getattr(state, other(side))
    batters = count_batting(state, own, event, moves, scored, play)
    line = (*own.line[:-1], count(own.line[-1] + len(scored))) if scored else own.line
    last = (event.player_id or event.player) if play in OF_BATTER else own.last
    return {
        side: msgspec.structs.replace(
            own, line=line, hits=count(own.hits + (play in HITS)), batters=batters, last=last
        ),
        other(side): msgspec.structs.replace(
            fielding,
            errors=count(fielding.errors + data.errors),
            pitchers=count_pitching(state, fielding, event, moves, scored, play, charged),
        ),
    }


def count_batting(
    state: State, own: Team, event: Play, moves: list[Move], scored: list[Move], play: PlayKind
) -> tuple[Batting, ...]:
    """The batters with what a play counts for them, at bat and on the bases."""
    data, batters = event.data, own.batters
    batter = event.player_id or event.player or ""
    struck = state.struck if play == "strikeout" else None
    if struck is not None:  # two strikes were another's: the strikeout and the time at bat are, too (rule 9.15(b))
        batters = add(batters, Batting, struck.key, struck.name, {"at_bats": 1, "strikeouts": 1})
    if batter:
        counts = count_turn(data, play, struck=struck is not None)
        if scored:
            counts["batted_in"] = count_batted_in(state, data, moves, scored)
        batters = add(batters, Batting, batter, event.player, counts)
    if not scored and not data.moves:  # what follows from a play is no steal
        return batters
    return count_running(state, batters, batter, moves, play)


def count_turn(data: PlayData, play: PlayKind, *, struck: bool) -> dict[str, int]:
    """What a play counts for the batter, runs apart; `struck`: the strikeout and the time at bat are another's."""
    counts = {}
    if play in AT_BAT and not struck and not data.sacrifice:
        counts["at_bats"] = 1
    if play in HITS:
        counts["hits"] = 1
        if play in EXTRA_BASES:
            counts[EXTRA_BASES[play]] = 1
    elif play in WALKS:
        counts["walks"] = 1
    elif play == "strikeout" and not struck:
        counts["strikeouts"] = 1
    elif play == "hit_by_pitch":
        counts["hit_by_pitch"] = 1
    if play == "sacrifice" or (data.sacrifice and play not in EXTRA_BASES and play != "hit_by_pitch"):
        counts["sacrifices"] = 1
    return counts


def count_running(
    state: State, batters: tuple[Batting, ...], batter: str, moves: list[Move], play: PlayKind
) -> tuple[Batting, ...]:
    """The batters with what the moves of a play count for them on the bases: runs, steals, and being caught.

    Where one of several is thrown out before the base they try to steal, no other has stolen one (rule 9.07(d)).
    """
    stealing = play == "stolen_base" and not any(move.out for move in moves)
    for move in moves:
        counts = {}
        if move.end == HOME_PLATE and not move.out:
            counts["runs"] = 1
        if stealing if move.stolen is None else move.stolen:
            counts["stolen_bases"] = 1
        if (move.out or move.caught) and is_caught(move, play):
            counts["caught_stealing"] = 1
        if counts and (runner := batter if move.start == 0 else state.bases[move.start - 1]):
            batters = add(batters, Batting, runner, None, counts)
    return batters


def is_caught(move: Move, play: PlayKind) -> bool:
    """Whether a runner counts as caught stealing (rule 9.07(h)): put out in a steal, unless a move says otherwise."""
    if move.caught is not None:
        return move.caught
    return move.out and move.stolen is None and play in STEALS


def count_batted_in(state: State, data: PlayData, moves: list[Move], scored: list[Move]) -> int:
    """How many runs of a play the batter has batted in (rule 9.04)."""
    credited = data.play in BATTED_IN or data.sacrifice  # of a sacrifice with an error, too (rules 9.04(a), 9.08(d))
    if data.play == "out" and data.notation is None and is_force_double_play(state, moves):
        credited = False
    return sum(credited if move.batted_in is None else move.batted_in for move in scored)


def is_force_double_play(state: State, moves: list[Move]) -> bool:
    """Whether the batter and a runner whom they forced are out: grounded into, as far as moves tell (rule 9.04(b)).

    A runner who is doubled off a caught ball is out at the base they have left.
    """
    out = {move.start: move for move in moves if move.out}
    forced = 0
    while forced < 3 and state.bases[forced] is not None:
        forced += 1
    return 0 in out and any(base in out and out[base].end == base + 1 for base in range(1, forced + 1))


def statistics_of_state(state: State) -> Iterator[Statistic]:
    """The statistics of all people: at bat, on the bases and on the mound."""
    sides: tuple[Side, ...] = ("home", "away")
    for side in sides:
        team: Team = getattr(state, side)
        for one in team.batters:
            yield from list_statistics(side, one, prefix="")
        for pitcher in team.pitchers:
            yield from list_statistics(side, pitcher, prefix="pitching_")
    for side, key, stat in name_decisions(state):
        names = {one.key: one.name for one in getattr(state, side).pitchers}
        yield Statistic(side, key, names.get(key, key), f"pitching_{stat}")


def list_statistics(side: Side, one: Batting | Pitching, *, prefix: str) -> Iterator[Statistic]:
    """The statistics of one person that are not nought."""
    for field in one.__struct_fields__[2:]:
        if value := getattr(one, field):
            yield Statistic(side, one.key, one.name, f"{prefix}{field}", value)


def measure(state: State, side: Side) -> Mapping[str, int]:
    """Hits and errors, the H and E of a line score."""
    team: Team = getattr(state, side)
    return {"hits": team.hits, "errors": team.errors}


def outcome(state: State, side: Side) -> str:
    """A forfeited game is lost otherwise than by play (7.03)."""
    if state.ended != "forfeit":
        return ""
    return "forfeit_win" if state.winner == side else "forfeit_loss"
