"""The outbox: whole matches leased, marks under the lease, everything sent again on demand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoreboard.eventlog import outbox
from scoreboard.models import OutboxCursor
from scoreboard.models.catalogue import CATALOGUE
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db
GOAL = {"type": "goal", "side": "home"}


def lease(owner="a", limit=100, partitions=4):
    return outbox.lease_matches(owner=owner, partitions=partitions, limit=limit)


def test_a_match_is_one_relays_until_it_is_released(live_match):
    (leased,) = lease("a")
    assert leased[:2] == (live_match.pk, 0)
    assert lease("b") == []
    assert lease("a") == [leased]
    outbox.release(owner="a")
    assert lease("b") == [leased]


def test_a_crashed_relays_match_is_free_after_a_while(live_match):
    lease("a")
    OutboxCursor.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert len(lease("b")) == 1
    outbox.mark_sent({live_match.pk: 2}, owner="a")  # it wakes, too late
    assert OutboxCursor.objects.get().sent_seq == 0
    outbox.mark_sent({live_match.pk: 2}, owner="b")
    assert OutboxCursor.objects.get().sent_seq == 2


def test_a_lease_that_no_clock_can_explain_is_free(live_match):
    lease("a")
    OutboxCursor.objects.update(leased_until=timezone.now() + timedelta(hours=1))
    assert len(lease("b")) == 1


def test_those_that_wait_longest_come_first(season):
    matches = [make_match(season=season) for _ in range(3)]
    assert [leased.match for leased in lease(limit=1)] == [matches[0].pk]
    outbox.mark_sent({matches[0].pk: 1}, owner="a")
    assert {leased.match for leased in lease(limit=2)} == {matches[1].pk, matches[2].pk}


def test_a_matchs_partition_is_fixed_at_its_first_record(season):
    matches = [make_match(season=season) for _ in range(12)]
    before = {leased.match: leased.partition for leased in lease(partitions=4)}
    assert set(before.values()) <= {0, 1, 2, 3}
    assert len(set(before.values())) > 1
    outbox.release(owner="a")
    assert {leased.match: leased.partition for leased in lease("b", partitions=64)} == before
    assert len(before) == len(matches)


def test_unsent_records_come_in_order_from_where_kafka_stands(live_match):
    enter(live_match, GOAL, GOAL)
    lease()
    outbox.mark_sent({live_match.pk: 2}, owner="a")
    unsent = outbox.load_unsent(lease(), limit=10)
    assert [(row.epoch, row.seq) for row in unsent] == [(1, 3), (1, 4)]
    assert [row.record for row in unsent] == list(
        live_match.events.filter(seq__gt=2).order_by("seq").values_list("record", flat=True)
    )
    assert len(outbox.load_unsent(lease(), limit=1)) == 1


def test_the_oldest_unsent_record_says_since_when_a_match_waits(live_match):
    enter(live_match, GOAL)
    enter(live_match, GOAL)
    lease()
    times = list(live_match.events.order_by("seq").values_list("recorded_at", flat=True))
    outbox.mark_sent({live_match.pk: 2}, owner="a")
    assert OutboxCursor.objects.get().waiting_since == times[2]
    outbox.mark_sent({live_match.pk: 4}, owner="a")
    assert OutboxCursor.objects.get().waiting_since is None
    assert lease() == []
    enter(live_match, GOAL)
    assert OutboxCursor.objects.get().waiting_since is not None
    assert len(lease()) == 1


def test_a_mark_never_goes_back(live_match):
    lease()
    outbox.mark_sent({live_match.pk: 2}, owner="a")
    outbox.mark_sent({live_match.pk: 1}, owner="a")
    assert OutboxCursor.objects.get().sent_seq == 2


def test_everything_is_sent_again_to_another_cluster(live_match):
    other = make_match(season=live_match.season)
    outbox.save_cluster("first")
    lease()
    outbox.mark_sent({live_match.pk: 2, other.pk: 1}, owner="a")
    rows = outbox.load_unsent_rows(limit=100)
    outbox.mark_rows_sent(rows, cluster_id="first")
    assert not outbox.is_waiting()
    assert outbox.forget_sent(cluster_id="second") == 2
    assert outbox.load_cluster() == "second"
    assert set(OutboxCursor.objects.values_list("sent_seq", "partition", "leased_by")) == {(0, None, "")}
    outbox.mark_sent({live_match.pk: 2}, owner="a")  # of the time before
    outbox.mark_rows_sent(rows, cluster_id="first")
    assert set(OutboxCursor.objects.values_list("sent_seq", flat=True)) == {0}
    assert len(outbox.load_unsent_rows(limit=100)) == len(rows)


def test_one_match_is_sent_again(live_match):
    other = make_match(season=live_match.season)
    outbox.save_cluster("first")
    lease()
    outbox.mark_sent({live_match.pk: 2, other.pk: 1}, owner="a")
    partition = OutboxCursor.objects.get(pk=live_match.pk).partition
    assert outbox.forget_sent(cluster_id="first", match=live_match.pk) == 1
    (leased,) = lease()
    assert (leased.match, leased.sent_seq, leased.partition) == (live_match.pk, 0, partition)


def test_catalogue_rows_are_unsent_with_every_version(live_match):
    outbox.save_cluster("c")
    rows = outbox.load_unsent_rows(limit=100)
    assert {row.KIND for row in rows} == {"competition", "season", "competitor"}
    assert len(outbox.load_unsent_rows(limit=2)) == 2
    home = live_match.home
    home.name = "Renamed"
    home.save()  # while the old version is on its way
    outbox.mark_rows_sent(rows, cluster_id="c")
    assert [(row.pk, row.version) for row in outbox.load_unsent_rows(limit=100)] == [(home.pk, 2)]


def test_a_round_takes_few_queries_however_many_matches(season, django_assert_num_queries):
    for count in (1, 8):
        new = [make_match(season=season) for _ in range(count)]
        with django_assert_num_queries(6):
            leased = lease(partitions=1)
        with django_assert_num_queries(1):
            assert len(outbox.load_unsent(leased, limit=100)) == count
        outbox.mark_sent({one.match: 1 for one in leased}, owner="a")
        for match in new:
            enter(match, {"type": "period_start"})
        with django_assert_num_queries(2):  # they are in hand already
            leased = lease(partitions=1)
        outbox.mark_sent({one.match: 2 for one in leased}, owner="a")
        with django_assert_num_queries(1):
            assert lease() == []


def test_looking_for_unsent_rows_reads_no_table(live_match):
    outbox.save_cluster("c")
    outbox.mark_rows_sent(outbox.load_unsent_rows(limit=100), cluster_id="c")
    with CaptureQueriesContext(connection) as captured:
        assert outbox.load_unsent_rows(limit=10) == []
    assert len(captured) == len(CATALOGUE)
    for rows, query in zip(CATALOGUE, captured, strict=True):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")  # in tests there is nothing to scan
            cursor.execute(f"{connection.ops.explain_query_prefix()} {query['sql']}")
            plan = str(cursor.fetchall())
        assert rows._meta.indexes[0].name in plan
