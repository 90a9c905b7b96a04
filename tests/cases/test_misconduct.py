"""Misconduct while a match is stopped: officials punish it until they leave, whatever play does.

IFAB Law 5.3 (the referee has authority from the inspection until leaving the field); the other sports have the same.
"""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.match import enter, fold
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.logs import make_log, make_record, start
from tests.sports.playing import Table

STOPPED = ["interrupted", "suspended", "abandoned"]
TIMED = ("football", "handball", "ice_hockey", "basketball", "rugby_union", "american_football")
PUNISHED = {
    "football": {"type": "card", "data": {"card": "red"}},
    "handball": {"type": "sanction", "data": {"kind": "red"}},
    "ice_hockey": {"type": "penalty", "data": {"minutes": 20}},
    "basketball": {"type": "foul", "data": {"kind": "disqualifying"}},
    "rugby_union": {"type": "card", "data": {"card": "red"}},
    "american_football": {"type": "ejection", "data": {"reason": "fighting"}},
    "volleyball": {"type": "sanction", "data": {"card": "yellow_red_apart"}},
    "beach_volleyball": {"type": "sanction", "data": {"card": "yellow"}},
    "badminton": {"type": "sanction", "data": {"card": "yellow"}},
    "table_tennis": {"type": "sanction", "data": {"card": "yellow"}},
    "tennis": {"type": "violation", "data": {"penalty": "warning"}},
}


def begin(sport):
    return start() if sport in TIMED else {"type": "match_start", "side": "home"}


def stop(status):
    return {"type": "status", "data": {"status": status, "reason": "Crowd on the field"}}


@pytest.mark.parametrize("status", STOPPED)
@pytest.mark.parametrize("sport", PUNISHED)
def test_misconduct_while_play_is_stopped_is_punished_and_nothing_else_is_taken(sport, status):
    body = {"side": "home", "player": "Ada", **PUNISHED[sport]}
    log = make_log(begin(sport), stop(status), body, sport=sport)
    state = enter(fold(log[:-1]), log[-1])
    assert (state, status_of(state)) == (fold(log), status)
    assert state.incidents[-1].player == "Ada"
    with raises_refused("nothing can be entered until"):
        enter(state, make_record(len(log) + 1, sport=sport, **begin(sport)))


def test_who_was_sent_off_while_play_was_stopped_is_off_when_it_goes_on():
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    football = Table("football")
    going_on = {"type": "status", "data": {"status": "live"}}
    goal = {"type": "goal", "side": "home", "player": "Ada"}
    football.refuse(start(), stop("suspended"), red, going_on, goal, why="Ada")


def test_every_sport_whose_officials_punish_has_its_case():
    assert {name for name, sport in SPORTS.items() if sport.misconduct} == set(PUNISHED)
