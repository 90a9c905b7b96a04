"""The people whom records name: found by their names and ids, and entered where they are new."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.models import Match
from scoreboard.record.known_people import KnownPeople, Mentioned, Newcomer, enter_newcomers
from scoreboard.record.request import parse_inner, replace_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
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
    plain = [parse_inner(match, event) if isinstance(event, Amend) else event for event in events]
    mentioned = [list_named(match, event) for event in plain]
    if not any(mentioned):
        return events, ()
    known.look_up([one for some in mentioned for one in some])
    found: dict[UUID, None] = {}
    filled = [fill_people(event, some, known, found) for event, some in zip(plain, mentioned, strict=True)]
    named = [
        replace_inner(event, inner) if isinstance(event, Amend) else inner
        for event, inner in zip(events, filled, strict=True)
    ]
    return named, known.list_new(found)


def fill_people(event: Event, mentioned: Sequence[Mentioned], known: KnownPeople, found: dict[UUID, None]) -> Event:
    """An event with the ids and names of all whom it mentions, who are added to `found`."""
    if not mentioned:
        return event
    values: dict[bool, dict[str, str]] = {False: {}, True: {}}  # in `data`, or not
    for mention, competitor, name, person_id in mentioned:
        field, in_data = mention.field, mention.in_data
        person = known.find(competitor, name, person_id, field=field)
        found[person.id] = None
        values[in_data][field], values[in_data][f"{field}_id"] = person.name, str(person.id)
    if values[True]:
        data = msgspec.structs.replace(get_data(event), **values[True])
        return msgspec.structs.replace(event, data=data, **values[False])
    return msgspec.structs.replace(event, **values[False]) if values[False] else event


def list_named(match: Match, event: Event) -> list[Mentioned]:
    """An event's mentions that name a person of a known side."""
    found = []
    for mention in get_sport(match.sport).mentions(event):
        holder = get_data(event) if mention.in_data else event
        name, person_id = getattr(holder, mention.field), getattr(holder, f"{mention.field}_id")
        competitor = match.home_id if mention.side == "home" else match.away_id
        if competitor is not None and (name is not None or person_id is not None):
            found.append(Mentioned(mention, competitor, " ".join(name.split()) if name else None, person_id))
    return found


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
