"""Applies records that an earlier release did not know: their matches have waited for an upgrade, which may be this."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from stats.ingest import leases
from stats.ingest.plan import plan_again
from stats.ingest.save import Overtaken, save_plans
from stats.models import Log
from stats.storage.bulk import VALUE_ERRORS

logger = logging.getLogger(__name__)
AT_ONCE = 100  # matches a transaction


def find_waiting() -> QuerySet[Log]:
    """The matches that wait for an upgrade, those first that have waited longest."""
    return Log.objects.filter(waiting_since__isnull=False).exclude(awaits="").order_by("waiting_since", "match")


def apply_waiting(*, at_once: int = AT_ONCE) -> int:
    """Apply the records that this release knows by now; returns how many matches no longer wait."""
    matches = list(find_waiting().values_list("match", flat=True))
    for start in range(0, len(matches), at_once):
        _apply(matches[start : start + at_once])
    done = len(matches) - find_waiting().filter(match__any=matches).count()
    if done:
        logger.info("%d matches have waited for this release, and go on", done)
    return done


def _apply(matches: Sequence[str]) -> None:
    try:
        with transaction.atomic(using="stats"):
            leases.lock_table()
            save_plans(plan_again(matches))
    except (Overtaken, *VALUE_ERRORS):
        if len(matches) > 1:
            for match in matches:
                _apply([match])  # a match that a worker writes at this moment is applied by that worker
