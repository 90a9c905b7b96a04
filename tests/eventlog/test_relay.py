"""What a relay sends to a Kafka in memory: in order, at least once, and the rest where one record cannot be sent."""

import json
import threading
from functools import partial

import pytest
from confluent_kafka import KafkaError

from scoreboard.eventlog import outbox
from scoreboard.eventlog import relay as relaying
from scoreboard.eventlog.cluster import WrongCluster
from scoreboard.eventlog.limits import RelayLimits
from scoreboard.eventlog.relay import Relay
from scoreboard.eventlog.wakeup import Wakeup
from scoreboard.models import MatchEvent, OutboxCursor
from tests import damage
from tests.factories import enter, make_match
from tests.memory_kafka import MemoryProducer

pytestmark = pytest.mark.django_db
GOAL = {"type": "goal", "side": "home"}


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """The connection stays open after an error, since the test's transaction is on it."""
    monkeypatch.setattr(relaying, "close_old_connections", lambda: None)


def make_relay(kafka, *, wake=lambda: True, stop=None, make_producer=None, retry_s=0.0, **limits):
    """A relay that sends to a Kafka in memory and, unless told otherwise, wakes no consumer and waits no time."""
    return Relay(
        stop=stop or threading.Event(),
        limits=RelayLimits(retry_s=retry_s, **limits),
        make_producer=make_producer or partial(MemoryProducer, kafka),
        wakeup=Wakeup(send=wake),
    )


def run(kafka, **options):
    relay = make_relay(kafka, **options)
    relay.run(until_empty=True)
    return relay


def sent(kafka):
    """The records in Kafka, by match: their seqs in order."""
    found = {}
    for partition in kafka.topics[kafka.events]:
        for message in partition.log:
            record = json.loads(message.value())
            found.setdefault(record["match"], []).append(record["seq"])
    return found


def test_every_record_is_sent_in_order_and_marked(memory_kafka, live_match):
    enter(live_match, GOAL, GOAL)
    run(memory_kafka)
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2, 3, 4]}
    cursor = OutboxCursor.objects.get()
    assert (cursor.sent_seq, cursor.waiting_since, cursor.leased_by) == (4, None, "")


def test_only_what_is_new_is_sent(memory_kafka, live_match):
    run(memory_kafka)
    enter(live_match, GOAL)
    run(memory_kafka)
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2, 3]}


def test_a_match_stays_in_its_partition(memory_kafka, season):
    matches = [make_match(season=season) for _ in range(8)]
    run(memory_kafka)
    for match in matches:
        enter(match, {"type": "period_start"})
    run(memory_kafka)
    partitions = {}
    for number, partition in enumerate(memory_kafka.topics[memory_kafka.events]):
        for message in partition.log:
            partitions.setdefault(message.key(), set()).add(number)
    assert {len(numbers) for numbers in partitions.values()} == {1}
    assert len(set.union(*partitions.values())) > 1


def test_catalogue_rows_are_sent_with_their_versions(memory_kafka, live_match):
    run(memory_kafka)
    log = memory_kafka.partition(topic=memory_kafka.catalogue).log
    assert {message.key().partition(b":")[0] for message in log} == {b"competition", b"season", b"competitor"}
    assert outbox.load_unsent_rows(limit=10) == []


def test_more_than_a_round_takes_are_sent(memory_kafka, live_match):
    enter(live_match, GOAL, GOAL, GOAL)
    run(memory_kafka, records_a_round=2)
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2, 3, 4, 5]}


def test_a_full_queue_holds_it_back_and_loses_nothing(memory_kafka, live_match):
    enter(live_match, GOAL, GOAL)
    run(memory_kafka, make_producer=partial(MemoryProducer, memory_kafka, room=1))
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2, 3, 4]}


def test_a_match_that_another_relay_has_is_left_to_it(memory_kafka, live_match):
    outbox.lease_matches(owner="another", partitions=4, limit=10)
    relay = make_relay(memory_kafka)
    producer = MemoryProducer(memory_kafka)
    assert relay._send_records(producer, relay._check_cluster(producer)) == 0
    assert sent(memory_kafka) == {}


def test_the_consumer_is_woken(memory_kafka, live_match):
    woken = threading.Event()
    run(memory_kafka, wake=lambda: woken.set() or True)
    assert woken.wait(10)


# --- what cannot be sent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "harm",
    [lambda match: damage.set_record(match, 2, "garbage"), lambda match: damage.drop_record(match, 2)],
    ids=["garbage", "missing"],
)
def test_a_record_that_cannot_be_sent_holds_up_its_own_match_only(memory_kafka, live_match, season, harm):
    enter(live_match, GOAL)
    other = make_match(season=season)
    enter(other, {"type": "period_start"})
    harm(live_match)
    relay = run(memory_kafka)
    assert sent(memory_kafka) == {str(live_match.pk): [1], str(other.pk): [1, 2]}
    assert relay.held_back == [live_match.pk]
    assert OutboxCursor.objects.get(match=live_match).sent_seq == 1


