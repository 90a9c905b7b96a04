"""What pages show of a team and of a person."""

import re
from datetime import date, timedelta

import pytest

from scoreboard.catalogue.identity import merge
from scoreboard.models import Competition, Competitor, Person, Season
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season
from tests.pages import read_page, read_part, read_text, read_texts, read_values

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


@pytest.fixture
def meetings(db):
    """Two teams that met four times, a goal of Ann in each."""
    season, home, away = make_season(), make_competitor("Arden"), make_competitor("Brook")
    for number in range(1, 5):
        sides = {"home": home, "away": away} if number % 2 else {"home": away, "away": home}
        fixture = {"scheduled_on": date(2026, 3, 1) + timedelta(days=number), "round_number": number}
        match = make_match(season=season, **sides, **fixture)
        goal = {"type": "goal", "side": "home" if number % 2 else "away", "player": "Ann", "data": {"assist": "Amy"}}
        enter(match, {"type": "period_start"}, goal, {"type": "period_end"}, {"type": "period_start"})
        enter(match, {"type": "period_end"})
    count_all()
    return season, home, away


def test_a_team_against_one_of_its_opponents(client, meetings):
    _, home, away = meetings
    against = read_part(read_page(client, f"/competitors/{home.pk}?against={away.pk}"), "#against")
    assert "Brook" in read_text(against, "h2")
    assert read_texts(against, ".balance dd") == ["4", "0", "0", "4–0"]  # won, drawn, lost, goals
    assert ["Arden" in term for term in read_texts(against, ".balance dt")] == [True, False, False, False]
    assert read_part(against, "select[name=against] [selected]")["value"] == str(away.pk)
    assert read_text(against, "select[name=against] [selected]") == "Brook (4)"
    assert read_values(against, "li [data-result]", "data-result") == ["won"] * 4
    for nobody in ("", "Brook", home.pk, "01a20bae-2680-74e4-8e4f-bd994b58c3e7"):
        against = read_part(read_page(client, f"/competitors/{home.pk}?against={nobody}"), "#against")
        assert read_values(against, "option", "value") == [str(away.pk)]
        assert against.select(".balance, li, [selected]") == []


def test_a_persons_page(client, meetings, django_assert_num_queries):
    person = Person.objects.get(name="Ann")
    with django_assert_num_queries(3), django_assert_num_queries(4, using="stats"):
        page = read_page(client, f"/people/{person.pk}")
    assert read_texts(page, "tbody td.points") == ["4"]
    amy = Person.objects.create(name="Amy Reserve", competitor=person.competitor)
    read_part(read_page(client, f"/people/{amy.pk}"), "[data-notice=nothing-counted]")
    read_part(read_page(client, "/people/01a20bae-2680-74e4-8e4f-bd994b58c3e7", 404), "[data-notice=not-found]")


def test_who_was_merged_is_shown_as_who_they_are(client, meetings):
    person = Person.objects.get(name="Ann")
    spelled = Person.objects.create(name="Anna", competitor=person.competitor)
    merge(spelled, person)
    answer = client.get(f"/people/{spelled.pk}?on=2026-01-01")
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{person.pk}?on=2026-01-01")
    assert "Also Anna" in read_page(client, f"/people/{person.pk}").get_text()
    assert client.get(f"/api/v1/people/{spelled.pk}").json()["id"] == str(person.pk)


def test_ratios_and_innings_are_written_as_they_are_said(client):
    competition = Competition.objects.create(sport="baseball", name="League")
    season = Season.objects.create(competition=competition, name="2026", ruleset={"innings": 2, "regulation": 1})
    home, away = (Competitor.objects.create(sport="baseball", name=name) for name in ("Arden", "Brook"))
    match = make_match(season=season, home=home, away=away)
    kinds = ["home_run", "strikeout", "out", "out", *["out"] * 3, "out", "out"]
    for number, kind in enumerate(kinds):
        side, pitcher = ("home", "Sid") if 4 <= number < 7 else ("away", "Rex")
        data = {"play": kind, "pitcher": pitcher}
        enter(match, {"type": "play", "side": side, "player": "Ann" if number < 2 else "Zed", "data": data})
    count_all()
    rex, ann = (Person.objects.get(name=name) for name in ("Rex", "Ann"))
    titles = {"Innings pitched": "1.2", "Earned run average": "5.40", "Batting average": "–"}
    for person, said in ((rex, titles), (ann, {"Batting average": ".500", "Earned run average": "–"})):
        page = client.get(f"/people/{person.pk}").content.decode()
        head = re.findall(r'<th scope="col"[^>]*><abbr title="([^"]*)"', page)
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)[-len(head) :]
        row = dict(zip(head, cells, strict=True))
        assert {title: row[title] for title in said} == said
    assert "5.40" in client.get(f"/seasons/{season.pk}").content.decode()
