"""How far the stats database is behind, without Kafka."""

from datetime import UTC, datetime

from stats.models import Log
from stats.queries import load_lag, load_position


def test_lag_without_kafka(league, settings):
    settings.KAFKA_BOOTSTRAP = ""
    Log.objects.filter(pk=str(league[0].pk)).update(waiting_since=datetime.now(tz=UTC))
    lag = load_lag()
    assert (lag.waiting, lag.parked, lag.dead_letters, lag.messages) == (1, 0, 0, None)
    assert lag.position == load_position()
    assert lag.position["match"] in {str(match.pk) for match in Log.objects.all()}


def test_before_the_first_record_there_is_no_position(db):
    assert load_position() == {"match": None, "seq": None, "cursor": None, "at": None}
