"""Suspensions on pages: of a season, of a person, of a match."""

import pytest

from scoreboard.models import Person
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import read_page, read_part, read_text, read_texts, read_values
from tests.stats.feeding import feed
from tests.stats.playing import FULL_TIME, KICK_OFF, card, day, play

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def season(db):
    """Ann is suspended after two yellow cards, Amy served a match of three; Bea is a caution away."""
    season = make_season(ranking={"suspensions": {"every": 2, "expulsion": 3}})
    a, b = (make_competitor(name) for name in ("Arden", "Brook"))
    shown = [
        [card("home", "Ann", "yellow"), card("home", "Amy", "red")],
        [card("home", "Ann", "yellow"), card("away", "Bea", "yellow")],
    ]
    matches = [play(season, a, b, events=events, number=number) for number, events in enumerate(shown, start=1)]
    matches.append(play(season, b, a, number=3))
    feed(*matches)
    return season


def test_a_season_shows_who_is_suspended_and_who_is_near_it(client, season, django_assert_max_num_queries):
    with django_assert_max_num_queries(1), django_assert_max_num_queries(6, using="stats"):
        page = read_page(client, f"/seasons/{season.pk}")
    section = read_part(page, "#suspensions")
    assert read_values(section, "dd[data-left]", "data-left") == ["1", "2"]
    ann, amy = read_texts(section, "dd[data-left]")
    assert ann == (
        "Arden, yellow cards that count: 2 Suspended for Brook, 4 Mar 2026 "
        "Banned after 2 yellow cards (Brook, 3 Mar 2026): not served yet"
    )
    assert amy == (
        "Arden Suspended for Brook, 4 Mar 2026, and 1 match to come "
        "Banned after being sent off (Brook, 2 Mar 2026): 1 of 3 served"
    )
    assert read_text(section, "[data-near]") == "Bea (Brook)"


def test_a_season_without_such_rules_has_no_section(client, season):
    season.ranking = {}
    season.save()
    feed()
    assert read_page(client, f"/seasons/{season.pk}").select("#suspensions") == []


def test_a_persons_page_says_for_which_match_and_why(client, season, django_assert_num_queries):
    ann = Person.objects.get(name="Ann")
    with django_assert_num_queries(3), django_assert_num_queries(6, using="stats"):
        page = read_page(client, f"/people/{ann.pk}")
    told = read_text(page, "#suspensions dd")
    assert told.startswith("Suspended for Brook, 4 Mar 2026 Banned after 2 yellow cards (Brook, 3 Mar 2026)")
    amy = Person.objects.get(name="Amy")
    told = read_text(read_page(client, f"/people/{amy.pk}"), "#suspensions dd")
    assert "1 of 3 served" in told
    bea = Person.objects.get(name="Bea")
    told = read_text(read_page(client, f"/people/{bea.pk}"), "#suspensions dd")
    assert told == "Yellow cards that count: 1, a ban at 2 (one away)"


def test_a_match_says_who_may_not_play(client, season):
    to_come = season.matches.get(round_number=3)
    told = read_text(read_page(client, f"/matches/{to_come.pk}"), "[data-fact=suspended]")
    assert told == "Ann (Arden, after 2 yellow cards), Amy (Arden, after being sent off)"
    served = season.matches.get(round_number=2)
    told = read_text(read_page(client, f"/matches/{served.pk}"), "[data-fact=suspended]")
    assert told == "Amy (Arden, after being sent off)"
    first = season.matches.get(round_number=1)
    assert read_page(client, f"/matches/{first.pk}").select("[data-fact=suspended]") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_match_takes_as_many_queries_however_many_are_suspended(client, django_assert_max_num_queries, count):
    season = make_season(ranking={"suspensions": {"every": 2}})
    match = make_match(season=season, scheduled_on=day(1))
    enter(match, KICK_OFF, *(card("home", f"P{number}", "red") for number in range(count)))
    enter(match, *FULL_TIME)
    following = make_match(season=season, home=match.home, away=match.away, scheduled_on=day(2))
    feed(match, following)
    with django_assert_max_num_queries(2), django_assert_max_num_queries(7, using="stats"):
        page = read_page(client, f"/matches/{following.pk}")
    assert len(read_part(page, "[data-fact=suspended]").select("a")) == count


def test_a_season_says_who_played_although_banned(client):
    season = make_season(ranking={"suspensions": {"every": 2}})
    a, b = (make_competitor(name) for name in ("Arden", "Brook"))
    first = play(season, a, b, events=[card("home", "Ann", "red")], number=1)
    players = [{"player": "Ann", "starting": True}]
    second = make_match(season=season, home=a, away=b, scheduled_on=day(2))
    enter(second, {"type": "lineup", "side": "home", "data": {"players": players}}, KICK_OFF, *FULL_TIME)
    feed(first, second)
    told = read_text(read_page(client, f"/seasons/{season.pk}"), "#suspensions dd[data-left]")
    assert told.endswith("not served yet; played although banned: Brook, 3 Mar 2026")
    told = read_text(read_page(client, f"/matches/{second.pk}"), "[data-fact=suspended]")
    assert told == "Ann (Arden, after being sent off)"
