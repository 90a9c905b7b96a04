"""Load the catalogue's present names from the stats database."""

from collections.abc import Iterable

from django.db.models import Q

from stats.models import CatalogueItem
from stats.tables.naming import Items


def load_items(ids: Iterable[str], *, adjustments_of: str | None = None) -> Items:
    """The catalogue's entries of these ids, with a season's adjustments where that is named; one query."""
    wanted = Q(item__in={item for item in ids if item})
    if adjustments_of is not None:
        wanted |= Q(parent=adjustments_of, kind="adjustment")
    rows = CatalogueItem.objects.filter(wanted).values_list("kind", "item", "payload")
    return {(kind, item): payload for kind, item, payload in rows}
