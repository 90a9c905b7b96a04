"""Instants: the bounds an entrance has, and their text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scoreboard.wire.instants import EARLIEST, LATEST, BadInstant, check_instant, format_instant


def test_an_instant_comes_back_in_utc():
    given = datetime(2022, 12, 18, 17, 0, tzinfo=timezone(timedelta(hours=2)))
    taken = check_instant(given)
    assert (taken, taken.tzinfo) == (given, UTC)
    assert check_instant(EARLIEST) == EARLIEST


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2022, 12, 18, 15, 0), "offset"),  # noqa: DTZ001  # what is refused
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "1800 and 2200"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14))), "1800 and 2200"),
        (EARLIEST - timedelta(microseconds=1), "1800 and 2200"),
        (LATEST, "1800 and 2200"),
    ],
)
def test_what_is_no_instant_of_these_times_is_refused(instant, expected):
    with pytest.raises(BadInstant, match=expected):
        check_instant(instant)


def test_times_are_utc_instants():
    assert format_instant(datetime(2022, 12, 18, 15, tzinfo=UTC)) == "2022-12-18T15:00:00Z"
