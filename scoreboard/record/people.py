"""The people whom records name: found by their names and ids, and entered where they are new."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.models import Match
from scoreboard.record.known_people import KnownPeople, Mentioned, Newcomer, enter_newcomers
from scoreboard.record.request import parse_inner, replace_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Mention
from scoreboard.sports.common import Amend
from scoreboard.sports.lineups import Lineup, list_mentions


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
    values: dict[bool, dict[str, Any]] = {False: {}, True: {}}  # in `data`, or not
    for mention, competitor, name, person_id in mentioned:
        field, in_data = mention.field, mention.in_data
        person = known.find(competitor, name, person_id, field=field)
        found[person.id] = None
        filled = {field: known.show(person), f"{field}_id": str(person.id)}
        if mention.at is None:
            values[in_data] |= filled
        else:
            players = values[True].setdefault("players", [*get_data(event).players])
            players[mention.at] = msgspec.structs.replace(players[mention.at], **filled)
    if values[True]:
        values[False]["data"] = msgspec.structs.replace(get_data(event), **freeze(values[True]))
    return msgspec.structs.replace(event, **values[False])


def freeze(values: dict[str, Any]) -> dict[str, Any]:
    """Values of fields, lists as the tuples that structs hold."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def mentions_of(match: Match, event: Event) -> tuple[Mention, ...]:
    """Whom an event of a match names."""
    return list_mentions(event) if isinstance(event, Lineup) else get_sport(match.sport).mentions(event)


def get_holder(event: Event, mention: Mention) -> Any:
    """What of an event has the field by which it mentions somebody."""
    if not mention.in_data:
        return event
    return get_data(event) if mention.at is None else get_data(event).players[mention.at]


def put_holder(event: Event, mention: Mention, holder: Any) -> Event:
    """An event with another value for what mentions somebody."""
    if not mention.in_data:
        changed: Event = holder
        return changed
    if mention.at is not None:
        players = [*get_data(event).players]
        players[mention.at] = holder
        holder = msgspec.structs.replace(get_data(event), players=tuple(players))
    return msgspec.structs.replace(event, data=holder)


def list_named(match: Match, event: Event) -> list[Mentioned]:
    """An event's mentions that name a person of a known side."""
    found = []
    for mention in mentions_of(match, event):
        holder = get_holder(event, mention)
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
    for mention in mentions_of(match, event):
        holder, field = get_holder(event, mention), f"{mention.field}_id"
        if (new := changed.get(getattr(holder, field))) is not None:
            event = put_holder(event, mention, msgspec.structs.replace(holder, **{field: new}))
    return event
