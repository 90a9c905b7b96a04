"""What a worker reads of a Kafka in memory: which partitions, how far, and what it leaves to others."""

import logging
from contextlib import closing
from datetime import timedelta
from itertools import count

import pytest
from confluent_kafka import KafkaException
from django.db import OperationalError
from django.utils import timezone

from stats.ingest import leases
from stats.ingest import worker as consuming
from stats.ingest.limits import IngestLimits
from stats.ingest.worker import LOST, Worker
from stats.models import CatalogueItem, DeadLetter, Lease, Log
from stats.storage import segments
from tests.factories import enter, make_match
from tests.stats.feeding import ON_POSTGRESQL

KICK_OFF = {"type": "period_start"}
pytestmark = pytest.mark.django_db(transaction=ON_POSTGRESQL, databases=["default", "stats"])


@pytest.fixture
def kafka(memory_kafka):
    return memory_kafka


@pytest.fixture
def worker(kafka):
    with closing(Worker(reader=kafka.reader())) as worker:
        yield worker


@pytest.fixture
def match(season):
    """A match of two records."""
    match = make_match(season=season)
    enter(match, KICK_OFF)
    return match


def take_as_another(kafka, partition):
    leases.add_partitions(cluster=kafka.id, topic=kafka.events, count=2)
    return leases.take(cluster=kafka.id, topic=kafka.events, partition=partition, owner="another")


def test_records_and_catalogue_are_read_to_their_ends(kafka, worker, match):
    kafka.send_match(match)
    kafka.send_catalogue()
    consumed = worker.consume(seconds=9)
    assert (consumed.messages, consumed.caught_up) == (2 + len(kafka.partition(topic=kafka.catalogue).log), True)
    assert consumed.offsets[kafka.events, 0] == 2
    assert segments.count() == 2
    assert CatalogueItem.objects.filter(kind="season").exists()


def test_what_was_read_is_not_read_again(kafka, worker, match):
    kafka.send_match(match)
    worker.consume(seconds=9)
    assert worker.consume(seconds=9).messages == 0


def test_a_worker_goes_on_where_another_one_was(kafka, worker, match):
    kafka.send_match(match, seqs=[1])
    worker.consume(seconds=9)
    kafka.send_match(match, seqs=[2])
    with closing(Worker(reader=kafka.reader())) as other:
        assert other.consume(seconds=9).messages == 1
    assert Log.objects.get().applied_seq == 2


def test_offsets_are_committed_to_the_group_as_a_hint(kafka, worker, match):
    kafka.send_match(match, partition=1)
    worker.consume(seconds=9)
    assert kafka.hints == {(kafka.events, 1): 2}


def test_a_marker_at_the_end_is_read_past(kafka, worker, match):
    kafka.send_match(match)
    kafka.send_marker()
    assert worker.consume(seconds=9).caught_up
    assert Lease.objects.get(topic=kafka.events, partition=0).next_offset == 3


def test_batches_are_reported_as_they_are_read(kafka, match):
    kafka.send_match(match, seqs=[1, 2, 2, 2, 2])
    reported = []
    with closing(Worker(reader=kafka.reader(), limits=IngestLimits(batch_messages=2))) as worker:
        worker.consume(seconds=9, report=reported.append)
    assert reported == [2, 2, 1]


def test_a_worker_told_to_stop_reads_no_further(kafka, match):
    kafka.send_match(match)
    looks = count()
    with closing(Worker(reader=kafka.reader(), limits=IngestLimits(batch_messages=1))) as worker:
        consumed = worker.consume(seconds=9, stop=lambda: next(looks) > 1)
    assert (consumed.messages, consumed.caught_up) == (1, False)
    assert Lease.objects.get(topic=kafka.events, partition=0).expires_at is None


def test_without_time_nothing_is_read(kafka, worker, match):
    kafka.send_match(match)
    consumed = worker.consume(seconds=-1)
    assert (consumed.messages, consumed.caught_up) == (0, False)


# --- leases ----------------------------------------------------------------------------------------------------------


def test_a_partition_that_another_worker_has_is_left_to_it(kafka, worker, match, season):
    other = make_match(season=season)
    take_as_another(kafka, 0)
    kafka.send_match(match, partition=0)
    kafka.send_match(other, partition=1)
    consumed = worker.consume(seconds=9)
    assert (consumed.messages, consumed.caught_up) == (1, False)
    assert list(Log.objects.values_list("match", flat=True)) == [str(other.pk)]


def test_a_crashed_worker_s_partition_is_read_after_a_while(kafka, worker, match):
    take_as_another(kafka, 0)
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    kafka.send_match(match)
    assert worker.consume(seconds=9).caught_up
    assert Log.objects.get().applied_seq == 2


