"""The relay, the consumer, rebuild and verify on a real broker."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from io import StringIO
from itertools import count

import pytest
from confluent_kafka import KafkaError, KafkaException, Producer
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from scoreboard.eventlog import outbox, relay
from scoreboard.eventlog.cluster import Cluster
from scoreboard.eventlog.limits import RelayLimits
from scoreboard.eventlog.producer import make_producer
from scoreboard.eventlog.relay import Relay
from scoreboard.eventlog.topics import ensure_topics, has_tiered_storage, make_admin, wanted_config
from scoreboard.models import KafkaCluster, Match, MatchEvent, OutboxCursor, Season, Stage, StandingAdjustment
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.record.fixture import change_fixture
from stats import tasks
from stats.ingest import leases, pipeline
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.limits import IngestLimits
from stats.ingest.worker import Worker
from stats.models import DeadLetter, Lease, Log, Segment, SideFact
from stats.ops.rebuild import rebuild
from stats.queries import load_lag
from stats.storage import segments, shadow_tables
from tests.factories import enter, make_match, make_season
from tests.integration.kafka_log import consume_all, read_topic, wait_until
from tests.stats.lists import list_scorers, list_standings

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
KICK_OFF = {"type": "period_start"}
FULL_TIME = [{"type": "period_end"}, {"type": "period_start"}, {"type": "period_end"}]
numbers = count(1)


def goal(side, player):
    return {"type": "goal", "side": side, "player": player}


@pytest.fixture
def topics(kafka, settings):
    """Topics of this test alone, on the session's broker."""
    number = next(numbers)
    settings.KAFKA_BOOTSTRAP = kafka
    for name in ("EVENTS", "CATALOGUE", "DEAD"):
        setattr(settings, f"KAFKA_TOPIC_{name}", f"test-{number}-{name.lower()}")
    ensure_topics()
    return settings


@pytest.fixture
def worker(topics):
    worker = Worker()
    yield worker
    worker.close()


def send(**options):
    """Have the relay send what is unsent."""
    Relay(stop=threading.Event(), **options).run(until_empty=True)


def play(season, *, matches=3):
    """Some matches with a goal each, one of them voided and one amended."""
    played = []
    for number in range(matches):
        match = make_match(season=season)
        enter(match, KICK_OFF, goal("home", f"Ann {number}"), goal("away", f"Bea {number}"))
        enter(match, {"type": "void", "data": {"seq": 4, "reason": "offside"}})
        amended = goal("home", f"Cleo {number}")
        enter(match, {"type": "amend", "data": {"seq": 3, "reason": "wrong scorer", "event": amended}}, *FULL_TIME)
        played.append(match)
    return played


def verify():
    """The counts of a `verify` that finds nothing wrong."""
    out = StringIO()
    call_command("verify", "--json", stdout=out)
    return json.loads(out.getvalue())


def contents():
    """The stats tables, but for keys, leases and times of reading."""
    found = {}
    for model in (Log, SideFact):
        rows = [vars(row) for row in model.objects.all()]
        left_out = ("_state", "id", "version", "waiting_since")
        found[model] = sorted(repr({k: v for k, v in row.items() if k not in left_out}) for row in rows)
    migrations = MigrationRecorder(connections["stats"]).applied_migrations().keys()
    return {**found, "records": list(segments.load_all(broken=pytest.fail)), "migrations": migrations}


def test_what_another_worker_reads_meanwhile_is_not_taken_for_lost(worker, monkeypatch, caplog):
    play(make_season(), matches=2)
    send()
    find_ends, other = KafkaReader.find_reachable_ends, Worker()

    def be_overtaken(reader, topics):
        ends = find_ends(reader, topics)
        if reader is worker.reader:
            play(make_season(), matches=2)
            send()
            consume_all(other)
        return ends

    monkeypatch.setattr(KafkaReader, "find_reachable_ends", be_overtaken)
    try:
        worker.consume(seconds=10)
    finally:
        other.close()
    assert Log.objects.filter(waiting_since=None).count() == 4
    assert "Kafka has lost records" not in caplog.text


