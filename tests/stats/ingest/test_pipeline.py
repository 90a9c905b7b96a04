"""A partition's batches: each planned while the one before is saved, and again where that was not as planned."""

from concurrent.futures import Future

import pytest
from django.db import DataError, OperationalError

from stats.ingest import leases, save
from stats.ingest import pipeline as pipelines
from stats.ingest.fold_cache import FoldCache
from stats.ingest.leases import LeaseLost
from stats.ingest.pipeline import PartitionPipeline
from stats.models import DeadLetter, Lease, Log, SideFact
from stats.storage import segments
from tests.factories import enter, make_match
from tests.stats.feeding import ON_POSTGRESQL, Partition

pytestmark = pytest.mark.django_db(transaction=ON_POSTGRESQL, databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home", "player": "Ann"}
VOID = {"type": "void", "data": {"seq": 3, "reason": "offside"}}


class LateWriter:
    """Saves a batch only when its result is asked for: the next one is planned before, as with a thread."""

    def submit(self, save):
        future = Future()
        future.result = save
        return future


@pytest.fixture
def partition(season):
    """A match's five records: kick-off, two goals, the first one voided."""
    match = make_match(season=season)
    enter(match, {"type": "period_start"}, GOAL, GOAL)
    enter(match, VOID)
    partition = Partition()
    partition.add_match(match)
    return partition


@pytest.fixture
def pipeline(partition):
    return PartitionPipeline(partition.take(), cache=FoldCache(), writer=LateWriter())


def add_all(pipeline, partition, *, size=1):
    with pipeline:
        for begin in range(0, len(partition.log), size):
            pipeline.add(partition.parse(begin, min(len(partition.log), begin + size)))


def check_whole(partition):
    assert (Log.objects.get().applied_seq, Log.objects.get().waiting_since) == (5, None)
    assert SideFact.objects.get(side="home").scored == 1
    assert [stored.offset for stored in segments.load_all(broken=pytest.fail)] == [0, 1, 2, 3, 4]
    assert Lease.objects.get().next_offset == 5


@pytest.mark.parametrize("size", [1, 2, 5])
def test_batches_are_saved_in_order_with_their_offsets(pipeline, partition, size):
    add_all(pipeline, partition, size=size)
    check_whole(partition)
    assert pipeline.lease.next_offset == 5


def test_a_batch_is_planned_before_the_one_before_is_saved(pipeline, partition):
    pipeline.add(partition.parse(0, 1))
    assert not Log.objects.exists()
    pipeline.add(partition.parse(1, 2))
    assert Log.objects.get().applied_seq == 1
    pipeline.finish()
    assert Log.objects.get().applied_seq == 2


def test_a_batch_that_another_worker_overtakes_is_planned_again(pipeline, partition):
    pipeline.add(partition.parse(0, 2))
    other = Partition(log=partition.log, cluster="other")
    other.read(batch=1)  # all five, meanwhile
    assert not pipeline.finish()
    assert pipeline.lease.next_offset == 2
    assert segments.count() == 5


def test_the_next_batch_does_not_rely_on_what_was_not_saved_as_planned(pipeline, partition):
    pipeline.add(partition.parse(0, 2))
    Partition(log=partition.log[:3], cluster="other").read()
    pipeline.add(partition.parse(2, 5))
    pipeline.finish()
    assert Log.objects.get().applied_seq == 5
    assert segments.count() == 5
    assert Lease.objects.get(cluster=partition.cluster).next_offset == 5


def test_a_lost_lease_is_raised_and_saves_nothing(pipeline, partition):
    pipeline.add(partition.parse(0, 2))
    Lease.objects.update(token=99)
    with pytest.raises(LeaseLost):
        pipeline.finish()
    assert not Log.objects.exists()
    assert not pipeline._cache


def test_a_message_that_the_database_does_not_take_costs_no_other_one(pipeline, partition, monkeypatch):
    save_records = save._save_records

    def refuse(plans):
        if any(stored.offset == 4 for plan in plans for stored in plan.new):
            raise DataError("no room")
        save_records(plans)

    monkeypatch.setattr(save, "_save_records", refuse)
    add_all(pipeline, partition, size=3)
    letter = DeadLetter.objects.get()
    assert (letter.offset, "no room" in letter.reason) == (4, True)
    assert (Log.objects.get().applied_seq, segments.count()) == (4, 4)
    assert pipeline.lease.next_offset == 5


def test_a_batch_that_cannot_be_planned_is_taken_apart(pipeline, partition, monkeypatch):
    plan_batch = pipelines.plan_batch

    def refuse(arrived, *, cache):
        if any(stored.offset == 2 for stored in arrived):
            raise ValueError("it cannot be planned")
        return plan_batch(arrived, cache=cache)

    for module in ("pipeline", "batch"):
        monkeypatch.setattr(f"stats.ingest.{module}.plan_batch", refuse)
    add_all(pipeline, partition, size=5)
    assert DeadLetter.objects.get().offset == 2
    assert segments.count() == 4


def test_a_database_that_is_away_is_raised_and_nothing_is_remembered(pipeline, partition, monkeypatch):
    def be_away(*args, **kwargs):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(leases, "advance", be_away)
    pipeline.add(partition.parse(0, 2))
    with pytest.raises(OperationalError):
        pipeline.finish()
    assert not pipeline._cache
    assert Lease.objects.get().next_offset == 0


def test_without_a_batch_there_is_nothing_to_finish(pipeline):
    assert pipeline.finish()
