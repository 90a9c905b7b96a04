"""Kafka as stats see it: where each partition ends, and the messages from an offset on.

Partitions are assigned by hand from the lease table, never by a group's rebalance; what is committed to the group is a
hint for tools that show lag.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition
from django.conf import settings

client_logger = logging.getLogger("stats.librdkafka")
client_logger.setLevel(logging.CRITICAL)  # outages are told once, by whoever asks

GROUP = "scoreboard-stats"
ANSWER_S = 2.0
TOPICS_KNOWN_S = 10.0  # for how long partitions and cluster are taken as they were
FIRST_MESSAGE_S = 2.0


@dataclass(frozen=True)
class Topic:
    """A topic's cluster, and how many partitions it has there."""

    cluster: str
    name: str
    partitions: int


class Broker:
    """A connection to settings.KAFKA_BOOTSTRAP, for one thread at a time. Every method may raise KafkaException."""

    def __init__(self) -> None:
        self._consumer = Consumer(
            {
                "bootstrap.servers": settings.KAFKA_BOOTSTRAP,
                "group.id": GROUP,
                "client.id": "scoreboard-stats",
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                # The offset is our own: where Kafka does not have it, somebody must look.
                "auto.offset.reset": "error",
                # A fetch queue that was full is looked at again after 10 ms; the default of 1000 costs a third.
                "fetch.queue.backoff.ms": 10,
                "fetch.wait.max.ms": 20,
                "queued.max.messages.kbytes": 32_768,
                "reconnect.backoff.max.ms": 2_000,
            },
            logger=client_logger,
        )
        self._topics: dict[str, tuple[float, Topic]] = {}

    def find_topic(self, name: str) -> Topic:
        """The topic's cluster and partitions, asked for anew every TOPICS_KNOWN_S; 0 partitions where it is missing."""
        until, topic = self._topics.get(name, (0.0, None))
        if topic is None or not topic.partitions or time.monotonic() > until:
            found = self._consumer.list_topics(name, timeout=ANSWER_S)
            topic = Topic(found.cluster_id, name, len(found.topics[name].partitions))
            self._topics[name] = time.monotonic() + TOPICS_KNOWN_S, topic
        return topic

    def read_ends(self, topic: Topic) -> dict[int, int]:
        """The offset after the last message of each partition."""
        ends = {}
        for partition in range(topic.partitions):
            where = TopicPartition(topic.name, partition)
            _, ends[partition] = self._consumer.get_watermark_offsets(where, timeout=ANSWER_S)
        return ends

    @contextmanager
    def reading(self, topic: str, partition: int, offset: int) -> Iterator[None]:
        """Within this, `read` gives the messages of that partition from `offset` on."""
        self._consumer.assign([TopicPartition(topic, partition, offset)])
        try:
            yield
        finally:
            self._consumer.unassign()

    def read(self, count: int, *, seconds: float = FIRST_MESSAGE_S) -> list[Message]:
        """The next `count` messages; fewer where they do not come within `seconds`."""
        messages = self._consumer.consume(count, timeout=seconds)
        for message in messages:
            if message.error() is not None:
                raise KafkaException(message.error())
        return messages

    def hint(self, topic: str, partition: int, offset: int) -> None:
        """Tell the group how far a partition is read."""
        self._consumer.commit(offsets=[TopicPartition(topic, partition, offset)], asynchronous=True)

    def close(self) -> None:
        """End the connection."""
        self._consumer.close()
