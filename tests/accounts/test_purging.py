"""What is kept for some time only is deleted after it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scoreboard.accounts.purging import ANSWERED_DAYS, purge
from scoreboard.models import AcceptedRequest
from scoreboard.record.idempotency import find_accepted, keep_accepted

pytestmark = pytest.mark.django_db


def test_what_a_request_was_answered_is_kept_for_thirty_days():
    now = timezone.now()
    for key, days in (("old", ANSWERED_DAYS + 1), ("new", ANSWERED_DAYS - 1)):
        keep_accepted("user:7", key, b"hash", {"people": []})
        AcceptedRequest.objects.filter(key=key).update(at=now - timedelta(days=days))
    assert purge(now=now)["answers"] == 1
    assert find_accepted("user:7", "old", b"hash") is None
    assert find_accepted("user:7", "new", b"hash") == {"people": []}
