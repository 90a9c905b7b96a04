"""Who was merged counts as who they are, in every list of now and of then, and no longer once that is taken back."""

import pytest
from django.utils import timezone

from scoreboard.catalogue.identity import find, merge, take_back
from scoreboard.models import Person
from stats.queries import load_person
from tests.factories import enter, make_match
from tests.stats.feeding import feed, feed_catalogue
from tests.stats.lists import list_leaders, list_records, list_scorers

GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    match = make_match()
    names = ("Kylian Mbappé", "Mbappé", "Olivier Giroud")
    enter(match, {"type": "period_start"}, *({**GOAL, "player": name} for name in names))
    enter(match, *({"type": kind} for kind in ("period_end", "period_start", "period_end")))
    feed(match)
    return match


@pytest.fixture
def two(match):
    return [Person.objects.get(name=name) for name in ("Mbappé", "Kylian Mbappé")]


def scorers(match, **as_of):
    return [(row["person"]["name"], row["goals"]) for row in list_scorers(match.season_id, **as_of)]


def test_lists_count_one_person_now_and_then(match, two):
    apart, then = scorers(match), {"recorded_at": timezone.now()}
    merge(*two)
    feed_catalogue()
    together = [("Kylian Mbappé", 2), ("Olivier Giroud", 1)]
    assert (scorers(match), scorers(match, **then)) == (together, together)
    assert list_leaders(match.season_id, ("goals",))[0]["person"]["id"] == str(two[1].pk)
    take_back(find(str(two[0].pk)))
    feed_catalogue()
    assert (scorers(match), scorers(match, **then)) == (apart, apart)


def test_two_goals_under_two_names_are_a_feat_of_one(match, two):
    assert [row for row in list_records(match.season_id) if row["person"]] == []
    merge(*two)
    feed_catalogue()
    assert [(row["value"], row["person"]["name"]) for row in list_records(match.season_id) if row["person"]] == [
        (2, "Kylian Mbappé")
    ]


def test_a_person_s_totals_are_those_of_all_their_names(match, two):
    one, into = two
    merge(one, into)
    feed_catalogue()
    assert load_person(str(into.pk), sport="football")["totals"]["goals"] == 2


def test_the_name_is_that_of_who_they_are_even_where_that_one_did_nothing_in_the_season(match, two):
    elsewhere = Person.objects.create(competitor=two[0].competitor, name="K. Mbappé Lottin")
    for person in two:
        merge(person, elsewhere)
    feed_catalogue()
    past = {"recorded_at": timezone.now()}
    named = [("K. Mbappé Lottin", 2), ("Olivier Giroud", 1)]
    assert (scorers(match), scorers(match, **past)) == (named, named)
