"""Who of a side is on the field: what a sport makes of its play and of the side's line-up (`Sport.list_on_field`).

It is a view, like a score: computed where it is asked for, never stored. A line-up that is put right later, and a
substitution that is corrected, change it and nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from scoreboard.sports.base import Event, Refused, Sentence, Side
from scoreboard.sports.lineups import LineupData, LineupPlayer

BY_LINEUP = "match.lineup"  # the rule of all that line-ups refuse: whoever imports one may leave it out
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
# Both of play, the line-ups and an event.
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


def check_exchange(place: OnField, event: Any) -> None:
    """Refuse a substitution of who is on the field already, or for who is on the bench, as far as that is known."""
    on, off = event.player_id or event.player, event.data.off_id or event.data.off
    if on in place.playing:
        raise Refused("match.exchange.on_field", rule=BY_LINEUP, player=event.player)
    if place.known and off in place.bench:
        raise Refused("match.exchange.on_bench", rule=BY_LINEUP, player=event.data.off)


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who came on for whom, by key; `temporary`: until who went off is back. Sports keep these in their play."""

    on: str
    off: str
    temporary: bool = False


class Moved(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose last move was on the field, and whose was off it, where they come and go (by side and key)."""

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    def exchange(self, on: str | None, off: str | None) -> "Moved":
        """What is known after somebody came on, and somebody went off."""
        stay_on, stay_off = leave_out(self.on, on, off), leave_out(self.off, on, off)
        return Moved((*stay_on, on) if on else stay_on, (*stay_off, off) if off else stay_off)

    def of(self, side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of a side who have come on, and who have gone off."""
        return list_of_side(self.on, side), list_of_side(self.off, side)


def leave_out(keys: tuple[str, ...], one: str | None, other: str | None) -> tuple[str, ...]:
    """Keys without two of them, who are seldom among them."""
    return tuple([key for key in keys if key not in (one, other)]) if one in keys or other in keys else keys


class Suspended(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who sits out time, by side and key, and until when on the match clock (ms); None: nobody knows."""

    person: str
    until: int | None = None


def list_suspended(suspended: Iterable[Suspended], side: Side, clock_ms: int | None) -> tuple[str, ...]:
    """Those of a side who sit out time when the clock shows `clock_ms`; where that is not known, whoever may."""
    still = [one.person for one in suspended if one.until is None or clock_ms is None or clock_ms < one.until]
    return list_of_side(dict.fromkeys(still), side)


def list_of_side(people: Iterable[str], side: Side) -> tuple[str, ...]:
    """The keys of those of a side among people by side and key."""
    return tuple(key for of, _, key in (person.partition(":") for person in people) if of == side)


def list_marks(lineup: LineupData | None, *, starting: bool | None = None) -> frozenset[str]:
    """The ids and the names of those in a line-up, by which somebody is found who was named otherwise."""
    players = [one for one in (lineup.players if lineup is not None else ()) if starting in (None, one.starting)]
    return frozenset(mark for one in players for mark in (one.player_id, one.player) if mark is not None)


def get_name(lineup: LineupData | None, key: str) -> str:
    """What somebody of a line-up is called."""
    players = lineup.players if lineup is not None else ()
    return next((one.player for one in players if key_of(one) == key and one.player), key)
