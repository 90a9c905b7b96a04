"""What becomes of dead letters: they go to their topic, are tried again once their cause is mended, or dropped."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from confluent_kafka import KafkaError, Message, Producer
from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from scoreboard.wire.kafka_client import client_config
from stats.ingest import leases, reading
from stats.ingest.fold_cache import Folds
from stats.ingest.kafka_reader import client_logger
from stats.ingest.plan import UNWRITABLE, Plan, plan_again, plan_batch, write_plans
from stats.models import DeadLetter, Log
from stats.storage import catalogue

logger = logging.getLogger(__name__)
AT_ONCE = 200  # letters, which take as much memory as their messages
MOST_BYTES = 450_000  # of a key or a message: Kafka takes a megabyte, with headers, and so does our own client
FLUSH_S = 5.0
# Somebody has had a letter applied or dropped: which `letter`, `how` it is settled by that, and the `reason` they gave.
# Sent within the transaction, for an audit log.
settled = Signal()


def publish() -> int:
    """Send the letters that the topic does not have yet, with their reason in headers; how many it took.

    At least once: a crash before the mark sends one again. A message that leaves no room for headers beside it is cut:
    where it lies whole is among them. Raises KafkaException.
    """
    letters = list(DeadLetter.objects.filter(published=False).order_by("pk")[:AT_ONCE])
    if not letters:
        return 0
    config = client_config({"enable.idempotence": True, "client.id": "scoreboard-stats"})
    producer = Producer(config, logger=client_logger)
    sent: list[int] = []
    for letter in letters:

        def report(error: KafkaError | None, _: Message, pk: int = letter.pk) -> None:
            if error is None:
                sent.append(pk)

        producer.produce(
            settings.KAFKA_TOPIC_DEAD,
            key=None if letter.key is None else bytes(letter.key)[:MOST_BYTES],
            value=None if letter.value is None else bytes(letter.value)[:MOST_BYTES],
            headers=list(_write_headers(letter)),
            on_delivery=report,
        )
    producer.flush(FLUSH_S)
    for pk in sent:  # each by itself: a worker may hold several of them, in another order
        DeadLetter.objects.filter(pk=pk).update(published=True)
    return len(sent)


def _write_headers(letter: DeadLetter) -> Iterator[tuple[str, bytes]]:
    """What the topic says of a letter beside the message itself."""
    yield "reason", letter.reason.encode()
    yield "topic", letter.topic.encode()
    yield "partition", str(letter.partition).encode()
    yield "offset", str(letter.offset).encode()
    yield "at", letter.at.isoformat().encode()
    if len(letter.value or b"") > MOST_BYTES:
        yield "cut", str(len(letter.value or b"")).encode()


@dataclass(frozen=True)
class Letter:
    """A dead letter as the message it was."""

    row: DeadLetter

    def topic(self) -> str:
        """Where it came from."""
        return self.row.topic

    def partition(self) -> int:
        """The partition there."""
        return self.row.partition

    def offset(self) -> int:
        """The place in the partition."""
        return self.row.offset

    def key(self) -> bytes | None:
        """The message's key."""
        return None if self.row.key is None else bytes(self.row.key)

    def value(self) -> bytes | None:
        """The message itself."""
        return None if self.row.value is None else bytes(self.row.value)


def retry(letters: Iterable[DeadLetter], *, reason: str = "") -> int:
    """Read and apply letters again; how many are settled by that. One that still cannot be stays as it is.

    Raises matches.Overtaken where a worker writes the same match at that moment: then try again.
    """
    return sum(_retry(letter, reason) for letter in letters)


def _retry(letter: DeadLetter, reason: str) -> bool:
    message = Letter(letter)
    try:
        if letter.topic == settings.KAFKA_TOPIC_CATALOGUE:
            entry = reading.read_entry(message)
            with transaction.atomic(using="stats"):
                leases.come_first()
                catalogue.write_entries([entry])
                return _settle(letter, "applied", reason)
        stored = reading.read_record(message)
        plans: list[Plan] = plan_again([stored.match]) if letter.seq else plan_batch([stored], folds=Folds())
        with transaction.atomic(using="stats"):
            leases.come_first()
            write_plans(plans)
            log = Log.objects.filter(match=stored.match).first()
            applied = log is not None and (log.epoch, log.applied_seq) >= (stored.epoch, stored.seq)
            return applied and _settle(letter, "applied", reason)
    except UNWRITABLE as error:  # Unreadable is one
        logger.info("dead letter %d stays: %s", letter.pk, reading.show(str(error)))
        return False


def drop(letters: Iterable[DeadLetter], *, reason: str) -> int:
    """Close letters for good; how many. A match that waits for such a record goes on once the record is voided."""
    return sum(_settle(letter, "dropped", reason) for letter in letters)


@transaction.atomic(using="stats")
def _settle(letter: DeadLetter, how: str, reason: str) -> bool:
    DeadLetter.objects.filter(pk=letter.pk).update(settled=how, settled_at=timezone.now())
    settled.send(DeadLetter, letter=letter, how=how, reason=reason)
    return True
