"""The people whom records name: found, or made and entered, of one request and of whole match logs."""

import pytest

from scoreboard.models import Person, PersonSource
from scoreboard.queries import decode_state, load_log
from scoreboard.record.fixture import prepare, schedule_many
from scoreboard.record.known_people import KnownPeople
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.match import fold
from tests.factories import enter, make_competitor, make_season

GOAL = {"type": "goal", "side": "home", "player": "Ada"}
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
    people = KnownPeople()
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
    assert fold(log) == decode_state(made.match)


def test_the_id_of_somebody_of_the_other_side_is_refused(fixture):
    other = Person.objects.create(competitor=fixture["away"], name="Zoe")
    events = [{"type": "period_start"}, {"type": "goal", "side": "home", "player_id": str(other.pk)}]
    with pytest.raises(BadEvent, match="Nobody of that side"):
        prepare(**fixture, events=events)


def test_people_are_found_or_made_by_their_name_and_side(live_match):
    enter(live_match, {**GOAL, "player": " Ada  Lovelace "}, {**GOAL, "player": "Ada Lovelace"})
    enter(live_match, {**GOAL, "player": "Zoe", "data": {"own_goal": True}})
    ada = Person.objects.get(name="Ada Lovelace")
    assert ada.competitor == live_match.home
    assert Person.objects.get(name="Zoe").competitor == live_match.away
    by_id = enter(live_match, {"type": "goal", "side": "home", "player_id": str(ada.pk)}).records[0]
    assert (by_id.player, by_id.player_id) == ("Ada Lovelace", str(ada.pk))


def test_who_is_named_by_a_refused_match_is_entered_with_the_next_one(fixture):
    people = KnownPeople()
    with pytest.raises(Refused):
        prepare(**fixture, people=people, events=[*goals("Ada"), {"type": "period_start"}])
    people.settle(())
    schedule_many([prepare(**fixture, people=people, events=goals("Ada"))])
    assert Person.objects.get().name == "Ada"


def test_who_is_somebody_of_a_refused_match_is_entered_with_them(fixture):
    people = KnownPeople()
    named = [{"type": "period_start"}, {**GOAL, "player_id": "nba-stats:7"}]
    with pytest.raises(Refused):
        prepare(**fixture, people=people, events=[*named, {"type": "period_start"}])
    other = {**fixture, "home": make_competitor("Greens")}
    schedule_many([prepare(**other, people=people, events=named)])
    greens = Person.objects.get(competitor=other["home"])
    assert greens.main == Person.objects.get(competitor=fixture["home"])


def test_the_ids_of_sources_are_looked_up_once_for_many_matches(fixture, django_assert_num_queries):
    named = [{"type": "period_start"}, *({**GOAL, "player": f"P{n}", "player_id": f"x:{n}"} for n in range(5))]
    schedule_many([prepare(**fixture, people=KnownPeople(), events=named)])
    people = KnownPeople()
    with django_assert_num_queries(3):
        people.know({fixture["home"].pk, fixture["away"].pk}, new=())
        made = [prepare(**fixture, people=people, events=named) for _ in range(3)]
    assert [one.newcomers for one in made] == [(), (), ()]


def test_who_is_somebody_whom_another_request_entered_meanwhile_is_that_person(fixture):
    people, other = KnownPeople(), {**fixture, "home": make_competitor("Greens")}
    named = [{"type": "period_start"}, {**GOAL, "player_id": "nba-stats:7"}]
    made = [prepare(**each, people=people, events=named) for each in (fixture, other)]
    quicker = Person.objects.create(competitor=fixture["home"], name="Ada")
    schedule_many(made)
    assert Person.objects.get(competitor=other["home"]).main == quicker
    assert Person.objects.count() == 2


def line_up(people):
    players = [{"player_id": str(one.pk), "starting": True} for one in people]
    return {"type": "lineup", "side": "home", "data": {"players": players}}


def test_a_line_up_by_ids_looks_everybody_up_at_once(fixture, django_assert_num_queries):
    eleven = [Person.objects.create(competitor=fixture["home"], name=f"Red {number}") for number in range(11)]
    with django_assert_num_queries(1):
        made = prepare(**fixture, events=[line_up(eleven)])
    assert [one.player for one in made.records[1].data.players] == [one.name for one in eleven]


def test_in_a_line_up_who_was_merged_is_the_other_and_strangers_are_refused(fixture):
    ada, bea = (Person.objects.create(competitor=fixture["home"], name=name) for name in ("Ada", "Bea"))
    short = Person.objects.create(competitor=fixture["home"], name="A.", same_as=ada, main=ada)
    made = prepare(**fixture, events=[line_up([short, bea])])
    assert [one.player for one in made.records[1].data.players] == ["Ada", "Bea"]
    zoe = Person.objects.create(competitor=fixture["away"], name="Zoe")
    with pytest.raises(BadEvent, match="Nobody of that side"):
        prepare(**fixture, events=[line_up([ada, zoe])])
    with pytest.raises(BadEvent, match="Nobody of that side has the id 'x'"):
        prepare(**fixture, events=[{**line_up([ada]), "data": {"players": [{"player_id": "x"}, {"player_id": "y"}]}}])


def test_who_is_there_already_is_recalled_and_nobody_is_made(fixture):
    home = fixture["home"].pk
    ada = Person.objects.create(competitor=fixture["home"], name="Ada")
    PersonSource.objects.create(person=ada, competitor=fixture["home"], source="x", ref="1")
    people = KnownPeople()
    people.know({home})
    assert people.recall(home, "Ada", None) == people.recall(home, "Other", "x:1") == ada
    assert people.recall(home, "Ada", "x:2") is people.recall(home, "Bea", None) is None
    assert not people.new
