"""Queries of the outbox for the relay: lease matches, load their unsent records, mark what Kafka has.

A lease is for a whole match, since records of a match must be sent in order. It ends by the database's clock, which
relays on several machines share. A relay that lost a lease does no harm: what it still sends are doubles, which readers
drop, and its marks change nothing.

A scorer's transaction holds the match's row while it waits for the match's cursor, so nothing here may wait for a
match's row. PostgreSQL would lock it at the commit if a cursor were updated twice in a transaction, to look its foreign
key up again: so each is updated once. The cursors of several matches are locked in the order of the matches
(docs/explanation/architecture.md, "Locks").
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Case, F, PositiveIntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from scoreboard.models import KafkaCluster, MatchEvent, OutboxCursor
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.models.catalogued import Catalogued

UPDATED_AT_ONCE = 10_000  # rows: PostgreSQL takes 65,535 values with a statement
LEASE = timedelta(seconds=5)  # how long a match waits for another relay after its relay has crashed


class Leased(NamedTuple):
    """A match leased by this relay: the last seq that Kafka has, and the partition for the records after it."""

    match: UUID
    sent_seq: int
    partition: int


class Unsent(NamedTuple):
    """A record to send, with its match's epoch, last record that Kafka has, and shown names; read in one query."""

    match: UUID
    sent_seq: int
    epoch: int
    seq: int
    record: str
    shown_names: str | None


def lease_matches(*, owner: str, partitions: int, limit: int, without: Collection[UUID] = ()) -> list[Leased]:
    """Lease up to `limit` matches with unsent records, those that have waited longest first.

    Those that `owner` has already are among them, those of `without` are not. A match's first lease fixes its
    partition, out of `partitions`.
    """
    # A lease that lasts well beyond this batch is not written now: marking the batch as sent will renew it.
    lasts = Q(leased_by=owner, leased_until__gt=Now() + LEASE / 2, partition__isnull=False)
    found = _waiting(owner).annotate(lasts=lasts).order_by("waiting_since")
    if without:
        found = found.exclude(pk__in=without)
    waiting = list(found.values_list("pk", "lasts")[:limit])
    held = {pk for pk, lasts in waiting if lasts}
    wanted = [pk for pk, _ in waiting if pk not in held]
    if wanted:
        held |= _take(wanted, owner=owner, partitions=partitions)
    if not held:
        return []
    leased = OutboxCursor.objects.filter(pk__in=held, leased_by=owner, partition__isnull=False)
    rows = leased.values_list("match_id", "sent_seq", "partition")
    return [Leased(*row) for row in rows]  # type: ignore[arg-type]  # the partition is not null


def _waiting(owner: str) -> QuerySet[OutboxCursor]:
    """The cursors of matches with unsent records that `owner` may lease now."""
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    # No lease lasts that long: the database's clock was set back.
    impossible = Q(leased_until__gt=Now() + 2 * LEASE)
    return OutboxCursor.objects.filter(free | impossible | Q(leased_by=owner), sent_seq__lt=F("top_seq"))


def _take(wanted: Sequence[UUID], *, owner: str, partitions: int) -> set[UUID]:
    """Lease those of `wanted` that are still free; returns these."""
    with transaction.atomic():
        free = _waiting(owner).filter(pk__in=wanted)
        free = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
        found = dict(free.values_list("match_id", "partition"))
        new: dict[int, list[UUID]] = {}
        for pk, partition in found.items():
            if partition is None:
                new.setdefault(crc32(pk.bytes) % partitions, []).append(pk)
        fixed = [When(pk__in=matches, then=Value(partition)) for partition, matches in new.items()]
        OutboxCursor.objects.filter(pk__in=found).update(
            leased_by=owner,
            leased_until=Now() + LEASE,
            partition=Case(*fixed, default=F("partition"), output_field=PositiveIntegerField()),
        )
    return set(found)


def load_unsent(leased: Iterable[Leased], *, limit: int) -> list[Unsent]:
    """Load up to `limit` unsent records of these matches, in the order they were recorded."""
    rows = MatchEvent.objects.filter(
        match__in=[match.match for match in leased], seq__gt=F("match__outbox__sent_seq")
    ).order_by("pk")
    columns = ("match_id", "match__outbox__sent_seq", "match__epoch", "seq", "record", "match__shown_names")
    return [Unsent(*row) for row in rows.values_list(*columns)[:limit]]


