"""Leases of partitions: one worker's at a time, fenced by a token, and free again after a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stats.ingest import leases
from stats.models import Lease


def take(owner, *, partition=0):
    return leases.take(cluster="c", topic="t", partition=partition, owner=owner)


@pytest.fixture
def partitions():
    """Two partitions that nobody has read."""
    return leases.add_partitions(cluster="c", topic="t", count=2)


def test_a_lease_is_one_workers_until_it_ends_or_is_given_back():
    leases.add_partitions(cluster="c", topic="t", count=2)
    place = {"cluster": "c", "topic": "t", "partition": 1}
    held = leases.take(**place, owner="a")
    assert leases.take(**place, owner="b") is None
    leases.release(held)
    again = leases.take(**place, owner="b")
    leases.release(held)  # too late: it is another's
    assert leases.take(**place, owner="c") is None
    assert leases.advance(again, next_offset=7).next_offset == 7
    assert leases.add_partitions(cluster="c", topic="t", count=3) == {0: 0, 1: 7, 2: 0}


def test_a_lease_that_no_clock_can_explain_is_free():
    leases.add_partitions(cluster="c", topic="t", count=1)
    Lease.objects.update(owner="before the clock was set back", expires_at=timezone.now() + timedelta(hours=1))
    assert leases.take(cluster="c", topic="t", partition=0, owner="a") is not None


def test_a_lease_that_has_ended_is_free_and_the_one_before_is_lost(partitions):
    before = take("a")
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert take("b").token > before.token
    with pytest.raises(leases.LeaseLost):
        leases.advance(before, next_offset=3)
    assert Lease.objects.get(partition=0).next_offset == 0


def test_advancing_keeps_the_lease(partitions):
    held = take("a")
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    leases.advance(held, next_offset=3)
    assert take("b") is None


def test_a_lease_goes_on_where_the_one_before_has_ended(partitions):
    leases.release(leases.advance(take("a"), next_offset=3))
    assert take("b").next_offset == 3


def test_the_partition_that_has_waited_longest_comes_first(partitions):
    assert list(partitions) == [0, 1]
    leases.advance(take("a"), next_offset=1)
    assert list(leases.add_partitions(cluster="c", topic="t", count=2)) == [1, 0]


def test_another_cluster_s_partitions_begin_anew(partitions):
    leases.advance(take("a"), next_offset=5)
    assert leases.add_partitions(cluster="other", topic="t", count=1) == {0: 0}
