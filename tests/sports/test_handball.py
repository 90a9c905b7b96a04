"""The rules of handball, by example."""

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from tests.sports.bodies.ice_hockey import act
from tests.sports.playing import Table
from tests.wording import read_view

HANDBALL, CUP = Table("handball"), Table("handball", overtimes=2, shootout=True)
START, END = {"type": "period_start"}, {"type": "period_end"}
GOAL = act("goal", "home", "Ada")


def sanction(kind, player="Ada"):
    return act("sanction", "home", player, kind=kind)


def test_two_halves_may_end_in_a_draw():
    view = read_view(HANDBALL.play(START, GOAL, END, START, act("goal", "away"), END))
    assert (view.finished, view.winner, view.decided_by) == (True, None, "regular")
    assert view.periods == (PeriodScore("half_1", 1, 0), PeriodScore("half_2", 0, 1))
    assert read_view(HANDBALL.play(START, END)).phase == "half_time"


def test_overtime_is_twice_five_minutes_twice_then_a_shootout():
    bodies = [START, END, START, END]
    phases = []
    for _ in range(4):
        phases.append(read_view(CUP.play(*bodies)).phase)
        bodies += [START, END]
    assert phases == ["overtime_break"] * 4
    assert read_view(CUP.play(*bodies)).phase == "shootout"
    half = [START, END, START, END, START, GOAL, END]
    assert read_view(CUP.play(*half)).phase == "overtime_break", "an overtime is played to its end"
    view = read_view(CUP.play(*half, START, END))
    assert (view.winner, view.decided_by, view.summary) == ("home", "overtime", "Reds won by 1 in overtime")
    attempts = [
        {"type": "shootout_attempt", "side": side, "data": {"scored": side == "home"}}
        for _ in range(3)
        for side in ("home", "away")
    ]
    view = read_view(CUP.play(*bodies, *attempts))
    assert (view.score, view.shootout, view.winner) == (Score(0, 0), Score(3, 0), "home")


def test_the_clock_runs_up_through_the_halves():
    state = HANDBALL.play(START, END, START, {**GOAL, "clock_ms": 31 * 60_000})
    assert state.incidents[-1].minute == "32"
    HANDBALL.refuse(START, END, START, {**GOAL, "clock_ms": 29 * 60_000}, why="not in half_2")


def test_the_third_suspension_disqualifies():
    state = HANDBALL.play(START, *[sanction("suspension")] * 3)
    assert [i.detail for i in state.incidents[1:]] == ["suspension", "suspension", "last_suspension"]
    HANDBALL.refuse(START, *[sanction("suspension")] * 3, GOAL, why="has been disqualified")
    HANDBALL.refuse(START, sanction("red"), GOAL, why="has been disqualified")


def test_warnings_are_few():
    HANDBALL.refuse(START, sanction("yellow"), sanction("yellow"), why="no second warning")
    HANDBALL.refuse(START, sanction("suspension"), sanction("yellow"), why="no second warning")
    three = [sanction("yellow", name) for name in ("Ada", "Bea", "Cleo")]
    HANDBALL.refuse(START, *three, sanction("yellow", "Dee"), why="3 warnings at most")


def test_team_timeouts():
    timeout = {"type": "timeout", "side": "home"}
    HANDBALL.refuse(START, timeout, timeout, timeout, why="2 of them in a half")
    HANDBALL.play(START, timeout, timeout, END, START, timeout)
    HANDBALL.refuse(START, timeout, timeout, END, START, timeout, timeout, why="3 team timeouts")
    CUP.refuse(START, END, START, END, START, timeout, why="no team timeouts in overtime")


def test_who_is_credited():
    sport = get_sport("handball")
    bodies = [
        act("goal", "home", "Ada", seven_metres=True),
        act("goal", "home", "Ada", assist="Bea"),
        sanction("yellow"),
    ]
    state = HANDBALL.play(START, *bodies)
    found = [one for incident in state.incidents for one in sport.statistics_of_incident(incident)]
    assert [(one.person, one.stat) for one in found] == [
        ("Ada", "goals"),
        ("Ada", "penalties"),
        ("Ada", "goals"),
        ("Bea", "assists"),
        ("Ada", "yellow_cards"),
    ]


def test_refusals():
    HANDBALL.refuse(GOAL, why="not started")
    HANDBALL.refuse(START, act("goal", "home", "Ada", assist="Ada"), why="assisted themselves")
    HANDBALL.refuse(START, END, START, END, GOAL, why="match is over")
