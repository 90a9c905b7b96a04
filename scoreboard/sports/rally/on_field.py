"""Who is on the court in volleyball, and whose turn it is to serve (FIVB rules 7.3 to 7.7, 15 and 19).

A line-up says who begins the match. Who begins a later set is known where a line-up is entered for it; since nobody
can tell whether one was, nothing is refused by it there.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from scoreboard.sports.base import Event, Refused, Sentence, Side, say
from scoreboard.sports.lineups import LineupData, LineupPlayer
from scoreboard.sports.on_field import (
    Lineups,
    OnField,
    check_exchange,
    get_name,
    key_of,
    list_of_side,
    place_people,
)
from scoreboard.sports.rally.events import Point, State, Substitution

LIBERO = frozenset({"l", "libero"})  # positions, in lower case


def list_on_field(state: State[Any], lineup: LineupData | None, side: Side, _clock_ms: int | None = None) -> OnField:
    """Where those of a side are in the set being played: who is expelled rests until the next one (FIVB rule 21.3)."""
    on: dict[str, None] = {}
    off: dict[str, None] = {}
    for made in state.exchanges:
        came, went = (made.off, made.on) if made.undone else (made.on, made.off)
        off.pop(came, None)
        on.pop(went, None)
        on[came] = off[went] = None
    begin = len([one for one in lineup.players if one.starting]) if lineup is not None else 0
    place = place_people(
        lineup,
        starting=begin,
        on=list_of_side(on, side),
        off=list_of_side(off, side),
        gone=list_of_side(state.disqualified, side),
        resting=list_of_side(state.expelled, side),
    )
    return replace(place, known=place.known and not state.sets)


def find_server(state: State[Any], lineup: LineupData | None, side: Side) -> str | None:
    """Who of a side serves while it has the serve, by key, as the line-up's positions have it: "1" to "6".

    The side that serves first begins with position 1, the other with its position 2, having rotated (FIVB 7.6).
    """
    players = [one for one in (lineup.players if lineup is not None else ()) if one.starting and is_placed(one)]
    order = [key for one in sorted(players, key=lambda one: one.position or "") if (key := key_of(one)) is not None]
    if lineup is None or state.sets or len(order) != sum(one.starting for one in lineup.players):
        return None
    for made in state.exchanges:
        came, went = (key.partition(":")[2] for key in (made.on, made.off))
        if not made.undone and made.on.startswith(f"{side}:") and went in order:
            order[order.index(went)] = came
    return order[getattr(state.rotations, side) % len(order)] if order else None


def is_placed(player: LineupPlayer) -> bool:
    """Whether a line-up says at which position somebody begins."""
    return player.position is not None and len(player.position) == 1 and player.position in "123456"


def check_lineups(state: State[Any], lineups: Lineups, event: Event) -> None:
    """Refuse a substitution of who is on the court, for who is not, and of a libero, who is replaced (FIVB 19.3.2)."""
    if not isinstance(event, Substitution) or event.data.exceptional:
        return
    lineup = lineups[event.side]
    place = list_on_field(state, lineup, event.side)
    if place.known:
        check_exchange(place, event)
    on, off = event.player_id or event.player, event.data.off_id or event.data.off
    for one in lineup.players if lineup is not None else ():
        if is_libero(one) and (key := key_of(one)) is not None and key in (on, off):
            raise Refused("rally.substitution.libero", player=one.player or key)


def is_libero(player: LineupPlayer) -> bool:
    """Whether somebody is one of a side's liberos."""
    return (player.position or "").lower() in LIBERO


def list_doubts(state: State[Any], lineups: Lineups, event: Event) -> Sequence[Sentence]:
    """Who serves that is not next by the rotation: an ace names the server."""
    if not isinstance(event, Point) or event.data.how != "ace" or event.side != state.server:
        return ()
    key, lineup = event.player_id or event.player, lineups[event.side]
    expected = find_server(state, lineup, event.side)
    if key is None or expected is None or key == expected:
        return ()
    return (say("out_of_order", player=event.player or key, expected=get_name(lineup, expected)),)
