"""The people whom records name: found by their names and ids, and entered where they are new."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from scoreboard.models import Match
from scoreboard.record.known_people import KnownPeople, Mentioned, Newcomer, enter_newcomers
from scoreboard.record.request import parse_inner, replace_inner
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Mention, Side
from scoreboard.sports.common import Amend
from scoreboard.sports.lineups import Lineup, list_mentions

Key = tuple[Side, str | None, str | None]  # by which somebody is mentioned in a match: the side, the name, the id


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
    amends = Amend in map(type, events)
    plain = [parse_inner(match, event) if isinstance(event, Amend) else event for event in events] if amends else events
    teams: dict[Side, UUID | None] = {"home": match.home_id, "away": match.away_id}
    mentions_of_sport = get_sport(match.sport).mentions
    mentioned = [
        list_named(event, list_mentions(event) if isinstance(event, Lineup) else mentions_of_sport(event), teams)
        for event in plain
    ]
    if not any(mentioned):
        return events, ()
    every = [one for some in mentioned for one in some]
    several = {(one.side, one.name, one.id): one for one in every}  # each is looked for once: most come many times
    known.look_up(several.values())
    found: dict[UUID, None] = {}
    shown: dict[Key, tuple[str, str]] = {}
    for one in every if may_become_several(several) else several.values():
        person = known.find(one.competitor, one.name, one.id, field=one.mention.field)
        found[person.id] = None
        shown[one.side, one.name, one.id] = known.show(person), str(person.id)
    filled = [fill_people(event, some, shown) for event, some in zip(plain, mentioned, strict=True)]
    if amends:
        pairs = zip(events, filled, strict=True)
        filled = [replace_inner(event, inner) if isinstance(event, Amend) else inner for event, inner in pairs]
    return filled, known.list_new(found)


def may_become_several(keys: Collection[Key]) -> bool:
    """Whether a name is given with an id and without: it may be that of several by the time it is given again."""
    with_id = {(side, name) for side, name, person_id in keys if person_id}
    return any(person_id is None and (side, name) in with_id for side, name, person_id in keys)


def fill_people(event: Event, mentioned: Sequence[Mentioned], shown: Mapping[Key, tuple[str, str]]) -> Event:
    """An event with the ids and names of all whom it mentions, as they are `shown`."""
    if not mentioned:
        return event
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for mention, _competitor, side, name, person_id in mentioned:
        field, at, filled = mention.field, mention.at, data if mention.in_data else values
        called, pk = shown[side, name, person_id]
        if at is None:
            filled[field], filled[f"{field}_id"] = called, pk
        else:
            players = data.setdefault("players", [*get_data(event).players])
            players[at] = msgspec.structs.replace(players[at], **{field: called, f"{field}_id": pk})
    if data:
        if "players" in data:
            data["players"] = tuple(data["players"])
        values["data"] = msgspec.structs.replace(get_data(event), **data)
    return msgspec.structs.replace(event, **values)


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


def list_named(event: Event, mentions: Iterable[Mention], teams: Mapping[Side, UUID | None]) -> list[Mentioned]:
    """Of an event's mentions, those that name a person of a known side."""
    found = []
    for mention in mentions:
        field, side = mention.field, mention.side
        holder = get_holder(event, mention) if mention.in_data else event
        name, person_id = getattr(holder, field), getattr(holder, f"{field}_id")
        if (name is not None or person_id is not None) and (competitor := teams[side]) is not None:
            found.append(Mentioned(mention, competitor, side, " ".join(name.split()) if name else None, person_id))
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
