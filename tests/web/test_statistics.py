"""What pages show of a team and of a person."""

from datetime import date, timedelta

import pytest

from scoreboard.catalogue.identity import merge
from scoreboard.models import Person
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
