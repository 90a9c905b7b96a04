"""Line-ups on pages: a match's own, theirs, and what a person's page says of appearances."""

import pytest

from tests.counting import count_all
from tests.factories import enter, make_match
from tests.pages import read_page, read_part, read_text, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
LONG = "Jan Vennegoor of Hesselink-Wolfeschlegelsteinhausenbergerdorff"
TEAM = [{"player": LONG, "number": 9, "starting": True, "captain": True}, {"player": "Bea", "number": 12}]
LINE_UP = {"type": "lineup", "side": "home", "data": {"players": TEAM}}
CHANGE = {"type": "substitution", "side": "home", "player": "Bea", "data": {"off": LONG}, "clock_ms": 120_000}


@pytest.fixture
def lined_up():
    match = make_match()
    enter(match, LINE_UP, {"type": "period_start", "clock_ms": 0}, CHANGE)
    return match


def test_a_match_shows_who_plays_and_what_became_of_them(client, lined_up):
    page = read_page(client, f"/matches/{lined_up.pk}")
    assert read_values(page, "#line-ups .line-up", "data-side") == ["home"]
    assert read_texts(page, "#line-ups .name a") == [LONG, "Bea"]
    assert all(link.startswith("/people/") for link in read_values(page, "#line-ups .name a", "href"))
    assert read_values(page, "#line-ups li", "data-on") == ["no", "yes"]
    assert read_texts(page, "#line-ups .became .visually-hidden") == [
        "went off for Bea, minute 3",
        f"came on for {LONG}, minute 3",
    ]
    assert read_text(page, "[data-partial]") == "Not complete"
    assert read_values(page, "#line-ups abbr", "title") == ["Captain"]
    assert read_values(page, '.anchors a[href="#line-ups"]', "href") == ["#line-ups"]


def test_what_is_not_known_stays_absent(client, match):
    page = read_page(client, f"/matches/{match.pk}")
    section = read_part(page, "#line-ups")
    assert section.has_attr("hidden")
    assert not section.select(".line-up")
    assert not page.select('.anchors a[href="#line-ups"]')


def test_a_card_is_said_in_words(client, lined_up):
    enter(lined_up, {"type": "card", "side": "home", "player": "Bea", "data": {"card": "red"}, "clock_ms": 240_000})
    page = read_page(client, f"/matches/{lined_up.pk}")
    assert "Red card, minute 5" in read_texts(page, "#line-ups .sanction .visually-hidden")


def test_the_page_of_line_ups_is_of_now_or_of_a_cursor(client, lined_up):
    path = f"/matches/{lined_up.pk}/line-ups"
    assert not read_page(client, path).select(".box-score")  # nobody has done anything that counts
    enter(lined_up, {"type": "goal", "side": "home", "player": "Bea"})
    assert read_texts(read_page(client, path), ".box-score tbody th a") == [LONG, "Bea"]
    assert read_texts(read_page(client, path), ".box-score tfoot td") == ["1"]
    answer = client.get(f"{path}?at=e1-3")
    assert "immutable" in answer["Cache-Control"]
    then = read_page(client, f"{path}?at=e1-3")
    assert read_values(then, ".line-up li", "data-on") == ["yes", "no"]
    for at in ("e1-9", "e2-1", "nonsense"):
        read_page(client, f"{path}?at={at}", 404)
    read_page(client, "/matches/01a20bae-2680-74e4-8e4f-bd994b58c3e7/line-ups", 404)


def test_line_ups_take_no_query_of_their_own(client, lined_up, django_assert_num_queries):
    with django_assert_num_queries(2):
        read_page(client, f"/matches/{lined_up.pk}")
    with django_assert_num_queries(1):
        read_page(client, f"/matches/{lined_up.pk}/line-ups")


def test_a_squad_of_american_football_has_its_bench_on_a_page_of_its_own(client):
    from scoreboard.models import Competition, Competitor, Season
    from scoreboard.record.fixture import schedule

    cup = Competition.objects.create(sport="american_football", name="Bowl")
    sides = [Competitor.objects.create(sport="american_football", name=name) for name in ("Bears", "Lions")]
    match = schedule(season=Season.objects.create(competition=cup, name="2026"), home=sides[0], away=sides[1],
                     actor="user:1").match  # fmt: skip
    for side in ("home", "away"):
        players = [{"player": f"{side} {at}", "number": at, "starting": at < 22} for at in range(46)]
        enter(match, {"type": "lineup", "side": side, "data": {"players": players}})
    page = read_page(client, f"/matches/{match.pk}")
    assert len(page.select("#line-ups li")) == 44
    assert len(page.find_all(True)) < 1_500
    assert len(read_page(client, f"/matches/{match.pk}/line-ups").select(".line-up li")) == 92


def test_a_person_has_appearances_where_line_ups_are_known(client, lined_up):
    other = make_match(season=lined_up.season, home=lined_up.home)
    enter(other, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Bea"})
    count_all()
    bea = lined_up.home.people.get(name="Bea")
    page = read_page(client, f"/people/{bea.pk}")
    headings = read_texts(page, "thead th")
    assert headings[2:4] == ["App", "St"]
    assert read_texts(page, "tbody td")[1:3] == ["1", "0"]
    assert "from 1 match with line-ups, of 2 that" in read_text(page, "[data-lineups]")


def test_a_person_of_matches_without_line_ups_has_no_such_column(client, match):
    enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "player": "Bea"})
    count_all()
    page = read_page(client, f"/people/{match.home.people.get(name='Bea').pk}")
    assert "App" not in read_texts(page, "thead th")
    assert not page.select("[data-lineups]")