def test_records_arrive_in_order_and_as_they_are(topics):
    play(make_season(), matches=8)
    send()
    messages = read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_EVENTS)
    assert len(messages) == MatchEvent.objects.count() == 72
    partitions, seqs = {}, {}
    for message in messages:
        match, epoch, seq = dict(message.headers())["ce_id"].decode().split("/")
        assert message.key().decode() == match
        assert partitions.setdefault(match, message.partition()) == message.partition()
        assert int(seq) == seqs.get(match, 0) + 1
        seqs[match] = int(seq)
        assert message.value().decode() == MatchEvent.objects.get(match=match, seq=seq).record
        assert epoch == "1"
    assert len(set(partitions.values())) > 1
    assert not OutboxCursor.objects.exclude(leased_by="").exists()
    catalogue = read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_CATALOGUE)
    assert {json.loads(message.value())["kind"] for message in catalogue} >= {"competition", "season", "competitor"}


def test_corrections_and_a_moved_fixture_are_in_the_tables(topics, worker):
    season = make_season()
    match, *_ = play(season)
    send()
    consume_all(worker)
    assert [row["points"] for row in list_standings(season.pk)["groups"][0]["rows"]] == [3, 3, 3, 0, 0, 0]
    assert [row["person"]["name"] for row in list_scorers(season.pk)] == ["Cleo 0", "Cleo 1", "Cleo 2"]
    other = make_season(name="2027")
    change_fixture(match_id=match.pk, actor="user:1", season=other)
    enter(match, {"type": "void", "data": {"seq": 3, "reason": "no goal after all"}})
    send()
    consume_all(worker)
    assert len(list_standings(season.pk)["groups"][0]["rows"]) == 4
    assert {row["points"] for row in list_standings(other.pk)["groups"][0]["rows"]} == {1}
    assert list_scorers(other.pk) == []
    counts = verify()
    assert counts["ok"]
    assert (counts["kafka"], counts["unsent"], counts["behind"]) == (MatchEvent.objects.count(), 0, 0)


def test_a_lost_producer_is_replaced_and_nothing_is_lost(topics, monkeypatch):
    play(make_season())
    losses = iter([True])
    send_rows = Relay._send_rows

    def lose_once(self, producer, cluster):
        if next(losses, False):
            self._note_error(KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, "lost", True))
            self._raise_failure(relay.DeliveryBatch(producer, is_enough=lambda: True))
        return send_rows(self, producer, cluster)

    monkeypatch.setattr(Relay, "_send_rows", lose_once)
    send()
    assert not outbox.is_waiting()
    assert verify()["kafka"] == MatchEvent.objects.count()


def test_everything_sent_again_changes_no_table(topics, worker):
    play(make_season())
    send()
    consume_all(worker)
    before = contents()
    call_command("relay", "--resend", stdout=StringIO())
    consume_all(worker)
    assert contents() == before
    counts = verify()
    assert counts["doubles"] == counts["kafka"] == MatchEvent.objects.count()
    one = MatchEvent.objects.first().match_id
    call_command("relay", "--resend", "--match", str(one), stdout=StringIO())
    assert verify()["doubles"] == counts["kafka"] + MatchEvent.objects.filter(match=one).count()


