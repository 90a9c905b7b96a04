"""Numbers on shirts, typed into the console in the place of names."""

import pytest

from scoreboard.models import Person
from scoreboard.models.catalogue import SquadEntry
from scoreboard.queries import load_log
from tests.factories import enter

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
TEAM = [{"player": "Ann", "number": 10, "starting": True}, {"player": "Bea", "number": 12}]


@pytest.fixture
def console(client, scorer):
    """A logged-in scorer's browser."""
    client.force_login(scorer)
    return client


def post(console, match, **fields):
    """Enter a form of home, as the page's script does: the status, and the answer."""
    answer = console.post(
        f"/console/matches/{match.pk}", {"side": "home", **fields}, headers={"accept": "application/json"}
    )
    return answer.status_code, answer.json()


def test_a_number_is_who_wears_it(console, live_match):
    enter(live_match, {"type": "lineup", "side": "home", "data": {"players": TEAM}})
    assert post(console, live_match, action="substitution", player="12", **{"substitution-off": "10"})[0] == 200
    (last,) = load_log(live_match)[-1:]
    assert (last.player, last.data.off) == ("Bea", "Ann")


def test_nobody_of_that_number_is_told_beside_its_field(console, live_match):
    enter(live_match, {"type": "lineup", "side": "home", "data": {"players": TEAM}})
    status, answer = post(console, live_match, action="goal", player="99")
    home = live_match.home.name
    assert (status, answer["detail"]) == (
        422, f"Player: Nobody of {home} has the number 99 in its line-up or squad.",
    )  # fmt: skip
    status, answer = post(console, live_match, action="substitution", player="12", **{"substitution-off": "7"})
    assert answer["detail"].startswith("Goes off, for the player above: Nobody of")


def test_without_numbers_what_was_typed_is_a_name(console, live_match):
    assert post(console, live_match, action="goal", player="7")[0] == 200
    assert load_log(live_match)[-1].player == "7"


def test_a_squad_knows_numbers_too(console, live_match):
    ann = Person.objects.create(competitor=live_match.home, name="Ann")
    SquadEntry.objects.create(season=live_match.season, competitor=live_match.home, person=ann, number=7)
    post(console, live_match, action="goal", player="7")
    assert load_log(live_match)[-1].player == "Ann"
