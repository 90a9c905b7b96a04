"""From JSON to events: a sport's own types and the common ones, told apart by `type`."""

import functools
import operator
from typing import Any

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import COMMON_EVENTS


@functools.cache
def decoder_of(sport: str) -> parsing.Decoder:
    """The decoder of a sport's records: its own event types and the common ones, told apart by `type`."""
    return parsing.make_decoder(union_of(sport))


@functools.cache
def event_types(sport: str) -> dict[str, type[Event]]:
    """Every event type that a match of `sport` knows, by the `type` it is written with."""
    return {str(event.__struct_config__.tag): event for event in (*get_sport(sport).events, *COMMON_EVENTS)}


@functools.cache
def union_of(sport: str) -> Any:
    """The union of all event types that a match of `sport` knows."""
    return functools.reduce(operator.or_, event_types(sport).values())


def convert_event(sport: str, body: dict[str, Any]) -> Event:
    """Make an event of a mapping; raises msgspec.ValidationError naming the field and what was expected."""
    struct = event_types(sport).get(str(body.get("type")))  # of a union, msgspec would build the table every time
    return parsing.convert(body, struct or union_of(sport))
