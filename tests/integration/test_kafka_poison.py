"""What somebody else may put into a topic of a real broker: nobody stops reading, and nothing else is lost."""

import json
import threading
from io import StringIO
from itertools import count

import pytest
from confluent_kafka import Producer
from django.core.management import CommandError, call_command

from scoreboard.eventlog.relay import Relay
from scoreboard.eventlog.topics import ensure_topics
from scoreboard.models import Match
from scoreboard.wire.kafka_client import client_config
from stats import tasks
from stats.ingest import dead_letters
from stats.ingest.worker import Worker
from stats.models import DeadLetter, Lease, Log
from stats.ops.rebuild import rebuild
from stats.queries import load_lag
from tests.factories import enter, make_match
from tests.integration.kafka_log import consume_all, read_topic
from tests.stats import poison

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
numbers = count(1)
KICK_OFF, GOAL = {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Ann"}


@pytest.fixture
def topics(kafka, settings):
    """Topics of this test alone, on the session's broker."""
    number = next(numbers)
    settings.KAFKA_BOOTSTRAP = kafka
    for name in ("EVENTS", "CATALOGUE", "DEAD"):
        setattr(settings, f"KAFKA_TOPIC_{name}", f"poison-{number}-{name.lower()}")
    ensure_topics()
    return settings


@pytest.fixture
def worker(topics):
    worker = Worker()
    yield worker
    worker.close()


def send():
    Relay(stop=threading.Event()).run(until_empty=True)


def verify():
    out = StringIO()
    try:
        call_command("verify", "--json", stdout=out)
    except CommandError:
        assert json.loads(out.getvalue())["differences"]
    return json.loads(out.getvalue())


def make_transactions(topics, *, left_open):
    """In every partition, a message of a transaction that is committed, of one given up, and of one not ended."""
    for end in ("commit_transaction", "abort_transaction", None):
        name = f"{topics.KAFKA_TOPIC_EVENTS}-{end}"
        producer = Producer(client_config({"transactional.id": name, "transaction.timeout.ms": 600_000}))
        producer.init_transactions(30)
        producer.begin_transaction()
        for partition in range(topics.KAFKA_PARTITIONS):
            producer.produce(topics.KAFKA_TOPIC_EVENTS, b"?", partition=partition)
        producer.flush(30)
        if end:
            getattr(producer, end)(30)
        else:
            left_open.append(producer)  # to whom it belongs until the test ends


def test_the_transactions_of_others_keep_nobody_from_reading_on(topics, worker, tmp_path):
    match = make_match()
    enter(match, KICK_OFF, GOAL)
    send()
    left_open = []
    make_transactions(topics, left_open=left_open)
    enter(match, GOAL)
    send()
    consume_all(worker)
    match.refresh_from_db()
    assert Log.objects.get(pk=str(match.pk)).applied_seq == match.seq
    assert load_lag().messages == 0
    assert DeadLetter.objects.count() == 3 * topics.KAFKA_PARTITIONS
    offsets = list(Lease.objects.order_by("topic", "partition").values_list("next_offset", flat=True))
    rebuild()
    assert list(Lease.objects.order_by("topic", "partition").values_list("next_offset", flat=True)) == offsets
    out = StringIO()
    call_command("export", "log", "--to", tmp_path / "log.parquet", stdout=out)
    exported = json.loads(out.getvalue())
    assert (exported["records"], exported["unreadable"]) == (match.seq, 3 * topics.KAFKA_PARTITIONS)
    del left_open


def test_markers_at_the_end_of_a_partition_are_passed(topics, worker):
    producer = Producer(client_config({"transactional.id": topics.KAFKA_TOPIC_EVENTS}))
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(topics.KAFKA_TOPIC_EVENTS, b"?", partition=0)
    producer.abort_transaction(30)
    consume_all(worker)
    assert load_lag().messages == 0


def test_a_message_as_large_as_kafka_takes_reaches_the_dead_letters_cut(topics, monkeypatch):
    value = b"?" * 999_000
    producer = Producer(client_config({"message.max.bytes": 2_000_000, "enable.idempotence": True}))
    producer.produce(topics.KAFKA_TOPIC_EVENTS, value, partition=0)
    producer.produce(topics.KAFKA_TOPIC_EVENTS, b"!", key=b"k" * 500_000, partition=0)
    assert producer.flush(30) == 0
    monkeypatch.setattr(tasks, "consumer", tasks.Consumer())
    for _ in range(2):
        tasks.consume()
    assert not DeadLetter.objects.filter(published=False).exists()
    first, second = read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_DEAD)
    assert dict(first.headers())["cut"] == b"999000"
    assert value.startswith(first.value())
    assert second.value() == b"!"
    assert bytes(DeadLetter.objects.order_by("pk").first().value) == value


def test_every_program_survives_the_same_poison_and_names_it(topics, worker, tmp_path):
    match = make_match()
    enter(match, KICK_OFF, GOAL)
    send()
    producer = Producer(client_config({}))
    values = {name: value for name, value in poison.LETTERS.items() if value is None or len(value) < 900_000}
    for value in values.values():
        producer.produce(topics.KAFKA_TOPIC_EVENTS, value, partition=0)
        producer.produce(topics.KAFKA_TOPIC_DEAD, value, partition=0)
    for value in poison.ENTRIES.values():
        producer.produce(topics.KAFKA_TOPIC_CATALOGUE, value, partition=0)
    assert producer.flush(30) == 0
    enter(match, GOAL)
    send()
    consume_all(worker)
    letters = DeadLetter.objects.count()
    assert letters == len(values) + len(poison.ENTRIES)
    found = verify()
    assert found["ok"] is False
    assert found["behind"] == 0
    named = {each["where"] for each in found["differences"]}
    assert sum(where.startswith(f"kafka, {topics.KAFKA_TOPIC_EVENTS}[0]@") for where in named) == len(values)
    assert not any(str(match.pk) in where for where in named)
    open_letters = DeadLetter.objects.filter(settled="")
    assert dead_letters.retry(open_letters) == 0
    assert dead_letters.drop(open_letters, reason="Poison") == letters
    rebuild()
    assert not DeadLetter.objects.filter(settled="").exists()  # the decision outlasts it
    assert Log.objects.get(pk=str(match.pk)).applied_seq == match.seq == 4
    assert not any(each["where"].startswith("kafka, poison-") for each in verify()["differences"])
    assert Match.objects.get() == match
