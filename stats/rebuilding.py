"""Builds the tables again, from the Kafka log alone, while the old ones are read and written on."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from stats import segments
from stats.beside import tables_beside
from stats.consumer import Worker
from stats.models import DeadLetter, Lease, Log

PIECE_S = 60.0  # after which a partition has had its turn


@dataclass(frozen=True)
class Rebuilt:
    """What the new tables hold, how many messages of them were read now, and how long it took (seconds)."""

    messages: int
    records: int
    matches: int
    seconds: float


def rebuild(*, anew: bool = False, report: Callable[[int, int], object] = lambda _read, _total: None) -> Rebuilt:
    """Read Kafka from its first record into new tables, and put them in the place of the old ones.

    A rebuild that was ended before is gone on with, unless `anew`. `report` is told after every batch how many messages
    are read, out of how many. Raises KafkaException, and beside.AlreadyRunning.
    """
    begun = time.monotonic()
    messages = 0
    with tables_beside(anew=anew) as beside:
        worker = Worker()
        try:
            total = _count(worker)
            before = Lease.objects.aggregate(read=Sum("next_offset", default=0))["read"]

            def count(more: int) -> None:
                nonlocal messages
                messages += more
                report(before + messages, max(total, before + messages))

            while not worker.drain(seconds=PIECE_S, report=count).caught_up:
                pass
        finally:
            worker.close()
        # The dead-letter topic has had them already.
        DeadLetter.objects.update(published=True)
        records, matches = segments.count(), Log.objects.count()
        beside.swap()
    return Rebuilt(messages, records, matches, time.monotonic() - begun)


def _count(worker: Worker) -> int:
    """How many messages there are in the topics, by their offsets."""
    topics = map(worker.broker.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))
    return sum(sum(worker.broker.read_ends(topic).values()) for topic in topics)
