"""Reads Kafka for stats: the ends of partitions, and the messages from an offset on.

Partitions are assigned by hand, by the table of leases, never by a consumer group's rebalance. What is committed to the
group is a hint for tools that show lag.

Another program's transaction never blocks reading: what an open one has written is read as any other message, and the
markers that closed ones leave, which take an offset and are no messages, are passed over.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from django.conf import settings

from scoreboard.wire.kafka_client import client_config
from stats.ingest.limits import PRODUCTION, IngestLimits

client_logger = logging.getLogger("stats.librdkafka")
client_logger.setLevel(logging.CRITICAL)  # callers log an outage, once

GROUP = "scoreboard-stats"
ANSWER_S = 2.0
FIRST_MESSAGE_S = 2.0
PAGE_S = 0.5  # how long a page waits for Kafka
SILENT_S = 5.0  # for how long pages do not ask again after Kafka did not answer


@dataclass(frozen=True)
class Topic:
    """A topic: its cluster's id, and the id of the broker that leads each of its partitions (-1: none at present)."""

    cluster: str
    name: str
    leaders: Sequence[int]

    @property
    def partitions(self) -> int:
        """The number of partitions; 0 if there is no such topic."""
        return len(self.leaders)


class Portion(NamedTuple):
    """Consecutive messages, and the offset to read on from; None if nothing has come."""

    messages: list[Message]
    next_offset: int | None


class KafkaReader:
    """A connection to settings.KAFKA_BOOTSTRAP, for one thread at a time. Every method may raise KafkaException."""

    def __init__(self, consumer: Consumer | None = None, *, limits: IngestLimits = PRODUCTION) -> None:
        """Connect to settings.KAFKA_BOOTSTRAP, or use a consumer that has connected."""
        self._limits = limits
        self._consumer = consumer or make_consumer()
        self._topics: dict[str, tuple[float, Topic]] = {}

    def find_topic(self, name: str, *, seconds: float = ANSWER_S) -> Topic:
        """Find a topic's cluster and partitions, as they were at most `topics_known_s` ago.

        A topic that is missing has 0 partitions, and is asked for every time.
        """
        until, topic = self._topics.get(name, (0.0, None))
        if topic is None or not topic.partitions or time.monotonic() > until:
            found = self._consumer.list_topics(name, timeout=seconds)
            partitions = found.topics[name].partitions
            topic = Topic(found.cluster_id, name, [partitions[number].leader for number in sorted(partitions)])
            self._topics[name] = time.monotonic() + self._limits.topics_known_s, topic
        return topic

    def find_ends(self, topic: Topic, *, seconds: float = ANSWER_S) -> dict[int, int]:
        """Find the end of each partition of a topic: the offset after its last message."""
        return {partition: self._find_end(topic, partition, seconds) for partition in range(topic.partitions)}

    def find_reachable_ends(self, topics: Iterable[Topic], *, seconds: float = ANSWER_S) -> dict[tuple[str, int], int]:
        """Find the ends of all partitions whose leaders answer, by topic and partition.

        A broker that does not answer is waited for once, however many it leads. Raises KafkaException if none answers.
        """
        ends: dict[tuple[str, int], int] = {}
        silent: dict[int, KafkaException] = {}
        for topic in topics:
            for partition, leader in enumerate(topic.leaders):
                if leader not in silent:
                    try:
                        ends[topic.name, partition] = self._find_end(topic, partition, seconds)
                    except KafkaException as error:
                        silent[leader] = error
        if silent and not ends:
            raise next(iter(silent.values()))
        return ends

    def _find_end(self, topic: Topic, partition: int, seconds: float) -> int:
        _, end = self._consumer.get_watermark_offsets(TopicPartition(topic.name, partition), timeout=seconds)
        return end

    @contextmanager
    def assigned(self, topic: str, partition: int, offset: int) -> Iterator[None]:
        """Within this context, `read` reads that partition from `offset` on."""
        self._consumer.assign([TopicPartition(topic, partition, offset)])
        try:
            yield
        finally:
            self._consumer.unassign()

    def read(self, count: int, *, seconds: float = FIRST_MESSAGE_S) -> Portion:
        """Read the next `count` messages; fewer if they do not come within `seconds`, or exceed `portion_bytes`."""
        deadline = time.monotonic() + seconds
        polled, most_bytes = self._limits.polled_messages, self._limits.portion_bytes
        messages: list[Message] = []
        size, next_offset = 0, None
        while len(messages) < count and size < most_bytes:
            found = self._consumer.consume(
                min(count - len(messages), polled), timeout=max(deadline - time.monotonic(), 0)
            )
            if not found:
                break
            size += sum(map(len, found))
            is_at_end = False
            for message in found:
                if (error := message.error()) is None:
                    messages.append(message)
                    continue
                if error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001  # librdkafka's own codes begin so
                    raise KafkaException(error)
                is_at_end, next_offset = True, message.offset()
            if is_at_end:
                break
        if messages:
            next_offset = max((messages[-1].offset() or 0) + 1, next_offset or 0)
        return Portion(messages, next_offset)

    def read_all(self, topic: Topic, *, ends: Mapping[int, int] | None = None) -> Iterator[Message]:
        """Read every message of a topic from its first to `ends`, or to its present ends."""
        for partition, end in (ends or self.find_ends(topic)).items():
            for _, messages in self.read_range(topic.name, partition, 0, end):
                yield from messages

    def read_range(self, topic: str, partition: int, offset: int, end: int) -> Iterator[tuple[int, list[Message]]]:
        """Read all messages from `offset` to `end`, some at a time, with the offset after them.

        Raises KafkaException if none comes for `stalled_s`.
        """
        most, stalled_s = self._limits.range_messages, self._limits.stalled_s
        with self.assigned(topic, partition, offset):
            while offset < end:
                portion = self.read(min(most, end - offset), seconds=stalled_s)
                if portion.next_offset is None or portion.next_offset <= offset:
                    why = f"{topic}[{partition}]@{offset}: nothing came for {stalled_s:g} s"
                    raise KafkaException(KafkaError(KafkaError._TIMED_OUT, why))  # noqa: SLF001
                offset = portion.next_offset
                yield offset, portion.messages

    def commit_hint(self, topic: str, partition: int, offset: int) -> None:
        """Commit to the consumer group how far a partition is read, for tools that show lag."""
        self._consumer.commit(offsets=[TopicPartition(topic, partition, offset)], asynchronous=True)

    def close(self) -> None:
        """End the connection."""
        self._consumer.close()


