"""Fills the stats tables from the match logs at once, without Kafka in between: for tests and pictures of pages."""

from django.db import transaction

from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from stats.ingest.fold_cache import Folds
from stats.ingest.plan import plan_batch, write_plans
from stats.storage import catalogue
from stats.storage.stored import Stored


def count_all() -> None:
    """Take in every record and every catalogue row that there is."""
    entries = [row.as_entry() for rows in CATALOGUE for row in rows.objects.all()]
    count_matches(list(Match.objects.all()))
    with transaction.atomic(using="stats"):
        catalogue.write_entries(entries)


def count_matches(matches: list[Match]) -> None:
    """Take in every record of some matches."""
    rows = MatchEvent.objects.filter(match__in=matches).order_by("match", "seq")
    arrived = [Stored(str(row.match_id), 1, row.seq, row.record, 0, number) for number, row in enumerate(rows)]
    with transaction.atomic(using="stats"):
        write_plans(plan_batch(arrived, folds=Folds()))
