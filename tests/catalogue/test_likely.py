"""Who may be one: by names, spellings, days of birth and sources' ids; not who is one already, or cannot be."""

from datetime import date

import pytest

from scoreboard.catalogue.identity import merge
from scoreboard.catalogue.likely import list_likely, list_likely_of
from scoreboard.models import Person, PersonAlias, PersonSource
from tests.factories import make_competitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_competitor("Reds")


def add(team, name, **fields):
    return Person.objects.create(competitor=team, name=name, **fields)


def say(found):
    return [(pair.one.name, pair.into.name, pair.why) for pair in found]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("Mbappé", "Kylian Mbappé"), "Mbappé may be short for Kylian Mbappé"),
        (("E. Hazard", "Eden Hazard"), "E. Hazard may be short for Eden Hazard"),
        (("Ronaldo", "Cristiano Ronaldo"), "Ronaldo may be short for Cristiano Ronaldo"),
        (("Ozil Mesut", "Özil Mesut"), "two spellings of one name"),
    ],
)
def test_two_names_of_a_team(team, names, why):
    for name in reversed(names):
        add(team, name)
    assert say(list_likely(team)) == [(*names, why)]


@pytest.mark.parametrize(
    "names", [("E. Hazard", "Thorgan Hazard"), ("Thorgan Hazard", "Eden Hazard"), ("Hulk", "Fred")]
)
def test_two_who_are_two(team, names):
    for name in names:
        add(team, name)
    assert list_likely(team) == []


def test_days_of_birth_part_two_and_so_does_nothing_else(team):
    add(team, "Ali", birth_date=date(2000, 1, 1))
    other = add(team, "Ali", namesake=1)
    assert say(list_likely(team)) == [("Ali", "Ali", "one name")]
    other.birth_date = date(2001, 1, 1)
    other.save()
    assert list_likely(team) == []


def test_who_is_one_already_is_not_said(team):
    one, into = add(team, "Mbappé"), add(team, "Kylian Mbappé")
    merge(one, into)
    assert list_likely(team) == []


def test_an_alias_is_a_name(team):
    PersonAlias.objects.create(person=add(team, "Pelé"), name="Edson Arantes")
    add(team, "Arantes")
    assert say(list_likely(team)) == [("Arantes", "Pelé", "Arantes may be short for Pelé")]


def test_another_competitor_s_of_one_source_s_id_or_name_and_day(team):
    nation, day = make_competitor("England"), date(1993, 7, 28)
    kane = add(team, "Harry Kane", birth_date=day)
    add(nation, "H. Kane", birth_date=day)
    add(nation, "Somebody Else", birth_date=day)
    twin = add(nation, "Kane Harry")
    for person in (kane, twin):
        PersonSource.objects.create(person=person, source="wyscout", ref="7")
    assert say(list_likely_of(kane)) == [
        ("Harry Kane", "H. Kane", "both born on 1993-07-28"),
        ("Harry Kane", "Kane Harry", "both are wyscout:7"),
    ]