def test_a_lease_that_is_lost_meanwhile_ends_the_partition_and_saves_nothing(kafka, worker, match, caplog):
    kafka.send_match(match)
    read = worker.reader.read

    def read_and_lose(*args, **kwargs):
        Lease.objects.update(token=99)
        return read(*args, **kwargs)

    worker.reader.read = read_and_lose
    consumed = worker.consume(seconds=9)
    assert not consumed.caught_up
    assert not Log.objects.exists()
    assert "another worker has it by now" in caplog.text


def test_leases_are_given_back_though_reading_fails(kafka, worker, match):
    kafka.send_match(match)
    kafka.partition().begin = 1  # the first record is gone, and so the offset 0
    with pytest.raises(KafkaException):
        worker.consume(seconds=9)
    assert Lease.objects.get(topic=kafka.events, partition=0).expires_at is None


# --- what is away ----------------------------------------------------------------------------------------------------


def test_a_partition_that_cannot_be_read_keeps_no_other_one_from_it(kafka, worker, match, season):
    kafka.send_match(match, partition=0)
    kafka.partition(0).begin = 1
    kafka.send_match(other := make_match(season=season), partition=1)
    with pytest.raises(KafkaException):
        worker.consume(seconds=9)
    assert list(Log.objects.values_list("match", flat=True)) == [str(other.pk)]


def test_a_partition_whose_leader_is_away_is_read_when_it_is_back(kafka, worker, match):
    kafka.send_match(match, partition=1)
    kafka.partition(1).is_away = True
    assert not worker.consume(seconds=9).caught_up
    kafka.partition(1).is_away = False
    assert worker.consume(seconds=9).caught_up
    assert Log.objects.get().applied_seq == 2


def test_a_partition_that_gives_nothing_is_left_until_the_next_call(kafka, worker, match):
    kafka.send_match(match)
    kafka.partition().is_stalled = True
    assert not worker.consume(seconds=9).caught_up
    kafka.partition().is_stalled = False
    assert worker.consume(seconds=9).caught_up


def test_without_kafka_nothing_is_read_and_it_is_said(kafka, worker):
    kafka.is_away = True
    with pytest.raises(KafkaException):
        worker.consume(seconds=9)


def test_a_database_that_fails_ends_the_call_at_once(kafka, worker, match, season, monkeypatch):
    kafka.send_match(match, partition=0)
    kafka.send_match(make_match(season=season), partition=1)
    tried = []

    def fail(*args, **kwargs):
        tried.append(args)
        raise OperationalError("the disk is full")

    monkeypatch.setattr("stats.ingest.batch.save_plans", fail)
    with pytest.raises(OperationalError):
        worker.consume(seconds=9)
    assert len(tried) == 1


def test_a_topic_shorter_than_what_was_read_is_logged_once(kafka, worker, match, caplog):
    kafka.send_match(match)
    worker.consume(seconds=9)
    kafka.create_topic(kafka.events, partitions=2)
    for _ in range(2):
        worker.consume(seconds=9)
    assert caplog.text.count(LOST) == 1


# --- records ---------------------------------------------------------------------------------------------------------


def test_a_record_after_a_gap_waits_for_the_one_before_from_another_partition(kafka, worker, match):
    kafka.send_match(match, seqs=[2], partition=0)
    worker.consume(seconds=9)
    assert (Log.objects.get().applied_seq, Log.objects.get().waiting_since is None) == (0, False)
    kafka.send_match(match, seqs=[1], partition=1)
    worker.consume(seconds=9)
    assert (Log.objects.get().applied_seq, Log.objects.get().waiting_since is None) == (2, True)


def test_an_unreadable_message_becomes_a_dead_letter_and_is_read_once(kafka, worker, match, caplog):
    caplog.set_level(logging.WARNING)
    kafka.send(b"?", key=b"a key")
    kafka.send_match(match)
    for _ in range(2):
        worker.consume(seconds=9)
    letter = DeadLetter.objects.get()
    assert (letter.topic, letter.partition, letter.offset, bytes(letter.value)) == (kafka.events, 0, 0, b"?")
    assert Log.objects.get().applied_seq == 2
    assert "1 dead letters, the first at match-events[0]@0" in caplog.text


def test_what_waited_for_this_release_is_applied_by_the_first_call(kafka, worker, match, monkeypatch):
    calls = []
    monkeypatch.setattr("stats.ingest.awaiting_upgrade.apply_waiting", lambda: calls.append(1))
    for _ in range(2):
        worker.consume(seconds=9)
    assert calls == [1]


def test_pythons_own_collector_and_switching_are_as_before_afterwards(worker):
    import gc
    import sys

    before = gc.isenabled(), sys.getswitchinterval()
    with consuming.tuned_interpreter():
        assert (gc.isenabled(), sys.getswitchinterval()) == (False, pytest.approx(consuming.SWITCH_S))
    assert (gc.isenabled(), sys.getswitchinterval()) == before
