"""Who is in a game of baseball, and who bats next by the order of the line-up (rules 5.04(a), 5.10 and 5.11).

The order is that in which a line-up names those who begin; of ten, the pitcher bats for nobody (rule 5.11).
"""

from collections.abc import Sequence

import msgspec

from scoreboard.sports.base import Event, Sentence, Side, say
from scoreboard.sports.baseball.events import OF_BATTER, Change, Play, State, Substitution, Team
from scoreboard.sports.baseball.moves import batting
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups, OnField, check_exchange, get_name, key_of, place_people

BATTERS = 9
PITCHER = frozenset({"1", "p", "sp", "pitcher"})  # positions, in lower case


def change(state: State, event: Substitution, *, on: str, off: str) -> State:
    """The state with somebody in for somebody, who is out of the game, unless it is a pitcher who is relieved."""
    team: Team = getattr(state, event.side)
    pitching = event.data.role == "pitcher"
    gone = team.gone if pitching else (*(one for one in team.gone if one not in (on, off)), off)
    team = msgspec.structs.replace(team, gone=gone, changes=(*team.changes, Change(on, off, pitching)))
    return msgspec.structs.replace(state, **{event.side: team})


def list_on_field(state: State, lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are: in the game, on the bench, or replaced; who may come in again is on the bench.

    A pitcher who was relieved is said to be gone until they come in elsewhere.
    """
    team: Team = getattr(state, side)
    on: dict[str, None] = {}
    out: dict[str, None] = {}
    for made in team.changes:
        on.pop(made.off, None)
        out.pop(made.on, None)
        on[made.on] = out[made.off] = None
    may_return = state.ruleset.reentry
    off, gone = (tuple(out), ()) if may_return else ((), tuple(out))
    return place_people(lineup, starting=BATTERS, on=on, off=off, gone=gone)


def list_order(state: State, lineup: LineupData | None, side: Side) -> tuple[str, ...]:
    """A side's batting order as it is now, by key; empty where the line-up does not have all of it."""
    begin = [one for one in lineup.players if one.starting] if lineup is not None else []
    if len(begin) == BATTERS + 1:
        begin = [one for one in begin if (one.position or "").lower() not in PITCHER]
    order = [key for one in begin if (key := key_of(one)) is not None]
    if len(order) != BATTERS:
        return ()
    team: Team = getattr(state, side)
    for made in team.changes:
        if made.off in order and made.on not in order:
            order[order.index(made.off)] = made.on
    return tuple(order)


def find_next(state: State, lineup: LineupData | None, side: Side) -> str | None:
    """Who of a side comes to bat next, by key; None where the order is not known, or who batted last is not in it."""
    order, team = list_order(state, lineup, side), getattr(state, side)
    if not order or team.last is None:
        return order[0] if order else None
    last = team.last
    for made in team.changes:  # whoever replaced them has their place
        last = made.on if made.off == last and last not in order else last
    return order[(order.index(last) + 1) % BATTERS] if last in order else None


def check_lineups(state: State, lineups: Lineups, event: Event) -> None:
    """Refuse that somebody bats or runs for another who is in the game (rule 5.10(a))."""
    if isinstance(event, Substitution) and event.data.role in ("batter", "runner") and not state.ruleset.reentry:
        check_exchange(list_on_field(state, lineups[event.side], event.side), event)


def list_doubts(state: State, lineups: Lineups, event: Event) -> Sequence[Sentence]:
    """Who bats out of order (rule 6.03(b)); it stands unless the other side appeals."""
    is_turn = isinstance(event, Play) and event.data.play in OF_BATTER and event.side == batting(state)
    if not is_turn or state.ruleset.reentry:
        return ()
    assert isinstance(event, Play)
    key, lineup = event.player_id or event.player, lineups[event.side]
    expected = find_next(state, lineup, event.side)
    if key is None or expected is None or key == expected:
        return ()
    return (say("out_of_order", player=event.player or key, expected=get_name(lineup, expected)),)
