"""From Kafka into the tables, exactly once in effect: a batch's records, facts and offset are one transaction.

A drain is bounded and leased. However many run, twice or late, each partition has one reader at a time; and whoever
reads a record a second time drops it by its (epoch, seq). While a batch is written, the next one is read and planned.

A partition that cannot be read on keeps no other one from it.
"""

import gc
import logging
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import Error

from stats.ingest import leases, upgrades
from stats.ingest.batch import Batch, apply_apart, apply_batch, read_batch, write_batch
from stats.ingest.fold_cache import Folds
from stats.ingest.kafka_reader import Broker, Topic
from stats.ingest.leases import Held, LeaseLost
from stats.ingest.plan import UNWRITABLE, Overtaken, Plan, Unwritten, plan_batch
from stats.ingest.writer_thread import Writer

logger = logging.getLogger(__name__)
BATCH = 12_000  # messages, 3 kB each; a batch takes 18 statements, and with 5,000 a rebuild is a tenth slower
COLLECT_EVERY = 100  # batches, after which the few cycles that queries leave behind are freed
SWITCH_S = 0.0005  # after which a thread that works lets another one
LOST = "Kafka has lost records; run `manage.py relay --resend`, then `manage.py rebuild stats`"


@dataclass
class Drained:
    """What a drain did: how many messages it read, whether to all the ends there were, and to which offsets."""

    messages: int = 0
    caught_up: bool = True
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)


class Worker:
    """Reads partitions into the tables, one after the other, as far as it gets their leases."""

    def __init__(self) -> None:
        self.owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.broker = Broker()
        self.folds = Folds()
        self.writer = Writer()
        self._reported: set[tuple[str, int]] = set()
        self._batches = 0
        self._has_upgraded = False  # whether what waited for this release has been read again

    def drain(
        self, *, seconds: float, stop: Callable[[], bool] = lambda: False, report: Callable[[int], object] = int
    ) -> Drained:
        """Read all that there is, for at most `seconds` and a batch more. Raises KafkaException and database errors.

        What keeps one partition from being read on is raised when the others have had their turn.
        A partition that waited for longer comes first, and each that is behind gets its share of the time, so that
        several workers are spread over them. `report` is told of every batch how many messages it had.
        """
        with tuned():
            return self._drain(seconds, stop, report)

    def _drain(self, seconds: float, stop: Callable[[], bool], report: Callable[[int], object]) -> Drained:
        deadline = time.monotonic() + seconds
        if not self._has_upgraded:
            upgrades.read_again()
            self._has_upgraded = True
        drained = Drained()
        failure: Exception | None = None
        topics = [*map(self.broker.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))]
        # Before the ends: what another worker reads meanwhile lies beyond them.
        offsets = [leases.add_partitions(cluster=at.cluster, topic=at.name, count=at.partitions) for at in topics]
        ends = self.broker.find_ends(topics)
        drained.caught_up = len(ends) == sum(topic.partitions for topic in topics)
        for topic, known in zip(topics, offsets, strict=True):
            lagging = self._find_lagging(topic, known, ends)
            for partition, end in lagging:
                if _is_over(stop, deadline):
                    drained.caught_up = False
                    break
                held = leases.take(cluster=topic.cluster, topic=topic.name, partition=partition, owner=self.owner)
                if held is None:
                    drained.caught_up = False
                    continue
                is_enough = partial(_is_over, stop, min(deadline, time.monotonic() + seconds / len(lagging)))
                try:
                    self._drain_partition(held, end, drained, is_enough, report)
                except Error:  # the database's: no partition can be written
                    raise
                except Exception as error:  # noqa: BLE001  # the others go on first
                    failure = failure or error
        for (name, partition), offset in drained.offsets.items():
            self.broker.hint(name, partition, offset)
        if failure:
            raise failure
        return drained

    def close(self) -> None:
        """End its connections."""
        self.writer.close()
        self.broker.close()

    def _find_lagging(
        self, topic: Topic, offsets: Mapping[int, int], ends: Mapping[tuple[str, int], int]
    ) -> list[tuple[int, int]]:
        """The partitions of a topic that are not read to their ends, and these; who waited for longest comes first."""
        lagging = []
        for partition, offset in offsets.items():
            place = topic.name, partition
            end = ends.get(place, offset)  # its leader is away, or the topic has been made anew with fewer
            if offset < end:
                lagging.append((partition, end))
            elif offset > end and place not in self._reported:
                self._reported.add(place)  # once, not with every drain
                logger.error("%s[%d] ends at %d, but was read to %d: %s", *place, end, offset, LOST)
        return lagging

    def _drain_partition(
        self, held: Held, end: int, drained: Drained, is_enough: Callable[[], bool], report: Callable[[int], object]
    ) -> None:
        """Read a partition to `end`, or until `is_enough()`; its lease is given back in any case."""
        is_catalogue = held.topic == settings.KAFKA_TOPIC_CATALOGUE
        line = Line(held, folds=self.folds, writer=self.writer)
        next_offset = held.next_offset
        try:
            with self.broker.reading(held.topic, held.partition, next_offset), line:
                while next_offset < end and not is_enough():
                    messages, reached = self.broker.read(min(BATCH, end - next_offset))
                    if reached is None or reached <= next_offset:  # Kafka was slow: the next drain asks again
                        break
                    next_offset, count = reached, len(messages)
                    batch = read_batch(messages, next_offset=reached, entries=is_catalogue)
                    del messages  # which take as much memory as what they say
                    line.add(batch)
                    drained.messages += count
                    report(count)
                    self._batches += 1
                    if self._batches % COLLECT_EVERY == 0:
                        gc.collect(1)
        except LeaseLost as error:
            logger.warning("%s", error)
        finally:
            leases.release(line.held)
        drained.offsets[held.topic, held.partition] = line.held.next_offset
        drained.caught_up &= line.held.next_offset >= end


