"""Saves a batch of a partition's messages, and the offset after them, in one transaction.

If a batch cannot be planned or saved because of a value in it, it is split until the message to blame is alone, which
becomes a dead letter. All others are saved, each once.
"""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from scoreboard.wire.catalogue import CatalogueEntry
from scoreboard.wire.kafka_messages import KafkaMessage, Unreadable, parse_entry
from stats.ingest import leases, messages
from stats.ingest.fold_cache import FoldCache
from stats.ingest.leases import HeldLease
from stats.ingest.match_plan import MatchPlan
from stats.ingest.messages import MessageCopy
from stats.ingest.plan import plan_batch
from stats.ingest.save import LETTERS_AT_ONCE, Overtaken, save_plans
from stats.models import DeadLetter
from stats.storage import catalogue
from stats.storage.bulk import VALUE_ERRORS
from stats.storage.stored_record import StoredRecord

logger = logging.getLogger(__name__)
ATTEMPTS = 20  # at a batch whose matches other workers write at the same moment
LOGGED_NAMES = 5  # of unknown types, in one line of the log
T = TypeVar("T")


class EntryMessage(NamedTuple):
    """A catalogue entry, and the message that it was in."""

    entry: CatalogueEntry
    message: KafkaMessage


class Batch(NamedTuple):
    """The contents of consecutive messages of a partition: records, or catalogue entries, and the unreadable ones."""

    records: Sequence[StoredRecord]
    entries: Sequence[EntryMessage]
    dead_letters: Sequence[DeadLetter]
    next_offset: int


def parse_batch(arrived: Sequence[KafkaMessage], *, next_offset: int, is_catalogue: bool = False) -> Batch:
    """Parse consecutive messages of match records, or of the catalogue; `next_offset` is the one after them."""
    if is_catalogue:
        entries, letters = _parse_each(arrived, lambda message: EntryMessage(parse_entry(message), message))
        return Batch((), entries, letters, next_offset)
    records, letters = _parse_each(arrived, messages.parse_record)
    return Batch(records, (), letters, next_offset)


def _parse_each(
    arrived: Sequence[KafkaMessage], parse: Callable[[KafkaMessage], T]
) -> tuple[list[T], list[DeadLetter]]:
    """Parse each message; returns the contents, and the dead letters of those that are unreadable."""
    now = timezone.now()
    found: list[T] = []
    letters = []
    for message in arrived:
        try:
            found.append(parse(message))
        except Unreadable as error:
            letters.append(messages.build_dead_letter(message, error, now))
    return found, letters


def save_batch(batch: Batch, plans: Sequence[MatchPlan], *, lease: HeldLease) -> tuple[HeldLease, bool]:
    """Save a batch as planned, and the offset after it, in one transaction.

    Returns the advanced lease, and whether every match was saved as planned. Raises LeaseLost or Overtaken, and then
    nothing is saved.
    """
    with transaction.atomic(using="stats"):
        leases.lock_table()
        letters = [*batch.dead_letters, *save_plans(plans)]
        if batch.entries:
            catalogue.save_entries([each.entry for each in batch.entries])
        DeadLetter.objects.bulk_create(batch.dead_letters, batch_size=LETTERS_AT_ONCE)
        advanced = leases.advance(lease, next_offset=batch.next_offset)
    _log_problems(letters, plans)
    return advanced, not any(plan.is_cut for plan in plans)


def _log_problems(letters: Sequence[DeadLetter], plans: Sequence[MatchPlan]) -> None:
    """Log how many messages became dead letters, and what matches wait for an upgrade from now on."""
    if letters:
        first = letters[0]
        where = f"{first.topic}[{first.partition}]@{first.offset}"
        logger.warning("%d dead letters, the first at %s: %s", len(letters), where, first.reason)
    new = {plan.row.awaits for plan in plans if plan.before is None or plan.before.awaits != plan.row.awaits} - {""}
    if new:
        logger.warning("matches wait for a release that knows %s", ", ".join(sorted(new)[:LOGGED_NAMES]))


def apply_batch(batch: Batch, *, lease: HeldLease, cache: FoldCache) -> HeldLease:
    """Plan and save a batch, again if another worker has written its matches meanwhile. Raises LeaseLost."""
    why: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            plans = plan_batch(batch.records, cache=cache)
            advanced, as_planned = save_batch(batch, plans, lease=lease)
        except Overtaken as error:
            logger.debug("planning again, %s was written meanwhile", error)
            cache.clear()
            why = error
            continue
        except VALUE_ERRORS as error:
            cache.clear()
            return apply_in_parts(batch, error, lease=lease, cache=cache)
        except BaseException:
            cache.clear()
            raise
        if not as_planned:
            cache.clear()
        return advanced
    if why and isinstance(why.__cause__, VALUE_ERRORS):  # so often, it is no other worker, but a value of this batch
        return apply_in_parts(batch, why.__cause__, lease=lease, cache=cache)
    raise Overtaken(f"{lease.topic}[{lease.partition}]@{lease.next_offset}: overtaken {ATTEMPTS} times")


def apply_in_parts(batch: Batch, error: Exception, *, lease: HeldLease, cache: FoldCache) -> HeldLease:
    """Apply the two halves of a batch that cannot be saved whole; a single message as its dead letter."""
    for part in _split(batch, error):
        lease = apply_batch(part, lease=lease, cache=cache)
    return lease


def _split(batch: Batch, error: Exception) -> Sequence[Batch]:
    """Split a batch into halves, or make a single message a dead letter. Raises `error` if it is one already."""
    offsets = sorted(
        [stored.offset for stored in batch.records]
        + [each.message.offset() or 0 for each in batch.entries]
        + [letter.offset for letter in batch.dead_letters]
    )
    if len(offsets) > 1:
        middle = offsets[len(offsets) // 2]
        return [
            Batch(
                [stored for stored in batch.records if (stored.offset < middle) == is_first],
                [each for each in batch.entries if ((each.message.offset() or 0) < middle) == is_first],
                [letter for letter in batch.dead_letters if (letter.offset < middle) == is_first],
                middle if is_first else batch.next_offset,
            )
            for is_first in (True, False)
        ]
    single: list[KafkaMessage] = [*map(MessageCopy.of_record, batch.records), *(each.message for each in batch.entries)]
    if not single:
        raise error
    why, now = Unreadable(f"cannot be written: {error}"), timezone.now()
    return [Batch((), (), [messages.build_dead_letter(message, why, now) for message in single], batch.next_offset)]
