"""Matches whose next record an earlier release did not know: applied by one that does."""

from django.utils import timezone

from stats.ingest import awaiting_upgrade
from stats.ingest.fold_cache import FoldCache
from stats.ingest.plan import plan_batch
from stats.ingest.save import Overtaken, save_plans
from stats.models import Log
from tests.stats.making import make_stored


def park(match, awaits="type 'goal'"):
    """Store a match whose last record waits, as an earlier release would."""
    records = make_stored(match=match)
    save_plans(plan_batch(records, cache=FoldCache()))
    Log.objects.filter(pk=match).update(applied_seq=2, waiting_since=timezone.now(), awaits=awaits)


def applied():
    return dict(Log.objects.values_list("match", "applied_seq"))


def test_those_that_wait_for_an_upgrade_are_found_the_longest_first():
    for match in ("b", "a"):
        park(match)
    park("c", awaits="")  # for a missing record
    assert [log.match for log in awaiting_upgrade.find_waiting()] == ["b", "a"]


def test_what_this_release_knows_is_applied():
    park("a")
    assert awaiting_upgrade.apply_waiting() == 1
    assert applied() == {"a": 3}
    assert not awaiting_upgrade.find_waiting().exists()


def test_more_than_one_transaction_takes_are_applied():
    for match in "abc":
        park(match)
    assert awaiting_upgrade.apply_waiting(at_once=2) == 3


def test_one_that_a_worker_writes_at_this_moment_holds_up_no_other(monkeypatch):
    for match in "abc":
        park(match)

    def save(plans):
        if any(plan.match == "b" for plan in plans):
            raise Overtaken("b")
        return save_plans(plans)

    monkeypatch.setattr(awaiting_upgrade, "save_plans", save)
    assert awaiting_upgrade.apply_waiting() == 2
    assert applied() == {"a": 3, "b": 2, "c": 3}


def test_where_nothing_waits_nothing_is_done():
    assert awaiting_upgrade.apply_waiting() == 0
