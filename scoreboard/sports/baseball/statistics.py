"""Statistics of batters, runners and pitchers, play by play; measures of a side for its tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from scoreboard.sports.base import Side, count, other
from scoreboard.sports.baseball.events import (
    AT_BAT,
    BATTED_IN,
    HITS,
    HOME_PLATE,
    Batting,
    Move,
    Pitching,
    Play,
    State,
    Team,
)
from scoreboard.sports.sport import Statistic

WALKS = frozenset({"walk", "intentional_walk"})
EXTRA_BASES = {"double": "doubles", "triple": "triples", "home_run": "home_runs"}


def count_play(state: State, event: Play, moves: list[Move], batter: str) -> dict[str, Any]:
    """Both sides with what a play counts for them and their people; the runs of the inning aside."""
    side, data, play = event.side, event.data, event.data.play
    own: Team = getattr(state, side)
    fielding: Team = getattr(state, other(side))
    runners = {move.start: batter if move.start == 0 else state.bases[move.start - 1] for move in moves}
    scored = [move for move in moves if not move.out and move.end == HOME_PLATE]
    hit = play in HITS
    batters = own.batters
    if batter:
        counts = {
            "at_bats": int(play in AT_BAT),
            "hits": int(hit),
            "walks": int(play in WALKS),
            "strikeouts": int(play == "strikeout"),
            "batted_in": sum(play in BATTED_IN if m.batted_in is None else m.batted_in for m in scored),
        }
        if play in EXTRA_BASES:
            counts[EXTRA_BASES[play]] = 1
        batters = add(batters, Batting, batter, event.player, counts)
    for move in scored:
        if runner := runners[move.start]:
            batters = add(batters, Batting, runner, None, {"runs": 1})
    if play == "stolen_base":
        for move in moves:
            if (runner := runners[move.start]) and not move.out:
                batters = add(batters, Batting, runner, None, {"stolen_bases": 1})
    pitchers = fielding.pitchers
    pitcher = data.pitcher_id or data.pitcher
    if pitcher:
        counts = {
            "outs": sum(move.out for move in moves),
            "hits": int(hit),
            "runs": len(scored),
            "walks": int(play in WALKS),
            "strikeouts": int(play == "strikeout"),
        }
        pitchers = add(pitchers, Pitching, pitcher, data.pitcher, counts)
    return {
        side: msgspec.structs.replace(own, hits=count(own.hits + hit), batters=batters),
        other(side): msgspec.structs.replace(fielding, errors=count(fielding.errors + data.errors), pitchers=pitchers),
    }


def add(people: tuple[Any, ...], kind: type[Any], key: str, name: str | None, counts: Mapping[str, int]) -> Any:
    """The batters or pitchers with more counted for one of them, who may be new."""
    for number, one in enumerate(people):
        if one.key == key:
            summed = {field: count(getattr(one, field) + value) for field, value in counts.items()}
            return (*people[:number], msgspec.structs.replace(one, **summed), *people[number + 1 :])
    return (*people, kind(key, name or key, **counts))


def statistics_of_state(state: State) -> Iterator[Statistic]:
    """The statistics of all people: at bat, on the bases and on the mound."""
    sides: tuple[Side, ...] = ("home", "away")
    for side in sides:
        team: Team = getattr(state, side)
        for one in team.batters:
            yield from list_statistics(side, one, prefix="")
        for pitcher in team.pitchers:
            yield from list_statistics(side, pitcher, prefix="pitching_")


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
