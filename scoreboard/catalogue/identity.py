"""Who people are: two rows that are one person (merge), and one row that was two people (split).

A merge says so beside the log (`Person.same_as`), so that it is undone by taking it back; every reader resolves it. A
split amends the records of the matches that it names, so that these are somebody else's, of the same name.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from scoreboard import audit
from scoreboard.models import Match, MatchEvent, Person
from scoreboard.queries import load_log
from scoreboard.record.commands import record
from scoreboard.record.covering import settle_people
from scoreboard.record.people import change_ids
from scoreboard.record.request import make_body
from scoreboard.sports.base import Event
from scoreboard.sports.corrections import list_effective
from scoreboard.sports.reasons import REASONS
from scoreboard.wire.covers import FULL


class NotOne(ValueError):
    """People that cannot be merged, or split; says why."""


def find(person_id: str) -> Person:
    """A person by id; raises NotOne."""
    try:
        return Person.objects.select_related("competitor", "same_as", "main").get(pk=UUID(person_id))
    except (ValueError, Person.DoesNotExist):
        raise NotOne(f"Nobody has the id {person_id!r}.") from None


def check_merge(one: Person, into: Person) -> None:
    """Raise NotOne where two people cannot be one: they are already, or have met, or play different sports."""
    if (one.main or one) == (into.main or into):
        raise NotOne(f"{one} and {into} are one already.")
    if one.same_as is not None:
        raise NotOne(f"{one} was merged into {one.same_as} before: split that first.")
    if one.competitor.sport != into.competitor.sport:
        raise NotOne(f"{one} plays {one.competitor.sport}, {into} {into.competitor.sport}.")
    if one.erased or into.erased:
        raise NotOne("Who has no name any more is nobody else.")
    if met := list_both(one, into):
        raise NotOne(f"{one} and {into} have played each other, so they are two: {', '.join(met)}.")


def list_both(one: Person, into: Person) -> list[str]:
    """Matches between the competitors of two people in which both are named, by id; three at most."""
    between = Match.objects.filter(
        Q(home=one.competitor, away=into.competitor) | Q(home=into.competitor, away=one.competitor), replay_of=None
    )
    naming = (
        set(
            MatchEvent.objects.filter(match__in=between, record__contains=str(person.pk)).values_list(
                "match", flat=True
            )
        )
        for person in (one, into)
    )
    return sorted(map(str, set.intersection(*naming)))[:3]


@transaction.atomic
def merge(one: Person, into: Person, *, reason: str = "") -> Person:
    """Let `one` be `into` wherever either is read; the person under whom both stand now. Raises NotOne."""
    lock(one, into)
    check_merge(one, into)
    one.same_as = into
    one.save()
    settle_main(one, into.main or into)
    settle_shown(one, into)
    audit.note(kind="person", what=f"merge {one.pk} into {into.pk}", subject=f"{one} is {into}", reason=reason)
    return into.main or into


@transaction.atomic
def take_back(person: Person, *, reason: str = "") -> None:
    """Take back that a person is another one; those who were merged into them are theirs again. Raises NotOne."""
    lock(person)
    if (was := person.same_as) is None:
        raise NotOne(f"{person} is nobody else: name the matches that are of another person of the name.")
    person.same_as = person.main = None
    person.save()
    settle_main(person, person)
    settle_shown(person, was)
    audit.note(kind="person", what=f"split {person.pk} off {was.pk}", subject=f"{person} is not {was}", reason=reason)


def settle_main(person: Person, main: Person) -> None:
    """Say of a person, and of all who were merged into them, under whom they stand."""
    if person != main:
        person.main = main
        person.save()
    for merged in Person.objects.filter(same_as=person).order_by("pk"):
        settle_main(merged, main)


def settle_shown(*people: Person) -> None:
    """Find what people are called now, where one of them is not to be named in full (record/covering.py)."""
    if any(one.covered or one.names or one.competitor.names != FULL for one in people):
        settle_people([one.pk for one in people])
        for one in people:
            one.refresh_from_db(fields=["shown", "version"])


def split(person: Person, matches: Sequence[Match], *, actor: str, reason: str = "") -> Person:
    """Give what a person did in some matches to somebody new of the same name; that person.

    Each match is amended in a transaction of its own. Raises NotOne, and does nothing, where one does not name the
    person.
    """
    if strangers := [str(match) for match in matches if not list_named(match, person)]:
        raise NotOne(f"{person} is not named in {', '.join(strangers)}.")
    with transaction.atomic():
        lock(person)
        taken = Person.objects.filter(competitor=person.competitor, name=person.name)
        namesake = 1 + max(taken.values_list("namesake", flat=True))
        as_they_are = {name: getattr(person, name) for name in ("competitor", "name", "names", "shown", "erased")}
        other = Person.objects.create(namesake=namesake, **as_they_are)
        what = f"split {other.pk} off {person.pk} in {len(matches)} matches"
        audit.note(kind="person", what=what, subject=str(person), reason=reason)
    for match in matches:
        data = {"reason": reason or REASONS["split.two"]}
        changed = [change_ids(match, event, {str(person.pk): str(other.pk)}) for event in list_named(match, person)]
        bodies = [{"type": "amend", "data": {**data, "seq": event.seq, "event": make_body(event)}} for event in changed]
        record(match_id=match.pk, events=bodies, actor=actor)
    return other


def list_named(match: Match, person: Person) -> list[Event]:
    """The records of a match that name a person, as its corrections leave them."""
    pk = str(person.pk)
    return [event for event in list_effective(load_log(match)) if change_ids(match, event, {pk: ""}) != event]


def list_merged(person: Person) -> list[Person]:
    """A person and all who were merged into them, one by way of another, too."""
    found, waiting = [], [person]
    while waiting:
        found += waiting
        waiting = list(Person.objects.filter(same_as__in=waiting).select_related("competitor").order_by("name", "pk"))
    return found


def list_ids(person: Person) -> frozenset[str]:
    """The ids under which logs name a person, and all who were merged into them."""
    return frozenset(str(one.pk) for one in list_merged(person))


def list_related(person_id: UUID) -> list[Person]:
    """A person, whoever counts with them, and their namesakes in the competitor; in the order of name and id."""
    person = Person.objects.get(pk=person_id)
    main = person.main_id or person.pk
    namesakes = Q(competitor=person.competitor_id, name=person.name)
    found = Person.objects.filter(Q(pk=main) | Q(main=main) | namesakes).select_related("competitor", "main")
    return list(found.order_by("name", "pk"))


def lock(*people: Person) -> None:
    """Lock people's rows until the transaction ends, in the order of their ids, and read them anew."""
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in people]).order_by("pk"))
    for person in people:
        person.refresh_from_db(fields=["same_as", "main", "version"])
