"""Builds the tables again, from the Kafka log alone, while the old ones are read and written on."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Event

from django.conf import settings
from django.db import connections
from django.db.models import Sum

from stats.ingest.worker import Worker
from stats.models import DeadLetter, Lease, Log
from stats.storage import segments
from stats.storage.shadow_tables import tables_beside

PIECE_S = 60.0  # after which a partition has had its turn
OTHERS_S = 0.05  # between two looks at partitions that other processes have
Report = Callable[[int, int], object]
Dropped = tuple[str, int, int, str, datetime | None]


@dataclass(frozen=True)
class Rebuilt:
    """What the new tables hold, how many messages of them were read now, and how long it took (seconds)."""

    messages: int
    records: int
    matches: int
    seconds: float


def rebuild(*, anew: bool = False, workers: int | None = None, report: Report = lambda _read, _total: None) -> Rebuilt:
    """Read Kafka from its first record into new tables, and put them in the place of the old ones.

    A rebuild that was ended before is gone on with, unless `anew`. `workers` processes share the partitions, on
    PostgreSQL as many as there are processors, or partitions; SQLite has one writer. `report` is told after every
    batch of this process how many messages all have read, out of how many. Raises KafkaException, and
    beside.AlreadyRunning.
    """
    begun = time.monotonic()
    dropped = _list_dropped()
    with tables_beside(anew=anew) as beside:
        before = _count_read()
        with _helped(by=_choose_workers(workers) - 1), closing(Worker()) as worker:
            total = _count_all(worker)

            def tell(_: int = 0) -> None:
                read = _count_read()
                report(read, max(total, read))

            while not (drained := worker.drain(seconds=PIECE_S, report=tell)).caught_up:
                if not drained.messages:
                    time.sleep(OTHERS_S)
        tell()
        messages = _count_read() - before
        # The dead-letter topic has had them already.
        DeadLetter.objects.update(published=True)
        _drop_again(dropped)
        records, matches = segments.count(), Log.objects.count()
        beside.swap()
    return Rebuilt(messages, records, matches, time.monotonic() - begun)


def _list_dropped() -> list[Dropped]:
    """The letters that somebody has decided on."""
    places = ("topic", "partition", "offset", "reason", "settled_at")
    return list(DeadLetter.objects.filter(settled="dropped").values_list(*places))


def _drop_again(dropped: list[Dropped]) -> None:
    """Let those decisions stand: Kafka does not have them."""
    for topic, partition, offset, reason, at in dropped:
        letters = DeadLetter.objects.filter(topic=topic, partition=partition, offset=offset, reason=reason, settled="")
        letters.update(settled="dropped", settled_at=at)


def _choose_workers(workers: int | None) -> int:
    if connections["stats"].vendor == "sqlite":
        return 1
    return workers or min(os.cpu_count() or 1, settings.KAFKA_PARTITIONS)  # one more would have nothing to read


@contextmanager
def _helped(*, by: int) -> Iterator[None]:
    """So many processes drain as this one does, while this one does; they are forked, without a connection of its."""
    connections["stats"].close()
    context = multiprocessing.get_context("fork")
    over = context.Event()
    helpers = [context.Process(target=_help, args=(os.getpid(), over), daemon=True) for _ in range(by)]
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        over.set()
        for helper in helpers:
            helper.join()


def _help(parent: int, over: Event) -> None:
    """Drain until nothing is left that no other process has, or until the first process is done, or gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is at the keyboard ends the first process, and so this one

    def is_over() -> bool:
        return over.is_set() or os.getppid() != parent

    with closing(Worker()) as worker:
        while worker.drain(seconds=PIECE_S, stop=is_over).messages and not is_over():
            pass


def _count_read() -> int:
    """How many messages are read, by the offsets of the leases."""
    read: int = Lease.objects.aggregate(read=Sum("next_offset", default=0))["read"]
    return read


def _count_all(worker: Worker) -> int:
    """How many messages there are in the topics, by their offsets."""
    topics = map(worker.broker.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))
    return sum(sum(worker.broker.read_ends(topic).values()) for topic in topics)
