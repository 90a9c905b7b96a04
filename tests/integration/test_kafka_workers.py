"""Workers in processes of their own, on a real broker and PostgreSQL: how they share a log, and how much they hold."""

import hashlib
import json
import time
from itertools import count
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from scoreboard.sports.decoding import convert_event
from scoreboard.wire.records import encode_record
from tests.integration.kafka_log import manage, wait_until

PARTITIONS = 4
MATCHES = 5_000
TOPIC = "workers"
SEGMENTS = """(
    SELECT match, epoch, seq + place - 1 AS seq, record FROM stats_segment,
    json_array_elements(payload::json) WITH ORDINALITY AS records (record, place)
) AS records"""
FACTS = {
    "stats_sidefact": "match, side, scored, conceded, result, seq",
    "stats_personfact": "match, competitor, person, stat, value",
    "stats_incidentfact": "match, seq, kind, minute, home_score, away_score",
    SEGMENTS: "match, epoch, seq, record::text",
    "stats_log": "match, epoch, applied_seq, waiting_since",
}
# A worker that says when it is ready, waits for a file, and consumes; then it says what it read, at what cost.
WORK = """
import json, os, sys, time
from django.conf import settings
from django.db import connections
from stats.ingest.worker import Worker
settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = {topic!r}, {topic!r} + "-catalogue"
worker = Worker()
worker.reader.find_topic({topic!r})
print("ready", flush=True)
while not os.path.exists({start!r}):
    time.sleep(0.01)
messages, begun = 0, time.process_time()
while True:
    consumed = worker.consume(seconds=8)
    messages += consumed.messages
    if consumed.caught_up:
        break
    time.sleep(0.05)
cpu = time.process_time() - begun
worker.close()
connections.close_all()
# Not ru_maxrss, which a new program inherits from the one that it was forked off.
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) * 1024
print(json.dumps({{"messages": messages, "cpu": cpu, "peak": peak}}), flush=True)
"""
REBUILD = """
import multiprocessing, os
from django.conf import settings
from django.db import connections
from stats.ingest.limits import IngestLimits
from stats.ops.rebuild import rebuild
settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = {topic!r}, {topic!r} + "-catalogue"

def report(done, total):
    helpers = multiprocessing.active_children()
    assert len(helpers) <= {workers} - 1
    if done > {end_after}:
        victims = [helper.pid for helper in helpers] if {helper} else [os.getpid()]
        for victim in victims:
            os.kill(victim, 9)

rebuilt = rebuild(workers={workers}, report=report, limits=IngestLimits(batch_messages=2_000))
connections.close_all()
print(rebuilt.messages, rebuilt.records, rebuilt.matches)
"""
numbers = count(1)


def make_records():
    """A match's records: two goals, a card, a substitution, everything twice as it may come."""
    ref = [{"id": name, "name": name} for name in ("Cup", "2026", "Reds", "Blues")]
    fixture = dict(zip(("competition", "season", "home", "away"), ref, strict=True))
    bodies = [
        {"type": "scheduled", "data": {"sport": "football", **fixture, "scheduled_on": "2026-01-01"}},
        {"type": "period_start"},
        {"type": "goal", "side": "home", "player": "Ann", "clock_ms": 600_000, "data": {"assist": "Bea"}},
        {"type": "card", "side": "away", "player": "Cleo", "clock_ms": 700_000, "data": {"card": "yellow"}},
        {"type": "substitution", "side": "away", "player": "Dora", "clock_ms": 800_000, "data": {"off": "Cleo"}},
        {"type": "goal", "side": "away", "player": "Dora", "clock_ms": 900_000},
        {"type": "period_end"},
        {"type": "period_start"},
        {"type": "period_end"},
    ]
    place = {"match": "MATCH", "sport": "football", "recorded_at": "2026-01-01T15:00:00Z", "actor": "user:1"}
    records = [convert_event("football", {**place, **body, "seq": seq}) for seq, body in enumerate(bodies, start=1)]
    return [encode_record(record) for record in records]


