"""Who is on the field in cricket, who may still bat, and who is none of the side's (Laws 1.2, 24.1 and 25)."""

from scoreboard.sports.base import Event, Refused, Side, other
from scoreboard.sports.cricket.events import NO_WICKET, Ball, Wicket
from scoreboard.sports.cricket.state import Innings, State
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups, OnField, list_keys, list_marks, list_of_side, place_people


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are: of who bats, two are on the field, and the bench is who may still bat.

    Of who fields it is the whole side; the bench are those named beside it, who come in as replacements.
    """
    replaced = list_of_side(state.replaced, side)
    place = place_people(lineup, starting=state.ruleset.players, on=list_of_side(state.joined, side), gone=replaced)
    innings = state.innings[-1] if state.innings else None
    if innings is None or innings.closed or innings.side != side:
        return place
    batting = tuple(key for key in (innings.striker, innings.non_striker) if key is not None)
    out = tuple(dict.fromkeys((*replaced, *innings.absent, *list_out(innings))))
    retired = [one.key for one in innings.batters if one.out in NO_WICKET]
    bench = tuple(dict.fromkeys(key for key in (*place.playing, *retired) if key not in (*batting, *out)))
    return OnField(playing=batting, bench=bench, gone=out, known=place.known)


def list_out(innings: Innings) -> list[str]:
    """Who has been dismissed in an innings."""
    return [one.key for one in innings.batters if one.out and one.out not in NO_WICKET]


def check_lineups(state: State, lineups: Lineups, event: Event) -> None:
    """Refuse that somebody bats or bowls who is none of a side whose players are all known (Laws 1.2 and 24.1.2)."""
    if not isinstance(event, Ball | Wicket):
        return
    check_member(state, lineups, event.side, event.player_id or event.player, event.player)
    if isinstance(event, Ball):
        data = event.data
        check_member(state, lineups, event.side, data.non_striker_id or data.non_striker, data.non_striker)
        check_member(state, lineups, other(event.side), data.bowler_id or data.bowler, data.bowler)


def check_member(state: State, lineups: Lineups, side: Side, key: str | None, name: str | None) -> None:
    """Refuse who is neither of a side's players nor in for one of them."""
    lineup = lineups[side]
    if key is None or lineup is None or len(list_keys(lineup, starting=True)) < state.ruleset.players:
        return
    members = list_marks(lineup, starting=True) | set(list_of_side(state.joined, side))
    if not {key, name} & members:
        raise Refused("cricket.not_of_side", player=name or key, side=side)
