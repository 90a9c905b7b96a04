"""The relay in processes of its own: killed, without Kafka, without Redis, and before the wrong cluster."""

import os
import signal
import threading
import time
import urllib.error
import urllib.request
from itertools import count

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from scoreboard.eventlog import outbox
from scoreboard.eventlog.cluster import WrongCluster
from scoreboard.eventlog.relay import Relay
from scoreboard.management.commands.relay import WRONG_CLUSTER
from scoreboard.models import MatchEvent, OutboxCursor
from scoreboard.models.catalogue import CATALOGUE
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.limits import IngestLimits
from stats.ingest.worker import Worker
from stats.storage import segments
from tests import servers
from tests.factories import enter, make_match, make_season
from tests.integration.kafka_log import manage, read_topic, wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
GOAL = {"type": "goal", "side": "home", "player": "Ann"}
DIE_BEFORE_THE_MARK = """
import os
from scoreboard.eventlog import outbox
outbox.mark_sent = lambda *_, **__: os.kill(os.getpid(), 9)
"""


TOPICS = ("KAFKA_TOPIC_EVENTS", "KAFKA_TOPIC_CATALOGUE", "KAFKA_TOPIC_DEAD")
numbers = count(1)


@pytest.fixture(scope="module")
def module_broker(tmp_path_factory):
    broker = servers.start_broker(folder=tmp_path_factory.mktemp("broker"))
    yield broker
    broker.stop()


@pytest.fixture
def broker(module_broker, settings):
    """A broker that a test may stop, kill and pause, if it leaves it on; the topics are the test's own."""
    settings.KAFKA_BOOTSTRAP = module_broker.url
    number = next(numbers)
    for name in TOPICS:
        setattr(settings, name, f"test-{number}-{name}")
    return module_broker


@pytest.fixture
def start_relay(settings):
    """Starts `manage.py relay` on the test's databases and topics; `code` is run before it, in its process."""
    started = []

    def start(*argv, code="", **env):
        names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "stats")}
        topics = {name: getattr(settings, name) for name in TOPICS}
        lines = [
            "from django.conf import settings",
            "from django.core.management import execute_from_command_line",
            f"for alias, name in {names!r}.items(): settings.DATABASES[alias]['NAME'] = name",
            f"for name, topic in {topics!r}.items(): setattr(settings, name, topic)",
            code,
            f"execute_from_command_line(['manage.py', 'relay', *{argv!r}])",
        ]
        env = {"KAFKA_BOOTSTRAP": settings.KAFKA_BOOTSTRAP, "REDIS_URLS": "redis://127.0.0.1:1/0", **env}
        process = manage(code="\n".join(lines), env=env)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        output, _ = process.communicate()
        print(output)  # noqa: T201  # pytest shows it where the test failed


def is_sent():
    return not outbox.is_waiting()


def check_topic(*, doubles=0):
    """Every record is in Kafka, in order, and no more than `doubles` are there twice."""
    tops, found = {}, 0
    for message in read_topic(settings.KAFKA_BOOTSTRAP, settings.KAFKA_TOPIC_EVENTS):
        match, _, seq = dict(message.headers())["ce_id"].decode().split("/")
        assert int(seq) <= tops.get(match, 0) + 1, "a record came before the one it follows"
        tops[match] = max(tops.get(match, 0), int(seq))
        found += 1
    assert tops == {str(pk): top for pk, top in OutboxCursor.objects.values_list("match_id", "top_seq")}
    assert found - MatchEvent.objects.count() <= doubles


def test_a_relay_killed_between_send_and_mark_sends_again(broker, start_relay):
    matches = [make_match(season=make_season()) for _ in range(3)]
    for match in matches:
        enter(match, KICK_OFF, GOAL)
    killed = start_relay(code=DIE_BEFORE_THE_MARK)
    assert killed.wait(30) == -signal.SIGKILL
    assert OutboxCursor.objects.filter(sent_seq=0).count() == 3
    start_relay()
    took = wait_until(is_sent)
    assert took < outbox.LEASE.total_seconds() + 5
    check_topic(doubles=9)
    worker = Worker()
    worker.consume(seconds=20)
    worker.close()
    assert segments.count() == MatchEvent.objects.count()
    call_command("verify", "--json")


def test_several_relays_share_the_matches_and_one_takes_over_from_another(broker, start_relay):
    relays = [start_relay() for _ in range(2)]
    matches = [make_match(season=make_season()) for _ in range(6)]
    wait_until(is_sent)
    relays[0].kill()
    for _ in range(10):
        for match in matches:
            enter(match, KICK_OFF if match.seq == 1 else GOAL)
    wait_until(is_sent)
    check_topic(doubles=60)


