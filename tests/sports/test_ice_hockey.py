"""The rules of ice hockey, by example."""

import pytest

from scoreboard.sports import get_sport, ice_hockey
from scoreboard.sports.base import PeriodScore, Score
from tests.refusals import raises_refused
from tests.sports.bodies.ice_hockey import NHL, PLAYOFFS, PWHL, act
from tests.sports.playing import Table
from tests.wording import read_view

HOCKEY = Table("ice_hockey")
START, END = {"type": "period_start"}, {"type": "period_end"}
LEVEL = [START, END, START, END, START, END]
MINUTE = 60_000


def goal(side="home", left=None, player=None, **data):
    """A goal with so many minutes left in the period."""
    return act("goal", side, player, None if left is None else round(left * MINUTE), **data)


def penalty(side, left, minutes=2, player=None, **data):
    return act("penalty", side, player, left * MINUTE, minutes=minutes, **data)


def attempt(side, scored):
    return {"type": "shootout_attempt", "side": side, "data": {"scored": bool(scored)}}


def take(*scored):
    return [attempt("home" if number % 2 == 0 else "away", one) for number, one in enumerate(scored)]


def test_three_periods():
    view = read_view(HOCKEY.play(START, goal(), END, START, goal("away"), END, START, goal(), END))
    assert (view.winner, view.decided_by, view.score) == ("home", "regular", Score(2, 1))
    assert [period.name for period in view.periods] == ["period_1", "period_2", "period_3"]


def test_the_first_goal_in_overtime_ends_the_match():
    assert read_view(HOCKEY.play(*LEVEL)).phase == "overtime_break"
    view = read_view(HOCKEY.play(*LEVEL, START, goal("away")))
    assert (view.finished, view.winner, view.decided_by) == (True, "away", "overtime")
    sport, play = get_sport("ice_hockey"), HOCKEY.play(*LEVEL, START, goal("away")).play
    assert (sport.outcome(play, "home"), sport.outcome(play, "away")) == ("overtime_loss", "overtime_win")


def test_a_shootout_adds_one_goal_that_is_nobody_s():
    state = HOCKEY.play(*LEVEL, START, END, *take(1, 0, 1, 0, 1, 0))
    view = read_view(state)
    assert (view.score, view.shootout, view.winner, view.decided_by) == (Score(1, 0), Score(3, 0), "home", "shootout")
    assert view.periods[-1] == PeriodScore("shootout", 1, 0)
    assert view.summary == "Reds won 3–0 in a shootout"
    assert [incident.kind for incident in state.incidents].count("goal") == 0
    HOCKEY.refuse(*LEVEL, START, END, attempt("home", 1), attempt("home", 1), why="take turns")
    HOCKEY.refuse(*LEVEL, START, END, *take(1, 0, 1, 0, 1, 0), attempt("home", 0), why="no shootout now")


@pytest.mark.parametrize(
    ("scored", "rounds", "winner"),
    [
        ((1, 0, 1, 0), 3, "home"),
        ((1, 0, 1, 0), 5, None),
        ((0, 0, 0, 0, 0, 0), 3, None),
        ((0, 0, 0, 0, 0, 0, 0, 1), 3, "away"),
        ((0, 0, 0, 0, 0, 0, 1), 3, None),
        ((0, 0, 0, 0, 0, 0, 1, 1), 3, None),
    ],
)
def test_a_shootout_goes_on_until_a_side_cannot_be_caught(scored, rounds, winner):
    view = read_view(HOCKEY.play(*LEVEL, START, END, *take(*scored), shootout_rounds=rounds))
    assert view.winner == winner


def test_playoffs_go_on_until_somebody_scores():
    bodies = [*LEVEL, START, END, START, END, START]
    assert read_view(HOCKEY.play(*bodies, **PLAYOFFS)).phase == "overtime_3"
    view = read_view(HOCKEY.play(*bodies, goal(), **PLAYOFFS))
    assert (view.winner, view.summary) == ("home", "Reds won by 1 after 3 overtimes")
    with raises_refused("sudden death"):
        get_sport("ice_hockey").start(ice_hockey.Ruleset(overtimes=None, sudden_death=False))


def test_a_power_play_ends_with_a_goal_or_its_time():
    bodies = [START, penalty("home", 15)]
    assert read_view(HOCKEY.play(*bodies)).situation == "Away power play, 5 on 4"
    state = HOCKEY.play(*bodies, goal("away", 14))
    assert (read_view(state).situation, state.incidents[-1].detail) == (None, "power_play")
    assert HOCKEY.play(*bodies, goal("home", 14)).incidents[-1].detail == "short_handed"
    assert read_view(HOCKEY.play(*bodies, goal("home", 14))).situation == "Away power play, 5 on 4"
    assert HOCKEY.play(*bodies, goal("away", 12.9)).incidents[-1].detail is None


