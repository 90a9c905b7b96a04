"""Saves entries of the catalogue: the highest version stays, in whatever order they arrive."""

from collections.abc import Iterable

from scoreboard.wire.catalogue import CatalogueEntry
from stats.models import CatalogueItem


def save_entries(entries: Iterable[CatalogueEntry]) -> None:
    """Save the entries that are newer than those stored. Call it in a transaction."""
    newest: dict[tuple[str, str], CatalogueEntry] = {}
    for entry in entries:
        key = entry.kind, entry.id
        if key not in newest or entry.version > newest[key].version:
            newest[key] = entry
    ids = {entry.id for entry in newest.values()}
    rows = CatalogueItem.objects.select_for_update().filter(item__in=ids).order_by("item")
    stored = {(kind, item): version for kind, item, version in rows.values_list("kind", "item", "version")}
    CatalogueItem.objects.bulk_create(
        [
            CatalogueItem(
                kind=entry.kind,
                item=entry.id,
                version=entry.version,
                parent=entry.parent(),
                main=entry.main(),
                payload=entry.data,
            )
            for key, entry in sorted(newest.items())
            if entry.version > stored.get(key, 0)
        ],
        update_conflicts=True,
        unique_fields=["item", "kind"],
        update_fields=["version", "parent", "main", "payload"],
    )
