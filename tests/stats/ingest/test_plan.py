"""What a batch is planned to change: doubles, gaps, epochs, and what the cache holds afterwards. Nothing is saved."""

import pytest

from stats.ingest.fold_cache import FoldCache
from stats.ingest.history import HistoryIncomplete
from stats.ingest.plan import plan_again, plan_batch
from stats.ingest.save import save_plans
from stats.models import Log
from tests.sports.logs import goal, start
from tests.stats.making import make_stored

VOID = {"type": "void", "data": {"seq": 3, "reason": "offside"}}


@pytest.fixture
def cache():
    return FoldCache()


def plan(records, cache):
    (only,) = plan_batch(records, cache=cache)
    return only


def seqs(records):
    return [stored.seq for stored in records]


def test_a_new_match_is_applied_as_far_as_it_goes(cache):
    planned = plan(make_stored(), cache)
    assert (planned.before, planned.row.version, planned.row.applied_seq, planned.row.top_seq) == (None, 1, 3, 3)
    assert (planned.row.waiting_since, planned.failure, planned.is_cut) == (None, None, False)
    assert all(planned.facts)


def test_planning_saves_nothing(cache):
    plan_batch(make_stored(), cache=cache)
    assert not Log.objects.exists()


def test_a_match_each_has_a_plan(cache):
    plans = plan_batch([*make_stored(match="a"), *make_stored(match="b")], cache=cache)
    assert [each.match for each in plans] == ["a", "b"]


def test_doubles_within_a_batch_count_once_and_the_first_stays(cache):
    records = make_stored()
    planned = plan([*records, records[1]._replace(offset=99)], cache)
    assert [stored.offset for stored in planned.new] == [1, 2, 3]


def test_records_out_of_order_are_put_in_order(cache):
    assert seqs(plan(reversed(make_stored()), cache).chain) == [1, 2, 3]


def test_what_is_applied_already_is_dropped(cache):
    plan_batch(make_stored(), cache=cache)
    assert plan_batch(make_stored(), cache=cache) == []


def test_what_waits_already_is_dropped(cache):
    records = make_stored()
    plan_batch(records[2:], cache=cache)
    assert plan_batch(records[2:], cache=cache) == []


def test_records_after_a_gap_wait(cache):
    records = make_stored()
    planned = plan([records[0], records[2]], cache)
    assert (planned.row.applied_seq, planned.row.top_seq, planned.row.waiting_since is None) == (1, 3, False)
    assert seqs(cache["m1"].waiting) == [3]


def test_what_waits_is_applied_with_the_record_that_was_missing(cache):
    records = make_stored()
    plan_batch([records[0], records[2]], cache=cache)
    planned = plan([records[1]], cache)
    assert (seqs(planned.new), seqs(planned.chain), planned.row.waiting_since) == ([2], [2, 3], None)


def test_a_plan_relies_on_the_one_before_though_that_is_not_saved(cache, django_assert_num_queries):
    records = make_stored()
    plan_batch(records[:2], cache=cache)
    with django_assert_num_queries(0, using="stats"):
        planned = plan(records[2:], cache)
    assert (planned.before.version, planned.row.version, planned.row.applied_seq) == (1, 2, 3)


def test_without_the_cache_a_match_is_loaded_and_folded_again(cache):
    records = make_stored()
    save_plans(plan_batch(records[:2], cache=cache))
    planned = plan(records[2:], FoldCache())
    assert (planned.before.applied_seq, planned.row.applied_seq, planned.facts is None) == (2, 3, False)


def test_a_correction_whose_history_is_being_saved_cannot_be_planned_yet(cache):
    records = make_stored(start(), goal(), VOID)
    plan_batch(records[:3], cache=cache)  # and not saved
    with pytest.raises(HistoryIncomplete):
        plan_batch(records[3:], cache=cache)
    assert not cache  # it was to be as planned, and was not


def test_a_higher_epoch_begins_with_its_first_record(cache):
    plan_batch(make_stored(), cache=cache)
    later = make_stored(epoch=2)
    assert plan(later[1:], cache).row.epoch == 1
    assert (planned := plan(later[:1], cache)).row.epoch == 2
    assert seqs(planned.chain) == [1, 2, 3]


def test_a_record_of_an_older_epoch_is_dropped(cache):
    plan_batch(make_stored(epoch=2), cache=cache)
    assert plan_batch(make_stored(epoch=1), cache=cache) == []


def test_a_record_that_is_refused_is_the_plan_s_failure(cache):
    planned = plan(make_stored(start(), goal(period="second_half")), cache)
    assert (planned.failure.stored.seq, planned.row.applied_seq, planned.row.top_seq) == (3, 2, 3)
    assert planned.row.awaits == ""


def test_what_waits_is_planned_again_without_anything_new(cache):
    records = make_stored()
    save_plans(plan_batch([records[0], records[2]], cache=cache))
    (planned,) = plan_again(["m1"])
    assert (planned.new, seqs(planned.unapplied), planned.row.applied_seq) == ([], [3], 1)


def test_a_match_in_which_nothing_waits_is_not_planned_again(cache):
    save_plans(plan_batch(make_stored(), cache=cache))
    assert plan_again(["m1", "unknown"]) == []