@pytest.fixture(scope="module")
def log(kafka):
    """A topic of MATCHES matches, some records twice and some after their successors; how many messages there are."""
    admin = AdminClient({"bootstrap.servers": kafka})
    topics = [NewTopic(TOPIC, PARTITIONS, 1), NewTopic(f"{TOPIC}-catalogue", 1, 1)]
    for made in admin.create_topics(topics).values():
        made.result(20)
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 20})
    records, messages = make_records(), 0
    order = [0, 1, 2, 2, 4, 3, 5, 6, 7, 8]
    for group in range(MATCHES // 50):
        for at in order:
            for number in range(50):
                match = f"01900000-0000-7000-8000-{group * 50 + number:012d}"
                value = records[at].replace(b"MATCH", match.encode())
                producer.produce(TOPIC, value, match.encode(), partition=number % PARTITIONS)
                messages += 1
        producer.poll(0)
    assert producer.flush(30) == 0
    return messages


@pytest.fixture
def tables(postgres, kafka, tmp_path):
    """Empty stats tables in a database of their own; starts workers on them."""

    class Tables:
        url = f"{postgres.stats_url}_{next(numbers)}"
        start = tmp_path / "start"
        workers: list = []

        def start_workers(self, how_many):
            """Start workers, and have them begin at once when all are ready."""
            env = {"STATS_DATABASE_URL": self.url, "KAFKA_BOOTSTRAP": kafka, "DATA_DIR": str(tmp_path)}
            code = WORK.format(topic=TOPIC, start=str(self.start))
            self.workers = [manage(env=env, code=code) for _ in range(how_many)]
            for worker in self.workers:
                assert worker.stdout.readline() == "ready\n", worker.stdout.read()
            self.start.touch()

        def rebuild(self, *, workers=2, end_after=10**9, helper=False):
            """Rebuild; kill -9 the first process, or a helper, after so many messages. What it says."""
            env = {"STATS_DATABASE_URL": self.url, "KAFKA_BOOTSTRAP": kafka, "DATA_DIR": str(tmp_path)}
            code = REBUILD.format(topic=TOPIC, workers=workers, end_after=end_after, helper=helper)
            run = manage(env=env, code=code)
            output, _ = run.communicate(timeout=120)
            return run.returncode, output

        def wait(self):
            """What each worker says at its end."""
            outputs = [worker.communicate(timeout=120)[0] for worker in self.workers]
            return [json.loads(output.splitlines()[-1]) for output in outputs]

        def digest(self):
            """What is in the tables, whoever wrote it and when."""
            with psycopg.connect(self.url) as connection:
                found = {}
                for table, columns in FACTS.items():
                    rows = connection.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}").fetchall()
                    found[table] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
                return found

    with psycopg.connect(postgres.stats_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {Tables.url.rsplit('/', 1)[1]}")
    tables = Tables()
    migrate = manage("migrate", "--database", "stats", "-v0", env={"STATS_DATABASE_URL": tables.url})
    output, _ = migrate.communicate(timeout=60)
    assert migrate.returncode == 0, output
    yield tables
    for worker in tables.workers:
        if worker.poll() is None:
            worker.kill()
            worker.communicate()


@pytest.mark.slow
def test_one_two_and_four_workers_share_the_log_and_make_the_same_tables(tables, log, postgres):
    digests = []
    for how_many in (1, 2, 4):
        tables.start.unlink(missing_ok=True)
        tables.start_workers(how_many)
        told = tables.wait()
        assert sum(worker["messages"] for worker in told) == log
        assert all(worker["messages"] > 0 for worker in told)
        digests.append(tables.digest())
        with psycopg.connect(tables.url) as connection:
            connection.execute(
                f"TRUNCATE stats_lease, stats_seasonfact, stats_segment, {', '.join(FACTS.keys() - {SEGMENTS})}"
            )
    assert digests[0][SEGMENTS][0] == 9 * MATCHES
    assert digests[0]["stats_log"][0] == MATCHES
    assert digests == [digests[0]] * 3


@pytest.mark.slow
def test_a_rebuild_that_is_killed_goes_on_where_it_was(tables, log):
    assert tables.rebuild(end_after=log // 2) == (-9, "")
    assert tables.digest()[SEGMENTS][0] == 0  # nothing is swapped
    status, output = tables.rebuild()
    messages, records, matches = map(int, output.split())
    assert (status, records, matches) == (0, 9 * MATCHES, MATCHES)
    assert log // 4 < messages < 3 * log // 4
    rebuilt = tables.digest()
    tables.rebuild()
    assert tables.digest() == rebuilt


@pytest.mark.slow
def test_a_rebuild_by_several_processes_makes_the_same_tables_and_one_of_them_may_be_killed(tables, log):
    digests = []
    for how in ({"workers": 1}, {"workers": 4}, {"workers": 2, "end_after": log // 4, "helper": True}):
        status, output = tables.rebuild(**how)
        assert (status, *map(int, output.split())) == (0, log, 9 * MATCHES, MATCHES), how
        digests.append(tables.digest())
    assert digests == [digests[0]] * 3


@pytest.mark.slow
def test_a_slow_database_does_not_make_a_worker_hold_more_of_the_log(tables, log):
    with psycopg.connect(tables.url) as lock:
        lock.execute("LOCK TABLE stats_log IN ACCESS EXCLUSIVE MODE")
        tables.start_workers(1)
        with psycopg.connect(tables.url, autocommit=True) as looker:
            blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            wait_until(lambda: looker.execute(blocked).fetchone()[0] > 0)
        sizes = []
        while len(sizes) < 3 or sizes[-1] > sizes[-3] + 1_000_000:  # it has filled its queue
            time.sleep(0.5)
            sizes.append(read_size(tables.workers[0].pid))
        assert sizes[-1] < 200_000_000
    (worker,) = tables.wait()
    assert worker["messages"] == log
    assert worker["peak"] < 200_000_000


def read_size(pid):
    """Bytes that a process has in memory."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) * 1024
