"""The people whom records name: found by their names and ids, and entered where they are new."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from scoreboard.models import Match, Person, rows
from scoreboard.record.request import BadEvent, parse_inner, replace_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Mention
from scoreboard.sports.common import Amend

Named = tuple[UUID, str]  # a competitor, and a name in it


class Mentioned(NamedTuple):
    """A person of a competitor whom an event names: the name as it is stored, or the id."""

    mention: Mention
    competitor: UUID
    name: str | None
    id: str | None


def enter_people(match: Match, events: Sequence[Event]) -> dict[Named, Person]:
    """The people whom events name, where those are several; new ones are entered, ordered by competitor and name.

    In the order of the events, two transactions that enter the same people would wait for each other (a deadlock).
    """
    named = {(one.competitor, one.name) for one in list_all(match, events) if one.name and not one.id}
    if len(named) < 2:
        return {}
    known = load_people(named)
    for competitor_id, name in sorted(named - known.keys()):
        known[competitor_id, name], _ = Person.objects.get_or_create(competitor_id=competitor_id, name=name)
    return known


class People:
    """The people named so far, by competitor and name; one who is not in the database is made, and not entered yet."""

    def __init__(self) -> None:
        self.known: dict[Named, Person] = {}
        self.new: set[Named] = set()
        self.whole: set[UUID] = set()  # competitors all of whose people are known

    def know(self, competitors: set[UUID], *, new: set[UUID]) -> None:
        """Look up all people of some competitors at once, where many will be named; those of `new` have none."""
        self.whole |= new
        if wanted := competitors - self.whole:
            self.known |= {(row.competitor_id, row.name): row for row in Person.objects.filter(competitor__in=wanted)}
            self.whole |= wanted

    def settle(self) -> None:
        """Take those who were new for people that are there: they have been entered."""
        self.new.clear()

    def find_all(self, match: Match, records: Sequence[Event]) -> tuple[list[Event], tuple[Person, ...]]:
        """A log's records with the ids of the people whom they name, and the people who are still to be entered.

        Raises BadEvent where an event gives the id of a person who is not of that side.
        """
        mentioned = [list_named(match, event) for event in records]
        named = {(one.competitor, one.name) for some in mentioned for one in some if one.name and one.id is None}
        self.load({key for key in named if key not in self.known})  # `-` would go through all that are known
        found = [fill_people(event, some, self.known) for event, some in zip(records, mentioned, strict=True)]
        return found, tuple(self.known[key] for key in sorted(named & self.new))

    def load(self, named: set[Named]) -> None:
        """Look people up who were not named before."""
        if not named:
            return
        unknown = {key for key in named if key[0] not in self.whole}
        there = load_people(unknown) if unknown else {}
        missing = {key: Person(competitor_id=key[0], name=key[1]) for key in sorted(named - there.keys())}
        self.known |= there | missing
        self.new |= missing.keys()


def find_people(match: Match, event: Event, known: Mapping[Named, Person] | None = None) -> Event:
    """Fill in the ids of the people whom an event names, and the names of those it gives by id.

    `known` holds people that have been looked up before, by competitor and name.
    """
    if isinstance(event, Amend):
        return replace_inner(event, find_people(match, parse_inner(match, event), known))
    return fill_people(event, list_named(match, event), known or {})


def fill_people(event: Event, mentioned: Sequence[Mentioned], known: Mapping[Named, Person]) -> Event:
    """An event with the ids and names of all whom it mentions."""
    if not mentioned:
        return event
    found: dict[bool, dict[str, str]] = {False: {}, True: {}}  # in `data`, or not
    for mention, competitor, name, person_id in mentioned:
        field, in_data = mention.field, mention.in_data
        person = known.get((competitor, name)) if name and not person_id else None
        person = person or find_person(competitor, name, person_id, field=field)
        found[in_data][field], found[in_data][f"{field}_id"] = person.name, str(person.id)
    if found[True]:
        data = msgspec.structs.replace(get_data(event), **found[True])
        return msgspec.structs.replace(event, data=data, **found[False])
    return msgspec.structs.replace(event, **found[False]) if found[False] else event


def find_person(competitor_id: UUID, name: str | None, person_id: str | None, *, field: str) -> Person:
    """The person of that id, or of that name in a competitor; a new name makes a new person."""
    if person_id is not None:
        try:
            return Person.objects.get(pk=UUID(person_id), competitor=competitor_id)
        except (Person.DoesNotExist, ValueError):
            raise BadEvent(f"Nobody of that side has the id {person_id!r} - at `$.{field}_id`") from None
    assert name is not None
    known = rows.select(Person, competitor_id=competitor_id, name=name)
    return known[0] if known else Person.objects.get_or_create(competitor_id=competitor_id, name=name)[0]


def list_all(match: Match, events: Iterable[Event]) -> list[Mentioned]:
    """The people whom some events name, an amendment's event among them."""
    plain = (parse_inner(match, event) if isinstance(event, Amend) else event for event in events)
    return [mentioned for event in plain for mentioned in list_named(match, event)]


def list_named(match: Match, event: Event) -> list[Mentioned]:
    """An event's mentions that name a person of a known side."""
    found = []
    for mention in get_sport(match.sport).mentions(event):
        holder = get_data(event) if mention.in_data else event
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        competitor = match.home_id if mention.side == "home" else match.away_id
        if competitor is not None and (name is not None or person_id is not None):
            found.append(Mentioned(mention, competitor, " ".join(name.split()) if name else name, person_id))
    return found


def get_data(event: Event) -> Any:
    """The `data` of an event of a type that has one, as those have whose mentions are in it."""
    return event.data  # type: ignore[attr-defined]  # not of every Event; of which, the sport's mentions say


def load_people(named: set[Named]) -> dict[Named, Person]:
    """The people there are of some names in their competitors."""
    found = Person.objects.filter(
        competitor__in={competitor_id for competitor_id, _ in named}, name__in={name for _, name in named}
    )
    return {(row.competitor_id, row.name): row for row in found}


def change_ids(match: Match, event: Event, changed: Mapping[str, str]) -> Event:
    """An event with other ids for the people whom it names."""
    for mention in get_sport(match.sport).mentions(event):
        holder = get_data(event) if mention.in_data else event
        field = f"{mention.field}_id"
        if (new := changed.get(getattr(holder, field))) is None:
            continue
        holder = msgspec.structs.replace(holder, **{field: new})
        event = msgspec.structs.replace(event, data=holder) if mention.in_data else holder
    return event
