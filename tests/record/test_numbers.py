"""Numbers in the place of names: found in the line-up, else in the squad."""

from datetime import date

import pytest

from scoreboard.models import Person, SquadEntry
from scoreboard.record.request import BadEvent
from tests.factories import enter, make_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def lined_up(live_match):
    """A live match whose home side has Ada (7) and Bea (9) in its line-up."""
    players = [{"player": "Ada", "number": 7, "starting": True}, {"player": "Bea", "number": 9}]
    enter(live_match, {"type": "lineup", "side": "home", "data": {"players": players}})
    return live_match


def put_in_squad(match, name, number, **fields):
    person = Person.objects.create(competitor=match.home, name=name)
    SquadEntry.objects.create(season=match.season, competitor=match.home, person=person, number=number, **fields)
    return person


def refuse(match, *events, why):
    with pytest.raises(BadEvent, match=why):
        enter(match, *events)


def test_a_number_is_who_has_it_in_the_lineup_and_stays_in_the_record(lined_up):
    record = enter(lined_up, {"type": "goal", "side": "home", "number": 7}).records[0]
    ada = Person.objects.get(name="Ada")
    assert (record.player, record.player_id, record.number) == ("Ada", str(ada.pk), 7)


def test_numbers_stand_within_the_data_too(lined_up):
    body = {"type": "substitution", "side": "home", "number": 9, "data": {"off_number": 7}}
    record = enter(lined_up, body).records[0]
    assert (record.player, record.data.off, record.number) == ("Bea", "Ada", 9)
    assert record.data.off_id == str(Person.objects.get(name="Ada").pk)


def test_the_lineup_comes_before_the_squad_and_the_squad_is_asked_next(lined_up):
    put_in_squad(lined_up, "Cleo", 7)
    dee = put_in_squad(lined_up, "Dee", 10)
    goals = [{"type": "goal", "side": "home", "number": number} for number in (7, 10)]
    records = enter(lined_up, *goals).records
    assert [record.player for record in records] == ["Ada", "Dee"]
    assert records[1].player_id == str(dee.pk)


def test_an_own_goal_is_a_number_of_the_other_side(lined_up):
    own = {"type": "goal", "side": "away", "number": 7, "data": {"own_goal": True}}
    assert enter(lined_up, own).records[0].player == "Ada"


def test_a_lineup_by_numbers_is_read_by_the_squad(live_match):
    put_in_squad(live_match, "Ada", 7)
    body = {"type": "lineup", "side": "home", "data": {"players": [{"number": 7, "starting": True}]}}
    goal = {"type": "goal", "side": "home", "number": 7}
    lineup, scored = enter(live_match, body, goal).records
    assert (lineup.data.players[0].player, lineup.data.players[0].number) == ("Ada", 7)
    assert scored.player == "Ada"


def test_a_number_in_an_amendment(lined_up):
    enter(lined_up, {"type": "goal", "side": "home", "player": "Ada"})
    inner = {"type": "goal", "side": "home", "number": 9}
    enter(lined_up, {"type": "amend", "data": {"seq": lined_up.seq, "reason": "typo", "event": inner}})
    assert Person.objects.filter(name="Bea").count() == 1
    inner["number"] = 99
    amend = {"type": "amend", "data": {"seq": lined_up.seq - 1, "reason": "typo", "event": inner}}
    refuse(lined_up, amend, why=r"number 99 in its line-up or squad - at `\$.data.event.number`")


def test_an_unknown_number_and_one_of_several_say_where(lined_up):
    goal = {"type": "goal", "side": "home"}
    refuse(lined_up, {**goal, "number": 4}, why=r"Nobody of .* has the number 4 .* - at `\$.number`")
    refuse(
        lined_up,
        {**goal, "number": 7, "data": {"assist_number": 4}},
        why=r"the number 4 .* - at `\$.data.assist_number`",
    )
    for name in ("Eve", "Fay"):
        put_in_squad(lined_up, name, 5)
    refuse(lined_up, {**goal, "number": 5}, why=r"2 people of .* have the number 5: Eve, Fay - at `\$.number`")


def test_what_is_no_number_of_anybody_is_refused(lined_up):
    refuse(
        lined_up, {"type": "goal", "side": "home", "number": "7"}, why=r"Expected `int` from 0 to 999 - at `\$.number`"
    )
    refuse(lined_up, {"type": "period_end", "number": 7}, why=r"'period_end' names nobody here - at `\$.number`")
    both = {"type": "goal", "side": "home", "player": "Ada", "data": {"assist": "Bea", "assist_number": 9}}
    refuse(lined_up, both, why="a number or a name, not both")


def test_a_squad_entry_counts_from_its_day_until_its_last(lined_up):
    match = make_match(scheduled_on=date(2026, 5, 2))
    put_in_squad(match, "Gil", 4, until=date(2026, 5, 1))
    put_in_squad(match, "Hal", 4, since=date(2026, 5, 2))
    records = enter(match, {"type": "period_start"}, {"type": "goal", "side": "home", "number": 4}).records
    assert records[1].player == "Hal"
