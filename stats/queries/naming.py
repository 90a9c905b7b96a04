"""What the catalogue calls things now, and how a position in the log is written."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from scoreboard.wire.instants import format_instant
from scoreboard.wire.records import format_cursor
from stats.models import CatalogueItem, Log, SideFact

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Items = dict[tuple[str, str], CatalogueItem]  # by kind and id


def load_items(ids: Iterable[str], *, adjustments_of: str | None = None) -> Items:
    """The catalogue's entries of these ids, with a season's adjustments where that is named; one query."""
    wanted = Q(item__in={item for item in ids if item})
    if adjustments_of is not None:
        wanted |= Q(parent=adjustments_of, kind="adjustment")
    return {(row.kind, row.item): row for row in CatalogueItem.objects.filter(wanted)}


def refer(items: Items, kind: str, item: str, otherwise: str = "") -> dict[str, str]:
    """`{"id", "name"}` of an entry, with its present name, or `otherwise` where the catalogue knows none."""
    row = items.get((kind, item))
    return {"id": item, "name": str(row.payload.get("name") or otherwise) if row else otherwise}


def write_position(log: SideFact | Log | None) -> dict[str, Any]:
    """Up to which record, and what time, something is current; all None where there is nothing."""
    if log is None:
        return {"match": None, "seq": None, "cursor": None, "at": None}
    seq = log.seq if isinstance(log, SideFact) else log.applied_seq
    return {
        "match": log.match,
        "seq": seq,
        "cursor": format_cursor(log.epoch, seq),
        "at": format_instant(log.recorded_at),
    }
