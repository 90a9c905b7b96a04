"""The task that Celery starts: it brings the tables up to date, and logs an error once."""

import pytest
from confluent_kafka import KafkaException

from stats import tasks
from stats.models import Log
from tests.factories import make_match
from tests.stats.feeding import ON_POSTGRESQL

pytestmark = pytest.mark.django_db(transaction=ON_POSTGRESQL, databases=["default", "stats"])


@pytest.fixture(autouse=True)
def published(monkeypatch):
    """How often dead letters were published; a consumer of this test alone."""
    calls = []
    monkeypatch.setattr(tasks.dead_letters, "publish", lambda: calls.append(1))
    monkeypatch.setattr(tasks, "consumer", tasks.Consumer())
    return calls


def test_its_name_is_the_one_that_messages_in_the_queue_have():
    assert tasks.consume.name == "stats.drain"


def test_the_tables_are_up_to_date_and_dead_letters_sent(memory_kafka, season, published):
    memory_kafka.send_match(make_match(season=season))
    tasks.consume()
    assert Log.objects.get().applied_seq == 1
    assert published == [1]


def test_an_outage_is_logged_once_and_its_end_too(memory_kafka, caplog):
    memory_kafka.is_away = True
    for _ in range(3):
        tasks.consume()
    memory_kafka.is_away = False
    for _ in range(2):
        tasks.consume()
    away, back = (record.getMessage() for record in caplog.records if record.name == "stats.tasks")
    assert away.startswith("tables fall behind: ")
    assert back.startswith("tables catch up again after ")


def test_another_error_is_logged_too_with_where_it_was_raised(memory_kafka, monkeypatch, caplog):
    memory_kafka.is_away = True
    tasks.consume()
    memory_kafka.is_away = False
    monkeypatch.setattr(tasks.dead_letters, "publish", lambda: 1 / 0)
    tasks.consume()
    outage, error = caplog.records[-2:]
    assert (outage.exc_info, error.exc_info[0]) == (None, ZeroDivisionError)


def test_without_kafka_nothing_is_tried(settings, caplog):
    settings.KAFKA_BOOTSTRAP = ""
    tasks.consume()
    assert tasks.consumer._worker is None


def test_a_second_task_at_once_does_nothing(memory_kafka):
    with tasks.lock:
        tasks.consume()
    assert tasks.consumer._worker is None


def test_a_connection_is_kept_from_task_to_task(memory_kafka):
    tasks.consume()
    worker = tasks.consumer._worker
    tasks.consume()
    assert tasks.consumer._worker is worker


def test_it_raises_nothing(memory_kafka, monkeypatch):
    monkeypatch.setattr(tasks.dead_letters, "publish", lambda: (_ for _ in ()).throw(KafkaException))
    tasks.consume()
