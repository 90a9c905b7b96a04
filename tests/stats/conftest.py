"""Tests of stats use both databases, since the live side makes the log that stats read, and a Kafka in memory."""

import pytest

from stats.ingest import kafka_reader
from tests.memory_kafka import MemoryConsumer, MemoryKafka


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/stats/" in str(item.path) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(databases=["default", "stats"]))


@pytest.fixture
def memory_kafka(settings, monkeypatch):
    """A cluster in memory, with two partitions of match events; every KafkaReader reads it."""
    kafka = MemoryKafka(settings, partitions=2)
    settings.KAFKA_BOOTSTRAP = "memory"
    monkeypatch.setattr(kafka_reader, "make_consumer", lambda: MemoryConsumer(kafka))
    return kafka
