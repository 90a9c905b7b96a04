"""Matches that wait for a release that knows what their next record says: this one may be it."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from stats.ingest import leases
from stats.ingest.plan import UNWRITABLE, Overtaken, plan_again, write_plans
from stats.models import Log

logger = logging.getLogger(__name__)
AT_ONCE = 100  # matches


def find_waiting() -> QuerySet[Log]:
    """The matches that wait for an upgrade, those first that wait longest."""
    return Log.objects.filter(waiting_since__isnull=False).exclude(awaits="").order_by("waiting_since", "match")


def read_again() -> int:
    """Apply what the matches have waited with, as far as this release knows it; how many no longer wait."""
    matches = list(find_waiting().values_list("match", flat=True))
    for start in range(0, len(matches), AT_ONCE):
        _read_again(matches[start : start + AT_ONCE])
    done = len(matches) - find_waiting().filter(match__any=matches).count()
    if done:
        logger.info("%d matches have waited for this release, and go on", done)
    return done


def _read_again(matches: Sequence[str]) -> None:
    try:
        with transaction.atomic(using="stats"):
            leases.come_first()
            write_plans(plan_again(matches))
    except (Overtaken, *UNWRITABLE):
        if len(matches) > 1:
            for match in matches:
                _read_again([match])  # one that a worker writes at this moment is read again by that worker
