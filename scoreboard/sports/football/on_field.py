"""Who is on the field in football, and what line-ups show to be against the laws (Laws 3 and 10)."""

from scoreboard.sports.base import Event, Refused, Side
from scoreboard.sports.football.events import ShootoutKick, State, Substitution, Team
from scoreboard.sports.football.place import person
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups, OnField, check_exchange, place_people


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are: who has been substituted is gone, unless the competition lets them return (Law 3)."""
    team: Team = getattr(state, side)
    may_return = state.ruleset.return_substitutions
    back = tuple(key for key in team.gone_off if may_return and key not in team.sent_off)
    gone = tuple(dict.fromkeys((*team.sent_off, *(() if may_return else team.gone_off))))
    return place_people(lineup, starting=state.ruleset.players, on=team.came_on, off=back, gone=gone)


def check_lineups(state: State, lineups: Lineups, event: Event) -> None:
    """Refuse a kick of who was not on the field at the end of play (Law 10.3), and impossible substitutions (Law 3)."""
    if not isinstance(event, ShootoutKick | Substitution):
        return
    key = person(event.player, event.player_id)
    place = list_on_field(state, lineups[event.side], event.side)
    if isinstance(event, ShootoutKick):
        if key is not None and key in place.bench and place.known:
            raise Refused("football.shootout.on_bench", player=event.player)
        return
    check_exchange(place, event)