def make_consumer() -> Consumer:
    """Make a consumer of settings.KAFKA_BOOTSTRAP that is given its partitions and offsets by hand."""
    options = {
        "group.id": GROUP,
        "client.id": "scoreboard-stats",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "isolation.level": "read_uncommitted",
        "enable.partition.eof": True,  # the offset to read on from, where the last ones are no messages
        # Offsets are our own. If Kafka does not have one, records were lost, and an operator must know.
        "auto.offset.reset": "error",
        # A fetch queue that was full is filled again after 10 ms; the default of 1000 costs a third of the rate.
        "fetch.queue.backoff.ms": 10,
        "fetch.wait.max.ms": 20,
        "queued.max.messages.kbytes": 8_192,  # buffered in memory while saving is slower than Kafka
        "reconnect.backoff.max.ms": 2_000,
    }
    return Consumer(client_config(options), logger=client_logger)


class EndFinder:
    """Finds the ends of partitions for pages: one connection a process, and at most PAGE_S of waiting for an answer."""

    def __init__(self, *, connect: Callable[[], KafkaReader] = KafkaReader) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._reader: KafkaReader | None = None
        self._silent_until = 0.0

    def ask_ends(self, topics: Iterable[str]) -> tuple[str | None, dict[tuple[str, int], int]]:
        """Find the cluster's id and the end of every partition; (None, {}) if Kafka does not answer soon."""
        if not settings.KAFKA_BOOTSTRAP or not self._lock.acquire(timeout=PAGE_S):
            return None, {}
        try:
            if time.monotonic() < self._silent_until:
                return None, {}
            self._reader = self._reader or self._connect()
            found = [self._reader.find_topic(name, seconds=PAGE_S) for name in sorted(topics)]
            ends = {
                (topic.name, partition): end
                for topic in found
                for partition, end in self._reader.find_ends(topic, seconds=PAGE_S).items()
            }
        except KafkaException:
            self._silent_until = time.monotonic() + SILENT_S
            return None, {}
        finally:
            self._lock.release()
        return (found[0].cluster if found else None), ends


ask_ends = EndFinder().ask_ends
