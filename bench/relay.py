"""Records a second from the outbox to Kafka, beside a bare loop: `python -m bench.relay [--quick]`.

On a private PostgreSQL (with fsync) and a private Kafka broker that it starts. The bare loop is what a program would do
that had nothing to fear: it reads the same rows in bulk, hands value and key to the same producer, waits for the
acknowledgements and marks the matches; it takes no lease, sends no headers and minds no gap. Runs alternate, each from
the first record on; the ratio of the medians counts. CPU is the sender's own, user and system.
"""

import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MATCHES, EVENTS = 1_000, 50  # a match: as many records
QUICK_MATCHES = 100
RUNS = 5
AT_ONCE = 5_000


def main() -> None:
    """Print the table."""
    from tests import servers

    matches = QUICK_MATCHES if "--quick" in sys.argv else MATCHES
    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "postgres").mkdir(mode=0o755)
        postgres = servers.start_postgres(folder=folder / "postgres", fsync=True)
        kafka = servers.start_broker(folder=folder)
        try:
            os.environ |= {
                "DATABASE_URL": postgres.url,
                "STATS_DATABASE_URL": postgres.stats_url,
                "DATA_DIR": f"{folder}/var",
                "KAFKA_BOOTSTRAP": kafka.url,
                "REDIS_URLS": "redis://127.0.0.1:1/0",  # no consumer to wake
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
            }
            compare(matches)
        finally:
            kafka.stop()
            postgres.stop()


def compare(matches: int) -> None:
    """Measure both in turn."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    records, size = fill(matches)
    connection.close()
    relay(), bare()  # the topics are made, everything is warm
    results: dict[str, list[tuple[float, float]]] = {"relay": [], "bare loop": []}
    for _ in range(RUNS):
        for label, send in (("relay", relay), ("bare loop", bare)):
            set_back()
            results[label].append(measure(send))
    print(f"{records:,} records of {size:.0f} bytes in {matches:,} matches, median of {RUNS} runs")
    print(f"{'':12}{'records/s':>12}{'CPU µs each':>14}")
    medians = {}
    for label, runs in results.items():
        seconds, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
        medians[label] = seconds
        print(f"{label:12}{records / seconds:>12,.0f}{cpu / records * 1e6:>14.1f}")
    print(f"ratio {medians['bare loop'] / medians['relay']:.2f}")


def fill(matches: int) -> tuple[int, float]:
    """Enter the records; how many, and their mean size in bytes."""
    from django.db.models import Avg
    from django.db.models.functions import Length

    from scoreboard.models import Competition, Competitor, MatchEvent, Season
    from scoreboard.record.fixture import prepare, schedule_many

    competition = Competition.objects.create(sport="football", name="Bench")
    season = Season.objects.create(competition=competition, name="1")
    home, away = (Competitor.objects.create(sport="football", name=name) for name in ("Reds", "Blues"))
    goals = [
        {"type": "goal", "side": "home", "player": f"Player {number % 11}", "clock_ms": 1000 * number}
        for number in range(EVENTS - 2)
    ]
    for _ in range(matches // 50):
        fixture: dict[str, Any] = {"season": season, "home": home, "away": away, "actor": "user:1"}
        schedule_many([prepare(events=[{"type": "period_start"}, *goals], **fixture) for _ in range(50)])
    return MatchEvent.objects.count(), MatchEvent.objects.aggregate(size=Avg(Length("record")))["size"]


def set_back() -> None:
    """Forget what was sent."""
    from django.db import connection

    from scoreboard.eventlog import outbox
    from scoreboard.models import OutboxCursor

    cluster = outbox.load_cluster()
    if cluster is not None:
        outbox.forget_sent(cluster_id=cluster)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {OutboxCursor._meta.db_table}")  # noqa: SLF001
    connection.close()


def relay() -> None:
    """The product's relay, until everything is sent."""
    from scoreboard.eventlog.relay import Relay

    Relay(stop=threading.Event()).run(until_empty=True)


def bare() -> None:
    """Rows in bulk, the producer, the marks."""
    import psycopg
    from django.conf import settings

    from scoreboard.eventlog.producer import make_producer

    producer = make_producer()
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        while True:
            rows = connection.execute(
                "SELECT event.match_id, event.seq, event.record, outbox.partition FROM scoreboard_matchevent AS event"
                " JOIN scoreboard_outboxcursor AS outbox ON outbox.match_id = event.match_id"
                " WHERE event.seq > outbox.sent_seq ORDER BY event.id LIMIT %s",
                [AT_ONCE],
            ).fetchall()
            if not rows:
                break
            tops: dict[Any, int] = {}
            for match, seq, record, partition in rows:
                producer.produce(
                    settings.KAFKA_TOPIC_EVENTS, record.encode(), str(match).encode(), partition=partition or 0
                )
                producer.poll(0)
                tops[match] = seq
            producer.flush()
            with connection.cursor() as cursor:
                cursor.executemany(
                    "UPDATE scoreboard_outboxcursor SET sent_seq = %s WHERE match_id = %s",
                    [(seq, match) for match, seq in sorted(tops.items())],
                )
            connection.commit()


def measure(send: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the clock and of this process's CPU that `send` takes."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    send()
    after, seconds = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
