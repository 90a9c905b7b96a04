"""Request bodies: each is checked and made a typed event, or refused with the place and what was expected there."""

import functools
from datetime import datetime, timedelta
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.entrances.values import FixtureData, Unfit, check_fixture, check_time, check_value, explain
from scoreboard.models import Match
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

ENTERED = frozenset({"type", "side", "period", "clock_ms", "player", "player_id", "number", "data", "occurred_at"})
CONFIRM = "confirm"
CLOCK_SKEW = timedelta(minutes=5)
# An event entered live without a time happened now; an importer that gives no time does not know it.
LIVE_ACTORS = frozenset({"user", "token", "replay"})


class BadEvent(ValueError):
    """A request body that is no event; the message says at which place, and what was expected there."""


def build_position(match: Match, *, now: datetime, actor: str, key: str | None) -> dict[str, Any]:
    """The fields of a record that say where it stands, without its seq: one value for all records of a request."""
    return {
        "match": str(match.id),
        "sport": match.sport,
        "epoch": match.epoch,
        "recorded_at": now,
        "actor": actor,
        "key": key,
    }


def check_event(match: Match, body: dict[str, Any], *, now: datetime, position: dict[str, Any]) -> Event:
    """Make a record of a request body, instants in UTC; raises BadEvent.

    `position` is what `build_position` makes, with the record's seq.
    """
    with RAISING_BAD_EVENT:
        if not is_fixture(body):
            check_value(body)
        check_fields(match.sport, body)
        event = check_bounds(convert_event(match.sport, {**body, **position}))
    if event.occurred_at is not None and event.occurred_at > now + CLOCK_SKEW:
        raise BadEvent("Expected an instant that is not in the future - at `$.occurred_at`")
    if event.occurred_at is None and str(position["actor"]).partition(":")[0] in LIVE_ACTORS:
        event = msgspec.structs.replace(event, occurred_at=now)
    if isinstance(event, Scheduled):
        raise BadEvent("A match is scheduled once, when it is made - at `$.type`")
    if isinstance(event, Amend):
        # Asked before the event is read: one amendment within another, many times, would run out of stack.
        if issubclass(event_types(match.sport).get(str(event.data.event.get("type")), Event), (*CORRECTIONS, *FIXED)):
            raise BadEvent("Only an event of play or a status can stand in a record's place - at `$.data.event`")
        inner = check_event(match, event.data.event, now=now, position={**position, "actor": "amend", "key": None})
        return replace_inner(event, inner)
    return event


def list_confirmed(body: Any) -> tuple[str, ...]:
    """The codes of warnings that an item of a batch says are meant (`confirm`); raises BadEvent."""
    given = body.get(CONFIRM, ()) if isinstance(body, dict) else ()
    if not isinstance(given, list | tuple) or not all(isinstance(code, str) for code in given):
        raise BadEvent(f"Expected `array` of `str` - at `$.{CONFIRM}`")
    return tuple(given)


def strip_confirmed(body: Any) -> Any:
    """A body without what it confirms, which is no part of the event."""
    if isinstance(body, dict) and CONFIRM in body:
        return {name: value for name, value in body.items() if name != CONFIRM}
    return body


class RaisingBadEvent:
    """Raises BadEvent where a value within this context does not fit its type or bounds.

    A class, since every event goes through it: a context made of a generator takes longer than what is within.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, msgspec.ValidationError | Unfit):
            raise BadEvent(explain(error)) from error


RAISING_BAD_EVENT = RaisingBadEvent()


def is_fixture(body: Any) -> bool:
    """Whether a body changes a fixture: its names are the catalogue's, whose own entrances have looked at them."""
    return isinstance(body, dict) and body.get("type") == FixtureChanged.__struct_config__.tag


def check_bounds(event: Event) -> Event:
    """An event within the bounds of an entrance, which are tighter than a stored record's; raises Unfit."""
    if event.occurred_at is not None:
        event = msgspec.structs.replace(event, occurred_at=check_time(event.occurred_at, path="$.occurred_at"))
    if isinstance(event, FixtureChanged):
        ruleset = event.data.list_given().get("ruleset")
        if ruleset is not None:
            parsing.convert(ruleset, get_sport(event.sport).ruleset)
        event = msgspec.structs.replace(event, data=check_fixture(event.data))
    return event


def parse_inner(match: Match, amend: Amend) -> Event:
    """The event that is to stand in another's place, without a place of its own."""
    return convert_event(match.sport, amend.data.event)


def replace_inner(amend: Amend, inner: Event) -> Amend:
    """The amendment with another event to stand in the record's place."""
    return msgspec.structs.replace(amend, data=msgspec.structs.replace(amend.data, event=make_body(inner)))


def make_body(event: Event) -> dict[str, Any]:
    """The request body by which an event could have been entered: without its place in the log."""
    return {name: value for name, value in msgspec.to_builtins(event).items() if name in ENTERED}


def check_fields(sport: str, body: Any) -> None:
    """Refuse fields that no event has, since a field misspelt would otherwise be lost without a word."""
    if not isinstance(body, dict):
        raise BadEvent("Expected `object` - at `$`")
    if not body.keys() <= ENTERED:
        unknown = sorted(body.keys() - ENTERED)
        raise BadEvent(f"Unknown field {unknown[0]!r}; expected some of {', '.join(sorted(ENTERED))} - at `$`")
    struct = event_types(sport).get(str(body.get("type")))
    data = body.get("data")
    if struct is None or not isinstance(data, dict):
        return
    known = list_data_fields(struct)
    if not data.keys() <= known:
        unknown = sorted(data.keys() - known)
        expected = ", ".join(sorted(known)) or "none"
        raise BadEvent(f"Unknown field {unknown[0]!r} of {body['type']!r}; expected: {expected} - at `$.data`")


@functools.cache
def list_data_fields(struct: type[Event]) -> frozenset[str]:
    """The fields that the `data` of an event type has."""
    data_type = next((field.type for field in msgspec.structs.fields(struct) if field.name == "data"), None)
    return frozenset(getattr(data_type, "__struct_fields__", ()))


def build_struct(struct: Any, **fields: Any) -> Any:
    """Make a struct of fields from outside, checked; raises BadEvent naming the field and what was expected."""
    with RAISING_BAD_EVENT:
        return parsing.convert(msgspec.to_builtins(fields), struct)


def check_fixture_bounds(given: FixtureData) -> FixtureData:
    """A fixture, or changes of one, within the bounds that an entrance has, instants in UTC; raises BadEvent."""
    with RAISING_BAD_EVENT:
        return check_fixture(given)
