"""Who of a side may be on the court in handball.

Players change at any time and nobody enters it (Rule 4:4), so that only who may not is known: who is disqualified, and
who has two minutes, whose time runs on over the breaks with the match clock (Rules 16:3 and 16:6).
"""

from scoreboard.sports.base import Side
from scoreboard.sports.handball.events import State
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import OnField, list_suspended, place_nobody


def list_on_field(state: State, lineup: LineupData | None, side: Side, clock_ms: int | None = None) -> OnField:
    """Where those of a side are, as far as that is known."""
    gone = tuple(one.player for one in getattr(state, side) if one.out)
    clock_ms = state.clock.read(None) if clock_ms is None else clock_ms
    resting = tuple(key for key in list_suspended(state.suspended, side, clock_ms) if key not in gone)
    return place_nobody(lineup, gone=gone, resting=resting)
