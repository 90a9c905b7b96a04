"""A Kafka in memory that a relay sends to."""

import pytest

from scoreboard.eventlog import relay as relaying
from tests.memory_kafka import MemoryKafka, MemoryProducer


@pytest.fixture
def memory_kafka(settings, monkeypatch):
    """A cluster in memory with four partitions of match events; a relay sends to it."""
    settings.KAFKA_BOOTSTRAP = "memory"
    kafka = MemoryKafka(settings, partitions=4)
    monkeypatch.setattr(relaying, "make_producer", lambda **options: MemoryProducer(kafka, **options))
    return kafka
