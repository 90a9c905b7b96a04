"""Refer to catalogue entries by their present names, and to how far in the log a table is current."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from scoreboard.wire.instants import format_instant
from scoreboard.wire.records import format_cursor

Items = Mapping[tuple[str, str], Mapping[str, Any]]  # what the catalogue says of an entry, by its kind and id


def refer(items: Items, kind: str, item: str, otherwise: str = "") -> dict[str, str]:
    """`{"id", "name"}` of an entry, with its present name, or `otherwise` where the catalogue knows none."""
    entry = items.get((kind, item))
    return {"id": item, "name": otherwise if entry is None else str(entry.get("name") or otherwise)}


def find_main(items: Items, person: str) -> str:
    """The id of the person under whom somebody counts, by the catalogue's entries."""
    return str(items.get(("person", person), {}).get("main") or person)


def find_made(item: str) -> datetime:
    """When an entry was made, which its id (UUIDv7) tells to the millisecond."""
    return datetime.fromtimestamp((UUID(item).int >> 80) / 1000, tz=UTC)


def make_position(match: str, epoch: int, seq: int, at: datetime | None) -> dict[str, Any]:
    """Up to which record, and what time, something is current: `{"match", "seq", "cursor", "at"}`."""
    return {"match": match, "seq": seq, "cursor": format_cursor(epoch, seq), "at": format_instant(at)}


NO_POSITION = {"match": None, "seq": None, "cursor": None, "at": None}
