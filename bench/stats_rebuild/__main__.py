"""`rebuild stats` beside Bytewax, Quix Streams, Faust and a loop over the ORM: `python -m bench.stats_rebuild`.

On a Kafka and a PostgreSQL (fsync on) of its own. All read the same log (log.py) and compute the same league table,
scorers and form; whether the tables are equal is checked. Ours computes them by its rules from facts that can be
corrected, keeps every record besides, and is exactly once; the peers sum up (tables.py), at least once. Runs alternate;
the median of the rounds counts. The peers are installed from requirements-peers.txt into var/bench-peers.

--quick: a small log, one round. --linear: ours alone, on logs of growing length (--sizes). --workers: ours alone, by so
many processes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "var" / "bench-peers"
PARTITIONS = 4
TIMEOUT = 600
OURS = {
    "league": """
        SELECT season, competitor, count(*), count(*) FILTER (WHERE result = 'W'), count(*) FILTER (WHERE result = 'D'),
            count(*) FILTER (WHERE result = 'L'), sum(scored), sum(conceded)
        FROM stats_sidefact WHERE result <> '' GROUP BY season, competitor ORDER BY season, competitor""",
    "scorers": """
        SELECT season, person, sum(value) FROM stats_personfact WHERE stat = 'goals'
        GROUP BY season, person ORDER BY season, person""",
    "form": """
        SELECT season, competitor, right(string_agg(result, '' ORDER BY "on", match), 5)
        FROM stats_sidefact WHERE result <> '' GROUP BY season, competitor ORDER BY season, competitor""",
}
THEIRS = {
    "league": "SELECT * FROM league WHERE played > 0 ORDER BY season, team",
    "scorers": "SELECT * FROM scorers WHERE goals > 0 ORDER BY season, player",
    "form": "SELECT * FROM form ORDER BY season, team",
}


class Runner(NamedTuple):
    """One way to read the log."""

    label: str
    module: str
    is_peer: bool = False  # installed in the peers' environment
    queries: dict[str, str] | None = None  # what its tables are read with
    share: int = 1  # of the log, one in so many messages is given to it


RUNNERS = (
    Runner("consuming and decoding alone", "bound", is_peer=True),
    Runner("Scoreboard, all tables and records", "ours", queries=OURS),
    Runner("Scoreboard, the peers' tables and records", "ours_alike", queries=OURS),
    Runner("Bytewax", "bytewax", is_peer=True, queries=THEIRS),
    Runner("Quix Streams, batching sink", "quix", is_peer=True, queries=THEIRS),
    Runner("Faust", "faust", is_peer=True, queries=THEIRS, share=10),
    Runner("ORM, event by event", "orm", queries=THEIRS, share=100),
)
Contents = dict[str, list[tuple[Any, ...]]]


class Servers(NamedTuple):
    """Where they are."""

    bootstrap: str
    url: str
    stats_url: str


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.stats_rebuild")
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="30,000 events, one round")
    parser.add_argument("--linear", action="store_true", help="ours alone, on logs of growing length")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--workers", type=int, nargs="+", metavar="N", help="ours alone, by so many processes (1 2 4)")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
    with servers() as running:
        if options.linear:
            measure_growth(running, options.sizes)
        elif options.workers:
            measure_workers(running, options.workers, events=options.events, rounds=options.rounds)
        elif options.quick:
            compare(running, events=30_000, rounds=1)
        else:
            compare(running, events=options.events, rounds=options.rounds)


@contextmanager
def servers() -> Iterator[Servers]:
    """A Kafka and a PostgreSQL, and an empty folder of data."""
    from tests.servers import start_broker, start_postgres

    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "kafka").mkdir()
        (place / "postgres").mkdir()
        os.environ["DATA_DIR"] = str(place / "var")
        broker = start_broker(folder=place / "kafka")
        try:
            postgres = start_postgres(folder=place / "postgres", fsync=True)
            try:
                yield Servers(broker.url, postgres.url, postgres.stats_url)
            finally:
                postgres.stop()
        finally:
            broker.stop()


def compare(running: Servers, *, events: int, rounds: int) -> None:
    """All of them, in turn."""
    install_peers()
    cups = import_cups()
    logs = {share: fill(running, cups, events // share) for share in sorted({runner.share for runner in RUNNERS})}
    topic, messages, size = logs[1]
    print(f"{messages:,} messages of {size / messages:.0f} bytes, {PARTITIONS} partitions; median of {rounds}")
    figures: dict[str, list[dict[str, float]]] = {runner.label: [] for runner in RUNNERS}
    contents: dict[int, Contents] = {}
    for _ in range(rounds):
        for runner in RUNNERS:
            topic, messages, _ = logs[runner.share]
            figures[runner.label].append(run(runner, running, topic, messages))
            if runner.queries:
                found = read_tables(runner, running)
                if contents.setdefault(runner.share, found) != found:
                    raise SystemExit(f"{runner.label}: its tables are not those of the others")
    print("league tables, scorers and form are the same with all who read the same log\n")
    print(f"{'':44}{'events/s':>10}{'µs CPU/event':>14}{'peak MB':>9}{'of Bytewax':>12}")
    bytewax = statistics.median(rate(row) for row in figures["Bytewax"])
    for runner in RUNNERS:
        rows = figures[runner.label]
        speed = statistics.median(rate(row) for row in rows)
        cpu = statistics.median(row["cpu"] / row["messages"] * 1e6 for row in rows)
        peak = max(row["rss"] for row in rows) / 1e6
        sample = f" (1 in {runner.share})" if runner.share > 1 else ""
        print(f"{runner.label + sample:44}{speed:>10,.0f}{cpu:>14.1f}{peak:>9.0f}{speed / bytewax:>12.2f}")


def measure_growth(running: Servers, sizes: list[int]) -> None:
    """Ours alone, on logs of growing length."""
    cups = import_cups()
    ours = RUNNERS[1]
    print(f"{'messages':>12}{'seconds':>10}{'events/s':>10}{'µs CPU/event':>14}{'peak MB':>9}")
    for size in sizes:
        topic, messages, _ = fill(running, cups, size)
        row = run(ours, running, topic, messages)
        cpu, peak = row["cpu"] / messages * 1e6, row["rss"] / 1e6
        print(f"{messages:>12,}{row['seconds']:>10.1f}{rate(row):>10,.0f}{cpu:>14.1f}{peak:>9.0f}", flush=True)


def measure_workers(running: Servers, workers: list[int], *, events: int, rounds: int) -> None:
    """Ours alone, by so many processes: what each costs, and that their tables are the same."""
    topic, messages, _ = fill(running, import_cups(), events)
    ours = RUNNERS[1]
    rows: dict[int, list[dict[str, float]]] = {count: [] for count in workers}
    contents: Contents = {}
    for _ in range(rounds):
        for count in workers:
            rows[count].append(run(ours, running, topic, messages, count))
            found = read_tables(ours, running)
            if contents and found != contents:
                raise SystemExit(f"{count} processes make other tables")
            contents = found
    print(f"{messages:,} messages, {PARTITIONS} partitions; median of {rounds}; the tables are the same")
    print(f"{'processes':>12}{'events/s':>10}{'µs CPU/event':>14}{'events/CPU s':>14}")
    for count, of_count in rows.items():
        speed = statistics.median(map(rate, of_count))
        cpu = statistics.median(row["cpu"] / row["messages"] for row in of_count)
        print(f"{count:>12}{speed:>10,.0f}{cpu * 1e6:>14.1f}{1 / cpu:>14,.0f}")


def rate(row: dict[str, float]) -> float:
    """Events a second."""
    return row["messages"] / row["seconds"]


def import_cups() -> Any:
    """The cups that the log is made of."""
    from bench.stats_rebuild.log import import_cups

    return import_cups()


def fill(running: Servers, cups: Any, events: int) -> tuple[str, int, int]:
    """Send a log of so many events to a topic of its own: its name, messages and bytes."""
    from confluent_kafka.admin import AdminClient, NewTopic

    from bench.stats_rebuild.log import make_log, produce

    topic = f"log-{events}"
    admin = AdminClient({"bootstrap.servers": running.bootstrap})
    for made in admin.create_topics([NewTopic(topic, PARTITIONS, 1), NewTopic(f"{topic}-catalogue", 1, 1)]).values():
        made.result(30)
    return topic, *produce(running.bootstrap, topic, make_log(cups, events=events))


def run(runner: Runner, running: Servers, topic: str, messages: int, *more: int) -> dict[str, float]:
    """Run one, in a process of its own; what it says of itself."""
    python = PEERS / "bin" / "python" if runner.is_peer else Path(sys.executable)
    url = running.stats_url if runner.module.startswith("ours") else running.url
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}  # Faust heeds it
    done = subprocess.run(
        [
            python,
            "-m",
            f"bench.stats_rebuild.run_{runner.module}",
            running.bootstrap,
            topic,
            url,
            *map(str, (messages, *more)),
        ],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"messages"')]
    if not lines:
        raise SystemExit(f"{runner.label} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return json.loads(lines[0])


def read_tables(runner: Runner, running: Servers) -> Contents:
    """The tables that it has made."""
    import psycopg

    url = running.stats_url if runner.module.startswith("ours") else running.url
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query).fetchall() for name, query in (runner.queries or {}).items()}


def install_peers() -> None:
    """Make the peers' environment, unless it is there."""
    wanted = (ROOT / "requirements-peers.txt").read_text()
    mark = PEERS / "requirements.txt"
    if mark.exists() and mark.read_text() == wanted:
        return
    print("installing the peers into var/bench-peers", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", PEERS], check=True)
    pip = [PEERS / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", ROOT / "requirements-peers.txt"]
    subprocess.run(pip, check=True)
    mark.write_text(wanted)


if __name__ == "__main__":
    main()
