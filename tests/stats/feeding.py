"""A partition's messages in memory, applied by batches, for tests of what becomes of records.

Tests of how Kafka is read use tests/memory_kafka.py.
"""

import json
from dataclasses import dataclass, field
from itertools import count

from django.conf import settings

from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.wire import kafka_messages
from stats.ingest import leases
from stats.ingest.batch import Batch, apply_batch, parse_batch
from stats.ingest.fold_cache import FoldCache
from stats.ingest.leases import HeldLease
from stats.ingest.messages import MessageCopy
from stats.ingest.pipeline import PartitionPipeline
from stats.ingest.writer_thread import WriterThread

clusters = count(1)
# There a worker's thread has a connection of its own, which sees only what is committed.
ON_POSTGRESQL = settings.DATABASES["stats"]["ENGINE"].endswith("postgresql")


@dataclass
class Partition:
    """A partition of a topic, with a lease and a fold cache of its own."""

    topic: str = "match-events"
    number: int = 0
    cluster: str = field(default_factory=lambda: f"cluster-{next(clusters)}")
    log: list[MessageCopy] = field(default_factory=list)
    cache: FoldCache = field(default_factory=FoldCache)

    def add(self, value: bytes | None, *, key: bytes = b"") -> None:
        """Append a message."""
        self.log.append(MessageCopy(self.topic, self.number, len(self.log), key, value))

    def add_match(self, match: Match, *, seqs=None, epoch: int | None = None) -> None:
        """Append a match's records, all or those of `seqs` in that order, as the relay would send them."""
        match.refresh_from_db()
        rows = dict(MatchEvent.objects.filter(match=match).order_by("seq").values_list("seq", "record"))
        for seq in rows if seqs is None else seqs:
            message = kafka_messages.build_record_message(
                rows[seq], epoch=epoch or match.epoch, shown_names=match.shown_names
            )
            self.add(message.value, key=message.key)

    def take(self) -> HeldLease:
        """The partition's lease, as a worker takes it."""
        leases.add_partitions(cluster=self.cluster, topic=self.topic, count=self.number + 1)
        lease = leases.take(cluster=self.cluster, topic=self.topic, partition=self.number, owner="test")
        assert lease is not None
        return lease

    def read(self, *, batch: int = 1_000) -> None:
        """Apply what is new, in batches of that many, each saved before the next one is planned."""
        lease = self.take()
        try:
            while lease.next_offset < len(self.log):
                end = min(len(self.log), lease.next_offset + batch)
                lease = apply_batch(self.parse(lease.next_offset, end), lease=lease, cache=self.cache)
        finally:
            leases.release(lease)

    def parse(self, begin: int = 0, end: int | None = None) -> Batch:
        """The messages from one offset to another, by default all, as a batch."""
        end = len(self.log) if end is None else end
        return parse_batch(self.log[begin:end], next_offset=end, is_catalogue=self.topic == "catalogue")

    def read_pipelined(self, *, batch: int, most: int) -> int:
        """Apply at most that many as a worker does, one batch planned while another is saved; the next offset."""
        lease, writer = self.take(), WriterThread()
        pipeline = PartitionPipeline(lease, cache=self.cache, writer=writer)
        end = min(len(self.log), lease.next_offset + most)
        try:
            with pipeline:
                for begin in range(lease.next_offset, end, batch):
                    pipeline.add(self.parse(begin, min(end, begin + batch)))
        finally:
            leases.release(pipeline.lease)
            writer.close()
        return pipeline.lease.next_offset


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
            partition.add(kafka_messages.build_entry_message(row.as_entry()).value)
    partition.read()


def alter(value: bytes, **changes) -> bytes:
    """A record's JSON with other fields."""
    return json.dumps({**json.loads(value), **changes}).encode()