def test_workers_at_once_do_no_harm(topics):
    season = make_season()
    play(season, matches=10)
    send()
    workers = [Worker() for _ in range(3)]

    def consume(worker):
        for _ in range(5):
            worker.consume(seconds=5)
        connections.close_all()

    threads = [threading.Thread(target=consume, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert segments.count() == MatchEvent.objects.count()
    assert verify()["ok"]


def test_a_worker_that_wakes_after_its_lease_writes_nothing(topics, worker, monkeypatch):
    play(make_season())
    send()
    paused, woken = threading.Event(), threading.Event()
    plan_batch = pipeline.plan_batch

    def pause(arrived, *, cache):
        plans = plan_batch(arrived, cache=cache)
        if threading.current_thread().name == "paused":
            paused.set()
            assert woken.wait(20)
        return plans

    monkeypatch.setattr(pipeline, "plan_batch", pause)
    sleeper = Worker()

    def sleep_at_work():
        sleeper.consume(seconds=60, stop=woken.is_set)
        connections.close_all()

    thread = threading.Thread(target=sleep_at_work, name="paused")
    thread.start()
    assert paused.wait(20)
    Lease.objects.update(expires_at=timezone.now())
    consume_all(worker)
    before, rows = contents(), list(Lease.objects.order_by("pk").values("next_offset", "token"))
    assert len(before["records"]) == MatchEvent.objects.count()
    woken.set()
    thread.join()
    sleeper.close()
    assert contents() == before
    assert list(Lease.objects.order_by("pk").values("next_offset", "token")) == rows
    assert verify()["ok"]


def test_rebuild_gives_the_same_tables_and_stops_whoever_writes_the_old_ones(topics, worker):
    season = make_season()
    play(season, matches=6)
    send()
    consume_all(worker)
    before, standings = contents(), list_standings(season.pk)
    SideFact.objects.update(scored=99)
    (held, *_) = [
        leases.take(cluster=row.cluster, topic=row.topic, partition=row.partition, owner="old")
        for row in Lease.objects.filter(topic=topics.KAFKA_TOPIC_EVENTS)
    ]
    rebuilt = rebuild()
    assert (rebuilt.records, rebuilt.matches) == (MatchEvent.objects.count(), 6)
    assert contents() == before
    assert list_standings(season.pk) == standings
    with pytest.raises(leases.LeaseLost):
        leases.advance(held, next_offset=1)
    play(season, matches=1)
    send()
    consume_all(worker)
    assert verify()["ok"]
    assert segments.count() == MatchEvent.objects.count()


def test_tables_are_read_while_they_are_built_anew(topics, worker):
    season = make_season()
    play(season)
    send()
    consume_all(worker)
    standings = list_standings(season.pk)
    over, seen = threading.Event(), []

    def read_on():
        while not over.is_set():
            seen.append(list_standings(season.pk) == standings)
        connections.close_all()

    reader = threading.Thread(target=read_on)
    reader.start()
    for _ in range(2):
        rebuild()
    over.set()
    reader.join()
    assert len(seen) > 10
    assert all(seen)


def test_a_rebuild_that_fails_leaves_the_tables_as_they_are(topics, worker, monkeypatch):
    play(make_season())
    send()
    consume_all(worker)
    before = contents()
    monkeypatch.setattr(Worker, "consume", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuild()
    assert contents() == before
    monkeypatch.undo()
    rebuild()  # what was left behind is no hindrance
    assert contents() == before


def test_a_rebuild_that_was_ended_goes_on_where_it_was(topics, worker):
    play(make_season(), matches=8)
    send()
    consume_all(worker)
    before, batches = contents(), count(1)
    limits = IngestLimits(batch_messages=10)

    def end_it(*_):
        if next(batches) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(workers=1, report=end_it, limits=limits)
    assert contents() == before
    told = []
    rebuilt = rebuild(report=lambda *figures: told.append(figures), limits=limits)
    assert 0 < rebuilt.messages < told[-1][0] == told[-1][1]
    assert told[0][0] > 30  # the progress begins where it was
    assert contents() == before
    assert rebuild(anew=True).messages == told[-1][1]
    assert contents() == before


def test_only_one_rebuild_runs_at_a_time(topics):
    def rebuild_too():
        try:
            call_command("rebuild", "stats", stdout=StringIO())
        finally:
            connections.close_all()

    with shadow_tables.open_shadow_tables(), ThreadPoolExecutor(1) as elsewhere:
        refused = elsewhere.submit(rebuild_too).exception(timeout=20)
    assert isinstance(refused, CommandError)
    assert "another process builds" in str(refused)


def empty_the_live_side():
    """As after the loss of the database."""
    for model in (MatchEvent, OutboxCursor, Match, KafkaCluster, *reversed(CATALOGUE)):
        model.objects.all().delete()


@pytest.mark.parametrize("whole", [True, False])
def test_matches_are_made_again_from_kafka_alone(topics, worker, whole):
    season = make_season(ranking={"win": 2})
    played = play(season)
    replay = make_match(season=season, replay_of=played[0], knock_out=True)
    StandingAdjustment.objects.create(season=season, competitor=replay.home, points=-1, reason="r", on=date(2026, 1, 1))
    send()
    consume_all(worker)

    models = (Match, MatchEvent, Season, Stage, StandingAdjustment)

    def read():
        left_out = ("version", "sent_version", "epoch", "id")
        rows = [row for model in models for row in model.objects.values()]
        return sorted(repr({k: v for k, v in row.items() if k not in left_out}) for row in rows)

    before, standings = read(), list_standings(season.pk)
    with pytest.raises(CommandError, match="already"):
        call_command("rebuild", "matches", stdout=StringIO())
    empty_the_live_side()
    out = StringIO()
    call_command("rebuild", "matches", *(["--whole"] if whole else []), stdout=out)
    restored = json.loads(out.getvalue())
    assert (restored["matches"], restored["events"], restored["warnings"]) == (4, 28, [])
    assert read() == before
    assert {match.epoch for match in Match.objects.all()} == {1 if whole else 2}
    assert verify()["unsent"] == (0 if whole else 28)
    enter(Match.objects.get(pk=replay.pk), KICK_OFF)
    send()
    consume_all(worker)
    assert verify()["behind"] == 0
    assert list_standings(season.pk)["groups"] == standings["groups"]


def test_dead_letters_reach_their_topic_with_the_reason(topics, monkeypatch):
    (match,) = play(make_season(), matches=1)
    producer = Producer({"bootstrap.servers": topics.KAFKA_BOOTSTRAP})
    producer.produce(topics.KAFKA_TOPIC_EVENTS, key=str(match.pk), value=b"{", partition=0)
    producer.flush(10)
    send()
    monkeypatch.setattr(tasks, "consumer", tasks.Consumer())
    for _ in range(2):
        tasks.consume()
    (message,) = read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_DEAD)
    headers = dict(message.headers())
    assert message.value() == b"{"
    assert headers["topic"].decode() == topics.KAFKA_TOPIC_EVENTS
    assert "no record" in headers["reason"].decode()
    assert DeadLetter.objects.get().match == str(match.pk)
    assert Log.objects.get().applied_seq == 9
    lag = load_lag()
    assert (lag.dead_letters, lag.parked, lag.waiting, lag.messages) == (1, 1, 0, 0)


def test_topics_are_kept_for_ever_and_go_to_tiered_storage_where_there_is_any(topics):
    assert not has_tiered_storage(make_admin())  # this broker has none, and would refuse the topic
    assert ensure_topics() == []
    kept = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
    assert wanted_config(tiered=False) == {**kept, "min.insync.replicas": "1"}
    topics.KAFKA_REPLICATION = 3
    tiered = {"remote.storage.enable": "true", "local.retention.ms": "604800000"}
    assert wanted_config(tiered=True) == {**kept, **tiered, "min.insync.replicas": "2"}
    texts = {finding.text for finding in ensure_topics()}
    assert texts == {
        "has 1 replicas, expected 3: reassign its partitions",
        "has min.insync.replicas=1, expected 2: set it with kafka-configs",
    }


def test_a_relay_that_runs_sees_new_partitions(topics):
    season = make_season()
    stop = threading.Event()
    running = threading.Thread(target=run_relay, args=(stop,))
    running.start()
    try:
        first = [make_match(season=season) for _ in range(4)]
        wait_until(lambda: not outbox.is_waiting())
        topics.KAFKA_PARTITIONS = 8
        ensure_topics()

        def has_spread():
            make_match(season=season)
            return OutboxCursor.objects.filter(partition__gte=4).exists()

        wait_until(has_spread)
        for match in first:
            enter(match, KICK_OFF)
        wait_until(lambda: not outbox.is_waiting())
    finally:
        stop.set()
        running.join()
    partitions = {}
    for message in read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_EVENTS):
        partitions.setdefault(message.key(), set()).add(message.partition())
    assert {len(of_match) for of_match in partitions.values()} == {1}


def run_relay(stop):
    try:
        Relay(stop=stop, limits=RelayLimits(cluster_known_s=0.0)).run()
    finally:
        connections.close_all()


def test_a_full_producer_holds_the_relay_back_and_loses_nothing(topics):
    match = make_match()
    enter(match, KICK_OFF, *[goal("home", "Ann")] * 100)
    send(make_producer=partial(make_producer, **{"queue.buffering.max.messages": 3}))
    seqs = [
        int(dict(message.headers())["ce_id"].decode().split("/")[2])
        for message in read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_EVENTS)
    ]
    assert seqs == list(range(1, 103))


