"""The order of play."""

from datetime import UTC, datetime, timedelta

from stats.tables.sides import in_order
from tests.stats.tables.sides import Played, day


def test_the_order_of_play_by_day_then_hour_then_id():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    rows = [
        Played(0, 0, on=day(1), match="e"),
        Played(0, 0, on=day(0), match="d", scheduled_at=noon + timedelta(hours=3)),
        Played(0, 0, on=day(0), match="c", scheduled_at=noon),
        Played(0, 0, on=day(0), match="b"),
        Played(0, 0, match="a"),
    ]
    assert "".join(side.match for side in in_order(rows)) == "abcde"
