"""`manage.py refold`, of the tables: facts of before come to the figures of now, and what changed is listed.

Rules of before are played by writing what they would have made of the match: they count no second goal.
"""

import pytest

from stats.ingest.worker import Worker
from stats.models import PersonFact, SideFact
from stats.ops import verify
from stats.ops.refold import refold_facts
from tests.factories import enter, make_match
from tests.stats.feeding import ON_POSTGRESQL

pytestmark = pytest.mark.django_db(transaction=ON_POSTGRESQL, databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home", "player": "Ada"}


@pytest.fixture
def match(season):
    match = make_match(season=season)
    enter(match, {"type": "period_start"}, GOAL, GOAL)
    return match


@pytest.fixture
def worker(memory_kafka, match):
    """A worker that has read the match, whose facts then are those of before."""
    memory_kafka.send_match(match)
    worker = Worker()
    worker.consume(seconds=9)
    SideFact.objects.filter(match=str(match.pk), side="home").update(scored=1)
    PersonFact.objects.filter(match=str(match.pk), stat="goals").update(value=1)
    yield worker
    worker.close()


@pytest.mark.usefixtures("worker")
def test_facts_come_to_the_figures_of_now_and_what_changed_is_listed(match):
    (found,) = refold_facts()
    assert (found.match, found.why) == (str(match.pk), "")
    home = match.home.name
    assert found.figures == {"home: scored": (1, 2), f"{home}: Ada: goals": (1, 2)}
    assert list(verify.check_facts(retry_s=0.0)) == []
    assert list(refold_facts()) == []


@pytest.mark.usefixtures("worker")
def test_a_dry_run_lists_and_leaves_the_facts(match):
    assert [found.match for found in refold_facts(dry_run=True)] == [str(match.pk)]
    assert SideFact.objects.get(match=str(match.pk), side="home").scored == 1


@pytest.mark.usefixtures("worker")
def test_it_goes_on_after_a_match(match):
    assert list(refold_facts(after=str(match.pk))) == []
    assert [found.match for found in refold_facts(match=str(match.pk))] == [str(match.pk)]


def test_a_worker_that_has_the_match_in_memory_goes_on(worker, memory_kafka, match):
    list(refold_facts())
    enter(match, GOAL)
    memory_kafka.send_match(match)
    worker.consume(seconds=9)
    assert SideFact.objects.get(match=str(match.pk), side="home").scored == 3
    assert list(verify.check_facts(retry_s=0.0)) == []
