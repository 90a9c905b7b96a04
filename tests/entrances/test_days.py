"""Days of whoever looks: from which instant to which, and what an address may ask for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoreboard.entrances.days import ViewersDay, find_todays, read_day
from scoreboard.entrances.values import Unfit

NOW = datetime(2026, 6, 12, 1, 30, tzinfo=UTC)


def read(text="", offset="", end_offset=""):
    return read_day(text=text, offset=offset, end_offset=end_offset, now=NOW)


@pytest.mark.parametrize(("offset", "today"), [(0, 12), (-360, 11), (600, 12), (-90, 12), (-91, 11), (840, 12)])
def test_today_is_the_viewers(offset, today):
    assert find_todays(NOW, offset=offset).on == read(offset=str(offset)).on == date(2026, 6, today)


def test_a_day_lasts_from_its_first_instant_to_the_next_days():
    day = read("2026-06-11", "-360")
    assert (day.begin, day.end) == (datetime(2026, 6, 11, 6, tzinfo=UTC), datetime(2026, 6, 12, 6, tzinfo=UTC))
    assert (day.has(day.begin), day.has(day.end), day.has(NOW)) == (True, False, True)


@given(
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Beirut"]),
    on=st.dates(date(2005, 1, 1), date(2030, 1, 1)),
    minute=st.integers(0, 60 * 24 * 3),
)
def test_every_instant_is_on_the_one_day_that_clocks_there_say(zone, on, minute):
    """Also where clocks are put forward or back, and where a day was left out (Samoa, 30 December 2011)."""
    instant = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    there = instant.astimezone(ZoneInfo(zone)).date()
    days = [make_day(there + timedelta(days=number), ZoneInfo(zone)) for number in (-1, 0, 1)]
    assert [day.on for day in days if day.has(instant)] == [there]


def make_day(on, zone):
    """A day there as static/js/viewers-day.js makes it: by how far its begin and its end are from UTC."""
    offsets = []
    for begin in (on, on + timedelta(days=1)):
        named = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
        found = named.replace(tzinfo=zone).astimezone(UTC)
        offsets.append(round((named - found).total_seconds() / 60))
    return ViewersDay(on, *offsets)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"text": "yesterday"}, "date='yesterday': expected a day as 2022-12-18"),
        ({"text": "9999-12-31"}, "date='9999-12-31'"),
        ({"offset": "1e3"}, "offset='1e3': expected minutes from UTC, -720 to 840"),
        ({"offset": "841"}, "offset=841"),
        ({"text": "2026-06-11", "offset": "60", "end_offset": "-721"}, "end_offset=-721"),
        ({"offset": "٣"}, "offset="),
    ],
)
def test_what_no_clock_says_is_refused(asked, why):
    with pytest.raises(Unfit, match=why):
        read(**asked)
