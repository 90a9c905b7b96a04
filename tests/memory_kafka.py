"""An in-memory twin of a Kafka cluster, for tests of the relay and of stats that need no broker and never wait.

Only confluent_kafka's Consumer and Producer are replaced: what uses them is the product's own code.
tests/stats/ingest/test_kafka_reader.py holds the Consumer to a real broker: the same assertions run against both.
"""

from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.wire import kafka_messages
from stats.ingest.kafka_reader import KafkaReader

MARKER = None  # in a partition's log: takes an offset and is no message, as a transaction's marker
numbers = count(1)


@dataclass(frozen=True)
class Message:
    """What a Consumer gives: a message, or an error of its partition."""

    _topic: str
    _partition: int
    _offset: int
    _key: bytes | None = None
    _value: bytes | None = None
    _error: KafkaError | None = None
    _headers: list | None = None

    def __len__(self) -> int:
        return len(self._value or b"")

    def topic(self):
        return self._topic

    def partition(self):
        return self._partition

    def offset(self):
        return self._offset

    def key(self):
        return self._key

    def value(self):
        return self._value

    def error(self):
        return self._error

    def headers(self):
        return self._headers


@dataclass
class Partition:
    """A partition's log. `begin` is the first offset that is left; its leader may be away, or give nothing."""

    log: list[Message | None] = field(default_factory=list)
    begin: int = 0
    is_away: bool = False
    is_stalled: bool = False


class MemoryKafka:
    """A cluster with the topics of settings, one partition each unless more are asked for."""

    def __init__(self, settings, *, partitions: int = 1) -> None:
        self.id = f"memory-{next(numbers)}"
        self.is_away = False
        self.topics: dict[str, list[Partition]] = {}
        self.hints: dict[tuple[str, int], int] = {}
        self.events, self.catalogue = settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE
        self.create_topic(self.events, partitions=partitions)
        self.create_topic(self.catalogue)
        self.create_topic(settings.KAFKA_TOPIC_DEAD)

    def create_topic(self, name: str, *, partitions: int = 1) -> None:
        """Create a topic; one of that name is lost."""
        self.topics[name] = [Partition() for _ in range(partitions)]

    def reader(self) -> KafkaReader:
        """A reader of this cluster."""
        return KafkaReader(MemoryConsumer(self))

    def partition(self, number: int = 0, *, topic: str | None = None) -> Partition:
        """A partition, by default of match events."""
        return self.topics[topic or self.events][number]

    def send(
        self,
        value: bytes | None,
        *,
        key: bytes | None = b"",
        topic: str | None = None,
        partition: int = 0,
        headers: list | None = None,
    ) -> None:
        """Append a message, by default a match event."""
        name = topic or self.events
        log = self.topics[name][partition].log
        log.append(Message(name, partition, len(log), key, value, _headers=headers))

    def send_marker(self, *, topic: str | None = None, partition: int = 0) -> None:
        """Append what a transaction's end leaves behind."""
        self.partition(partition, topic=topic).log.append(MARKER)

    def send_match(self, match: Match, *, seqs=None, epoch: int | None = None, partition: int = 0) -> None:
        """Append a match's records, all or those of `seqs` in that order, as the relay sends them."""
        match.refresh_from_db()
        rows = dict(MatchEvent.objects.filter(match=match).order_by("seq").values_list("seq", "record"))
        for seq in rows if seqs is None else seqs:
            message = kafka_messages.build_record_message(
                rows[seq], epoch=epoch or match.epoch, shown_names=match.shown_names
            )
            self.send(message.value, key=message.key, partition=partition)

    def send_catalogue(self) -> None:
        """Append every row of the catalogue, as the relay sends it."""
        for model in CATALOGUE:
            for row in model.objects.all():
                message = kafka_messages.build_entry_message(row.as_entry())
                self.send(message.value, key=message.key, topic=self.catalogue)


class MemoryConsumer:
    """The part of confluent_kafka.Consumer that KafkaReader uses. It never waits: what is not there does not come."""

    def __init__(self, kafka: MemoryKafka) -> None:
        self._kafka = kafka
        self._assigned: TopicPartition | None = None
        self._position = 0
        self._reported_end: int | None = None  # told once, until there is more
        self.is_closed = False

    def list_topics(self, name, timeout):
        self._ask()
        partitions = dict(enumerate(self._kafka.topics.get(name, [])))
        leaders = {
            number: SimpleNamespace(leader=-1 if each.is_away else number) for number, each in partitions.items()
        }
        return SimpleNamespace(cluster_id=self._kafka.id, topics={name: SimpleNamespace(partitions=leaders)})

    def get_watermark_offsets(self, where, timeout):
        self._ask()
        partition = self._kafka.topics[where.topic][where.partition]
        if partition.is_away:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return partition.begin, len(partition.log)

    def assign(self, partitions):
        (self._assigned,) = partitions
        self._position, self._reported_end = self._assigned.offset, None

    def unassign(self):
        self._assigned = None

    def consume(self, num_messages, timeout):
        assert self._assigned is not None
        name, number = self._assigned.topic, self._assigned.partition
        partition = self._kafka.topics[name][number]
        if self._kafka.is_away or partition.is_away or partition.is_stalled:
            return []
        if not partition.begin <= self._position <= len(partition.log):
            error = KafkaError(KafkaError._AUTO_OFFSET_RESET, "no such offset")
            return [Message(name, number, self._position, _error=error)]
        found = []
        while len(found) < num_messages and self._position < len(partition.log):
            message = partition.log[self._position]
            self._position += 1
            if message is not MARKER:
                found.append(message)
        end = len(partition.log)
        if len(found) < num_messages and self._position == end and self._reported_end != end:
            self._reported_end = end
            found.append(Message(name, number, end, _error=KafkaError(KafkaError._PARTITION_EOF)))
        return found

    def commit(self, offsets, asynchronous):
        for each in offsets:
            self._kafka.hints[each.topic, each.partition] = each.offset

    def close(self):
        self.is_closed = True

    def _ask(self) -> None:
        if self._kafka.is_away:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))


class MemoryProducer:
    """The part of confluent_kafka.Producer that the relay uses: acknowledges what it was given when it is polled.

    `room` is how many messages fit into its queue. `fail(message value)` gives the KafkaError that a message gets in
    place of an acknowledgement, or None.
    """

    def __init__(self, kafka: MemoryKafka, *, error_cb=None, room: int = 100_000, fail=lambda value: None) -> None:
        self.error_cb = error_cb
        self._kafka, self._room, self._fail = kafka, room, fail
        self._queue: list[dict] = []

    def list_topics(self, timeout):
        if self._kafka.is_away:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))
        topics = {
            name: SimpleNamespace(partitions=dict(enumerate(partitions)))
            for name, partitions in self._kafka.topics.items()
        }
        return SimpleNamespace(cluster_id=self._kafka.id, topics=topics)

    def produce(self, topic, value, key, on_delivery, partition=-1, headers=None):
        if len(self._queue) >= self._room:
            raise BufferError
        self._queue.append(
            {
                "topic": topic,
                "value": value,
                "key": key,
                "partition": max(partition, 0),
                "headers": headers,
                "report": on_delivery,
            }
        )

    def poll(self, timeout):
        if self._kafka.is_away:
            return
        queue, self._queue = self._queue, []
        for sent in queue:
            report, error = sent.pop("report"), self._fail(sent["value"])
            if error is None:
                self._kafka.send(**sent)
            report(error, None)

    def flush(self, timeout):
        self.poll(timeout)

    def purge(self):
        self._queue = []
