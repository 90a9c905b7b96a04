"""Deletes what is kept for some time only: the addresses of acts, expired sessions, answers to requests of before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from scoreboard.models import AcceptedRequest, AuditAddress, UserSession

AT_ONCE = 5_000  # rows of one statement, so that a scorer's transaction waits no longer than for these
ANSWERED_DAYS = 30  # for which a request that is in no match's log is answered again under its key


def purge(*, now: datetime) -> dict[str, int]:
    """Delete what is older than it may be; returns how many rows of each kind."""
    kept_since = now - timedelta(days=settings.AUDIT_ADDRESS_DAYS)
    answered_since = now - timedelta(days=ANSWERED_DAYS)
    return {
        "addresses": delete(AuditAddress.objects.filter(at__lt=kept_since)),
        "sessions": delete(UserSession.objects.filter(expire_date__lt=now)),
        "answers": delete(AcceptedRequest.objects.filter(at__lt=answered_since)),
    }


def delete(found: QuerySet, *, at_once: int = AT_ONCE) -> int:
    """Delete rows, some at a time; returns how many."""
    count = 0
    while keys := list(found.values_list("pk", flat=True)[:at_once]):
        count += found.model._default_manager.filter(pk__in=keys).delete()[0]  # noqa: SLF001  # Django's documented name
    return count
