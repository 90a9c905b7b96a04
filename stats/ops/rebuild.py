"""Rebuilds the stats tables from the Kafka log alone, while the old ones stay in use."""

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

from stats.ingest.limits import PRODUCTION, IngestLimits
from stats.ingest.worker import Worker
from stats.models import DeadLetter, Lease, Log
from stats.storage import segments
from stats.storage.shadow_tables import open_shadow_tables

CONSUME_S = 60.0  # a call of a worker's `consume`
WAIT_S = 0.05  # between two tries for partitions that other processes have
Report = Callable[[int, int], object]
Dropped = tuple[str, int, int, str, datetime | None]  # a letter's topic, partition, offset, reason and time of dropping


@dataclass(frozen=True)
class Rebuilt:
    """What the new tables hold, how many messages this call has read for them, and how many seconds it took."""

    messages: int
    records: int
    matches: int
    seconds: float


def rebuild(
    *,
    anew: bool = False,
    workers: int | None = None,
    report: Report = lambda _read, _total: None,
    limits: IngestLimits = PRODUCTION,
) -> Rebuilt:
    """Consume Kafka from its first record into shadow tables, and swap them with those in use.

    Goes on with a rebuild that was killed, unless `anew`. `workers` processes share the partitions: on PostgreSQL as
    many as there are processors or partitions, on SQLite one. `report` is called after every batch of this process with
    how many messages all processes have read, and of how many. Raises KafkaException and AlreadyRunning.
    """
    begun = time.monotonic()
    dropped = _list_dropped()
    with open_shadow_tables(anew=anew) as shadow:
        before = _count_read()
        with _helpers(_choose_workers(workers) - 1, limits), closing(Worker(limits=limits)) as worker:
            total = _count_all(worker)

            def report_progress(_: int = 0) -> None:
                read = _count_read()
                report(read, max(total, read))

            while not (consumed := worker.consume(seconds=CONSUME_S, report=report_progress)).caught_up:
                if not consumed.messages:
                    time.sleep(WAIT_S)
        report_progress()
        messages = _count_read() - before
        # The dead-letter topic has had them already.
        DeadLetter.objects.update(published=True)
        _drop_again(dropped)
        records, matches = segments.count(), Log.objects.count()
        shadow.swap()
    return Rebuilt(messages, records, matches, time.monotonic() - begun)


def _list_dropped() -> list[Dropped]:
    """List the dead letters that operators have dropped."""
    places = ("topic", "partition", "offset", "reason", "settled_at")
    return list(DeadLetter.objects.filter(settled="dropped").values_list(*places))


def _drop_again(dropped: list[Dropped]) -> None:
    """Drop these letters in the new tables, too: Kafka does not have the operators' decisions."""
    for topic, partition, offset, reason, at in dropped:
        letters = DeadLetter.objects.filter(topic=topic, partition=partition, offset=offset, reason=reason, settled="")
        letters.update(settled="dropped", settled_at=at)


def _choose_workers(workers: int | None) -> int:
    if connections["stats"].vendor == "sqlite":
        return 1
    return workers or min(os.cpu_count() or 1, settings.KAFKA_PARTITIONS)  # one more would have nothing to read


@contextmanager
def _helpers(count: int, limits: IngestLimits) -> Iterator[None]:
    """Have that many forked processes consume, too, within this context; they inherit no open connection."""
    connections["stats"].close()
    context = multiprocessing.get_context("fork")
    over = context.Event()
    helpers = [context.Process(target=_help, args=(os.getpid(), over, limits), daemon=True) for _ in range(count)]
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        over.set()
        for helper in helpers:
            helper.join()


def _help(parent: int, over: Event, limits: IngestLimits) -> None:
    """Consume until other processes have all that is left, or the first process is done or gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the first process, and thereby this one

    def is_over() -> bool:
        return over.is_set() or os.getppid() != parent

    with closing(Worker(limits=limits)) as worker:
        while worker.consume(seconds=CONSUME_S, stop=is_over).messages and not is_over():
            pass


def _count_read() -> int:
    """Count the messages that are read, by the offsets of the leases."""
    read: int = Lease.objects.aggregate(read=Sum("next_offset", default=0))["read"]
    return read


def _count_all(worker: Worker) -> int:
    """Count the messages in the topics, by their ends."""
    topics = map(worker.reader.find_topic, (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS))
    return sum(sum(worker.reader.find_ends(topic).values()) for topic in topics)
