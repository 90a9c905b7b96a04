"""The plan of one match whose facts cannot be built: it is applied up to the record to blame."""

import pytest
from django.db import OperationalError

from stats.ingest import match_plan
from stats.ingest.fold_cache import FoldCache
from stats.ingest.plan import plan_batch
from tests.sports.logs import goal, start
from tests.stats.making import make_stored

BROKEN = "Bea"  # facts with her cannot be built


@pytest.fixture
def breaking(monkeypatch):
    """Has facts of a match in which Bea has scored not be built."""
    build_facts = match_plan.build_facts

    def build(state, origin):
        if any(incident.player == BROKEN for incident in state.incidents):
            raise ValueError("no facts of Bea")
        return build_facts(state, origin)

    monkeypatch.setattr(match_plan, "build_facts", build)


def plan(*players):
    records = make_stored(start(), *(goal(player=player) for player in players))
    (planned,) = plan_batch(records, cache=FoldCache())
    return planned


@pytest.mark.parametrize("place", range(4))
def test_the_record_to_blame_is_found(breaking, place):
    players = ["Ann", "Cleo", "Dora"]
    players.insert(place, BROKEN)
    planned = plan(*players)
    assert (planned.failure.stored.seq, planned.row.applied_seq, planned.row.top_seq) == (3 + place, 2 + place, 6)
    assert "no facts of Bea" in planned.failure.reason
    assert planned.is_cut
    assert planned.facts is not None


def test_where_the_first_record_is_to_blame_nothing_is_applied(monkeypatch):
    monkeypatch.setattr(match_plan, "build_facts", lambda *_: 1 / 0)
    planned = plan("Ann")
    assert (planned.failure.stored.seq, planned.row.applied_seq, planned.facts) == (1, 0, None)


def test_facts_that_are_refused_when_they_are_tried_are_searched_the_same_way():
    planned = plan("Ann", "Cleo", BROKEN, "Dora")

    def refuse(facts):
        people = facts[1]
        if any(BROKEN in row for row in people):
            raise ValueError("no room for Bea")

    planned.cut_before_culprit(ValueError("no room"), try_facts=refuse)
    assert (planned.failure.stored.seq, planned.fold.seq, planned.is_cut) == (5, 4, True)


def test_a_database_that_is_away_blames_no_record():
    planned = plan("Ann", "Cleo")

    def be_away(facts):
        raise OperationalError("the connection is lost")

    with pytest.raises(OperationalError):
        planned.cut_before_culprit(ValueError("no room"), try_facts=be_away)
    assert planned.failure is None
