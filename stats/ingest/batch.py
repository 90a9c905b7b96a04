"""A batch of a partition's messages: what they say, into the tables with the offset after them, in one transaction.

A batch that cannot be planned or written for the sake of what it says is taken apart until the message to blame is
found, which becomes a dead letter; the others are written, each once.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scoreboard.wire.catalogue import CatalogueEntry
from stats.ingest import leases, reading
from stats.ingest.fold_cache import Folds
from stats.ingest.leases import Held
from stats.ingest.plan import LETTERS_AT_ONCE, UNWRITABLE, Overtaken, Plan, plan_batch, write_plans
from stats.models import DeadLetter
from stats.storage import catalogue
from stats.storage.stored import Stored

logger = logging.getLogger(__name__)
ATTEMPTS = 20  # at a batch whose matches other workers write at the same moment
TOLD = 5  # of what waits for an upgrade, in a line of the log
T = TypeVar("T")


class Entered(NamedTuple):
    """A catalogue entry, and the message that it came in."""

    entry: CatalogueEntry
    message: reading.Arrival


class Batch(NamedTuple):
    """What a partition's next messages say: records, or the catalogue's entries; and those that say nothing."""

    records: Sequence[Stored]
    entries: Sequence[Entered]
    letters: Sequence[DeadLetter]
    next_offset: int


def read_batch(messages: Sequence[reading.Arrival], *, next_offset: int, entries: bool = False) -> Batch:
    """Read what messages say, up to `next_offset`."""
    if entries:
        found, letters = sort_out(messages, lambda message: Entered(reading.read_entry(message), message))
        return Batch((), found, letters, next_offset)
    records, letters = sort_out(messages, reading.read_record)
    return Batch(records, (), letters, next_offset)


def write_batch(batch: Batch, plans: Sequence[Plan], *, held: Held) -> tuple[Held, bool]:
    """Write a batch as planned, and the offset after it, in one transaction; whether no match had to be left as it was.

    Raises LeaseLost or Overtaken, and then nothing is written.
    """
    with transaction.atomic(using="stats"):
        leases.come_first()
        letters = [*batch.letters, *write_plans(plans)]
        if batch.entries:
            catalogue.write_entries([entered.entry for entered in batch.entries])
        DeadLetter.objects.bulk_create(batch.letters, batch_size=LETTERS_AT_ONCE)
        advanced = leases.advance(held, next_offset=batch.next_offset)
    tell(letters, plans)
    return advanced, not any(plan.left for plan in plans)


def tell(letters: Sequence[DeadLetter], plans: Sequence[Plan]) -> None:
    """Say in a line or two what of a batch became dead letters, and what waits for an upgrade from now on."""
    if letters:
        first = letters[0]
        place = f"{first.topic}[{first.partition}]@{first.offset}"
        logger.warning("%d dead letters, the first at %s: %s", len(letters), place, first.reason)
    new = {plan.top.awaits for plan in plans if plan.before is None or plan.before.awaits != plan.top.awaits} - {""}
    if new:
        logger.warning("matches wait for a release that knows %s", ", ".join(sorted(new)[:TOLD]))


def apply_batch(batch: Batch, *, held: Held, folds: Folds) -> Held:
    """Plan and write a batch, again where other workers write its matches meanwhile. Raises LeaseLost."""
    why: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            plans = plan_batch(batch.records, folds=folds)
            advanced, as_planned = write_batch(batch, plans, held=held)
        except Overtaken as error:
            logger.debug("planning again, %s was written meanwhile", error)
            folds.clear()
            why = error
            continue
        except UNWRITABLE as error:
            folds.clear()
            return apply_apart(batch, error, held=held, folds=folds)
        except BaseException:
            folds.clear()
            raise
        if not as_planned:
            folds.clear()
        return advanced
    if why and isinstance(why.__cause__, UNWRITABLE):  # whoever the rows are said to be of, it is no other worker
        return apply_apart(batch, why.__cause__, held=held, folds=folds)
    raise Overtaken(f"{held.topic}[{held.partition}]@{held.next_offset}: overtaken {ATTEMPTS} times")


def apply_apart(batch: Batch, error: Exception, *, held: Held, folds: Folds) -> Held:
    """Apply a batch that cannot be written as a whole in two parts; one of a single message as its dead letter."""
    for part in split(batch, error):
        held = apply_batch(part, held=held, folds=folds)
    return held


def split(batch: Batch, error: Exception) -> Sequence[Batch]:
    """The two halves of a batch; of a single message, its dead letter. Raises `error` where that is all there is."""
    offsets = sorted(
        [stored.offset for stored in batch.records]
        + [entered.message.offset() or 0 for entered in batch.entries]
        + [letter.offset for letter in batch.letters]
    )
    if len(offsets) > 1:
        middle = offsets[len(offsets) // 2]
        return [
            Batch(
                [stored for stored in batch.records if (stored.offset < middle) == is_first],
                [entered for entered in batch.entries if ((entered.message.offset() or 0) < middle) == is_first],
                [letter for letter in batch.letters if (letter.offset < middle) == is_first],
                middle if is_first else batch.next_offset,
            )
            for is_first in (True, False)
        ]
    messages: list[reading.Arrival] = [*map(Again, batch.records), *(entered.message for entered in batch.entries)]
    if not messages:
        raise error
    why = reading.Unreadable(f"cannot be written: {error}")
    return [
        Batch((), (), [reading.make_letter(message, why, timezone.now()) for message in messages], batch.next_offset)
    ]


@dataclass(frozen=True)
class Again:
    """A record as the message that it came in."""

    stored: Stored

    def topic(self) -> str:
        """The topic of records."""
        return str(settings.KAFKA_TOPIC_EVENTS)

    def partition(self) -> int:
        """The partition it lay in."""
        return self.stored.partition

    def offset(self) -> int:
        """Its place there."""
        return self.stored.offset

    def key(self) -> bytes:
        """The match, as the relay has it."""
        return self.stored.match.encode()

    def value(self) -> bytes:
        """The record itself."""
        return self.stored.payload.encode()


def apply_records(messages: Sequence[reading.Arrival], *, held: Held, folds: Folds) -> Held:
    """Write a batch of match records and the offset after it. Raises LeaseLost, and then nothing is written."""
    return apply_batch(read_batch(messages, next_offset=_after(messages)), held=held, folds=folds)


def apply_entries(messages: Sequence[reading.Arrival], *, held: Held) -> Held:
    """The same of catalogue entries."""
    return apply_batch(read_batch(messages, next_offset=_after(messages), entries=True), held=held, folds=Folds())


def _after(messages: Sequence[reading.Arrival]) -> int:
    return (messages[-1].offset() or 0) + 1


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
