"""Kafka as stats see it: where each partition ends, and the messages from an offset on.

Partitions are assigned by hand from the lease table, never by a group's rebalance; what is committed to the group is a
hint for tools that show lag.

No transaction of somebody else's keeps anybody from reading on: not one that is never ended, since what it wrote is
read as any other message, nor the markers that ended ones leave, which take offsets and are no messages.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from django.conf import settings

from scoreboard.wire.kafka_client import client_config

client_logger = logging.getLogger("stats.librdkafka")
client_logger.setLevel(logging.CRITICAL)  # outages are told once, by whoever asks

GROUP = "scoreboard-stats"
ANSWER_S = 2.0
TOPICS_KNOWN_S = 10.0  # for how long partitions and cluster are taken as they were
FIRST_MESSAGE_S = 2.0
READ_AT_ONCE = 5_000
PIECE = (
    250  # messages that are taken over at a time, until they are as many as wanted, or take as much memory as they may
)
PORTION_BYTES = 64_000_000
STALLED_S = 20.0  # after which whoever needs every message gives up
PAGE_S = 0.5  # how long a page waits for Kafka
SILENT_S = 5.0  # how long it is not asked again where it did not answer


@dataclass(frozen=True)
class Topic:
    """A topic's cluster, and the broker that leads each of its partitions there (-1: none at that moment)."""

    cluster: str
    name: str
    leaders: Sequence[int]

    @property
    def partitions(self) -> int:
        """How many it has; 0 where there is no such topic."""
        return len(self.leaders)


class Portion(NamedTuple):
    """Messages that follow one another, and the offset at which reading goes on; None where nothing has come."""

    messages: list[Message]
    next_offset: int | None


class Broker:
    """A connection to settings.KAFKA_BOOTSTRAP, for one thread at a time. Every method may raise KafkaException."""

    def __init__(self) -> None:
        options = {
            "group.id": GROUP,
            "client.id": "scoreboard-stats",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "isolation.level": "read_uncommitted",
            "enable.partition.eof": True,  # tells where reading goes on, where no message does
            # The offset is our own: where Kafka does not have it, somebody must look.
            "auto.offset.reset": "error",
            # A fetch queue that was full is looked at again after 10 ms; the default of 1000 costs a third.
            "fetch.queue.backoff.ms": 10,
            "fetch.wait.max.ms": 20,
            "queued.max.messages.kbytes": 8_192,  # what waits in memory where the tables are slower than Kafka
            "reconnect.backoff.max.ms": 2_000,
        }
        self._consumer = Consumer(client_config(options), logger=client_logger)
        self._topics: dict[str, tuple[float, Topic]] = {}

    def find_topic(self, name: str, *, seconds: float = ANSWER_S) -> Topic:
        """The topic's cluster and partitions, asked for anew every TOPICS_KNOWN_S; 0 partitions where it is missing."""
        until, topic = self._topics.get(name, (0.0, None))
        if topic is None or not topic.partitions or time.monotonic() > until:
            found = self._consumer.list_topics(name, timeout=seconds)
            partitions = found.topics[name].partitions
            topic = Topic(found.cluster_id, name, [partitions[number].leader for number in sorted(partitions)])
            self._topics[name] = time.monotonic() + TOPICS_KNOWN_S, topic
        return topic

    def read_ends(self, topic: Topic, *, seconds: float = ANSWER_S) -> dict[int, int]:
        """The offset after the last message of each partition."""
        return {partition: self._read_end(topic, partition, seconds) for partition in range(topic.partitions)}

    def find_ends(self, topics: Iterable[Topic], *, seconds: float = ANSWER_S) -> dict[tuple[str, int], int]:
        """The same of several topics, by topic and partition, without those that do not answer.

        A broker that does not is waited for once, however many it leads. Raises KafkaException where none answers.
        """
        ends: dict[tuple[str, int], int] = {}
        silent: dict[int, KafkaException] = {}
        for topic in topics:
            for partition, leader in enumerate(topic.leaders):
                if leader not in silent:
                    try:
                        ends[topic.name, partition] = self._read_end(topic, partition, seconds)
                    except KafkaException as error:
                        silent[leader] = error
        if silent and not ends:
            raise next(iter(silent.values()))
        return ends

    def _read_end(self, topic: Topic, partition: int, seconds: float) -> int:
        _, end = self._consumer.get_watermark_offsets(TopicPartition(topic.name, partition), timeout=seconds)
        return end

    @contextmanager
    def reading(self, topic: str, partition: int, offset: int) -> Iterator[None]:
        """Within this, `read` gives the messages of that partition from `offset` on."""
        self._consumer.assign([TopicPartition(topic, partition, offset)])
        try:
            yield
        finally:
            self._consumer.unassign()

    def read(self, count: int, *, seconds: float = FIRST_MESSAGE_S) -> Portion:
        """The next `count` messages; fewer where they do not come within `seconds`, or take too much memory."""
        deadline = time.monotonic() + seconds
        messages: list[Message] = []
        size, next_offset = 0, None
        while len(messages) < count and size < PORTION_BYTES:
            found = self._consumer.consume(
                min(count - len(messages), PIECE), timeout=max(deadline - time.monotonic(), 0)
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
        """Every message of a topic from its first to `ends`, or to where it ends now."""
        for partition, end in (ends or self.read_ends(topic)).items():
            for _, messages in self.read_on(topic.name, partition, 0, end):
                yield from messages

    def read_on(self, topic: str, partition: int, offset: int, end: int) -> Iterator[tuple[int, list[Message]]]:
        """The messages from `offset` to `end`, all of them, some at a time, each with the offset after them.

        Raises KafkaException where none comes for STALLED_S.
        """
        with self.reading(topic, partition, offset):
            while offset < end:
                portion = self.read(min(READ_AT_ONCE, end - offset), seconds=STALLED_S)
                if portion.next_offset is None or portion.next_offset <= offset:
                    why = f"{topic}[{partition}]@{offset}: nothing came for {STALLED_S:g} s"
                    raise KafkaException(KafkaError(KafkaError._TIMED_OUT, why))  # noqa: SLF001
                offset = portion.next_offset
                yield offset, portion.messages

    def hint(self, topic: str, partition: int, offset: int) -> None:
        """Tell the group how far a partition is read."""
        self._consumer.commit(offsets=[TopicPartition(topic, partition, offset)], asynchronous=True)

    def close(self) -> None:
        """End the connection."""
        self._consumer.close()


class Asker:
    """Asks Kafka where its partitions end, for pages: one connection a process, and never a long wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._broker: Broker | None = None
        self._silent_until = 0.0

    def ask_ends(self, topics: Iterable[str]) -> tuple[str | None, dict[tuple[str, int], int]]:
        """The cluster's id and the end of every partition; (None, {}) where it does not answer at once."""
        if not settings.KAFKA_BOOTSTRAP or not self._lock.acquire(timeout=PAGE_S):
            return None, {}
        try:
            if time.monotonic() < self._silent_until:
                return None, {}
            self._broker = self._broker or Broker()
            found = [self._broker.find_topic(name, seconds=PAGE_S) for name in sorted(topics)]
            ends = {
                (topic.name, partition): end
                for topic in found
                for partition, end in self._broker.read_ends(topic, seconds=PAGE_S).items()
            }
        except KafkaException:
            self._silent_until = time.monotonic() + SILENT_S
            return None, {}
        finally:
            self._lock.release()
        return (found[0].cluster if found else None), ends


ask_ends = Asker().ask_ends