def test_a_relay_told_to_end_while_its_producer_is_full_ends(topics):
    match = make_match()
    send()
    enter(match, KICK_OFF, *[goal("home", "Ann")] * 10)
    producer = make_producer(**{"queue.buffering.max.messages": 3, "bootstrap.servers": "127.0.0.1:1"})
    stop = threading.Event()
    stop.set()
    ending = Relay(stop=stop, limits=RelayLimits(end_s=0.5))
    ending._cluster = cluster = Cluster("known", 4)
    with pytest.raises(KafkaException, match="_QUEUE_FULL"):
        ending._send_records(producer, cluster)
    assert OutboxCursor.objects.get().sent_seq == 1


def test_more_partitions_keep_each_match_where_it_is(topics):
    season = make_season()
    matches = [make_match(season=season) for _ in range(6)]
    send()
    topics.KAFKA_PARTITIONS = 9
    findings = {finding.topic: finding.text for finding in ensure_topics()}
    assert findings == {topics.KAFKA_TOPIC_EVENTS: "grown from 4 to 9 partitions"}
    topics.KAFKA_PARTITIONS = 2
    assert ["left as they are" in finding.text for finding in ensure_topics()] == [True]
    for match in [*matches, *(make_match(season=season) for _ in range(20))]:
        enter(match, KICK_OFF)
    send()
    partitions = {}
    for message in read_topic(topics.KAFKA_BOOTSTRAP, topics.KAFKA_TOPIC_EVENTS):
        partitions.setdefault(message.key(), set()).add(message.partition())
    assert {len(found) for found in partitions.values()} == {1}
    assert max(max(found) for found in partitions.values()) > 3


