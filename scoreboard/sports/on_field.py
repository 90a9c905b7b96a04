"""Who of a side is on the field: what a sport makes of its play and of the side's line-up (`Sport.list_on_field`).

It is a view, like a score: computed where it is asked for, never stored. A line-up that is put right later, and a
substitution that is corrected, change it and nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from scoreboard.sports.base import Event, Refused, Sentence, Side
from scoreboard.sports.lineups import LineupData, LineupPlayer

Lineups = Mapping[Side, LineupData | None]


class OnField(msgspec.Struct, frozen=True, kw_only=True):
    """Who of a side is where, by the keys of people: their ids, or their names where none is known.

    `playing` are on the field, `resting` are off it for a while (a sin bin, a penalty box, an injury being looked at),
    `bench` may come on, `gone` take no further part in the match. `known`: `playing` are all; otherwise they are those
    of whom it is known, nobody where a sport's log does not say who comes on and goes off.
    """

    playing: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    bench: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    known: bool = False


# (play, line-up, side, what the match clock shows in ms, where that is known)
ListOnField = Callable[[Any, LineupData | None, Side, int | None], OnField]
# (play, line-ups, event)
CheckLineups = Callable[[Any, Lineups, Any], None]
ListDoubts = Callable[[Any, Lineups, Any], Sequence[Sentence]]


def key_of(player: LineupPlayer) -> str | None:
    """The key by which rules remember somebody of a line-up; None where it has no more than a number."""
    return player.player_id or player.player


def list_keys(lineup: LineupData | None, *, starting: bool | None = None) -> tuple[str, ...]:
    """The keys of those in a line-up: all, those who begin, or those who do not."""
    players = lineup.players if lineup is not None else ()
    found = [key_of(one) for one in players if starting in (None, one.starting)]
    return tuple(key for key in found if key is not None)


def place_people(
    lineup: LineupData | None,
    *,
    starting: int,
    on: Iterable[str] = (),
    off: Collection[str] = (),
    gone: Collection[str] = (),
    resting: Collection[str] = (),
) -> OnField:
    """Where those of a side are whose comings and goings are all in the log.

    `on` have come on, `off` have gone off and may come back, `gone` may not, `resting` come back by themselves;
    `starting` is how many begin, without all of whom nobody knows who is on.
    """
    begin = list_keys(lineup, starting=True)
    left = {*off, *gone, *resting}
    playing = tuple(dict.fromkeys(key for key in (*begin, *on) if key not in left))
    elsewhere = {*playing, *gone, *resting}
    bench = tuple(dict.fromkeys(key for key in (*list_keys(lineup), *off) if key not in elsewhere))
    known = len(begin) >= starting > 0
    return OnField(playing=playing, resting=tuple(resting), bench=bench, gone=tuple(gone), known=known)


def place_nobody(lineup: LineupData | None, *, gone: Collection[str] = (), resting: Collection[str] = ()) -> OnField:
    """Where those of a side are in a sport whose log does not say who comes on: who may, and who may not any more."""
    away = {*gone, *resting}
    bench = tuple(key for key in list_keys(lineup) if key not in away)
    return OnField(resting=tuple(resting), bench=bench, gone=tuple(gone))


def list_nobody(_play: Any, _lineup: LineupData | None, _side: Side, _clock_ms: int | None) -> OnField:
    """Of a sport without line-ups, nobody is said to be anywhere."""
    return OnField()


def check_nothing(_play: Any, _lineups: Lineups, _event: Event) -> None:
    """A line-up forbids nothing."""


def doubt_nothing(_play: Any, _lineups: Lineups, _event: Event) -> Sequence[Sentence]:
    """Nothing that a line-up shows needs to be confirmed."""
    return ()


def check_exchange(place: OnField, *, rule: str, on: tuple[str, str], off: tuple[str, str] | None) -> None:
    """Refuse a substitution of who is on the field already, or for who is not on it; both by key and name."""
    key, name = on
    if key in place.playing:
        raise Refused(f"{rule}.on_field", player=name)
    if off is not None and place.known and off[0] in place.bench:
        raise Refused(f"{rule}.on_bench", player=off[1])
