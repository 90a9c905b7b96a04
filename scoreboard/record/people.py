"""The people whom records name: found by their names and ids, and entered where they are new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.models import Match
from scoreboard.record.known_people import KnownPeople, Mentioned, Newcomer, enter_newcomers
from scoreboard.record.request import parse_inner, replace_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Mention
from scoreboard.sports.common import Amend


def enter_people(match: Match, events: Sequence[Event]) -> Sequence[Event]:
    """Events with the ids of the people whom they name; those who are new are entered. Raises BadEvent."""
    found, newcomers = find_people(match, events, KnownPeople())
    if newcomers and (changed := enter_newcomers(newcomers)):
        return [change_ids(match, event, changed) for event in found]
    return found


def find_people(
    match: Match, events: Sequence[Event], known: KnownPeople
) -> tuple[Sequence[Event], tuple[Newcomer, ...]]:
    """Events with the ids of the people whom they name, and the names of those given by id; who is to be entered yet.

    Raises BadEvent where an event gives the id of a person who is not of that side, or a name that several have.
    """
    mentioned = list_all(match, events)
    if not mentioned:
        return events, ()
    known.look_up(mentioned)
    found: dict[UUID, None] = {}
    named = [name_people(match, event, known, found) for event in events]
    return named, known.list_new(found)


def name_people(match: Match, event: Event, known: KnownPeople, found: dict[UUID, None]) -> Event:
    """An event with the ids and names of the people whom it names, who are added to `found`."""
    if isinstance(event, Amend):
        return replace_inner(event, name_people(match, parse_inner(match, event), known, found))
    values: dict[bool, dict[str, str]] = {False: {}, True: {}}  # in `data`, or not
    for mention, competitor_id, name, person_id in list_named(match, event):
        spelled = " ".join(name.split()) if name else None
        person = known.find(competitor_id, spelled, person_id, field=mention.field)
        found[person.pk] = None
        values[mention.in_data] |= {mention.field: person.name, f"{mention.field}_id": str(person.pk)}
    if values[True]:
        data = msgspec.structs.replace(get_data(event), **values[True])
        return msgspec.structs.replace(event, data=data, **values[False])
    return msgspec.structs.replace(event, **values[False]) if values[False] else event


def list_all(match: Match, events: Iterable[Event]) -> list[Mentioned]:
    """The people whom some events name, as `list_mentions` has them, an amendment's event among them."""
    plain = (parse_inner(match, event) if isinstance(event, Amend) else event for event in events)
    return [mentioned for event in plain for mentioned in list_mentions(match, event)]


def list_mentions(match: Match, event: Event) -> list[Mentioned]:
    """The people whom an event names, each by competitor, name as it is stored, and id."""
    return [
        (competitor_id, " ".join(name.split()) if name else None, person_id)
        for _, competitor_id, name, person_id in list_named(match, event)
    ]


def list_named(match: Match, event: Event) -> Iterator[tuple[Mention, UUID, str | None, str | None]]:
    """An event's mentions that name a person of a known side: each with competitor, name and id as they stand."""
    for mention in get_sport(match.sport).mentions(event):
        holder = get_data(event) if mention.in_data else event
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        competitor_id = match.home_id if mention.side == "home" else match.away_id
        if competitor_id is not None and (name is not None or person_id is not None):
            yield mention, competitor_id, name, person_id


def get_data(event: Event) -> Any:
    """The `data` of an event of a type that has one, as those have whose mentions are in it."""
    return event.data  # type: ignore[attr-defined]  # not of every Event; of which, the sport's mentions say


def change_ids(match: Match, event: Event, changed: Mapping[str, str]) -> Event:
    """An event with other ids for the people whom it names."""
    if isinstance(event, Amend):
        return replace_inner(event, change_ids(match, parse_inner(match, event), changed))
    for mention in get_sport(match.sport).mentions(event):
        holder = get_data(event) if mention.in_data else event
        field = f"{mention.field}_id"
        if (new := changed.get(getattr(holder, field))) is None:
            continue
        holder = msgspec.structs.replace(holder, **{field: new})
        event = msgspec.structs.replace(event, data=holder) if mention.in_data else holder
    return event