def test_a_celery_message_for_a_kafka_that_is_away_is_quick_and_quiet(settings, monkeypatch, caplog):
    settings.KAFKA_BOOTSTRAP = "127.0.0.1:1"
    monkeypatch.setattr(tasks, "consumer", tasks.Consumer())
    for _ in range(2):
        tasks.consume()
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["tables fall behind"]
    settings.KAFKA_BOOTSTRAP = ""
    tasks.consume()


def test_verify_finds_what_is_wrong(topics, worker):
    first, second, third = play(make_season())
    send()
    consume_all(worker)
    SideFact.objects.filter(match=str(first.pk), side="home").update(scored=7)
    Segment.objects.filter(match=str(second.pk)).delete()
    type(third).objects.filter(pk=third.pk).update(home_score=5)
    OutboxCursor.objects.filter(pk=third.pk).update(top_seq=10, sent_seq=10)
    out = StringIO()
    with pytest.raises(CommandError, match="differences"):
        call_command("verify", "--json", stdout=out)
    found = json.loads(out.getvalue())
    wrong = {(row["where"].rpartition(" ")[2], row["where"].partition(" ")[0]) for row in found["differences"]}
    assert wrong == {(str(first.pk), "stats,"), (str(second.pk), "stats,"), (str(third.pk), "match")}