def test_kafka_stops_and_comes_back_and_nobody_notices(broker, start_relay):
    match, other = make_match(), make_match()
    relay = start_relay()
    enter(match, KICK_OFF)
    wait_until(is_sent)
    broker.kill()
    enter(other, KICK_OFF)
    for _ in range(100):
        enter(match, GOAL)
        enter(other, GOAL)
        time.sleep(0.02)
    assert not is_sent()
    broker.start()
    wait_until(is_sent, seconds=30)
    enter(match, GOAL)
    assert wait_until(is_sent) < 2
    check_topic(doubles=300)
    relay.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert relay.wait(20) == 0
    assert time.monotonic() - begun < 3
    output = relay.stdout.read()
    assert output.count("events wait in the outbox") <= 3, output
    assert not OutboxCursor.objects.exclude(leased_by="").exists()


def test_a_relay_told_to_end_while_kafka_is_away_ends(broker, start_relay):
    match = make_match()
    relay = start_relay()
    wait_until(is_sent)
    broker.pause()
    enter(match, KICK_OFF)
    time.sleep(0.5)
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(15) == 0
    broker.resume()
    start_relay()
    wait_until(is_sent)
    check_topic(doubles=2)


@pytest.fixture
def stalling(broker, monkeypatch):
    """A Kafka that gives nothing any more as soon as it has said where the events end."""
    find_ends = KafkaReader.find_ends

    def find_and_pause(self, topic, **options):
        self._limits = IngestLimits(stalled_s=1.0)
        ends = find_ends(self, topic, **options)
        if topic.name == settings.KAFKA_TOPIC_EVENTS:
            broker.pause()
        return ends

    monkeypatch.setattr(KafkaReader, "find_ends", find_and_pause)
    yield
    broker.resume()


@pytest.mark.parametrize("command", [("export", "log", "--to", "log.parquet"), ("rebuild", "matches"), ("verify",)])
def test_what_needs_the_whole_log_says_so_where_kafka_stalls(
    broker, stalling, settings, tmp_path, monkeypatch, command
):
    enter(make_match(), KICK_OFF, GOAL)
    Relay(stop=threading.Event()).run(until_empty=True)
    settings.DATA_DIR = tmp_path
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="nothing came for 1 s"):
        call_command(*command)
    assert not list(tmp_path.glob("log.parquet*"))


def test_another_cluster_stops_the_relay_until_everything_is_sent_again(broker, start_relay, start_broker, settings):
    match = make_match()
    enter(match, KICK_OFF)
    Relay(stop=threading.Event()).run(until_empty=True)
    worker = Worker()
    worker.consume(seconds=10)
    worker.close()
    other = start_broker()
    enter(match, GOAL)
    stopped = start_relay(KAFKA_BOOTSTRAP=other.url)
    output, _ = stopped.communicate(timeout=30)
    assert stopped.returncode == WRONG_CLUSTER == os.EX_CONFIG
    assert "relay --resend" in output
    assert OutboxCursor.objects.get().sent_seq == 2
    again = start_relay("--resend", KAFKA_BOOTSTRAP=other.url)
    output, _ = again.communicate(timeout=30)
    assert again.returncode == 0, output
    with pytest.raises(WrongCluster):
        Relay(stop=threading.Event()).run(until_empty=True)  # against the first one
    settings.KAFKA_BOOTSTRAP = other.url
    check_topic()
    worker = Worker()
    worker.consume(seconds=10)
    worker.close()
    assert segments.count() == 3
    call_command("verify", "--json")


def test_without_kafka_the_relay_waits_in_quiet(start_relay, tmp_path):
    relay = start_relay(KAFKA_BOOTSTRAP="", DATA_DIR=str(tmp_path))
    assert "KAFKA_BOOTSTRAP is not set" in relay.stdout.readline()
    relay.send_signal(signal.SIGTERM)
    output, _ = relay.communicate(timeout=20)
    assert relay.returncode == 0
    assert not output


def test_a_relay_serves_its_counters_and_says_where_it_cannot(broker, start_relay):
    match = make_match()
    enter(match, KICK_OFF)
    port = servers.free_port()
    start_relay(RELAY_METRICS_PORT=str(port))
    wait_until(is_sent)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    rows = sum(rows.objects.count() for rows in CATALOGUE)
    assert f"scoreboard_relay_sent_total {MatchEvent.objects.count() + rows:.1f}" in lines
    assert "scoreboard_relay_in_flight 0.0" in lines
    with pytest.raises(urllib.error.URLError):  # nor on any other address of this machine
        urllib.request.urlopen(f"http://127.0.0.2:{port}/metrics", timeout=10)
    second = start_relay(RELAY_METRICS_PORT=str(port))
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert output.strip().endswith(f"RELAY_METRICS_PORT={port} cannot be used: Address already in use")
