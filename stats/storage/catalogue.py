"""The catalogue's entries into their table: the highest version wins, whatever the order."""

from collections.abc import Iterable

from scoreboard.wire.catalogue import CatalogueEntry
from stats.models import CatalogueItem


def write_entries(entries: Iterable[CatalogueEntry]) -> None:
    """Keep the entries that are newer than what is known. Call it in a transaction, the partition's lease in hand."""
    newest: dict[tuple[str, str], CatalogueEntry] = {}
    for entry in entries:
        place = entry.kind, entry.id
        if place not in newest or entry.version > newest[place].version:
            newest[place] = entry
    ids = {entry.id for entry in newest.values()}
    rows = CatalogueItem.objects.select_for_update().filter(item__in=ids).order_by("item")
    known = {(kind, item): version for kind, item, version in rows.values_list("kind", "item", "version")}
    CatalogueItem.objects.bulk_create(
        [
            CatalogueItem(
                kind=entry.kind, item=entry.id, version=entry.version, parent=entry.parent(), payload=entry.data
            )
            for place, entry in sorted(newest.items())
            if entry.version > known.get(place, 0)
        ],
        update_conflicts=True,
        unique_fields=["item", "kind"],
        update_fields=["version", "parent", "payload"],
    )