LEASED_UNTIL = {
    "postgresql": f"STATEMENT_TIMESTAMP() + INTERVAL '{LEASE.seconds} seconds'",
    "sqlite": f"STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', '+{LEASE.seconds} seconds')",
}
MARK = """
UPDATE {outbox} SET sent_seq = %s, leased_until = {until}, waiting_since = CASE WHEN top_seq > %s THEN COALESCE(
  (SELECT recorded_at FROM {event} WHERE {event}.match_id = {outbox}.match_id AND seq = %s + 1), waiting_since) END
WHERE match_id = %s AND leased_by = %s AND sent_seq < %s
"""


def mark_sent(sent: Mapping[UUID, int], *, owner: str) -> None:
    """Note the last seq that Kafka has of each match, and renew its lease; no effect where `owner` has lost it."""
    if not sent:
        return
    outbox, event = OutboxCursor._meta, MatchEvent._meta  # noqa: SLF001  # Django's documented name for it
    sql = MARK.format(outbox=outbox.db_table, event=event.db_table, until=LEASED_UNTIL[connection.vendor])
    rows = [
        (seq, seq, seq, outbox.pk.get_db_prep_value(match, connection), owner, seq)
        for match, seq in sorted(sent.items())
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def renew(leased: Iterable[Leased], *, owner: str) -> None:
    """Renew the leases of matches, while Kafka is slow to acknowledge them."""
    mine = OutboxCursor.objects.filter(pk__in=[match.match for match in leased], leased_by=owner)
    _update_in_order(mine, leased_until=Now() + LEASE)


def release(*, owner: str) -> None:
    """Give all of `owner`'s leases back, for another relay to take at once."""
    _update_in_order(OutboxCursor.objects.filter(leased_by=owner), leased_by="", leased_until=None)


def _update_in_order(cursors: QuerySet[OutboxCursor], **values: Any) -> int:
    """Update cursors; returns how many. A plain UPDATE locks rows in any order, so they are locked in order before."""
    count, part = 0, cursors
    with transaction.atomic():
        while True:
            rows = part.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
            found = list(rows[:UPDATED_AT_ONCE])
            count += OutboxCursor.objects.filter(pk__in=found).update(**values)
            if len(found) < UPDATED_AT_ONCE:
                return count
            part = cursors.filter(pk__gt=found[-1])


def is_waiting(*, without: Collection[UUID] = ()) -> bool:
    """Whether any record or catalogue row is unsent, but for the records of the matches in `without`."""
    unsent = OutboxCursor.objects.filter(sent_seq__lt=F("top_seq")).exclude(pk__in=without)
    return unsent.exists() or bool(load_unsent_rows(limit=1))


# --- the catalogue ---------------------------------------------------------------------------------------------------


def load_unsent_rows(*, limit: int) -> list[Catalogued]:
    """Load catalogue rows whose version Kafka does not have. They need no lease: readers keep the highest version."""
    found: list[Catalogued] = []
    for rows in CATALOGUE:
        if len(found) < limit:
            unsent = rows.objects.filter(sent_version__lt=F("version")).prefetch_related(*rows.LISTS).order_by("pk")
            found.extend(unsent[: limit - len(found)])
    return found


def mark_rows_sent(rows: Iterable[Catalogued], *, cluster_id: str) -> None:
    """Note that Kafka has these versions; no effect if the cursors are about another cluster by now."""
    with transaction.atomic():
        if not KafkaCluster.objects.select_for_update().filter(cluster_id=cluster_id).exists():
            return
        for row in rows:
            type(row).objects.filter(pk=row.pk, sent_version__lt=row.version).update(sent_version=row.version)


# --- the cluster -----------------------------------------------------------------------------------------------------


def load_cluster() -> str | None:
    """The id of the Kafka cluster that the cursors are about; None before the first contact."""
    return KafkaCluster.objects.values_list("cluster_id", flat=True).first()


def save_cluster(cluster_id: str) -> None:
    """Note the Kafka cluster that the cursors are about from now on."""
    KafkaCluster.objects.update_or_create(pk=1, defaults={"cluster_id": cluster_id})


def forget_sent(*, cluster_id: str, match: UUID | None = None) -> int:
    """Have everything, or one match, sent again, to the cluster of that id; returns how many matches.

    Relays lose their leases, so that what they have sent before is not marked afterwards.
    """
    cursors = OutboxCursor.objects.filter(top_seq__gt=0)
    values = {"sent_seq": 0, "waiting_since": timezone.now(), "leased_by": "", "leased_until": None}
    with transaction.atomic():
        if match is not None:
            return _update_in_order(cursors.filter(pk=match), **values)
        if load_cluster() != cluster_id:  # another cluster may have another number of partitions
            values["partition"] = None
        save_cluster(cluster_id)
        for rows in CATALOGUE:
            rows.objects.update(sent_version=0)
        return _update_in_order(cursors, **values)
