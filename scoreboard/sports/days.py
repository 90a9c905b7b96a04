"""On which day a match is: the day at its ground, by which tables, records and the API's `?date=` go.

docs/decisions/0017 has the rule. Zones are those of the IANA's database.
"""

import functools
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from scoreboard.sports.base import Refused

ONE_DAY = timedelta(days=1)
NOON = time(12)
TIMES = frozenset({"scheduled_at", "scheduled_on", "local_time", "time_zone"})  # the details that HasTimes names


class HasTimes(Protocol):
    """What says when a match is: a fixture, or a match as an importer has it."""

    @property
    def scheduled_at(self) -> datetime | None:
        """The instant, in UTC."""

    @property
    def scheduled_on(self) -> date | None:
        """The day at the ground, where that was said."""

    @property
    def local_time(self) -> str | None:
        """The time at the ground, as 19:30, where that was said."""

    @property
    def time_zone(self) -> str | None:
        """The ground's zone, by its name."""


@functools.lru_cache(maxsize=1_000)
def find_zone(name: str | None) -> ZoneInfo | None:
    """A zone by its name; None for one that is not known, as an old record may have it."""
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def find_day(fixture: HasTimes) -> date | None:
    """The day at the ground: as it was said, else the instant's in the ground's zone, or in UTC where none is known."""
    if fixture.scheduled_on is not None:
        return fixture.scheduled_on
    if fixture.scheduled_at is None:
        return None
    zone = find_zone(fixture.time_zone)
    return fixture.scheduled_at.astimezone(zone or UTC).date()


def find_instant(*, on: date, local_time: str, time_zone: str) -> datetime:
    """The instant of a day and a time of day at a ground. Of a time that is there twice, the first.

    Raises Refused for one that is not there at all: the hour that is left out when clocks go forward.
    """
    zone = find_zone(time_zone)
    there = datetime.strptime(local_time, "%H:%M").replace(year=on.year, month=on.month, day=on.day, tzinfo=zone)
    at = there.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise Refused("match.times.left_out", time=local_time, on=on.isoformat(), zone=time_zone)
    return at


def has_day(zone: ZoneInfo, on: date) -> bool:
    """Whether a zone had a day: Samoa had no 30 December 2011."""
    noon = datetime.combine(on, NOON, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == on


def check_times(fixture: HasTimes) -> None:
    """Refuse an instant that is not on the day, or at the time of day, that is said to be the ground's.

    Without a zone the day may be the instant's in UTC, or one beside it: nowhere is it another. A day that the ground
    never had is refused, too: one that was left out when the date line was moved.
    """
    at, on, zone = fixture.scheduled_at, fixture.scheduled_on, find_zone(fixture.time_zone)
    if at is None:
        if on is not None and zone is not None and not has_day(zone, on):
            raise Refused("match.times.no_day", on=on.isoformat(), zone=fixture.time_zone or "")
        return
    there = at.astimezone(zone or UTC)
    if on is not None and abs(there.date() - on) > (timedelta(0) if zone else ONE_DAY):
        raise Refused("match.times.day", at=there.isoformat(), on=on.isoformat())
    if zone and fixture.local_time not in (None, f"{there:%H:%M}"):
        raise Refused("match.times.time", at=there.isoformat(), time=fixture.local_time)
