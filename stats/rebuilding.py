"""Builds the tables again, from the Kafka log alone, while the old ones are read and written on."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from stats.beside import tables_beside
from stats.consumer import Worker
from stats.models import DeadLetter, Log, Record

PIECE_S = 2.0  # between two reports of progress


@dataclass(frozen=True)
class Rebuilt:
    """What the new tables hold, and how long it took (seconds)."""

    messages: int
    records: int
    matches: int
    seconds: float


def rebuild(*, report: Callable[[int, int, float], None] = lambda _read, _total, _rate: None) -> Rebuilt:
    """Read Kafka from its first record into new tables, and put them in the place of the old ones.

    `report` is told how many messages are read, out of how many, and how many a second. Raises KafkaException.
    """
    begun = time.monotonic()
    messages = 0
    with tables_beside() as beside:
        worker = Worker()
        try:
            total = _count(worker)
            caught_up = False
            while not caught_up:
                drained = worker.drain(seconds=PIECE_S)
                messages, caught_up = messages + drained.messages, drained.caught_up
                report(messages, max(total, messages), messages / (time.monotonic() - begun))
        finally:
            worker.close()
        # The dead-letter topic has had them already.
        DeadLetter.objects.update(published=True)
        rebuilt = Rebuilt(messages, Record.objects.count(), Log.objects.count(), time.monotonic() - begun)
        beside.swap()
    return rebuilt


def _count(worker: Worker) -> int:
    """How many messages there are in the topics, by their offsets."""
    topics = map(worker.broker.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))
    return sum(sum(worker.broker.read_ends(topic).values()) for topic in topics)