def test_a_match_held_back_is_tried_again_after_a_while(memory_kafka, live_match):
    record = MatchEvent.objects.get(match=live_match, seq=2).record
    damage.set_record(live_match, 2, "garbage")
    relay = run(memory_kafka)
    damage.set_record(live_match, 2, record)
    relay._held_back = dict.fromkeys(relay._held_back, 0.0)
    relay.run(until_empty=True)
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2]}


def test_a_message_that_kafka_never_takes_holds_up_its_own_match_only(memory_kafka, live_match, season):
    def fail(value):
        return KafkaError(KafkaError.MSG_SIZE_TOO_LARGE) if b'"seq":2' in value else None

    other = make_match(season=season)
    relay = run(memory_kafka, make_producer=partial(MemoryProducer, memory_kafka, fail=fail))
    assert sent(memory_kafka) == {str(live_match.pk): [1], str(other.pk): [1]}
    assert relay.held_back == [live_match.pk]


def test_a_catalogue_row_that_cannot_be_sent_is_logged_once_and_the_others_go_on(
    memory_kafka, live_match, monkeypatch, caplog
):
    broken = live_match.home
    as_entry = type(broken).as_entry
    monkeypatch.setattr(type(broken), "as_entry", lambda row: as_entry(row) if row.pk != broken.pk else 1 / 0)
    relay = make_relay(memory_kafka)
    producer = MemoryProducer(memory_kafka)
    cluster = relay._check_cluster(producer)
    for _ in range(2):
        relay._catalogue_at = 0.0
        relay._send_rows(producer, cluster)
    assert [row.pk for row in outbox.load_unsent_rows(limit=10)] == [broken.pk]
    assert caplog.text.count("cannot be sent to Kafka") == 1


# --- outages ---------------------------------------------------------------------------------------------------------


def test_what_was_not_acknowledged_is_sent_again(memory_kafka, live_match):
    failures = iter([KafkaError(KafkaError._MSG_TIMED_OUT)])
    run(memory_kafka, make_producer=partial(MemoryProducer, memory_kafka, fail=lambda value: next(failures, None)))
    (seqs,) = sent(memory_kafka).values()
    assert sorted(set(seqs)) == [1, 2]
    assert OutboxCursor.objects.get().sent_seq == 2


def test_a_record_acknowledged_after_one_that_was_not_is_not_marked(memory_kafka, live_match):
    failures = iter([KafkaError(KafkaError._MSG_TIMED_OUT)])
    relay = make_relay(memory_kafka)
    producer = MemoryProducer(memory_kafka, fail=lambda value: next(failures, None))
    cluster = relay._check_cluster(producer)
    with pytest.raises(Exception, match="_MSG_TIMED_OUT"):
        relay._send_records(producer, cluster)
    assert OutboxCursor.objects.get().sent_seq == 0


def test_an_outage_is_logged_once_and_then_everything_is_sent(memory_kafka, live_match, caplog):
    memory_kafka.is_away = True
    rounds = []

    class Stop:
        """Waits no time, and has Kafka come back in the third wait."""

        def is_set(self):
            return False

        def wait(self, seconds):
            rounds.append(seconds)
            memory_kafka.is_away = len(rounds) < 3

    run(memory_kafka, stop=Stop())
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2]}
    assert caplog.text.count("events wait in the outbox, Kafka is away") == 1


def test_a_producer_that_has_failed_for_good_is_replaced(memory_kafka, live_match):
    made = []

    def make(*, error_cb):
        made.append(MemoryProducer(memory_kafka, error_cb=error_cb))
        if len(made) == 1:  # it takes nothing any more, and says so when it is polled
            producer = made[0]
            producer.poll = lambda timeout: error_cb(KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, "lost", True))
        return made[-1]

    run(memory_kafka, make_producer=make)
    assert len(made) == 2
    assert sent(memory_kafka) == {str(live_match.pk): [1, 2]}


def test_another_cluster_is_not_sent_to(memory_kafka, live_match):
    outbox.save_cluster("the one before")
    with pytest.raises(WrongCluster):
        run(memory_kafka)
    assert sent(memory_kafka) == {}


def test_without_kafka_it_waits_to_be_told_to_end(settings, caplog):
    settings.KAFKA_BOOTSTRAP = ""
    stop = threading.Event()
    stop.set()
    make_relay(None, stop=stop).run()
    assert "events wait in the outbox" in caplog.text
