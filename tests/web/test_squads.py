"""Squads on a competitor's page and on a person's, and as lists of the API."""

import csv
import io
from datetime import date

import pytest

from scoreboard.catalogue.identity import merge
from scoreboard.models import Person, SquadEntry
from tests.factories import enter, make_match, make_season
from tests.pages import read_page, read_part, read_texts, read_values
from tests.stats.feeding import feed, feed_catalogue

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
GOAL = {"type": "goal", "side": "home"}


@pytest.fixture
def match():
    """A match whose home squad is known: two who scored, one of them under two names, and one who did not."""
    match = make_match(season=make_season(competition="Cup", name="2026"), scheduled_on=date(2026, 5, 1))
    enter(match, {"type": "period_start"}, *({**GOAL, "player": name} for name in ("Ann", "Bea", "Anna")))
    feed(match)
    merge(Person.objects.get(name="Anna"), Person.objects.get(name="Ann"))
    idle = Person.objects.create(competitor=match.home, name="Cy")
    born = {"Ann": date(2000, 5, 2), "Bea": date(1999, 5, 1)}
    for name, number in (("Bea", 0), ("Ann", None), ("Anna", 9), ("Cy", None)):
        person = Person.objects.get(name=name)
        person.birth_date = born.get(name)
        person.save()
        add(match, person, number=number)
    feed_catalogue()
    assert idle.squads.exists()
    return match


def add(match, person, **place):
    return SquadEntry.objects.create(season=match.season, competitor=match.home, person=person, **place)


def test_a_page_has_the_newest_squad_by_number_with_who_was_merged_once(client, match):
    page = read_page(client, f"/competitors/{match.home_id}")
    rows = [read_texts(row, ".rank, a, td")[:5] for row in page.select("#squad tbody tr")]
    assert rows == [["0", "Bea", "–", "27", "1"], ["9", "Ann", "–", "25", "2"], ["–", "Cy", "–", "–", "0"]]
    before = make_season(competition="Cup", name="2025")
    SquadEntry.objects.create(season=before, competitor=match.home, person=Person.objects.get(name="Cy"), number=3)
    picked = read_part(read_page(client, f"/competitors/{match.home_id}?squad={before.pk}"), "#squad")
    assert read_texts(picked, "tbody .rank") == ["3"]
    assert read_texts(picked, "option") == ["Cup 2026", "Cup 2025"]


def test_where_no_squad_is_known_a_page_asks_nothing_more(client, match, django_assert_num_queries):
    read_page(client, f"/competitors/{match.home_id}")
    with django_assert_num_queries(4), django_assert_num_queries(4, using="stats"):
        read_page(client, f"/competitors/{match.home_id}")
    SquadEntry.objects.all().delete()
    with django_assert_num_queries(2), django_assert_num_queries(2, using="stats"):
        page = read_page(client, f"/competitors/{match.home_id}")
    assert page.select("#squad") == []


def test_a_squad_that_is_not_known_is_left_out(client, match):
    for squad in (match.home_id, "x"):
        page = read_page(client, f"/competitors/{match.home_id}?squad={squad}")
        assert bool(page.select("#squad")) == (squad == "x")


def test_a_person_has_the_squads_of_all_their_names(client, match):
    ann = Person.objects.get(name="Ann")
    page = read_page(client, f"/people/{ann.pk}")
    assert len(page.select("#squads tbody tr")) == 2
    assert read_values(page, "#squads .section-head a", "href") == [f"/api/v1/people/{ann.pk}/squads.csv"]
    rows = client.get(f"/api/v1/people/{ann.pk}/squads").json()["items"]
    assert {(row["season"]["name"], row["competitor"]["id"]) for row in rows} == {("2026", str(match.home_id))}
    assert read_page(client, f"/people/{Person.objects.get(name='Cy').pk}").select("#squads") != []


def test_lists_of_a_competitor_and_of_a_season(client, match):
    away = Person.objects.create(competitor=match.away, name="Zoe")
    SquadEntry.objects.create(season=match.season, competitor=match.away, person=away, since=date(2026, 6, 1))
    squad = client.get(f"/api/v1/competitors/{match.home_id}/squad?season={match.season_id}").json()
    assert (squad["season"]["name"], [one["name"] for one in squad["seasons"]]) == ("2026", ["2026"])
    assert [(row["number"], row["person"]["name"], row["goals"]) for row in squad["items"]] == [
        (0, "Bea", 1),
        (9, "Ann", 2),
        (None, "Cy", 0),
    ]
    found = client.get(f"/api/v1/seasons/{match.season_id}/squads").json()["items"]
    assert sorted((row["competitor"]["id"], row["person"]["name"]) for row in found) == sorted(
        [*((str(match.home_id), name) for name in ("Ann", "Bea", "Cy")), (str(match.away_id), "Zoe")]
    )
    text = client.get(f"/api/v1/competitors/{match.home_id}/squad.csv").content.decode()
    line = next(csv.DictReader(io.StringIO(text)))
    assert [line[name] for name in ("number", "person", "birth_date", "goals")] == ["0", "Bea", "1999-05-01", "1"]
    nobody = "01a20bae-2680-74e4-8e4f-bd994b58c3e7"
    for path in (f"competitors/{nobody}/squad", f"seasons/{nobody}/squads", f"people/{nobody}/squads"):
        assert client.get(f"/api/v1/{path}").status_code == 404
    assert client.get(f"/api/v1/competitors/{match.home_id}/squad?season={nobody}").status_code == 404


def test_who_is_not_named_in_full_is_not_named_or_dated_here(client, match):
    Person.objects.filter(name="Bea").update(shown="B.")
    rows = client.get(f"/api/v1/competitors/{match.home_id}/squad").json()["items"]
    bea = next(row for row in rows if row["number"] == 0)
    assert (bea["person"]["name"], bea["birth_date"], bea["age"]) == ("B.", None, None)
