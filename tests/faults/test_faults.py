"""The rows of the fault matrix that CI runs, on one set of servers: nothing lost, doubled or out of order.

`make faults` runs the others too.
"""

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from stats.ingest.worker import Worker
from stats.models import DeadLetter
from tests.faults.rows import ROWS
from tests.faults.run import run_row
from tests.faults.system import running_system
from tests.integration.kafka_log import consume_all

SEED = 20260411


@pytest.fixture(scope="module")
def system():
    with running_system() as running:
        yield running


@pytest.mark.timeout(240)
@pytest.mark.parametrize("row", [row for row in ROWS if row.in_ci], ids=lambda row: row.name)
def test_nothing_is_lost_doubled_or_out_of_order(system, row, record_property):
    outcome = run_row(system, row, seed=SEED)
    record_property("recovered_s", round(outcome.recovered_s, 1))
    verdict = outcome.verdict
    assert verdict.told == []
    assert (verdict.lost, verdict.doubled, verdict.disordered) == (0, 0, 0)
    assert verdict.events > 0


@pytest.fixture
def topics_on_one_broker_each(system, settings):
    """The catalogue on the first broker alone, and events on all three, a partition each with one message."""
    settings.KAFKA_BOOTSTRAP = system.kafka.bootstrap
    settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS = "catalogue-alone", "match-events-alone"
    brokers = {settings.KAFKA_TOPIC_CATALOGUE: [[1]], settings.KAFKA_TOPIC_EVENTS: [[1], [2], [3]]}
    admin = AdminClient({"bootstrap.servers": system.kafka.bootstrap})
    config = {"min.insync.replicas": "1"}
    topics = [
        NewTopic(name, num_partitions=len(assigned), replica_assignment=assigned, config=config)
        for name, assigned in brokers.items()
    ]
    for made in admin.create_topics(topics).values():
        made.result(30)
    producer = Producer({"bootstrap.servers": system.kafka.bootstrap})
    for topic, assigned in brokers.items():
        for partition in range(len(assigned)):
            producer.produce(topic, b"no record", partition=partition)
    assert producer.flush(30) == 0


@pytest.mark.django_db(transaction=True, databases=["default", "stats"])
def test_what_answers_is_consumed_while_a_broker_is_away(system, topics_on_one_broker_each):
    worker = Worker()
    system.kafka.brokers[1].kill()
    try:
        consumed = worker.consume(seconds=20)
        assert set(consumed.offsets) == {("match-events-alone", 1), ("match-events-alone", 2)}
        assert not consumed.caught_up
        system.kafka.brokers[1].start()
        consume_all(worker)
    finally:
        worker.close()
    assert DeadLetter.objects.count() == 4
