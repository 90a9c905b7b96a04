"""Makes the relay's Kafka producer: idempotent, acknowledged by every in-sync replica, and never giving up.

Transactions are not needed: what was sent and not marked is sent again, and readers drop what is not newer by
(epoch, seq), so that exactly-once holds from the match log to the tables without a coordinator between.
"""

import logging
from typing import Any

from confluent_kafka import Producer

from scoreboard.wire.kafka_client import client_config

logger = logging.getLogger(__name__)
# librdkafka logs every failed connection attempt. The relay itself logs an outage once, so these are left out.
client_logger = logging.getLogger("scoreboard.eventlog.librdkafka")
client_logger.setLevel(logging.CRITICAL)


def make_producer(**options: Any) -> Producer:
    """Make a producer for settings.KAFKA_BOOTSTRAP, in the process that uses it: it does not survive a fork."""
    config = {
        "client.id": "scoreboard-relay",
        "enable.idempotence": True,
        "acks": "all",
        # No record is given up: in an outage it waits, here and in the outbox.
        "message.timeout.ms": 0,
        "linger.ms": 2,
        "compression.type": "lz4",
        "reconnect.backoff.ms": 100,
        "reconnect.backoff.max.ms": 2_000,
        "topic.metadata.refresh.interval.ms": 60_000,
        **options,
    }
    return Producer(client_config(config), logger=client_logger)
