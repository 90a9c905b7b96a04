"""People who may be one, each with the reason: for somebody to look at, nothing is merged."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from django.db.models import Q

from scoreboard.catalogue.person_names import are_alike, is_short, list_keys
from scoreboard.models import Competitor, Person, PersonSource


class Likely(NamedTuple):
    """Two people who may be one, `one` the one whose name says less, and why."""

    one: Person
    into: Person
    why: str


def list_likely(competitor: Competitor) -> list[Likely]:
    """Of a competitor's people, each two who may be one; who are one already, or were born on two days, are not."""
    people = list(competitor.people.select_related("competitor").prefetch_related("aliases").order_by("name", "pk"))
    by_key: dict[str, list[Person]] = {}
    for person in people:
        for key in {key for name in list_names(person) for key in list_keys(name)}:
            by_key.setdefault(key, []).append(person)
    pairs = {(one.pk, two.pk): (one, two) for some in by_key.values() for one, two in combinations(some, 2)}
    return [likely for one, two in pairs.values() if (likely := compare(one, two)) is not None]


def list_likely_of(person: Person) -> list[Likely]:
    """Who a person may be: of their competitor by name, elsewhere by a source's id, or by name and day of birth."""
    here = [likely for likely in list_likely(person.competitor) if person in (likely.one, likely.into)]
    return [*here, *list_elsewhere(person)]


def list_elsewhere(person: Person) -> Iterator[Likely]:
    """Who a person of another competitor of the sport may be."""
    ids = Q()
    for row in person.sources.all():
        ids |= Q(source=row.source, ref=row.ref)
    by_id = {row.person_id: str(row) for row in PersonSource.objects.filter(ids)} if ids else {}
    same = Q(pk__in=by_id)
    if person.birth_date is not None:
        same |= Q(birth_date=person.birth_date)
    found = Person.objects.filter(same, competitor__sport=person.competitor.sport).select_related("competitor")
    for other in found.exclude(competitor=person.competitor_id).order_by("name", "pk"):
        if are_one(person, other):
            continue
        if other.pk in by_id:
            yield Likely(person, other, f"both are {by_id[other.pk]}")
        elif any(may_be(name, other.name) for name in list_names(person)):
            yield Likely(person, other, f"both born on {person.birth_date}")


def compare(one: Person, two: Person) -> Likely | None:
    """Whether two of a competitor may be one by their names."""
    if are_one(one, two) or (None not in (one.birth_date, two.birth_date) and one.birth_date != two.birth_date):
        return None
    if one.name == two.name:
        return Likely(two, one, "one name")
    for first, second in ((one, two), (two, one)):
        for name in list_names(first):
            if any(is_short(name, full) for full in list_names(second)):
                return Likely(first, second, f"{name} may be short for {second.name}")
    if any(are_alike(name, other) for name in list_names(one) for other in list_names(two)):
        less, more = sorted((one, two), key=lambda person: not person.name.isascii())
        return Likely(less, more, "two spellings of one name")
    return None


def may_be(name: str, other: str) -> bool:
    """Whether two names may be one person's."""
    return are_alike(name, other) or is_short(name, other) or is_short(other, name)


def are_one(one: Person, two: Person) -> bool:
    """Whether two are the same already, or were told apart: of two in one merge nobody says so twice."""
    return (one.main_id or one.pk) == (two.main_id or two.pk)


def list_names(person: Person) -> Iterable[str]:
    """Everything that a person is called."""
    return (person.name, *(alias.name for alias in person.aliases.all()))
