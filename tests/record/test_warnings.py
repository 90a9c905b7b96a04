"""What is unlikely: a warning, entered once its code is confirmed; never asked of importers and replays."""

import pytest

from scoreboard.models import Person, SquadEntry
from scoreboard.record.commands import record
from scoreboard.record.outcome import Unconfirmed
from scoreboard.record.request import BadEvent
from tests.factories import enter

pytestmark = pytest.mark.django_db
GOAL = {"type": "goal", "side": "home", "player": "Zoe"}


def line_up(*names, **data):
    players = [{"player": name, "number": at, "starting": True} for at, name in enumerate(names, 1)]
    return {"type": "lineup", "side": "home", "data": {"players": players, **data}}


@pytest.fixture
def lined_up(live_match):
    """A live match whose home side, Ada and Bea, is all in its line-up."""
    enter(live_match, line_up("Ada", "Bea", complete=True, coach="Cy"))
    return live_match


def ask(match, *events, confirm=()):
    return enter(match, *events, confirm=confirm)


def warn(match, *events, confirm=()):
    """The codes that are to be confirmed before these can be entered."""
    before = match.seq
    with pytest.raises(Unconfirmed) as caught:
        ask(match, *events, confirm=confirm)
    match.refresh_from_db()
    assert match.seq == before
    return caught.value.codes


def test_who_is_not_in_a_complete_lineup_is_entered_once_confirmed(lined_up):
    assert warn(lined_up, GOAL) == ["not_in_lineup"]
    assert not Person.objects.filter(name="Zoe").exists(), "nothing is kept of what was not entered"
    assert ask(lined_up, GOAL, confirm=["not_in_lineup"]).state.play.score.home == 1


def test_everybody_in_it_the_other_side_and_the_coach_need_no_confirmation(lined_up):
    card = {"type": "card", "side": "home", "player": "Cy", "data": {"card": "yellow", "bench": True}}
    ask(lined_up, {**GOAL, "player": "Ada"}, {**GOAL, "side": "away"}, card)
    assert lined_up.seq == 6


def test_a_partial_lineup_warns_of_nobody(live_match):
    enter(live_match, line_up("Ada"))
    assert ask(live_match, GOAL).state.play.score.home == 1


def test_each_person_of_an_event_is_asked_about(lined_up):
    goal = {**GOAL, "player": "Ada", "data": {"assist": "Zoe"}}
    with pytest.raises(Unconfirmed) as caught:
        ask(lined_up, goal, {**GOAL, "player": "Yan"})
    assert [said.params for said in caught.value.warnings] == [
        {"player": "Zoe", "side": "home"},
        {"player": "Yan", "side": "home"},
    ]


def test_an_item_of_a_batch_confirms_for_itself(lined_up):
    confirmed = {**GOAL, "confirm": ["not_in_lineup"]}
    assert warn(lined_up, confirmed, {**GOAL, "player": "Yan"}) == ["not_in_lineup"]
    assert ask(lined_up, confirmed, {**GOAL, "player": "Ada"}).state.play.score.home == 2
    with pytest.raises(BadEvent, match="confirm"):
        ask(lined_up, {**GOAL, "confirm": "not_in_lineup"})


def test_importers_are_not_asked(lined_up):
    recorded = record(match_id=lined_up.pk, events=[GOAL], actor="import:x")
    assert recorded.state.play.score.home == 1


def test_an_amendment_is_asked_about_what_it_puts_in(lined_up):
    ask(lined_up, {**GOAL, "player": "Ada"})
    amend = {"type": "amend", "data": {"seq": lined_up.seq, "reason": "typo", "event": GOAL}}
    assert warn(lined_up, amend) == ["not_in_lineup"]
    assert ask(lined_up, amend, confirm=["not_in_lineup"]).state.incidents[-1].player == "Zoe"


def test_a_lineup_put_right_later_refuses_nothing_that_came_before(lined_up):
    ask(lined_up, {**GOAL, "player": "Bea"})
    recorded = ask(lined_up, line_up("Ada", "Zoe", complete=True))
    assert recorded.state.play.score.home == 1
    assert warn(lined_up, {**GOAL, "player": "Bea"}) == ["not_in_lineup"]
    ask(lined_up, {"type": "void", "data": {"seq": lined_up.seq, "reason": "typo"}})
    assert ask(lined_up, {**GOAL, "player": "Bea"}).state.play.score.home == 2


def test_who_is_lined_up_and_in_no_squad_is_asked_about(live_match):
    ada = Person.objects.create(competitor=live_match.home, name="Ada")
    assert ask(live_match, line_up("Bea")).state.home_lineup.players[0].player == "Bea", "no squad is known"
    SquadEntry.objects.create(season=live_match.season, competitor=live_match.home, person=ada, number=9)
    ask(live_match, line_up("Ada"))
    assert warn(live_match, line_up("Ada", "Bea")) == ["not_in_squad"]
