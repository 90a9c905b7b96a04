"""Who is on the court in basketball: players come and go, and who has fouled out or is disqualified stays away.

Who is changed in an interval is not always entered, so what the log says of it is a doubt, never a refusal.
"""

from collections.abc import Sequence

from scoreboard.sports.base import Event, Sentence, Side, say
from scoreboard.sports.basketball.events import State, Substitution
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups, OnField, place_people


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are."""
    on, off = state.moved.of(side)
    gone = tuple(one.player for one in getattr(state, side) if one.out)
    return place_people(lineup, starting=state.ruleset.players, on=on, off=off, gone=gone)


def list_doubts(state: State, lineups: Lineups, event: Event) -> Sequence[Sentence]:
    """Who comes on that is on the court already, as far as the log says."""
    if not isinstance(event, Substitution):
        return ()
    place = list_on_field(state, lineups[event.side], event.side)
    if (event.player_id or event.player) in place.playing:
        return (say("already_on_field", player=event.player),)
    return ()
