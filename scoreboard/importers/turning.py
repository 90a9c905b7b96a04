"""A match seen from the other side: its events, and the records that turn the log of one that is there."""

from collections.abc import Sequence
from typing import Any

from scoreboard.models import Match
from scoreboard.queries import decode_state
from scoreboard.record.fixture import make_ref
from scoreboard.record.request import make_body
from scoreboard.sports.base import Event, other
from scoreboard.sports.common import FIXED
from scoreboard.sports.corrections import list_effective
from scoreboard.sports.lineups import Lineup

TURNED = {"home": "away", "away": "home"}
SIDED = ("side", "winner")  # the fields of events that name a side


def turn(value: Any) -> Any:
    """An event, or a part of one, seen from the other side."""
    if isinstance(value, dict):
        return {TURNED.get(name, name): turn_field(name, inner) for name, inner in value.items()}
    return [turn(inner) for inner in value] if isinstance(value, list) else value


def turn_field(name: str, value: Any) -> Any:
    """A field's value seen from the other side."""
    return other(value) if name in SIDED and value else turn(value)


def turn_fixture(match: Match) -> dict[str, Any]:
    """The changes of a match's fixture by which each side is the other, with the match that it comes from."""
    fixture = decode_state(match).fixture
    changes: dict[str, Any] = {"home": make_ref(match.away), "away": make_ref(match.home)}
    if fixture.home_from != fixture.away_from:
        changes |= {"home_from": fixture.away_from, "away_from": fixture.home_from}
    return changes


def list_turning(log: Sequence[Event], *, reason: str) -> list[dict[str, Any]]:
    """The amendments that turn those records of a log that stand; the fixture apart, which is changed by itself."""
    return turn_records(list_standing(log), reason=reason)


def list_lineups_turned(log: Sequence[Event], *, reason: str) -> list[dict[str, Any]]:
    """The amendments that turn a log's line-ups alone, where its play is taken back."""
    return turn_records([record for record in list_standing(log) if isinstance(record, Lineup)], reason=reason)


def turn_records(records: Sequence[Event], *, reason: str) -> list[dict[str, Any]]:
    """The amendments that turn records, as far as they have sides."""
    amendments = []
    for record in records:
        body = make_body(record)
        if (turned := turn(body)) != body:
            data = {"seq": record.seq, "reason": reason, "event": turned}
            amendments.append({"type": "amend", "data": data})
    return amendments


def list_voids(log: Sequence[Event], *, reason: str) -> list[dict[str, Any]]:
    """What takes back all of a log that stands, from its end; the fixture and the line-ups apart."""
    return [{"type": "void", "data": {"seq": record.seq, "reason": reason}} for record in reversed(list_played(log))]


def list_played(log: Sequence[Event]) -> list[Event]:
    """The records of a log that stand and tell of play or of its status."""
    return [record for record in list_standing(log) if not isinstance(record, Lineup)]


def list_standing(log: Sequence[Event]) -> list[Event]:
    """The records of a log that stand, as its corrections leave them; the fixture apart."""
    return [record for record in list_effective(log) if not isinstance(record, FIXED)]
