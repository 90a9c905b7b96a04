"""From Kafka into the tables, exactly once in effect: a batch's records, facts and offset are one transaction.

A drain is bounded and leased. However many run, twice or late, each partition has one reader at a time; and whoever
reads a record a second time drops it by its (epoch, seq).
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from stats import catalogue, leases, reading
from stats.broker import Broker, Topic
from stats.leases import Held, LeaseLost
from stats.matches import Folds, Overtaken, plan_batch, write_plans
from stats.models import DeadLetter

logger = logging.getLogger(__name__)
BATCH = 5_000
LOST = "Kafka has lost records; run `manage.py relay --resend`, then `manage.py rebuild stats`"
T = TypeVar("T")
ATTEMPTS = 20  # at a batch whose matches other workers write at the same moment


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
        self._reported: set[tuple[str, int]] = set()

    def drain(self, *, seconds: float, stop: Callable[[], bool] = lambda: False) -> Drained:
        """Read all that there is, for at most `seconds` and a batch more. Raises KafkaException and database errors."""
        deadline = time.monotonic() + seconds
        drained = Drained()

        def is_enough() -> bool:
            return stop() or time.monotonic() > deadline

        for name in (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS):
            for topic, partition, end in self._find_lagging(name):
                if is_enough():
                    drained.caught_up = False
                    break
                held = leases.take(cluster=topic.cluster, topic=name, partition=partition, owner=self.owner)
                if held is None:
                    drained.caught_up = False
                else:
                    self._drain_partition(held, end, drained, is_enough)
        for (name, partition), offset in drained.offsets.items():
            self.broker.hint(name, partition, offset)
        return drained

    def close(self) -> None:
        """End its connection to Kafka."""
        self.broker.close()

    def _find_lagging(self, name: str) -> Iterator[tuple[Topic, int, int]]:
        """The partitions of a topic that are not read to their ends, and these."""
        topic = self.broker.find_topic(name)
        offsets = leases.add_partitions(cluster=topic.cluster, topic=name, count=topic.partitions)
        for partition, end in self.broker.read_ends(topic).items():
            offset = offsets[partition]
            if offset < end:
                yield topic, partition, end
            elif offset > end and (name, partition) not in self._reported:
                self._reported.add((name, partition))  # once, not with every drain
                logger.error("%s[%d] ends at %d, but was read to %d: %s", name, partition, end, offset, LOST)

    def _drain_partition(self, held: Held, end: int, drained: Drained, is_enough: Callable[[], bool]) -> None:
        """Read a partition to `end`, or until `is_enough()`; its lease is given back in any case."""
        is_catalogue = held.topic == settings.KAFKA_TOPIC_CATALOGUE
        apply = apply_entries if is_catalogue else partial(apply_records, folds=self.folds)
        try:
            with self.broker.reading(held.topic, held.partition, held.next_offset):
                while held.next_offset < end and not is_enough():
                    messages = self.broker.read(min(BATCH, end - held.next_offset))
                    if not messages:  # Kafka was slow: the next drain asks again
                        break
                    held = apply(messages, held=held)
                    drained.messages += len(messages)
                    drained.offsets[held.topic, held.partition] = held.next_offset
        except LeaseLost as error:
            logger.warning("%s", error)
            self.folds.clear()
        finally:
            leases.release(held)
        drained.caught_up &= held.next_offset >= end


def apply_records(messages: Sequence[reading.Arrival], *, held: Held, folds: Folds) -> Held:
    """Write a batch of match records and the offset after it. Raises LeaseLost, and then nothing is written."""
    arrived, letters = sort_out(messages, reading.read_record)
    for _ in range(ATTEMPTS):
        plans = plan_batch(arrived, folds=folds)
        try:
            with transaction.atomic(using="stats"):
                write_plans(plans)
                advanced = finish(messages, letters, held=held)
        except Overtaken as error:
            logger.debug("planning again, %s was written meanwhile", error)
            continue
        for plan in plans:
            if plan.fold.state is not None:
                folds.keep(plan.match, plan.fold)
        return advanced
    raise Overtaken(f"{held.topic}[{held.partition}]@{held.next_offset}: overtaken {ATTEMPTS} times")


def apply_entries(messages: Sequence[reading.Arrival], *, held: Held) -> Held:
    """Write a batch of catalogue entries and the offset after it. Raises LeaseLost, and then nothing is written."""
    entries, letters = sort_out(messages, reading.read_entry)
    with transaction.atomic(using="stats"):
        catalogue.write_entries(entries)
        return finish(messages, letters, held=held)


def sort_out(
    messages: Sequence[reading.Arrival], read: Callable[[reading.Arrival], T]
) -> tuple[list[T], list[DeadLetter]]:
    """What the messages say, and the dead letters of those that say nothing."""
    now = timezone.now()
    found: list[T] = []
    letters = []
    for message in messages:
        try:
            found.append(read(message))
        except reading.Unreadable as error:
            letters.append(reading.make_letter(message, error, now))
    return found, letters


def finish(messages: Sequence[reading.Arrival], letters: Sequence[DeadLetter], *, held: Held) -> Held:
    """The end of a batch's transaction: its dead letters, and its offset under the fence. Raises LeaseLost."""
    DeadLetter.objects.bulk_create(letters)
    return leases.advance(held, next_offset=(messages[-1].offset() or 0) + 1)
