"""The people whom whole match logs name: found in few queries, the new ones entered together with their matches."""

from collections.abc import Mapping, Sequence

import msgspec

from scoreboard.models import Match, Person
from scoreboard.record.request import Named, find_people, list_mentions, load_people
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event


class People:
    """Those who were named so far, by competitor and name. Who is not in the database is made, and not entered yet."""

    def __init__(self) -> None:
        self.known: dict[Named, Person] = {}
        self.new: set[Named] = set()

    def find_all(self, match: Match, records: Sequence[Event]) -> tuple[list[Event], tuple[Person, ...]]:
        """A log's records with the ids of the people whom they name, and those of them who are to be entered.

        Raises BadEvent where an event gives the id of a person who is not of that side.
        """
        mentioned = [mention for event in records for mention in list_mentions(match, event)]
        if not mentioned:
            return list(records), ()
        named = {(competitor, name) for competitor, name, person_id in mentioned if name and person_id is None}
        self.load(named - self.known.keys())
        found = [find_people(match, event, self.known) for event in records]
        return found, tuple(self.known[key] for key in sorted(named & self.new))

    def load(self, named: set[Named]) -> None:
        """Look people up who were not named before."""
        if not named:
            return
        there = load_people(named)
        missing = {key: Person(competitor_id=key[0], name=key[1]) for key in sorted(named - there.keys())}
        self.known |= there | missing
        self.new |= missing.keys()


def change_ids(match: Match, event: Event, changed: Mapping[str, str]) -> Event:
    """An event with other ids for the people whom it names."""
    for mention in get_sport(match.sport).mentions(event):
        holder = event.data if mention.in_data else event  # type: ignore[attr-defined]
        field = f"{mention.field}_id"
        if (new := changed.get(getattr(holder, field))) is None:
            continue
        holder = msgspec.structs.replace(holder, **{field: new})
        event = msgspec.structs.replace(event, data=holder) if mention.in_data else holder
    return event
