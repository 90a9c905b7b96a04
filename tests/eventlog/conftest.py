"""A Kafka in memory that a relay sends to."""

import pytest

from tests.memory_kafka import MemoryKafka


@pytest.fixture
def memory_kafka(settings):
    """A cluster in memory with four partitions of match events, for a relay to send to."""
    settings.KAFKA_BOOTSTRAP = "memory"
    return MemoryKafka(settings, partitions=4)
