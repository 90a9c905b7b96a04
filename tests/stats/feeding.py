"""A Kafka partition in memory: what the consumer reads in tests that need no broker."""

import json
from dataclasses import dataclass, field
from itertools import count

from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.wire import kafka_messages
from stats.ingest import leases
from stats.ingest.batch import apply_entries, apply_records, read_batch
from stats.ingest.fold_cache import Folds
from stats.ingest.leases import Held
from stats.ingest.worker import Line
from stats.ingest.writer_thread import Writer

clusters = count(1)


@dataclass
class Message:
    """As confluent_kafka gives it."""

    _topic: str
    _partition: int
    _offset: int
    _key: bytes | None
    _value: bytes | None

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


@dataclass
class Partition:
    """A partition of a topic, with a lease of its own and a reader who keeps folds from batch to batch."""

    topic: str = "match-events"
    number: int = 0
    cluster: str = field(default_factory=lambda: f"cluster-{next(clusters)}")
    log: list[Message] = field(default_factory=list)
    folds: Folds = field(default_factory=Folds)

    def add(self, value: bytes | None, *, key: bytes = b"") -> None:
        """Append a message."""
        self.log.append(Message(self.topic, self.number, len(self.log), key, value))

    def add_match(self, match: Match, *, seqs=None, epoch: int | None = None) -> None:
        """Append a match's records, all or those of `seqs` in that order, as the relay would send them."""
        match.refresh_from_db()
        rows = dict(MatchEvent.objects.filter(match=match).order_by("seq").values_list("seq", "record"))
        for seq in rows if seqs is None else seqs:
            message = kafka_messages.message_of_record(rows[seq], epoch=epoch or match.epoch)
            self.add(message.value, key=message.key)

    def take(self) -> Held:
        """The partition's lease, as a worker takes it."""
        leases.add_partitions(cluster=self.cluster, topic=self.topic, count=self.number + 1)
        held = leases.take(cluster=self.cluster, topic=self.topic, partition=self.number, owner="test")
        assert held is not None
        return held

    def read(self, *, batch: int = 1_000) -> None:
        """Read what is new into the tables, in batches of that many, each written before the next one is planned."""
        held = self.take()
        try:
            while held.next_offset < len(self.log):
                part = self.log[held.next_offset : held.next_offset + batch]
                if self.topic == "catalogue":
                    held = apply_entries(part, held=held)
                else:
                    held = apply_records(part, held=held, folds=self.folds)
        finally:
            leases.release(held)

    def read_on(self, *, batch: int, most: int) -> int:
        """Read at most that many as a worker does, one batch planned while another is written; the next offset."""
        held, writer = self.take(), Writer()
        line = Line(held, folds=self.folds, writer=writer)
        end = min(len(self.log), held.next_offset + most)
        try:
            with line:
                for start in range(held.next_offset, end, batch):
                    after = min(end, start + batch)
                    line.add(read_batch(self.log[start:after], next_offset=after))
        finally:
            leases.release(line.held)
            writer.close()
        return line.held.next_offset


def feed(*matches: Match, batch: int = 1_000) -> None:
    """Bring these matches' logs, and the catalogue, into the tables."""
    partition = Partition()
    for match in matches:
        partition.add_match(match)
    partition.read(batch=batch)
    feed_catalogue()


def feed_catalogue() -> None:
    """Bring the present catalogue into its table."""
    partition = Partition(topic="catalogue")
    for rows in CATALOGUE:
        for row in rows.objects.all():
            partition.add(kafka_messages.message_of_entry(row.as_entry()).value)
    partition.read()


def alter(value: bytes, **changes) -> bytes:
    """A record's JSON with other fields."""
    return json.dumps({**json.loads(value), **changes}).encode()
