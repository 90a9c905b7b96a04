"""Plans saved: all tables at once, unless another worker was faster."""

import pytest
from django.db import DataError, transaction

from stats.ingest import save
from stats.ingest.fold_cache import FoldCache
from stats.ingest.plan import plan_again, plan_batch
from stats.ingest.save import Overtaken, save_plans
from stats.models import DeadLetter, IncidentFact, Log, PersonFact, SeasonFact, Segment, SideFact
from stats.storage import segments
from tests.sports.logs import goal, start
from tests.stats.making import make_stored

REFUSED = goal(period="second_half")


def save_batch(records):
    """Plan and save as a worker that remembers nothing."""
    with transaction.atomic(using="stats"):
        return save_plans(plan_batch(records, cache=FoldCache()))


def test_records_facts_and_row_are_saved():
    assert save_batch(make_stored()) == []
    log = Log.objects.get()
    assert (log.match, log.version, log.applied_seq, log.top_seq, log.waiting_since) == ("m1", 1, 3, 3, None)
    assert segments.count() == 3
    assert SideFact.objects.get(side="home").scored == 1
    assert PersonFact.objects.get().name == "Ann"
    assert (IncidentFact.objects.count(), SeasonFact.objects.count()) == (2, 1)


def test_facts_are_replaced():
    records = make_stored(start(), goal(player="Ann"), goal(player="Bea"))
    save_batch(records[:3])
    save_batch(records[3:])
    assert SideFact.objects.get(side="home").scored == 2
    assert SideFact.objects.count() == 2
    assert Log.objects.get().version == 2


def test_a_match_that_another_worker_has_changed_is_overtaken():
    records = make_stored()
    save_batch(records[:1])
    plans = plan_batch(records[1:], cache=FoldCache())
    save_batch(records[1:2])
    with pytest.raises(Overtaken, match="m1"):
        save_plans(plans)


def test_a_match_that_was_new_to_another_worker_too_is_overtaken():
    plans = plan_batch(make_stored(), cache=FoldCache())
    save_batch(make_stored()[:1])
    with pytest.raises(Overtaken), transaction.atomic(using="stats"):
        save_plans(plans)
    assert Log.objects.get().applied_seq == 1


def test_a_higher_epoch_s_records_take_the_place_of_the_lower_one_s():
    save_batch(make_stored(start(), goal(), goal()))
    save_batch(make_stored(epoch=2))
    assert [(stored.epoch, stored.seq) for stored in segments.load(["m1"])] == [(2, 1), (2, 2), (2, 3)]
    assert SideFact.objects.get(side="home").scored == 1


def test_a_refused_record_gets_one_dead_letter_however_often_it_is_planned():
    (letter,) = save_batch(make_stored(start(), REFUSED))
    assert (letter.match, letter.epoch, letter.seq, letter.offset) == ("m1", 1, 3, 3)
    assert "football.period" in letter.reason
    assert save_plans(plan_again(["m1"])) == []
    assert DeadLetter.objects.count() == 1


def test_the_letter_is_settled_once_its_record_is_applied():
    void = {"type": "void", "data": {"seq": 3, "reason": "offside"}}
    records = make_stored(start(), REFUSED, void)
    save_batch(records[:3])
    save_batch(records[3:])
    assert DeadLetter.objects.get().settled == "applied"
    assert Log.objects.get().waiting_since is None


@pytest.fixture
def refusing(monkeypatch):
    """A database that takes no facts of Bea, as PostgreSQL takes none of a name that is too long."""
    replace_facts = save.replace_facts

    def replace(matches, facts):
        facts = list(facts)
        if any("Bea" in row for of_match in facts for row in of_match[1]):
            raise DataError("no room for Bea")
        replace_facts(matches, facts)

    monkeypatch.setattr(save, "replace_facts", replace)


def test_a_match_whose_facts_are_refused_is_saved_up_to_the_record_to_blame(refusing):
    records = make_stored(start(), goal(player="Ann"), goal(player="Bea"), goal(player="Cleo"))
    (letter,) = save_batch(records)
    assert (letter.seq, "no room for Bea" in letter.reason) == (4, True)
    log = Log.objects.get()
    assert (log.applied_seq, log.top_seq, log.waiting_since is None) == (3, 5, False)
    assert SideFact.objects.get(side="home").scored == 1
    assert segments.count() == 4 + 1


def test_the_other_matches_of_the_batch_are_saved_whole(refusing):
    save_batch([*make_stored(start(), goal(player="Bea"), match="a"), *make_stored(match="b")])
    assert dict(Log.objects.values_list("match", "applied_seq")) == {"a": 2, "b": 3}
    assert Segment.objects.count() == 2
