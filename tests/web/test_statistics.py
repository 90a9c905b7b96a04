"""What pages show of a team and of a person."""

from datetime import date, timedelta

import pytest

from scoreboard.models import Person
from tests.counting import count_all
from tests.factories import enter, make_competitor, make_match, make_season

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
    page = client.get(f"/competitors/{home.pk}?against={away.pk}").content.decode()
    assert "Against Brook" in page
    assert "<dt>Arden won</dt><dd>4</dd>" in page
    assert f'<option value="{away.pk}" selected>Brook (4)</option>' in page
    for nobody in ("", "Brook", home.pk, "01a20bae-2680-74e4-8e4f-bd994b58c3e7"):
        answer = client.get(f"/competitors/{home.pk}?against={nobody}")
        assert answer.status_code == 200
        assert "Arden won" not in answer.content.decode()


def test_a_persons_page(client, meetings, django_assert_num_queries):
    person = Person.objects.get(name="Ann")
    with django_assert_num_queries(1), django_assert_num_queries(3, using="stats"):
        page = client.get(f"/people/{person.pk}").content.decode()
    assert '<td class="points">4</td>' in page
    amy = Person.objects.create(name="Amy Reserve", competitor=person.competitor)
    assert "Nothing counted yet" in client.get(f"/people/{amy.pk}").content.decode()
    assert client.get("/people/01a20bae-2680-74e4-8e4f-bd994b58c3e7").status_code == 404
