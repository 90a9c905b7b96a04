"""What a record says that this release does not know, and a newer one may: its match waits for the upgrade.

It is no dead letter: workers are upgraded first, but whoever is not has to keep such a record (design.md, decision 12).
"""

from typing import Any, get_args

import msgspec

from scoreboard import parsing
from scoreboard.sports import SPORTS
from scoreboard.sports.common import Status
from scoreboard.sports.decoding import event_types

STATUSES = frozenset(get_args(Status))
LONGEST = 120  # characters of an answer, as Log.awaits has room for


class Peek(msgspec.Struct, frozen=True, gc=False):
    """What of a record may be new."""

    type: str
    sport: str
    data: Any = None


PEEK = parsing.make_decoder(Peek)


def name_unknown(payload: str, *, sport: str | None = None) -> str:
    """What a newer release may know of a record: "sport 'x'", "type 'x'" or "status 'x'"; "" where there is nothing.

    `sport` is that of its match, where it is known.
    """
    try:
        record = PEEK.decode(payload)
    except (msgspec.MsgspecError, RecursionError):
        return ""
    if sport is None and record.sport not in SPORTS:
        return f"sport {record.sport[:60]!r}"[:LONGEST]
    return _name_unknown(record.type, record.data, sport or record.sport)[:LONGEST]


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
