"""What a request's body means: a typed event, the people whom it names, and what is wrong with it in words."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from scoreboard import parsing
from scoreboard.entrances.values import FixtureData, Unfit, check_fixture, check_time, check_value, explain
from scoreboard.models import Match, Person, rows
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import (
    CORRECTIONS,
    FIXED,
    Amend,
    FixtureChanged,
    Scheduled,
)
from scoreboard.sports.decoding import convert_event, event_types

ENTERED = frozenset({"type", "side", "period", "clock_ms", "player", "player_id", "data", "occurred_at"})
CLOCK_SKEW = timedelta(minutes=5)
# Whoever enters live means "now" when they give no time; an importer that gives none does not know it.
LIVE_ACTORS = frozenset({"user", "token", "replay"})


class BadEvent(ValueError):
    """A request body that is no event; says at which place, and what was expected there."""


def check_event(match: Match, body: dict[str, Any], *, now: datetime, place: dict[str, Any]) -> Event:
    """Make a record of a request body, with its place in the log, instants in UTC; raises BadEvent."""
    with taking():
        if not is_fixture(body):
            check_value(body)
        check_fields(match.sport, body)
        event = bound(convert_event(match.sport, {**body, **place}))
    if event.occurred_at is not None and event.occurred_at > now + CLOCK_SKEW:
        raise BadEvent("Expected an instant that is not in the future - at `$.occurred_at`")
    if event.occurred_at is None and str(place["actor"]).partition(":")[0] in LIVE_ACTORS:
        event = msgspec.structs.replace(event, occurred_at=now)
    if isinstance(event, Scheduled):
        raise BadEvent("A match is scheduled once, when it is made - at `$.type`")
    if isinstance(event, Amend):
        # Asked before the event is read: one amendment within another, many times, would run out of stack.
        if issubclass(event_types(match.sport).get(str(event.data.event.get("type")), Event), (*CORRECTIONS, *FIXED)):
            raise BadEvent("Only an event of play or a status can stand in a record's place - at `$.data.event`")
        inner = check_event(match, event.data.event, now=now, place={**place, "actor": "amend", "key": None})
        return replace_inner(event, inner)
    return event


@contextmanager
def taking() -> Iterator[None]:
    """Within this, what does not fit raises BadEvent."""
    try:
        yield
    except (msgspec.ValidationError, Unfit) as error:
        raise BadEvent(explain(error)) from error


def is_fixture(body: Any) -> bool:
    """Whether a body changes a fixture: its names are the catalogue's, whose own entrances have looked at them."""
    return isinstance(body, dict) and body.get("type") == FixtureChanged.__struct_config__.tag


def bound(event: Event) -> Event:
    """An event within the bounds that an entrance has, and its record has not; raises Unfit."""
    if event.occurred_at is not None:
        event = msgspec.structs.replace(event, occurred_at=check_time(event.occurred_at, place="$.occurred_at"))
    if isinstance(event, FixtureChanged):
        if event.data.ruleset is not msgspec.UNSET:
            parsing.convert(event.data.ruleset, get_sport(event.sport).ruleset)
        event = msgspec.structs.replace(event, data=check_fixture(event.data))
    return event


def read_inner(match: Match, amend: Amend) -> Event:
    """The event that is to stand in another's place, without a place of its own."""
    return convert_event(match.sport, amend.data.event)


def replace_inner(amend: Amend, inner: Event) -> Amend:
    """The same amendment by another event."""
    plain = {name: value for name, value in msgspec.to_builtins(inner).items() if name in ENTERED}
    return msgspec.structs.replace(amend, data=msgspec.structs.replace(amend.data, event=plain))


def check_fields(sport: str, body: Any) -> None:
    """Refuse fields that no event has, since a field misspelt would otherwise be lost without a word."""
    if not isinstance(body, dict):
        raise BadEvent("Expected `object` - at `$`")
    unknown = sorted(body.keys() - ENTERED)
    if unknown:
        raise BadEvent(f"Unknown field {unknown[0]!r}; expected some of {', '.join(sorted(ENTERED))} - at `$`")
    struct = event_types(sport).get(str(body.get("type")))
    data = body.get("data")
    if struct is None or not isinstance(data, dict):
        return
    known = list_data_fields(struct)
    unknown = sorted(data.keys() - known)
    if unknown:
        expected = ", ".join(sorted(known)) or "none"
        raise BadEvent(f"Unknown field {unknown[0]!r} of {body['type']!r}; expected: {expected} - at `$.data`")


