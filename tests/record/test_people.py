"""The people of whole match logs: found, or made and entered together with their matches."""

import pytest

from scoreboard.models import Person
from scoreboard.queries import load_log, read_state
from scoreboard.record.commands import prepare, schedule_many
from scoreboard.record.people import People
from scoreboard.record.request import BadEvent
from scoreboard.sports.match import fold
from tests.factories import make_competitor, make_season

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture():
    return {
        "season": make_season(),
        "home": make_competitor("Reds"),
        "away": make_competitor("Blues"),
        "actor": "import:x",
    }


def goals(*names):
    return [{"type": "period_start"}, *({"type": "goal", "side": "home", "player": name} for name in names)]


def test_a_new_person_named_in_two_matches_is_one(fixture):
    people = People()
    made = [prepare(**fixture, people=people, events=goals("Ada", "Ada ", "Bea")) for _ in range(2)]
    assert not Person.objects.exists()
    schedule_many(made)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ada", "Bea"]
    for one in made:
        assert {event.player_id for event in one.records[2:4]} == {str(Person.objects.get(name="Ada").pk)}


def test_a_person_whom_another_request_entered_meanwhile_is_that_person(fixture):
    made = prepare(**fixture, events=goals("Ada", "Bea"))
    quicker = Person.objects.create(competitor=fixture["home"], name="Ada")
    schedule_many([made])
    log = load_log(made.match)
    assert (log[2].player_id, Person.objects.filter(name="Ada").count()) == (str(quicker.pk), 1)
    assert fold(log) == read_state(made.match)


def test_the_id_of_somebody_of_the_other_side_is_refused(fixture):
    other = Person.objects.create(competitor=fixture["away"], name="Zoe")
    events = [{"type": "period_start"}, {"type": "goal", "side": "home", "player_id": str(other.pk)}]
    with pytest.raises(BadEvent, match="Nobody of that side"):
        prepare(**fixture, events=events)
