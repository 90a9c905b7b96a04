"""Consumes Kafka into the stats tables, exactly once in effect.

A batch's records, facts and offset are one transaction. Each call is bounded in time, and reads only partitions whose
lease it gets: however many workers run, or run late, each partition has one reader at a time. A record that is read
twice is dropped by its (epoch, seq). A partition that cannot be read does not keep the worker from the others.
"""

import gc
import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import Error

from stats.ingest import awaiting_upgrade, leases
from stats.ingest.batch import parse_batch
from stats.ingest.fold_cache import FoldCache
from stats.ingest.kafka_reader import KafkaReader, Topic
from stats.ingest.leases import HeldLease, LeaseLost
from stats.ingest.limits import PRODUCTION, IngestLimits
from stats.ingest.pipeline import PartitionPipeline
from stats.ingest.writer_thread import WriterThread

logger = logging.getLogger(__name__)
COLLECT_EVERY = 100  # batches, after which the few reference cycles that queries make are freed
SWITCH_S = 0.0005  # after which a running thread lets another one run
LOST = "Kafka has lost records; run `manage.py relay --resend`, then `manage.py rebuild stats`"


@dataclass
class Consumed:
    """What a call of `consume` has read: `messages`, and the offset after them in each (topic, partition).

    `caught_up`: every partition was read to the end that it had when the call began.
    """

    messages: int = 0
    caught_up: bool = True
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)


class Worker:
    """Consumes partitions one after the other, those whose leases it gets. For one thread at a time."""

    def __init__(self, *, reader: KafkaReader | None = None, limits: IngestLimits = PRODUCTION) -> None:
        """Connect to settings.KAFKA_BOOTSTRAP, or read from `reader`."""
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.reader = reader or KafkaReader(limits=limits)
        self._batch_messages = limits.batch_messages
        self._cache = FoldCache(most_bytes=limits.cache_bytes)
        self._writer = WriterThread()
        self._logged: set[tuple[str, int]] = set()  # partitions that have lost records
        self._batches = 0
        self._has_applied_waiting = False  # the records that waited for this release

    def consume(
        self, *, seconds: float, stop: Callable[[], bool] = lambda: False, report: Callable[[int], object] = int
    ) -> Consumed:
        """Read all that there is, for at most `seconds` and one batch more. Raises KafkaException and database errors.

        An error that concerns one partition is raised after the others were read. The partition that has waited for
        longest comes first, and each that is behind gets its share of the time, so that several workers spread over
        them. `report` is called after every batch with the number of its messages.
        """
        with tuned_interpreter():
            return self._consume(seconds, stop, report)

    def _consume(self, seconds: float, stop: Callable[[], bool], report: Callable[[int], object]) -> Consumed:
        deadline = time.monotonic() + seconds
        if not self._has_applied_waiting:
            awaiting_upgrade.apply_waiting()
            self._has_applied_waiting = True
        consumed = Consumed()
        failure: Exception | None = None
        topics = [*map(self.reader.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))]
        # Offsets are loaded before the ends, so that what another worker reads meanwhile is not beyond the ends.
        offsets = [leases.add_partitions(cluster=at.cluster, topic=at.name, count=at.partitions) for at in topics]
        ends = self.reader.find_reachable_ends(topics)
        consumed.caught_up = len(ends) == sum(topic.partitions for topic in topics)
        for topic, topic_offsets in zip(topics, offsets, strict=True):
            lagging = self._find_lagging(topic, topic_offsets, ends)
            for partition, end in lagging:
                if _is_over(stop, deadline):
                    consumed.caught_up = False
                    break
                lease = leases.take(cluster=topic.cluster, topic=topic.name, partition=partition, owner=self.owner)
                if lease is None:
                    consumed.caught_up = False
                    continue
                is_enough = partial(_is_over, stop, min(deadline, time.monotonic() + seconds / len(lagging)))
                try:
                    self._consume_partition(lease, end, consumed, is_enough, report)
                except Error:  # the database's: no partition can be saved
                    raise
                except Exception as error:  # noqa: BLE001  # raised below, after the other partitions
                    failure = failure or error
        for (name, partition), offset in consumed.offsets.items():
            self.reader.commit_hint(name, partition, offset)
        if failure:
            raise failure
        return consumed

    def close(self) -> None:
        """End the connections to Kafka and to the database."""
        self._writer.close()
        self.reader.close()

    def _find_lagging(
        self, topic: Topic, offsets: Mapping[int, int], ends: Mapping[tuple[str, int], int]
    ) -> list[tuple[int, int]]:
        """The partitions of a topic that are not read to their ends, in the order of `offsets`, each with its end."""
        lagging = []
        for partition, offset in offsets.items():
            place = topic.name, partition
            # No end: the partition's leader is away, or the topic was made anew with fewer partitions.
            end = ends.get(place, offset)
            if offset < end:
                lagging.append((partition, end))
            elif offset > end and place not in self._logged:
                self._logged.add(place)  # once, not with every call
                logger.error("%s[%d] ends at %d, but was read to %d: %s", *place, end, offset, LOST)
        return lagging

    def _consume_partition(
        self,
        lease: HeldLease,
        end: int,
        consumed: Consumed,
        is_enough: Callable[[], bool],
        report: Callable[[int], object],
    ) -> None:
        """Read a partition to `end`, or until `is_enough()`; its lease is given back in any case."""
        is_catalogue = lease.topic == settings.KAFKA_TOPIC_CATALOGUE
        pipeline = PartitionPipeline(lease, cache=self._cache, writer=self._writer)
        next_offset, most = lease.next_offset, self._batch_messages
        try:
            with self.reader.assigned(lease.topic, lease.partition, next_offset), pipeline:
                while next_offset < end and not is_enough():
                    messages, reached = self.reader.read(min(most, end - next_offset))
                    if reached is None or reached <= next_offset:  # Kafka was slow: the next call asks again
                        break
                    next_offset, count = reached, len(messages)
                    batch = parse_batch(messages, next_offset=reached, is_catalogue=is_catalogue)
                    del messages  # they take as much memory as the batch made of them
                    pipeline.add(batch)
                    consumed.messages += count
                    report(count)
                    self._batches += 1
                    if self._batches % COLLECT_EVERY == 0:
                        gc.collect(1)
        except LeaseLost as error:
            logger.warning("%s", error)
        finally:
            leases.release(pipeline.lease)
        consumed.offsets[lease.topic, lease.partition] = pipeline.lease.next_offset
        consumed.caught_up &= pipeline.lease.next_offset >= end


@contextmanager
def tuned_interpreter() -> Iterator[None]:
    """Turn the search for reference cycles off, and have threads switch after SWITCH_S.

    A batch makes many small objects and next to no cycles. The writer thread waits for the database a hundred times a
    batch; after each wait it would otherwise have to wait 5 ms for the planning thread.
    """
    was_on, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_on:
            gc.enable()


def _is_over(stop: Callable[[], bool], until: float) -> bool:
    return stop() or time.monotonic() > until
