"""Of what whoever enters a line-up is warned."""

from datetime import date
from unittest.mock import patch

import pytest
from django.db import OperationalError

from scoreboard import queries
from scoreboard.catalogue import identity
from scoreboard.models import Person, SquadEntry
from scoreboard.web.eligibility import list_ineligible
from tests.factories import make_competitor, make_season
from tests.stats.feeding import feed
from tests.stats.playing import card, day, play

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
RULES = {
    "suspensions": {"every": 2},
    "eligibility": {"youngest": 16, "oldest": 20, "registered_only": True},
}


@pytest.fixture
def to_come(db):
    """A match for which Ann is suspended; she and Amy are in the squad."""
    season = make_season(ranking=RULES)
    a, b = (make_competitor(name) for name in ("Arden", "Brook"))
    first = play(season, a, b, events=[card("home", "Ann", "red")], number=1)
    second = play(season, b, a, number=2)
    for name in ("Amy", "Ada"):
        Person.objects.create(competitor=a, name=name)
    for name in ("Ann", "Amy"):
        SquadEntry.objects.create(season=season, competitor=a, person=find(name), since=day(1))
    feed(first, second)
    return queries.find_match(second.pk)


def find(name):
    return Person.objects.get(name=name)


def read(match):
    names = {str(person.pk): person.name for person in Person.objects.all()}
    found = list_ineligible(match, list(Person.objects.values_list("pk", flat=True)))
    return {(names[one.person], one.sentence.code.removeprefix("match.lineup.")) for one in found}


def test_who_is_suspended_or_not_registered(to_come, django_assert_num_queries):
    people = list(Person.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2), django_assert_num_queries(4, using="stats"):
        list_ineligible(to_come, people)
    assert read(to_come) == {("Ann", "suspended"), ("Ada", "not_registered")}


def test_age_on_the_day(to_come):
    Person.objects.filter(name="Ann").update(birth_date=date(2010, 3, 3))
    assert read(to_come) == {("Ann", "suspended"), ("Ada", "not_registered")}
    Person.objects.filter(name="Ann").update(birth_date=date(2010, 3, 4))
    Person.objects.filter(name="Amy").update(birth_date=date(2005, 3, 3))
    assert {("Ann", "too_young"), ("Amy", "too_old")} < read(to_come)


def test_whoever_was_merged_is_who_they_are(to_come):
    identity.merge(find("Ada"), find("Amy"))
    spelled = Person.objects.create(competitor=find("Ann").competitor, name="A. Smith")
    identity.merge(spelled, find("Ann"))
    feed()
    assert read(to_come) == {("Ann", "suspended"), ("A. Smith", "suspended")}


def test_while_stats_are_away_nobody_is_known_to_be_suspended(to_come):
    with patch("stats.models.SideFact.objects.filter", side_effect=OperationalError("no such host")):
        assert read(to_come) == {("Ada", "not_registered")}


def test_a_season_without_such_rules_asks_nothing(season, django_assert_num_queries):
    match = queries.find_match(play(season, make_competitor(), make_competitor()).pk)
    with django_assert_num_queries(0), django_assert_num_queries(0, using="stats"):
        assert list_ineligible(match, []) == []
