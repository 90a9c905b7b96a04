"""Whatever is merged and taken back, split and merged again, in any order: every list is as it was before."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoreboard.catalogue.identity import NotOne, find, merge, split, take_back
from scoreboard.models import Person
from stats.queries import load_person
from tests.factories import enter, make_match
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import list_leaders, list_records, list_scorers

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
NAMES = ("Kylian Mbappé", "Mbappé", "K. Mbappé", "Olivier Giroud", "Giroud")
STEPS = st.lists(st.tuples(*[st.integers(0, len(NAMES) - 1)] * 2), min_size=1, max_size=6)
ENOUGH = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def matches():
    """Two matches of one season, in which five names score for one side."""
    first = make_match()
    second = make_match(season=first.season, home=first.home)
    for match, names in ((first, NAMES), (second, NAMES[1:3] * 2)):
        goals = ({"type": "goal", "side": "home", "player": name} for name in names)
        ends = ({"type": kind} for kind in ("period_end", "period_start", "period_end"))
        enter(match, {"type": "period_start"}, *goals, *ends)
    feed(first, second)
    return first, second


@pytest.fixture
def people(matches):
    return [str(Person.objects.get(name=name).pk) for name in NAMES]


def read_all(season, people):
    """What every list, and every person's page, says; namesakes by their ids, which merges leave alone."""
    lists = (list_scorers(season), list_leaders(season, ("goals",)), list_records(season))
    return lists, [load_person(person, sport="football") for person in people]


@ENOUGH
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_merges_taken_back_in_any_order_leave_nothing(matches, people, steps, order):
    season = matches[0].season_id
    for person in Person.objects.exclude(same_as=None):  # of an example that has failed
        take_back(person)
    feed_catalogue()
    before = read_all(season, people)
    goals = sum(row["goals"] for row in before[0][0])
    merged = []
    for one, into in steps:
        try:
            merge(find(people[one]), find(people[into]))
        except NotOne:  # they are one already
            continue
        merged.append(people[one])
    feed_catalogue()
    together = read_all(season, people)
    assert sum(row["goals"] for row in together[0][0]) == goals
    assert len(together[0][0]) == len(NAMES) - len(merged)
    order.shuffle(merged)
    for one in merged:
        take_back(find(one))
    feed_catalogue()
    assert read_all(season, people) == before


@pytest.mark.parametrize("chosen", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize("person", [1, 2])
def test_a_split_that_is_merged_again_leaves_every_list_as_it_was(matches, people, person, chosen):
    season, theirs = matches[0].season_id, [matches[place] for place in chosen]
    before = read_all(season, people)
    one = find(people[person])
    other = split(one, theirs, actor="user:1")
    feed(*theirs)
    feed_catalogue()
    assert len(read_all(season, people)[0][0]) == len(NAMES) + (len(chosen) == 1)
    merge(find(str(other.pk)), one)
    feed_catalogue()
    assert read_all(season, people) == before
