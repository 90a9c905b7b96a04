"""The faults, a function each: it causes one under load, and says when what was broken works again.

That moment, on the monotonic clock, is where recovery begins: where a program dies, the moment of its death.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from confluent_kafka import ElectionType, Producer
from confluent_kafka.admin import AdminClient

from tests.attacks.system import STRANGERS
from tests.faults.system import Program, System, wait_for
from tests.servers import ROOT, missing
from tests.stats import poison

AWAY_S = 10.0
LONG_AWAY_S = float(os.environ.get("FAULTS_AWAY_S", "60"))
WORKER_LEASE_S, RELAY_LEASE_S = 10.0, 5.0


@dataclass(frozen=True)
class Row:
    """A fault: its name in the table, what causes it, and whether CI runs it.

    `mend` repairs what Scoreboard recovers without; `environment` is its programs' own.
    """

    name: str
    cause: Callable[[System], float]
    in_ci: bool = False
    mend: Callable[[System], None] = field(default=lambda _: None)
    environment: Callable[[System], dict[str, str]] = field(default=lambda _: {})


# --- Scoreboard's own programs ---------------------------------------------------------------------------------------


def kill_web(system: System) -> float:
    died = time.monotonic()
    system.kill_and_restart(system.webs[0])
    return died


def kill_both_webs(system: System) -> float:
    died = time.monotonic()
    for web in system.webs:
        web.kill()
    for web in system.webs:
        web.start()
    return died


def kill_relay_before_send(system: System) -> float:
    return system.die_at(system.relays, "before-send")


def kill_relay_after_send(system: System) -> float:
    return system.die_at(system.relays, "after-send")


def kill_relay_before_mark(system: System) -> float:
    return system.die_at(system.relays, "before-mark")


def kill_worker_mid_batch(system: System) -> float:
    return system.die_at(system.workers, "mid-batch")


def kill_worker_after_commit(system: System) -> float:
    return system.die_at(system.workers, "after-commit")


def kill_beat(system: System) -> float:
    died = time.monotonic()
    system.kill_and_restart(system.beat)
    return died


def stop_worker_beyond_its_lease(system: System) -> float:
    return stop_worker(system, "after-read")


def stop_worker_in_its_transaction(system: System) -> float:
    return stop_worker(system, "mid-batch")


def stop_worker(system: System, point: str) -> float:
    return stop_at(system, system.workers, point, seconds=WORKER_LEASE_S + 3)


def stop_at(system: System, programs: Sequence[Program], point: str, *, seconds: float) -> float:
    """SIGSTOP to the first that reaches `point`, and after `seconds` SIGCONT."""
    struck = system.strike(programs, point, signal.SIGSTOP)
    time.sleep(seconds)
    struck.resume()
    return time.monotonic()


def overlap(system: System) -> float:
    """Leases count for nothing for a while; then a relay wakes with what it read before its lease ran out."""
    with system.overlap([*system.relays, *system.workers]):
        time.sleep(5)
    return stop_at(system, system.relays, "before-send", seconds=RELAY_LEASE_S + 2)


# --- Kafka -----------------------------------------------------------------------------------------------------------


def kill_broker(system: System) -> float:
    system.kafka.brokers[1].kill()
    return time.monotonic()


def start_broker(system: System) -> None:
    system.kafka.brokers[1].start()


def kill_two_brokers(system: System) -> float:
    return kill_brokers(system, [1, 2], seconds=AWAY_S)


def stop_kafka(system: System) -> float:
    return kill_brokers(system, [1, 2, 3], seconds=LONG_AWAY_S)


def kill_brokers(system: System, nodes: list[int], *, seconds: float) -> float:
    brokers = [system.kafka.brokers[node] for node in nodes]
    for broker in brokers:
        broker.kill()
    time.sleep(seconds)
    for broker in brokers:
        broker.start()
    return time.monotonic()


def move_leaders(system: System) -> float:
    """Each broker in turn gives its partitions away, and then gets them back."""
    for broker in system.kafka.brokers.values():
        broker.stop()
        broker.start()
    admin = AdminClient({"bootstrap.servers": system.kafka.bootstrap, "log_level": 0})
    admin.elect_leaders(ElectionType.PREFERRED).result(30)
    return time.monotonic()


def raise_partitions(system: System) -> float:
    system.manage("topics", KAFKA_PARTITIONS="8")
    return time.monotonic()


def fill_disk(system: System) -> float:
    """No byte is left for Kafka's logs; the brokers end. Then there is room again, and they are started.

    The controller's log is on the same disk, and it ends as well if it must write meanwhile: a record for each broker
    that has gone does that sooner or later. Brokers that find no controller give up after a minute: so it comes first.
    """
    if system.disk is None:
        missing("no small disk could be mounted for Kafka's logs (it takes root)")
    nodes = [system.kafka.controller, *system.kafka.brokers.values()]
    filler = system.disk / "filler"
    deadline = time.monotonic() + 2 * AWAY_S
    with filler.open("wb", buffering=0) as file:
        while any(node.runs() for node in nodes) and time.monotonic() < deadline:
            with suppress(OSError):  # full
                while True:
                    file.write(bytes(65536))
            with suppress(OSError):
                file.write(bytes(1))
            time.sleep(0.05)
    for node in nodes:
        node.kill()  # one that did not write meanwhile
    filler.unlink()
    for node in nodes:
        node.start()
    return time.monotonic()


# --- the other servers -----------------------------------------------------------------------------------------------


def restart_postgres(system: System) -> float:
    system.postgres.restart()
    return time.monotonic()


def kill_postgres(system: System) -> float:
    system.kill_and_restart(system.postgres)
    return time.monotonic()


def cut_connections(system: System) -> float:
    for _ in range(5):
        with psycopg.connect(system.postgres.url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        time.sleep(1)
    return time.monotonic()


def stop_redis(system: System) -> float:
    system.redis.stop()
    time.sleep(AWAY_S)
    system.redis.start()
    return time.monotonic()


def restart_redis_empty(system: System) -> float:
    system.redis.kill()  # it keeps nothing on disk
    system.redis.start()
    return time.monotonic()


def pause_redis(system: System) -> float:
    system.redis.pause()
    time.sleep(AWAY_S)
    system.redis.resume()
    return time.monotonic()


# --- attackers -------------------------------------------------------------------------------------------------------


def flood_with_pings(system: System) -> float:
    """Attackers send pings to every web as fast as they can, on twenty sockets each; who is cut off comes back."""
    flood = [sys.executable, "-m", "tests.attacks.floods", "pings", "20", f"{AWAY_S:g}"]
    attackers = [
        subprocess.Popen(
            [*flood, door.rpartition(":")[2], "", "", STRANGERS.format(2)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for door in system.doors
    ]
    sent = [json.loads(attacker.communicate(timeout=AWAY_S + 60)[0]).get("sent", 0) for attacker in attackers]
    assert all(sent), f"the attackers sent {sent} pings"
    return time.monotonic()


# --- the clock -------------------------------------------------------------------------------------------------------


def fake_time(system: System) -> dict[str, str]:
    """What has one web, relay and worker of two, and beat, read the clock as the file `clock` says."""
    clock = system.folder / "clock"
    clock.write_text("0")
    return {"PYTHONPATH": str(Path(__file__).parent / "clock"), "FAULTS_CLOCK": str(clock)}


def set_clock_back(system: System) -> float:
    return set_clock(system, -3600)


def set_clock_ahead(system: System) -> float:
    works_again = set_clock(system, 3600)
    with psycopg.connect(system.postgres.url, autocommit=True) as connection:
        ahead = "SELECT max(recorded_at) > now() + interval '30 minutes' FROM scoreboard_matchevent"
        wait_for(lambda: connection.execute(ahead).fetchall() == [(True,)], seconds=10, what="a time that is ahead")
    return works_again


def set_clock(system: System, seconds: int) -> float:
    (system.folder / "clock").write_text(str(seconds))
    time.sleep(1)  # the programs read it twice a second
    return time.monotonic()


# --- what is stored and nobody can read ------------------------------------------------------------------------------


def poison_topics(system: System) -> float:
    """Into every partition of both topics goes everything that is no record and no entry, among the good ones."""
    topics = {
        "match-events": [
            *poison.LETTERS.values(),
            *poison.POSTGRESQL.values(),
            *(each for each, _ in poison.WAITING.values()),
        ],
        "catalogue": [*poison.ENTRIES.values(), *poison.ENTRIES_POSTGRESQL.values()],
    }
    producer = Producer({"bootstrap.servers": system.kafka.bootstrap, "log_level": 0})
    for topic, values in topics.items():
        for partition in producer.list_topics(topic, timeout=20).topics[topic].partitions:
            for value in values:
                producer.produce(topic, value, partition=partition)
                producer.poll(0)
    assert producer.flush(60) == 0
    return time.monotonic()


def drop_letters(system: System) -> None:
    """See that the poison is set aside in every partition, and settle that."""
    least = len(poison.LETTERS) + len(poison.ENTRIES)
    with psycopg.connect(system.postgres.stats_url, autocommit=True) as connection:
        open_letters = "SELECT count(*) FROM stats_deadletter WHERE settled = ''"
        wait_for(lambda: connection.execute(open_letters).fetchall()[0][0] >= least, seconds=30, what="dead letters")
        ids = connection.execute("SELECT id FROM stats_deadletter WHERE settled = ''").fetchall()
    system.manage("deadletters", "drop", *(str(number) for (number,) in ids), "--reason", "Poison")


def damage_match(system: System) -> float:
    """The state of a match is nobody's any more, and the others go on; then it is made again of its log."""
    with psycopg.connect(system.postgres.url, autocommit=True) as connection:
        damage = """
            UPDATE scoreboard_match SET state = '{"fixture": 1}'
            WHERE id = (SELECT id FROM scoreboard_match ORDER BY recorded_at DESC LIMIT 1) RETURNING id, season_id
        """
        match, season = connection.execute(damage).fetchall()[0]
        time.sleep(AWAY_S)
        others = """
            SELECT count(*), count(*) FILTER (WHERE recorded_at > now() - make_interval(secs => %s))
            FROM scoreboard_match WHERE season_id = %s AND id <> %s
        """
        there, alive = connection.execute(others, [AWAY_S / 2, season, match]).fetchall()[0]
    assert there == alive, f"{there - alive} of {there} other matches stand still"
    system.manage("repair")
    return time.monotonic()


