"""Fills the stats tables from the match logs at once, without Kafka in between: for tests and pictures of pages."""

from django.db import transaction

from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from stats.ingest.fold_cache import FoldCache
from stats.ingest.plan import plan_batch
from stats.ingest.save import save_plans
from stats.storage import catalogue
from stats.storage.stored_record import StoredRecord


def count_all() -> None:
    """Take in every record and every catalogue row that there is."""
    entries = [row.as_entry() for rows in CATALOGUE for row in rows.objects.all()]
    count_matches(list(Match.objects.all()))
    with transaction.atomic(using="stats"):
        catalogue.save_entries(entries)


def count_matches(matches: list[Match]) -> None:
    """Take in every record of some matches."""
    rows = MatchEvent.objects.filter(match__in=matches).order_by("match", "seq")
    arrived = [StoredRecord(str(row.match_id), 1, row.seq, row.record, 0, number) for number, row in enumerate(rows)]
    with transaction.atomic(using="stats"):
        save_plans(plan_batch(arrived, cache=FoldCache()))
