"""Publishes dead letters to their topic, applies them again once their cause is mended, or drops them."""

import logging
from collections.abc import Callable, Iterable

from confluent_kafka import KafkaError, Producer
from confluent_kafka import Message as Sent
from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from scoreboard.wire.kafka_client import client_config
from scoreboard.wire.kafka_messages import DeadLetterHeaders, DeadLetterMessage, build_dead_letter_message, parse_entry
from stats.ingest import leases, messages
from stats.ingest.fold_cache import FoldCache
from stats.ingest.kafka_reader import client_logger
from stats.ingest.messages import MessageCopy
from stats.ingest.plan import plan_again, plan_batch
from stats.ingest.save import save_plans
from stats.models import DeadLetter, Log
from stats.storage import catalogue
from stats.storage.bulk import VALUE_ERRORS

logger = logging.getLogger(__name__)
AT_ONCE = 200  # letters, each as large as its message
FLUSH_S = 5.0
# An operator has had a `letter` "applied" or "dropped" (`how`), for a `reason`. Sent within the transaction, for the
# live side's audit log.
settled = Signal()


def make_producer() -> Producer:
    """Make a producer for settings.KAFKA_BOOTSTRAP."""
    return Producer(client_config({"enable.idempotence": True, "client.id": "scoreboard-stats"}), logger=client_logger)


def publish(*, make_producer: Callable[[], Producer] = make_producer) -> int:
    """Send unpublished letters to the dead-letter topic, with their reasons in headers; returns how many it took.

    At least once: after a crash before they are marked, they are sent again. Raises KafkaException.
    """
    letters = list(DeadLetter.objects.filter(published=False).order_by("pk")[:AT_ONCE])
    if not letters:
        return 0
    producer = make_producer()
    sent: list[int] = []
    for letter in letters:

        def report(error: KafkaError | None, _: Sent, pk: int = letter.pk) -> None:
            if error is None:
                sent.append(pk)

        dead = build_message(letter)
        producer.produce(dead.topic, key=dead.key, value=dead.value, headers=dead.headers, on_delivery=report)
    producer.flush(FLUSH_S)
    for pk in sent:  # each alone, since a worker may have locked several in another order
        DeadLetter.objects.filter(pk=pk).update(published=True)
    return len(sent)


def build_message(letter: DeadLetter) -> DeadLetterMessage:
    """Build the message that tells other readers of a letter."""
    headers = DeadLetterHeaders(
        reason=letter.reason, topic=letter.topic, partition=letter.partition, offset=letter.offset, at=letter.at
    )
    key, value = (None if data is None else bytes(data) for data in (letter.key, letter.value))
    return build_dead_letter_message(key, value, headers)


def retry(letters: Iterable[DeadLetter], *, reason: str = "") -> int:
    """Parse and apply letters again; returns how many could be applied. The others stay as they are.

    Raises Overtaken if a worker writes one of the matches at that moment: then try again.
    """
    return sum(_retry(letter, reason) for letter in letters)


def _retry(letter: DeadLetter, reason: str) -> bool:
    message = MessageCopy.of_dead_letter(letter)
    try:
        if letter.topic == settings.KAFKA_TOPIC_CATALOGUE:
            entry = parse_entry(message)
            with transaction.atomic(using="stats"):
                leases.lock_table()
                catalogue.save_entries([entry])
                return _settle(letter, "applied", reason)
        stored = messages.parse_record(message)
        plans = plan_again([stored.match]) if letter.seq else plan_batch([stored], cache=FoldCache())
        with transaction.atomic(using="stats"):
            leases.lock_table()
            save_plans(plans)
            log = Log.objects.filter(match=stored.match).first()
            applied = log is not None and (log.epoch, log.applied_seq) >= (stored.epoch, stored.seq)
            return applied and _settle(letter, "applied", reason)
    except VALUE_ERRORS as error:  # Unreadable is one of them
        logger.info("dead letter %d stays: %s", letter.pk, messages.escape(str(error)))
        return False


def drop(letters: Iterable[DeadLetter], *, reason: str) -> int:
    """Close letters for good; returns how many. A match that waits for such a record goes on once that is voided."""
    return sum(_settle(letter, "dropped", reason) for letter in letters)


@transaction.atomic(using="stats")
def _settle(letter: DeadLetter, how: str, reason: str) -> bool:
    DeadLetter.objects.filter(pk=letter.pk).update(settled=how, settled_at=timezone.now())
    settled.send(DeadLetter, letter=letter, how=how, reason=reason)
    return True
