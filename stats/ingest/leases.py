"""Fenced leases of Kafka partitions: one worker consumes a partition at a time, and one that lost it cannot save.

Taking a lease gives it a new token. Every transaction that saves what was read ends with `advance`, which moves the
offset under the worker's own token or raises LeaseLost. So a worker that was paused for longer than its lease rolls
back when it wakes. Leases expire by the database's clock, which all workers share.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db import connections, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from stats.models import Lease

DURATION = timedelta(seconds=10)  # how long a partition waits for another worker after its worker has crashed


class LeaseLost(Exception):
    """Another worker has taken the partition meanwhile."""


class HeldLease(NamedTuple):
    """A lease that this worker has taken: the partition, the fencing token, and the offset to read from."""

    cluster: str
    topic: str
    partition: int
    token: int
    next_offset: int


def add_partitions(*, cluster: str, topic: str, count: int) -> dict[int, int]:
    """Add the leases that partitions 0 to `count` - 1 lack; returns each partition's next offset, the stalest first."""
    rows = Lease.objects.filter(cluster=cluster, topic=topic)
    rows = rows.order_by(F("advanced_at").asc(nulls_first=True), "partition")
    offsets = dict(rows.values_list("partition", "next_offset"))
    new = [Lease(cluster=cluster, topic=topic, partition=number) for number in range(count) if number not in offsets]
    if new:
        Lease.objects.bulk_create(new, ignore_conflicts=True)
        offsets = dict(rows.values_list("partition", "next_offset"))
    return offsets


def take(*, cluster: str, topic: str, partition: int, owner: str) -> HeldLease | None:
    """Take a partition's lease; None if another worker has it."""
    free = Q(expires_at=None) | Q(expires_at__lt=Now())
    # No lease lasts that long: the database's clock was set back.
    impossible = Q(expires_at__gt=Now() + 2 * DURATION)
    rows = Lease.objects.filter(cluster=cluster, topic=topic, partition=partition)
    with transaction.atomic(using="stats"):
        taken = rows.filter(free | impossible).update(token=F("token") + 1, owner=owner, expires_at=Now() + DURATION)
        if not taken:
            return None
        token, next_offset = rows.values_list("token", "next_offset").get()
    return HeldLease(cluster, topic, partition, token, next_offset)


def lock_table() -> None:
    """Lock the table of leases in shared mode: a transaction that saves must begin with this.

    A rebuild's swap locks this table first, too, and so waits for the transactions that have begun. If one locked other
    tables first, it and the swap could wait for each other.
    """
    connection = connections["stats"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Lease._meta.db_table} IN ROW SHARE MODE")  # noqa: SLF001  # Django's own


def advance(lease: HeldLease, *, next_offset: int) -> HeldLease:
    """Move the offset and renew the lease, as the last statement of the transaction that saves. Raises LeaseLost."""
    if not _row_of(lease).update(next_offset=next_offset, expires_at=Now() + DURATION, advanced_at=Now()):
        raise LeaseLost(f"{lease.topic}[{lease.partition}]: another worker has it by now")
    return lease._replace(next_offset=next_offset)


def release(lease: HeldLease) -> None:
    """Give a lease back, for another worker to take at once; no effect if it is lost already."""
    _row_of(lease).update(owner="", expires_at=None)


def _row_of(lease: HeldLease) -> QuerySet[Lease]:
    """The lease's row, as long as it has the same token."""
    return Lease.objects.filter(cluster=lease.cluster, topic=lease.topic, partition=lease.partition, token=lease.token)
