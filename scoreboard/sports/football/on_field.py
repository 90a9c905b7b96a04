"""Who is on the field in football, and what line-ups show to be against the laws (Laws 3 and 10)."""

from collections.abc import Sequence

from scoreboard.sports.base import Event, Refused, Sentence, Side, say
from scoreboard.sports.football.events import ShootoutKick, State, Substitution, Team
from scoreboard.sports.football.place import person
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import BY_LINEUP, Lineups, OnField, check_exchange, place_people


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are: who has been substituted is gone, unless the competition lets them return (Law 3)."""
    team: Team = getattr(state, side)
    may_return = state.ruleset.return_substitutions
    back = tuple(key for key in team.gone_off if may_return and key not in team.sent_off)
    gone = tuple(dict.fromkeys((*team.sent_off, *(() if may_return else team.gone_off))))
    return place_people(lineup, starting=state.ruleset.players, on=team.came_on, off=back, gone=gone)


def check_lineups(state: State, lineups: Lineups, event: Event) -> None:
    """Refuse a kick of who was not on the field at the end of play (Law 10.3), and impossible substitutions (Law 3)."""
    if isinstance(event, Substitution):
        check_exchange(list_on_field(state, lineups[event.side], event.side), event)
    elif isinstance(event, ShootoutKick) and is_from_bench(state, lineups, event) and has_changed(state, event.side):
        raise Refused("football.shootout.on_bench", rule=BY_LINEUP, player=event.player)


def list_doubts(state: State, lineups: Lineups, event: Event) -> Sequence[Sentence]:
    """A kick of who was on the bench, in a log without any substitution of that side: maybe nobody entered them."""
    if not isinstance(event, ShootoutKick) or not is_from_bench(state, lineups, event):
        return ()
    return () if has_changed(state, event.side) else (say("on_bench", player=event.player),)


def is_from_bench(state: State, lineups: Lineups, event: ShootoutKick) -> bool:
    """Whether whoever kicks is on the bench, by a line-up that has all who began."""
    place = list_on_field(state, lineups[event.side], event.side)
    return place.known and person(event.player, event.player_id) in place.bench


def has_changed(state: State, side: Side) -> bool:
    """Whether the log has a substitution of a side."""
    team: Team = getattr(state, side)
    return bool(team.came_on)
