"""Handball: punishments at any time, throws after the signal, points by hand at the edges."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import enter, fold, fold_leniently
from tests.refusals import raises_refused
from tests.sports.bodies.ice_hockey import act
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

LEAGUE, CUP = Table("handball"), Table("handball", overtimes=1, shootout=True)
START, END = {"type": "period_start"}, {"type": "period_end"}
HALVES = [START, END, START, END]
MISSED = {"type": "shootout_attempt", "side": "home", "data": {"scored": False}}
MOMENTS = [[], [START, END], HALVES]


def sanction(kind, player="Ada"):
    return act("sanction", "home", player, kind=kind)


@pytest.mark.parametrize("before", MOMENTS)
@pytest.mark.parametrize("kind", ["yellow", "red", "blue"])
def test_the_referees_punish_before_between_and_after(before, kind):
    """IHF 2024, 8:10 and 16:11 to 16:14."""
    state = LEAGUE.play(*before, sanction(kind))
    assert (state.incidents[-1].kind, state.incidents[-1].detail) == ("sanction", kind)
    assert kind in get_sport("handball").list_actions(LEAGUE.play(*before).play)


def test_who_is_disqualified_before_the_match_or_in_the_shootout_takes_no_part():
    """IHF 2024, 16:8 and 2:2 (comment)."""
    LEAGUE.refuse(sanction("red"), START, act("goal", "home", "Ada"), why="disqualified")
    shootout = [*HALVES, *HALVES, MISSED, {**MISSED, "side": "away"}, sanction("red")]
    CUP.refuse(*shootout, {**MISSED, "player": "Ada"}, why="disqualified")
    assert read_view(CUP.play(*shootout, MISSED)).phase == "shootout"


def test_a_blue_card_follows_a_red_one():
    """IHF 2024, 8:6 and 16:8: the red card is shown first; also after the third suspension."""
    assert LEAGUE.play(START, sanction("red"), sanction("blue")).incidents[-1].detail == "blue"
    assert LEAGUE.play(START, *[sanction("suspension")] * 3, sanction("blue")).incidents[-1].detail == "blue"


@pytest.mark.parametrize("throw", ["seven_metres", "free_throw"])
def test_a_throw_after_the_signal_is_of_the_half_that_ended(throw):
    """IHF 2024, 2:4 and 2:5: at half-time, and after the end, where it may turn the match."""
    goal = act("goal", "away", None, **{throw: True})
    assert read_view(LEAGUE.play(START, END, goal)).periods == (PeriodScore("half_1", 0, 1),)
    view = read_view(LEAGUE.play(*HALVES[:3], act("goal", "home"), END, goal, goal))
    assert (view.winner, view.score, view.periods[1]) == ("away", Score(1, 2), PeriodScore("half_2", 1, 2))
    ahead = [*HALVES[:3], act("goal", "home"), END]
    assert read_view(CUP.play(*ahead, goal)).phase == "overtime_break"
    assert throw in get_sport("handball").list_actions(CUP.play(*ahead).play)


def test_any_goal_of_a_half_can_be_entered_late_by_naming_it():
    """What is said of a refusal can be followed: the period is named."""
    late = {**act("goal", "away"), "period": "half_2"}
    assert read_view(LEAGUE.play(*HALVES, late)).winner == "away"


def test_points_by_hand_put_the_match_where_its_score_is():
    by_hand = {"type": "manual", "side": "home", "data": {"points": 1, "reason": "Recount"}}
    assert read_view(CUP.play(*HALVES, by_hand)).winner == "home"
    away = {**by_hand, "side": "away"}
    assert read_view(CUP.play(*HALVES, by_hand, away)).phase == "overtime_break"
    sudden = Table("handball", overtimes=1, sudden_death=True)
    assert read_view(sudden.play(*HALVES, START, by_hand)).winner == "home"


def test_points_by_hand_that_take_away_a_sudden_death_are_refused():
    """The goal is voided or reviewed instead: then its overtime goes on."""
    first, *records = make_log(
        *HALVES, START, act("goal", "home"), sport="handball", ruleset={"overtimes": 1, "sudden_death": True}
    )
    state = fold([first, *records])
    less = {"type": "manual", "side": "home", "data": {"points": -1, "reason": "No goal"}}
    with raises_refused("have it reviewed"):
        enter(state, make_record(9, sport="handball", **less))
    cancelled = {"type": "review", "data": {"seq": 7, "decision": "cancelled", "reason": "Too late"}}
    log = fold_leniently([first, *records, make_record(8, sport="handball", **cancelled)])
    assert read_view(log.state).phase == "overtime_1"


def test_a_voided_goal_by_hand_of_a_result_is_shown_without_a_period():
    """A log that a correction left without periods is shown (it ended in an error)."""
    log = make_log(START, {"type": "manual", "side": "home", "data": {"points": 1, "reason": "x"}}, sport="handball")
    amend = {"seq": 2, "reason": "x", "event": {"type": "result", "data": {"score": {"home": 1, "away": 1}}}}
    void = make_record(4, sport="handball", type="void", data={"seq": 3, "reason": "x"})
    state = fold([*log, void, make_record(5, sport="handball", type="amend", data=amend)])
    assert (read_view(state).finished, state.incidents[-1].confirmation) == (True, "cancelled")


YELLOWS = [sanction("yellow", name) for name in ("Ada", "Bea", "Cleo")]


@pytest.mark.parametrize("order", [[*YELLOWS, sanction("yellow", None)], [sanction("yellow", None), *YELLOWS]])
def test_the_officials_warning_is_none_of_the_players_three(order):
    """IHF 2024, 16:1: three for the players of a team, one more for its officials together."""
    state = LEAGUE.enter(START, *order)
    assert [incident.detail for incident in state.incidents[1:]] == ["yellow"] * 4
    LEAGUE.refuse(START, *order, sanction("yellow", "Dee"), why="3 warnings at most")
    assert "yellow" in get_sport("handball").list_actions(state.play)


def test_officials_are_punished_one_step_after_the_other():
    """IHF 2024, 16:1, 16:3 and 16:6: one warning and one suspension together, then disqualifications."""
    officials = [sanction(kind, None) for kind in ("yellow", "suspension", "red", "red")]
    assert len(LEAGUE.enter(START, *officials).incidents) == 5
    LEAGUE.refuse(START, *officials[:1], officials[0], why="one warning together")
    LEAGUE.refuse(START, officials[1], officials[0], why="none after a suspension")
    LEAGUE.refuse(START, *officials[:2], officials[1], why="one suspension together")
    other = {**officials[0], "side": "away"}
    assert len(LEAGUE.enter(START, officials[0], other).incidents) == 3
