"""Fenced leases of Kafka partitions: one worker reads a partition at a time, and one that lost it cannot write.

Taking a lease makes its token another one. Every transaction that writes what was read ends with `advance`, which
changes the offset under the worker's own token or raises: so a worker that was paused for longer than its lease rolls
back whatever it had in hand when it wakes. How long a lease lasts is told by the database's clock, which all workers
share.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db import connections, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from stats.models import Lease

DURATION = timedelta(seconds=10)  # how long a partition waits for another worker after its own has crashed


class LeaseLost(Exception):
    """Another worker has the partition by now."""


class Held(NamedTuple):
    """A lease in hand."""

    cluster: str
    topic: str
    partition: int
    token: int
    next_offset: int


def add_partitions(*, cluster: str, topic: str, count: int) -> dict[int, int]:
    """Make the leases of partitions that have none yet; each partition's next offset, who waited for longest first."""
    rows = Lease.objects.filter(cluster=cluster, topic=topic)
    rows = rows.order_by(F("advanced_at").asc(nulls_first=True), "partition")
    known = dict(rows.values_list("partition", "next_offset"))
    new = [Lease(cluster=cluster, topic=topic, partition=number) for number in range(count) if number not in known]
    if new:
        Lease.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(rows.values_list("partition", "next_offset"))
    return known


def take(*, cluster: str, topic: str, partition: int, owner: str) -> Held | None:
    """Take a partition's lease; None where another worker has it."""
    free = Q(expires_at=None) | Q(expires_at__lt=Now())
    # The clock was set back: no lease can last that long.
    impossible = Q(expires_at__gt=Now() + 2 * DURATION)
    rows = Lease.objects.filter(cluster=cluster, topic=topic, partition=partition)
    with transaction.atomic(using="stats"):
        taken = rows.filter(free | impossible).update(token=F("token") + 1, owner=owner, expires_at=Now() + DURATION)
        if not taken:
            return None
        token, next_offset = rows.values_list("token", "next_offset").get()
    return Held(cluster, topic, partition, token, next_offset)


def come_first() -> None:
    """Begin a transaction that writes with this table: a rebuild's swap takes it first, then waits for what is begun.

    Whoever came to other tables before could wait for the swap while it waits for them.
    """
    connection = connections["stats"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Lease._meta.db_table} IN ROW SHARE MODE")  # noqa: SLF001  # Django's own


def advance(held: Held, *, next_offset: int) -> Held:
    """Move the offset and keep the lease; to be called last in the transaction that writes. Raises LeaseLost."""
    if not _mine(held).update(next_offset=next_offset, expires_at=Now() + DURATION, advanced_at=Now()):
        raise LeaseLost(f"{held.topic}[{held.partition}]: another worker has it by now")
    return held._replace(next_offset=next_offset)


def release(held: Held) -> None:
    """Give a partition back, for another worker to take at once; nothing where it is lost already."""
    _mine(held).update(owner="", expires_at=None)


def _mine(held: Held) -> QuerySet[Lease]:
    return Lease.objects.filter(cluster=held.cluster, topic=held.topic, partition=held.partition, token=held.token)
