"""Runs the relay or the worker so that it can be made to die, or to stop, at a chosen point of its work.

`python -m tests.faults.program FOLDER relay` or `… FOLDER worker …`. A point is armed by a file of its name in FOLDER,
which holds the number of the signal that the program then sends itself there; of several programs with that folder, the
one that gets to rename it. While the file `overlap` exists, they take what they want whoever has the lease.
"""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import django

FOLDER = Path(sys.argv[1])
ON_ITS_WAY_S = 0.5  # until what was handed to the producer is in Kafka


def reach(point: str, *, after: float = 0) -> None:
    """Send this process the signal that is armed for `point`, once."""
    armed = FOLDER / point
    if armed.exists():
        with suppress(FileNotFoundError):  # another one was faster
            number = int(armed.read_text())
            armed.rename(FOLDER / f"{point}.{os.getpid()}")
            time.sleep(after)
            os.kill(os.getpid(), number)


def overlaps() -> bool:
    """Whether leases count for nothing just now."""
    return (FOLDER / "overlap").exists()


def prepare_relay() -> None:
    """The points of the relay, and its overlap."""
    from scoreboard.eventlog import outbox
    from scoreboard.eventlog.delivery import DeliveryBatch
    from scoreboard.models import OutboxCursor

    load_unsent, wait, mark_sent, waiting = outbox.load_unsent, DeliveryBatch.wait, outbox.mark_sent, outbox._waiting

    def load_and_reach(*args: Any, **kwargs: Any) -> Any:
        unsent = load_unsent(*args, **kwargs)
        if unsent:
            reach("before-send")
        return unsent

    def reach_and_wait(self: DeliveryBatch) -> None:
        if self.waiting:
            reach("after-send", after=ON_ITS_WAY_S)
        wait(self)

    def mark(sent: Any, **kwargs: Any) -> None:
        if sent:
            reach("before-mark")
        mark_sent(sent, **kwargs)

    def take_all(owner: str) -> Any:
        unsent = OutboxCursor.objects.filter(sent_seq__lt=django.db.models.F("top_seq"))
        return unsent if overlaps() else waiting(owner)

    DeliveryBatch.wait = reach_and_wait
    outbox.load_unsent, outbox.mark_sent, outbox._waiting = load_and_reach, mark, take_all


def prepare_worker() -> None:
    """The points of the worker, where it reads records of matches and not the catalogue, and its overlap."""
    from django.conf import settings

    from stats.ingest import leases
    from stats.ingest.kafka_reader import KafkaReader
    from stats.models import Lease

    take, advance, read, hint = leases.take, leases.advance, KafkaReader.read, KafkaReader.commit_hint

    def take_by_force(**place: Any) -> Any:
        if overlaps():
            owner = place.pop("owner")
            Lease.objects.filter(**place).update(expires_at=None)
            place["owner"] = owner
        return take(**place)

    def read_and_reach(self: KafkaReader, *args: Any, **kwargs: Any) -> Any:
        portion = read(self, *args, **kwargs)
        if portion.messages and portion.messages[0].topic() == settings.KAFKA_TOPIC_EVENTS:
            reach("after-read")
        return portion

    def reach_and_advance(lease: Any, **kwargs: Any) -> Any:
        if lease.topic == settings.KAFKA_TOPIC_EVENTS:
            reach("mid-batch")
        return advance(lease, **kwargs)

    def reach_and_hint(self: KafkaReader, topic: str, *args: Any) -> None:
        if topic == settings.KAFKA_TOPIC_EVENTS:
            reach("after-commit")
        hint(self, topic, *args)

    leases.take, leases.advance = take_by_force, reach_and_advance  # the last statement of a batch's transaction
    KafkaReader.read, KafkaReader.commit_hint = read_and_reach, reach_and_hint


def main() -> None:
    """Run the program named by the command line."""
    program, *argv = sys.argv[2:]
    django.setup()
    if program == "relay":
        prepare_relay()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", "relay", *argv])
    else:
        prepare_worker()
        from celery.__main__ import main as run_celery

        sys.argv = ["celery", "-A", "scoreboard", "worker", *argv]
        run_celery()


if __name__ == "__main__":
    main()
