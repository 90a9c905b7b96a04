"""Load the catalogue's present names from the stats database."""

from collections.abc import Iterable

from django.db.models import Q

from stats.models import CatalogueItem
from stats.tables.naming import Items

DECISIONS = ("adjustment", "suspension")


def load_items(ids: Iterable[str], *, decisions_of: Iterable[str] = ()) -> Items:
    """The catalogue's entries of these ids, with officials' decisions of the seasons that are named; one query."""
    wanted = Q(item__in={item for item in ids if item})
    if seasons := list(decisions_of):
        wanted |= Q(parent__in=seasons, kind__in=DECISIONS)
    rows = CatalogueItem.objects.filter(wanted).values_list("kind", "item", "payload")
    return {(kind, item): payload for kind, item, payload in rows}
