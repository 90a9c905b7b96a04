"""What waits between a scorer and a table, for Prometheus; read from the databases at each scrape.

Every web process gives the same numbers, also while no relay and no worker runs, which is when an alert is needed.
"""

import logging
from collections.abc import Iterator

from django.db import Error
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from scoreboard import queries
from scoreboard.models import Damage
from scoreboard.outages import Outage
from stats import queries as stats

logger = logging.getLogger(__name__)
OUTBOX_AWAY = Outage(logger, away="metrics of the outbox are left out", back="metrics of the outbox are back")
STATS_AWAY = Outage(logger, away="metrics of stats are left out", back="metrics of stats are back")


class Backlogs(Collector):
    """Where a database does not answer, its numbers are left out: alert on their absence too."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: registering must not ask the databases."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the numbers; raises nothing."""
        for read, outage in ((load_outbox, OUTBOX_AWAY), (load_stats, STATS_AWAY)):
            try:
                yield from [GaugeMetricFamily(f"scoreboard_{name}", text, value) for name, text, value in read()]
            except Error as error:
                outage.began(error)
            else:
                outage.ended()


Number = tuple[str, str, float]


def load_outbox() -> list[Number]:
    """How far Kafka is behind the match logs."""
    now = timezone.now()
    backlog = queries.load_backlog(now=now)
    oldest = max((now - backlog.waiting_since).total_seconds(), 0) if backlog.waiting_since else 0
    return [
        ("unreadable_matches", "Matches that somebody could not read; `manage.py repair`.", Damage.objects.count()),
        ("outbox_records", "Accepted records that are not in Kafka yet.", backlog.records),
        ("outbox_matches", "Matches with such records.", backlog.matches),
        ("outbox_leased_matches", "Of these, matches that a relay has in hand.", backlog.leased),
        ("outbox_oldest_seconds", "The age of the oldest such record.", oldest),
        ("outbox_catalogue_rows", "Catalogue rows whose last version is not in Kafka yet.", backlog.catalogue),
    ]


def load_stats() -> list[Number]:
    """How far the tables are behind Kafka; without the messages where Kafka does not answer."""
    lag = stats.load_lag()
    numbers: list[Number] = [
        ("stats_waiting_matches", "Matches with records that wait for an earlier one.", lag.waiting),
        ("stats_parked_matches", "Matches with a record that could not be applied.", lag.parked),
        ("stats_dead_letters", "Messages that could not be read or applied.", lag.dead_letters),
    ]
    if lag.messages is not None:
        numbers.append(("stats_messages_behind", "Messages in Kafka that the tables do not have yet.", lag.messages))
    return numbers
