"""What Prometheus is told of the backlogs, from the web, whether a relay or a worker runs or not."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
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


def test_an_outage_of_a_database_is_logged_once_and_so_is_its_end(client, caplog):
    undo = transaction.savepoint(using="stats")
    with connections["stats"].cursor() as cursor:
        cursor.execute("ALTER TABLE stats_deadletter RENAME TO stats_gone")
    assert {name.partition("_stats_")[1] for name in read_numbers(client)} == {""}, "those of the outbox are there"
    read_numbers(client)
    transaction.savepoint_rollback(undo, using="stats")
    assert "scoreboard_stats_dead_letters" in read_numbers(client)
    said = [record.getMessage().partition(":")[0] for record in caplog.records if record.name.endswith("backlogs")]
    assert said[0] == "metrics of stats are left out"
    assert [text.partition(" after")[0] for text in said[1:]] == ["metrics of stats are back"]