@pytest.mark.parametrize(
    ("penalties", "situation"),
    [
        ([penalty("home", 15), penalty("away", 14)], None),
        ([penalty("home", 15), penalty("home", 14)], "Away power play, 5 on 3"),
        ([penalty("home", 15), penalty("home", 14), penalty("home", 14)], "Away power play, 5 on 3"),
        ([penalty("home", 15), penalty("home", 14), penalty("away", 14)], "Away power play, 4 on 3"),
        ([penalty("home", 15, 10)], None),
        ([penalty("home", 15, power_play=False)], None),
    ],
)
def test_how_many_skate_against_how_many(penalties, situation):
    assert read_view(HOCKEY.play(START, *penalties)).situation == situation


def test_major_penalties_outlast_goals_and_double_minors_lose_one_part():
    assert (
        read_view(HOCKEY.play(START, penalty("home", 15, 5), goal("away", 14))).situation == "Away power play, 5 on 4"
    )
    double = [START, penalty("home", 15, 4)]
    serving = HOCKEY.play(*double, goal("away", 14)).play.serving
    assert [(one.since, one.until) for one in serving] == [(6 * MINUTE, 8 * MINUTE)]
    assert HOCKEY.play(*double, goal("away", 12)).play.serving == ()


def test_in_the_pwhl_a_short_handed_goal_frees_the_player():
    bodies = [START, penalty("home", 15), goal("home", 14)]
    assert read_view(HOCKEY.play(*bodies, **PWHL)).situation is None


def test_in_overtime_a_penalty_gives_the_others_a_skater():
    assert read_view(HOCKEY.play(*LEVEL, START, penalty("home", 3))).situation == "Away power play, 4 on 3"


def test_an_empty_net():
    off, on = act("goalie", "home", on=False), act("goalie", "home", on=True)
    assert read_view(HOCKEY.play(START, off)).situation == "Home net empty"
    assert read_view(HOCKEY.play(START, off, on, on)).situation is None
    assert read_view(HOCKEY.play(START, off, END, START)).situation is None
    HOCKEY.refuse(START, off, off, why="empty already")


def test_goals_are_timed_by_what_has_been_played():
    state = HOCKEY.play(START, END, START, goal(left=12.5))
    assert state.incidents[-1].minute == "7:30"


def test_who_is_credited():
    sport = get_sport("ice_hockey")
    state = HOCKEY.play(START, goal(left=10, player="Ada", assist="Bea", assist2="Cleo"), penalty("home", 9, 5, "Ada"))
    found = [one for incident in state.incidents for one in sport.statistics_of_incident(incident)]
    found += sport.statistics_of_state(state.play)
    assert [(one.person, one.stat, one.value) for one in found] == [
        ("Ada", "goals", 1),
        ("Bea", "assists", 1),
        ("Ada", "penalty_minutes", 5),
        ("Cleo", "assists", 1),
    ]


def test_refusals():
    HOCKEY.refuse(goal(), why="not started")
    HOCKEY.refuse(START, goal(left=21), why="expected 0 to 1200000")
    HOCKEY.refuse(START, goal(player="Ada", assist="Ada"), why="assisted themselves")
    HOCKEY.refuse(START, goal(assist2="Ada"), why="needs a first one")
    HOCKEY.refuse(START, goal(penalty_shot=True, assist="Ada"), why="has no assist")
    HOCKEY.refuse(START, penalty("home", 9, 5, "Ada", match=True), goal(player="Ada"), why="may not go on")
    timeout = {"type": "timeout", "side": "home"}
    HOCKEY.refuse(START, timeout, timeout, why="All 1 timeouts")


def test_a_result_alone():
    def result(home, away, **fields):
        return {"type": "result", "data": {"score": {"home": home, "away": away}, **fields}}

    periods = [{"home": 1, "away": 1}, {"home": 0, "away": 0}, {"home": 1, "away": 1}, {"home": 0, "away": 0}]
    shootout = {"home": 2, "away": 1}
    view = read_view(HOCKEY.play(result(3, 2, periods=periods, decided_by="shootout", shootout=shootout), **NHL))
    assert (view.winner, view.shootout, view.periods[-1]) == ("home", Score(2, 1), PeriodScore("shootout", 1, 0))
    view = read_view(HOCKEY.play(result(2, 3, decided_by="shootout")))
    assert (view.winner, view.decided_by, view.shootout) == ("away", "shootout", None)
    HOCKEY.refuse(result(4, 2, decided_by="shootout"), why="adds one goal")
    HOCKEY.refuse(result(3, 2, periods=periods), why="periods come to 2–2")
