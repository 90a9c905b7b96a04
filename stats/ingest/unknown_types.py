"""Finds out what in a record only a newer release knows: its sport, its type or its status.

Such a record is no dead letter: its match waits until this program is upgraded.
"""

from typing import Any, get_args

import msgspec

from scoreboard import parsing
from scoreboard.sports import SPORTS
from scoreboard.sports.common import Status
from scoreboard.sports.decoding import event_types

STATUSES = frozenset(get_args(Status))
NAME_CHARS = 120  # as many as Log.awaits has


class TypedRecord(msgspec.Struct, frozen=True, gc=False):
    """The fields of a record that may hold a name which this release does not know."""

    type: str
    sport: str
    data: Any = None


TYPED_RECORD = parsing.make_decoder(TypedRecord)


def name_unknown(payload: str, *, sport: str | None = None) -> str:
    """Name what this release does not know of a record: "sport 'x'", "type 'x'" or "status 'x'"; "" if it knows all.

    `sport` is that of the match, if known. "", too, for what is no record.
    """
    try:
        record = TYPED_RECORD.decode(payload)
    except (msgspec.MsgspecError, RecursionError):
        return ""
    if sport is None and record.sport not in SPORTS:
        return f"sport {record.sport[:60]!r}"[:NAME_CHARS]
    return _name_unknown(record.type, record.data, sport or record.sport)[:NAME_CHARS]


def _name_unknown(kind: Any, data: Any, sport: str) -> str:
    if not isinstance(kind, str):
        return ""
    if kind not in event_types(sport):
        return f"type {kind[:60]!r}"
    data = data if isinstance(data, dict) else {}
    status, event = data.get("status"), data.get("event")
    if kind == "status" and isinstance(status, str) and status not in STATUSES:
        return f"status {status[:60]!r}"
    if kind == "amend" and isinstance(event, dict):
        return _name_unknown(event.get("type"), event.get("data"), sport)
    return ""
