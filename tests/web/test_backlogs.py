"""What Prometheus is told of the backlogs, from the web, whether a relay or a worker runs or not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scoreboard.models import OutboxCursor

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def read_numbers(client):
    lines = client.get("/metrics").content.decode().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if line.startswith(("scoreboard_outbox_", "scoreboard_stats_"))]
    return {name: float(value) for name, value in pairs}


def test_what_waits_for_kafka_and_for_how_long(client, live_match):
    OutboxCursor.objects.update(waiting_since=timezone.now() - timedelta(minutes=5))
    numbers = read_numbers(client)
    assert 300 <= numbers.pop("scoreboard_outbox_oldest_seconds") < 330
    assert numbers == {
        "scoreboard_outbox_records": 2,
        "scoreboard_outbox_matches": 1,
        "scoreboard_outbox_leased_matches": 0,
        "scoreboard_outbox_catalogue_rows": 4,
        "scoreboard_stats_waiting_matches": 0,
        "scoreboard_stats_parked_matches": 0,
        "scoreboard_stats_dead_letters": 0,
    }


def test_nothing_waits(client):
    numbers = read_numbers(client)
    assert set(numbers.values()) == {0}
    assert numbers["scoreboard_outbox_oldest_seconds"] == 0