@functools.cache
def list_data_fields(struct: type[Event]) -> frozenset[str]:
    """The fields that the `data` of an event type has."""
    data_type = next((field.type for field in msgspec.structs.fields(struct) if field.name == "data"), None)
    return frozenset(getattr(data_type, "__struct_fields__", ()))


def build(struct: Any, **fields: Any) -> Any:
    """Make a struct of fields from outside, checked; raises BadEvent naming the field and what was expected."""
    with taking():
        return parsing.convert({name: msgspec.to_builtins(value) for name, value in fields.items()}, struct)


def take_fixture(given: FixtureData) -> FixtureData:
    """A fixture, or changes of one, within the bounds that an entrance has, instants in UTC; raises BadEvent."""
    with taking():
        return check_fixture(given)


# --- people ----------------------------------------------------------------------------------------------------------


Named = tuple[UUID, str]  # a competitor, and a name in it


def enter_people(match: Match, events: Sequence[Event]) -> dict[Named, Person]:
    """Whom the events name, where that is several: those who are new are entered in one order, whoever enters them.

    In the order of the events, two matches that name the same newcomers would wait for each other.
    """
    named = {(competitor, name) for competitor, name, person_id in list_all(match, events) if name and not person_id}
    if len(named) < 2:
        return {}
    known = load_people(named)
    for competitor_id, name in sorted(named - known.keys()):
        known[competitor_id, name], _ = Person.objects.get_or_create(competitor_id=competitor_id, name=name)
    return known


def find_people(match: Match, event: Event, known: Mapping[Named, Person] | None = None) -> Event:
    """Fill in the ids of the people whom an event names, and the names of those it gives by id.

    `known` holds people that have been looked up before, by competitor and name.
    """
    if isinstance(event, Amend):
        return replace_inner(event, find_people(match, read_inner(match, event), known))
    found: dict[bool, dict[str, str]] = {False: {}, True: {}}  # in `data`, or not
    for mention in get_sport(match.sport).mentions(event):
        holder: Any = event.data if mention.in_data else event  # type: ignore[attr-defined]
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        if name is None and person_id is None:
            continue
        competitor_id = match.home_id if mention.side == "home" else match.away_id
        if competitor_id is None:
            continue
        person = known.get((competitor_id, " ".join(name.split()))) if known and name and not person_id else None
        person = person or find_person(competitor_id, name, person_id, place=mention.field)
        found[mention.in_data] |= {mention.field: person.name, f"{mention.field}_id": str(person.id)}
    if found[True]:
        data = msgspec.structs.replace(event.data, **found[True])  # type: ignore[attr-defined]
        return msgspec.structs.replace(event, data=data, **found[False])
    return msgspec.structs.replace(event, **found[False]) if found[False] else event


def find_person(competitor_id: UUID, name: str | None, person_id: str | None, *, place: str) -> Person:
    """The person of that id, or of that name in a competitor; a new name makes a new person."""
    if person_id is not None:
        try:
            return Person.objects.get(pk=UUID(person_id), competitor=competitor_id)
        except (Person.DoesNotExist, ValueError):
            raise BadEvent(f"Nobody of that side has the id {person_id!r} - at `$.{place}_id`") from None
    assert name is not None
    name = " ".join(name.split())
    known = rows.select(Person, competitor_id=competitor_id, name=name)
    return known[0] if known else Person.objects.get_or_create(competitor_id=competitor_id, name=name)[0]


Mentioned = tuple[UUID, str | None, str | None]


def list_all(match: Match, events: Iterable[Event]) -> list[Mentioned]:
    """Whom some events name, as `list_mentions` has them; those of an amendment, too."""
    plain = (read_inner(match, event) if isinstance(event, Amend) else event for event in events)
    return [mentioned for event in plain for mentioned in list_mentions(match, event)]


def list_mentions(match: Match, event: Event) -> list[Mentioned]:
    """Whom an event names, each by competitor, name as it is stored, and id."""
    found: list[Mentioned] = []
    for mention in get_sport(match.sport).mentions(event):
        holder: Any = event.data if mention.in_data else event  # type: ignore[attr-defined]
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        competitor_id = match.home_id if mention.side == "home" else match.away_id
        if competitor_id is not None and (name is not None or person_id is not None):
            found.append((competitor_id, " ".join(name.split()) if name else None, person_id))
    return found


def load_people(named: set[Named]) -> dict[Named, Person]:
    """The people there are of some names in their competitors."""
    found = Person.objects.filter(
        competitor__in={competitor_id for competitor_id, _ in named}, name__in={name for _, name in named}
    )
    return {(row.competitor_id, row.name): row for row in found}
