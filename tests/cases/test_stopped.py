"""Matches that are stopped, and go on the same day or another: the clock stands still meanwhile."""

from datetime import timedelta

import pytest

from scoreboard.sports.state import view_of
from tests.sports.logs import KICK_OFF, goal, start
from tests.sports.playing import Table

MINUTE = 60_000
SCORES = {
    "football": goal(),
    "handball": goal(),
    "ice_hockey": goal(),
    "rugby_union": {"type": "try", "side": "home"},
    "basketball": {"type": "basket", "side": "home", "data": {"points": 2}},
    "american_football": {"type": "field_goal", "side": "home"},
}
DOWN = {"basketball": 10, "ice_hockey": 20, "american_football": 15}  # minutes of a period


def at(body, **since_kick_off):
    return {**body, "occurred_at": KICK_OFF + timedelta(**since_kick_off)}


def status(declared):
    return {"type": "status", "data": {"status": declared, "reason": "Fog"}}


def shows(sport, minutes):
    return (DOWN[sport] - minutes if sport in DOWN else minutes) * MINUTE


@pytest.mark.parametrize("stopped", [["interrupted"], ["suspended"], ["interrupted", "suspended"], ["abandoned"]])
@pytest.mark.parametrize("sport", SCORES)
def test_the_clock_goes_on_from_where_a_match_was_stopped(sport, stopped):
    """IFAB Law 7, FIBA 49, IIHF 9, World Rugby Law 5: what is not played is no playing time."""
    halted = [at(status(one), minutes=5 + number) for number, one in enumerate(stopped)]
    table, begun = Table(sport), at(start(), minutes=0)
    clock = view_of(table.enter(begun, *halted)).clock
    assert (clock.running, clock.value_ms) == (False, shows(sport, 5))
    resumed = [begun, *halted, at(status("live"), days=1)]
    scored = table.enter(*resumed, at(SCORES[sport], days=1, minutes=2))
    assert scored.incidents[-1].clock_ms == shows(sport, 7)
    assert view_of(scored).clock.running
    assert not scored.halted


@pytest.mark.parametrize("sport", ["basketball", "ice_hockey"])
def test_a_clock_that_stood_when_a_match_was_stopped_stands_when_it_goes_on(sport):
    off = at({"type": "clock", "data": {"running": False}}, minutes=3)
    halted = [at(status("interrupted"), minutes=4), at(status("live"), minutes=40)]
    clock = view_of(Table(sport).enter(at(start(), minutes=0), off, *halted)).clock
    assert (clock.running, clock.value_ms) == (False, shows(sport, 3))


def test_misconduct_while_a_match_is_stopped_is_of_the_minute_in_which_it_was_stopped():
    red = {"type": "card", "side": "home", "player": "Ada", "data": {"card": "red"}}
    football = Table("football")
    state = football.enter(at(start(), minutes=0), at(status("interrupted"), minutes=30), at(red, minutes=50))
    assert state.incidents[-1].minute == "31"


def test_a_match_that_stopped_for_good_shows_when():
    """Its clock stands, also once the result has been made official."""
    ended = [at(status("abandoned"), minutes=30), at(status("official"), days=2)]
    state = Table("football").enter(at(start(), minutes=0), at(goal(), minutes=1), *ended)
    assert state.play.clock.value_ms == 30 * MINUTE
    assert not state.play.clock.running


def test_a_stop_that_nobody_knows_the_hour_of_leaves_the_clock():
    football = Table("football")
    state = football.enter(at(start(), minutes=0), {**status("interrupted"), "occurred_at": None})
    assert state.play.clock.running
