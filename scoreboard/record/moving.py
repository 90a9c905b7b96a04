"""When a match is, completed: the instant that day, time of day and zone of the ground say together."""

from typing import Any

import msgspec

from scoreboard.entrances.values import FixtureData
from scoreboard.sports.base import Event
from scoreboard.sports.common import Fixture, FixtureChanged
from scoreboard.sports.days import find_instant, find_zone, has_day

GROUNDS = frozenset({"scheduled_on", "local_time", "time_zone"})  # the times of a fixture that are the ground's


def complete_times(data: FixtureData) -> FixtureData:
    """A fixture, or changes of one, with the instant where day, time of day and zone of the ground say it.

    Raises Refused where clocks leave that time out.
    """
    times: Any = data  # of changes, mypy knows no field
    if times.scheduled_at or not (times.scheduled_on and times.local_time and times.time_zone):
        return data
    if (zone := find_zone(times.time_zone)) is not None and not has_day(zone, times.scheduled_on):
        return data  # refused by `check_times`, with the reason
    at = find_instant(on=times.scheduled_on, local_time=times.local_time, time_zone=times.time_zone)
    return msgspec.structs.replace(data, scheduled_at=at)


def complete_change(fixture: Fixture, event: Event) -> Event:
    """A change of a fixture's day, time of day or zone with the instant that they say with those that stay.

    They do where no instant was known, and where all three had been said: the instant is theirs then. One that was
    said by itself stands, and what contradicts it is refused. Raises Refused as `complete_times` does.
    """
    if not isinstance(event, FixtureChanged):
        return event
    given = event.data.list_given()
    if "scheduled_at" in given or GROUNDS.isdisjoint(given):
        return event
    known = {name: getattr(fixture, name) for name in GROUNDS}
    if fixture.scheduled_at is not None and None in known.values():
        return event
    times = {**known, **{name: value for name, value in given.items() if name in GROUNDS}}
    if None not in times.values():
        data = complete_times(msgspec.structs.replace(event.data, **times))
    elif fixture.scheduled_at is not None and times["local_time"] is None:  # the hour is open again
        data = msgspec.structs.replace(event.data, scheduled_at=None)
    else:
        return event
    return msgspec.structs.replace(event, data=data)
