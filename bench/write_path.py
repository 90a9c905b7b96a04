"""Accepted events a second through the whole write path, beside bare psycopg: `python -m bench.write_path`.

On a private PostgreSQL that it starts. First record/ enters EVENTS goals into each of MATCHES, while every statement
and its parameters are noted; then the matches are set back, and psycopg alone sends the very same statements with the
same commits: what a program would do that knew the answers already. Runs alternate; the ratio of the medians counts.
Twice: with a commit that waits for the disk, as in production, and without, which shows the processor's part.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MATCHES = 20
EVENTS = 25  # a match: as many as a football match has
RUNS = 3

Statement = tuple[str, Any]


def main() -> None:
    """Print the table."""
    from tests import servers

    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = servers.start_postgres(folder=Path(folder), fsync=True)
        try:
            os.environ.update(DATABASE_URL=server.url, STATS_DATABASE_URL=server.stats_url, DATA_DIR=f"{folder}/var")
            os.environ["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
            compare()
        finally:
            server.stop()


def compare() -> None:
    """Measure both ways of writing, in turn."""
    import django
    import psycopg

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    matches = make_matches()
    events = MATCHES * EVENTS
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        print(f"{EVENTS} events each in {MATCHES} matches, one by one; events a second, median of {RUNS} runs")
        print(f"{'':34}{'record/':>10}{'bare psycopg':>14}{'ratio':>8}")
        for label, commit in (("commit waits for the disk", "on"), ("commit does not wait", "off")):
            for cursor in (connection.cursor(), bare.cursor()):
                cursor.execute(f"SET synchronous_commit = {commit}")
            ours, theirs = [], []
            for _ in range(RUNS):
                set_back(matches)
                noted: list[Statement] = []
                with connection.execute_wrapper(note(noted)):
                    enter(matches)
                set_back(matches)
                ours.append(events / seconds(lambda: enter(matches)))
                set_back(matches)
                theirs.append(events / seconds(lambda noted=noted: send(bare, noted)))
            a, b = statistics.median(ours), statistics.median(theirs)
            print(f"{label:34}{a:>10,.0f}{b:>14,.0f}{a / b:>8.2f}")
    connection.close()


def make_matches() -> list[Any]:
    """Matches that have kicked off, with their scorer known."""
    from scoreboard.models import Competition, Competitor, Season
    from scoreboard.record.commands import record
    from scoreboard.record.fixture import schedule

    competition = Competition.objects.create(sport="football", name="Bench")
    season = Season.objects.create(competition=competition, name="1")
    home, away = (Competitor.objects.create(sport="football", name=name) for name in ("Reds", "Blues"))
    matches = [schedule(season=season, home=home, away=away, actor="user:1").match for _ in range(MATCHES)]
    goal = {"type": "goal", "side": "home", "player": "Ada"}
    for match in matches:
        record(match_id=match.pk, events=[{"type": "period_start"}, goal], actor="user:1", publish=False)
        match.refresh_from_db()
    return matches


def enter(matches: list[Any]) -> None:
    """Enter goals through the write path, each a request with an idempotency key of its own."""
    from scoreboard.record.commands import record

    for number in range(EVENTS):
        goal = {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 1000 + number}
        for match in matches:
            record(match_id=match.pk, events=[goal], actor="user:1", key=f"k{number}", publish=False)


def set_back(matches: list[Any]) -> None:
    """Forget what was entered since `make_match`."""
    from scoreboard.models import MatchEvent, OutboxCursor

    for match in matches:
        MatchEvent.objects.filter(match=match, seq__gt=match.seq).delete()
        OutboxCursor.objects.filter(match=match).update(top_seq=match.seq)
        match.save()


def note(noted: list[Statement]) -> Callable[..., Any]:
    """An execute wrapper that notes each statement; several rows of one statement stay one."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        noted.append((sql, params))
        return execute(sql, params, many, context)

    return wrapper


def send(bare: Any, noted: list[Statement]) -> None:
    """Send the noted statements, a transaction an event: each begins with the statement that locks the match."""
    with bare.cursor() as cursor:
        transactions: list[list[Statement]] = []
        for sql, params in noted:
            if sql.endswith("UPDATE"):
                transactions.append([])
            transactions[-1].append((sql, params))
        for statements in transactions:
            cursor.execute("BEGIN")
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
            cursor.execute("COMMIT")


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