@contextmanager
def tuned() -> Iterator[None]:
    """Within this, Python does not look for cycles by itself among a batch's many small objects, which make none.

    And the writer, who waits for the database a hundred times a batch, gets its turn at once after each.
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


class Line:
    """A partition's batches, one after the other: while one is written, the next one is planned.

    What was planned relies on the batch before it; where that could not be written as planned, it is planned again.
    """

    def __init__(self, held: Held, *, folds: Folds, writer: Writer) -> None:
        """Begin at a lease's offset; `held` is the lease after what has been written since."""
        self.held = held
        self._folds = folds
        self._writer = writer
        self._writing: tuple[Batch, Future[tuple[Held, bool]]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.finish()

    def add(self, batch: Batch) -> None:
        """Plan a batch and have it written. Raises LeaseLost, and what writing may raise that is no message's fault."""
        plans: Sequence[Plan] | None = None
        with suppress(Unwritten, *UNWRITABLE):  # once more, when what is being written is
            plans = plan_batch(batch.records, folds=self._folds)
        if self.finish() and plans is not None:
            self._writing = batch, self._writer.start(partial(write_batch, batch, plans, held=self.held))
            return
        try:
            plans = plan_batch(batch.records, folds=self._folds)
        except UNWRITABLE as error:
            self.held = apply_apart(batch, error, held=self.held, folds=self._folds)
        else:
            self._writing = batch, self._writer.start(partial(write_batch, batch, plans, held=self.held))

    def finish(self) -> bool:
        """Wait for what is being written; whether all is as it was planned."""
        if self._writing is None:
            return True
        (batch, written), self._writing = self._writing, None
        try:
            self.held, as_planned = written.result()
        except Overtaken as error:
            logger.debug("planning again, %s was written meanwhile", error)
            self._folds.clear()
            self.held = apply_batch(batch, held=self.held, folds=self._folds)
            return False
        except UNWRITABLE as error:
            self._folds.clear()
            self.held = apply_apart(batch, error, held=self.held, folds=self._folds)
            return False
        except BaseException:
            self._folds.clear()
            raise
        if not as_planned:
            self._folds.clear()
        return as_planned