def go_on(_: System) -> None:
    """Leave it so for a while: leases and waits run out meanwhile."""
    time.sleep(AWAY_S)


ROWS = [
    Row("web: kill -9 of one of two", kill_web, in_ci=True),
    Row("web: kill -9 of both", kill_both_webs),
    Row("relay: kill -9 before the send", kill_relay_before_send, in_ci=True),
    Row("relay: kill -9 after the send", kill_relay_after_send, in_ci=True),
    Row("relay: kill -9 before the mark", kill_relay_before_mark, in_ci=True),
    Row("worker: kill -9 in mid-batch", kill_worker_mid_batch, in_ci=True),
    Row("worker: kill -9 after the commit", kill_worker_after_commit, in_ci=True),
    Row("worker: stopped beyond its lease, resumed", stop_worker_beyond_its_lease),
    Row("worker: the same, within a transaction", stop_worker_in_its_transaction),
    Row("beat: kill -9", kill_beat),
    Row("two relays, two workers overlap by force", overlap, in_ci=True),
    Row("Kafka: one of three brokers killed, back", kill_broker, in_ci=True, mend=start_broker),
    Row("Kafka: two of three brokers killed, back", kill_two_brokers),
    Row(f"Kafka: all stopped for {LONG_AWAY_S:g} s", stop_kafka, in_ci=True),
    Row("Kafka: leaders moved", move_leaders),
    Row("Kafka: partitions raised", raise_partitions),
    Row("Kafka: the log's disk is full", fill_disk),
    Row("PostgreSQL: restarted in mid-transaction", restart_postgres, in_ci=True),
    Row("PostgreSQL: kill -9", kill_postgres),
    Row("PostgreSQL: connections cut", cut_connections),
    Row(f"Redis: stopped for {AWAY_S:g} s", stop_redis, in_ci=True),
    Row("Redis: restarted empty", restart_redis_empty),
    Row(f"Redis: paused for {AWAY_S:g} s (SIGSTOP)", pause_redis),
    Row("web: a flood of pings at both", flood_with_pings, in_ci=True),
    Row("Kafka: poison in each topic", poison_topics, in_ci=True, mend=drop_letters),
    Row("a match made unreadable by SQL", damage_match, in_ci=True),
    Row("clock of one of two machines set back an hour", set_clock_back, environment=fake_time, mend=go_on),
    Row("clock of the same set an hour ahead", set_clock_ahead, environment=fake_time, mend=go_on),
]
