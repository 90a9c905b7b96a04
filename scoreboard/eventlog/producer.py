"""The Kafka producer: idempotent, acknowledged by every in-sync replica, and patient.

Transactions are not needed: what was sent and not marked is sent again, and readers drop what is not newer by
(epoch, seq), so that exactly-once holds from the match log to the tables without a coordinator between.
"""

import logging
from typing import Any

from confluent_kafka import Producer

from scoreboard.wire.kafka_client import client_config

logger = logging.getLogger(__name__)
# librdkafka reports every failed connection attempt; the relay says once that Kafka is away, and once that it is back.
client_logger = logging.getLogger("scoreboard.eventlog.librdkafka")
client_logger.setLevel(logging.CRITICAL)


def make_producer(**options: Any) -> Producer:
    """A producer for settings.KAFKA_BOOTSTRAP. Make it in the process that uses it, after any fork."""
    config = {
        "client.id": "scoreboard-relay",
        "enable.idempotence": True,
        "acks": "all",
        # Never give a record up: an outage makes it wait, here and in the outbox.
        "message.timeout.ms": 0,
        "linger.ms": 2,
        "compression.type": "lz4",
        "reconnect.backoff.ms": 100,
        "reconnect.backoff.max.ms": 2_000,
        "topic.metadata.refresh.interval.ms": 60_000,
        **options,
    }
    return Producer(client_config(config), logger=client_logger)
