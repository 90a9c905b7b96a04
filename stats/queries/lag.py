"""Why are standings late: how far Kafka is read, and what holds single matches up."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q

from stats.ingest import kafka_reader
from stats.models import DeadLetter, Lease, Log
from stats.tables.naming import NO_POSITION, make_position

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PartitionLag:
    """How far a partition is read. `end_offset` and `lag` (messages) are None where Kafka cannot be asked."""

    topic: str
    partition: int
    next_offset: int
    end_offset: int | None
    owner: str
    advanced_at: datetime | None

    @property
    def lag(self) -> int | None:
        """How many messages are not read yet."""
        return None if self.end_offset is None else max(0, self.end_offset - self.next_offset)


@dataclass(frozen=True)
class Lag:
    """How far the stats database is behind Kafka, and what holds single matches up.

    `waiting` counts matches with records that cannot be applied yet, `parked` those with an open dead letter.
    """

    cluster_id: str | None
    partitions: list[PartitionLag]
    waiting: int
    parked: int
    dead_letters: int
    position: dict[str, Any]

    @property
    def messages(self) -> int | None:
        """How many messages are not read yet, in all; None where Kafka cannot be asked."""
        lags = [partition.lag for partition in self.partitions]
        return None if not lags or None in lags else sum(lag or 0 for lag in lags)


def load_lag() -> Lag:
    """How far the stats database is behind; asks Kafka too, for half a second at most."""
    leases = list(Lease.objects.order_by("topic", "partition"))
    cluster, ends = kafka_reader.ask_ends({lease.topic for lease in leases})
    if cluster is None and leases:
        cluster = max(leases, key=lambda lease: lease.advanced_at or NEVER).cluster
    letters = DeadLetter.objects.filter(settled="").aggregate(
        count=Count("pk"), matches=Count("match", distinct=True, filter=~Q(match=""))
    )
    return Lag(
        cluster_id=cluster,
        partitions=[
            PartitionLag(
                topic=lease.topic,
                partition=lease.partition,
                next_offset=lease.next_offset,
                end_offset=ends.get((lease.topic, lease.partition)),
                owner=lease.owner,
                advanced_at=lease.advanced_at,
            )
            for lease in leases
            if lease.cluster == cluster
        ],
        waiting=Log.objects.filter(waiting_since__isnull=False).count(),
        parked=letters["matches"],
        dead_letters=letters["count"],
        position=load_position(),
    )


def load_position() -> dict[str, Any]:
    """Which record was applied last: `{"match", "seq", "cursor", "at"}`, all None before the first."""
    log = Log.objects.filter(recorded_at__isnull=False).order_by("-recorded_at").first()
    return make_position(log.match, log.epoch, log.applied_seq, log.recorded_at) if log else dict(NO_POSITION)


def load_waiting(limit: int = 50) -> list[Log]:
    """The matches with records that cannot be applied yet, those first that wait longest."""
    return list(Log.objects.filter(waiting_since__isnull=False).order_by("waiting_since")[:limit])


def load_dead_letters(limit: int = 50) -> list[DeadLetter]:
    """The open dead letters, newest first."""
    return list(DeadLetter.objects.filter(settled="").order_by("-pk")[:limit])
