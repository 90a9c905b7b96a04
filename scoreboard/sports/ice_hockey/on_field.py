"""Who of a side may be on the ice in ice hockey.

Lines change on the fly and nobody enters it: known are the goalkeeper, the penalty box, and who may not go on.
"""

from scoreboard.sports.base import Side
from scoreboard.sports.ice_hockey.checks import is_penalised
from scoreboard.sports.ice_hockey.events import State
from scoreboard.sports.ice_hockey.rules import elapsed, expire
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import OnField, key_of, list_of_side, place_nobody


def list_on_field(state: State, lineup: LineupData | None, side: Side, clock_ms: int | None = None) -> OnField:
    """Where those of a side are, as far as that is known."""
    gone = list_of_side(dict.fromkeys((*state.out, *state.gone)), side)
    resting = tuple(key for key in list_box(state, side, clock_ms) if key not in gone)
    place = place_nobody(lineup, gone=gone, resting=resting)
    keeper = find_goalkeeper(state, lineup, side)
    if keeper is None or side in state.empty or keeper in (*gone, *resting):
        return place
    return OnField(
        playing=(keeper,), resting=resting, bench=tuple(key for key in place.bench if key != keeper), gone=gone
    )


def list_box(state: State, side: Side, clock_ms: int | None) -> tuple[str, ...]:
    """Those of a side in the penalty box, as of the last event or as the clock shows."""
    clock_ms = state.clock.read(None) if clock_ms is None else clock_ms
    played = [one.name for one in state.periods]
    now = None
    if clock_ms is not None and state.phase in played:
        state, now = expire(state, state.phase, clock_ms)
        now = elapsed(state, state.phase, clock_ms)
    served = [one.person for one in (*state.serving, *state.waiting) if one.side == side and one.person is not None]
    sat = list_of_side([one.person for one in state.misconducts], side)
    return tuple(dict.fromkeys((*served, *(key for key in sat if is_penalised(state, side, key, now or 0)))))


def find_goalkeeper(state: State, lineup: LineupData | None, side: Side) -> str | None:
    """Who keeps a side's goal: who was put on last, else the one whom the line-up has begin; None: nobody knows."""
    put_on = list_of_side(state.goalkeepers, side)
    if put_on:
        return put_on[-1]
    begin = [key_of(one) for one in (lineup.players if lineup else ()) if one.starting and one.goalkeeper]
    return begin[0] if len(begin) == 1 else None
