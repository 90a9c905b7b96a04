"""Who of a side may be on the field in American football: whole units change between downs, and nobody enters it."""

from scoreboard.sports.american_football.events import State
from scoreboard.sports.base import Side
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import OnField, list_of_side, place_nobody


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are, as far as that is known: who is ejected is gone."""
    return place_nobody(lineup, gone=list_of_side(state.ejected, side))
