"""The tables built again from a Kafka in memory: the same as before, in one swap, and gone on with after a kill."""

import pytest
from django.db import connections
from django.utils import timezone

from stats.ingest import leases
from stats.ingest.limits import IngestLimits
from stats.ingest.worker import Worker
from stats.models import DeadLetter, Lease, Log, SideFact
from stats.ops.rebuild import rebuild
from stats.storage import segments
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
KICK_OFF, GOAL = {"type": "period_start"}, {"type": "goal", "side": "home"}


@pytest.fixture
def kafka(memory_kafka, season):
    """Two matches of three records, one a partition, that a worker has read."""
    for partition in (0, 1):
        match = make_match(season=season)
        enter(match, KICK_OFF, GOAL)
        memory_kafka.send_match(match, partition=partition)
    consume()
    return memory_kafka


def consume():
    worker = Worker()
    consumed = worker.consume(seconds=9)
    worker.close()
    return consumed


def contents():
    facts = sorted(SideFact.objects.values_list("match", "side", "scored", "seq"))
    return facts, [stored[:3] for stored in segments.load_all(broken=pytest.fail)]


def test_the_tables_are_as_they_were(kafka):
    before = contents()
    rebuilt = rebuild(workers=1)
    assert (rebuilt.messages, rebuilt.records, rebuilt.matches) == (6, 6, 2)
    assert contents() == before


def test_what_was_wrong_in_the_tables_is_right_afterwards(kafka):
    before = contents()
    SideFact.objects.update(scored=99)
    rebuild(workers=1)
    assert contents() == before


def test_the_progress_reaches_all_messages(kafka):
    told = []
    rebuild(workers=1, report=lambda *progress: told.append(progress))
    assert told[-1] == (6, 6)


def test_a_worker_that_still_has_a_lease_has_lost_it(kafka):
    held = leases.take(cluster=kafka.id, topic=kafka.events, partition=0, owner="old")
    rebuild(workers=1)
    with pytest.raises(leases.LeaseLost):
        leases.advance(held, next_offset=1)


def test_afterwards_reading_goes_on_at_the_new_offsets(kafka, season):
    rebuild(workers=1)
    assert consume().messages == 0
    match = make_match(season=season)
    kafka.send_match(match)
    assert consume().messages == 1
    assert Log.objects.filter(pk=str(match.pk)).exists()


def test_a_letter_that_was_dropped_stays_dropped_and_no_letter_is_sent_again(kafka):
    kafka.send(b"?")
    kafka.send(b"!")
    consume()
    DeadLetter.objects.filter(offset=3).update(settled="dropped", settled_at=timezone.now())
    rebuild(workers=1)
    letters = DeadLetter.objects.order_by("offset").values_list("offset", "settled", "published")
    assert list(letters) == [(3, "dropped", True), (4, "", True)]


def test_one_that_was_killed_is_gone_on_with(kafka):
    before, reports = contents(), []

    def end_it(done, total):
        reports.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(workers=1, report=end_it, limits=IngestLimits(batch_messages=1))
    assert contents() == before
    assert 0 < rebuild(workers=1).messages < 6
    assert contents() == before


def test_anew_forgets_what_one_that_was_killed_has_read(kafka):
    with pytest.raises(ZeroDivisionError):
        rebuild(workers=1, report=lambda done, total: 1 / 0)
    assert rebuild(workers=1, anew=True).messages == 6


def test_one_that_fails_leaves_the_tables_and_the_alias_as_they_were(kafka):
    before, live = contents(), connections["stats"]
    kafka.is_away = True
    with pytest.raises(Exception, match="_TRANSPORT"):
        rebuild(workers=1)
    assert connections["stats"] is live
    assert contents() == before
    assert Lease.objects.count() == 3
