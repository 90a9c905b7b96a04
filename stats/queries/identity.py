"""Who people are: one who was merged into another is that one wherever facts are read, and in no fact stored so."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from stats.models import CatalogueItem, PersonFact
from stats.tables.naming import Items, find_main
from stats.tables.season import Statistic

MERGED = CatalogueItem.objects.filter(kind="person").exclude(main="")


def with_who(found: QuerySet[PersonFact]) -> QuerySet[PersonFact]:
    """Facts with `who`: the id of the person under whom they count. No query of its own."""
    main = MERGED.filter(item=OuterRef("person")).values("main")[:1]
    return found.annotate(who=Coalesce(Subquery(main), F("person")))


def is_one_of(people: Collection[str] | QuerySet[Any, Any]) -> Q:
    """Whether a fact is of one of some people, or of somebody who was merged into one. No query of its own."""
    return Q(person__in=people) | Q(person__in=MERGED.filter(main__in=people).values("item"))


def list_ids(person_id: str) -> set[str]:
    """The ids under which logs name a person: their own, and those of who was merged into them. One query."""
    return {person_id, *MERGED.filter(main=person_id).values_list("item", flat=True)}


def make_one(rows: Iterable[Statistic], items: Items) -> list[Statistic]:
    """Statistics under the people who those that were merged are."""
    return [row._replace(person=find_main(items, row.person)) for row in rows]
