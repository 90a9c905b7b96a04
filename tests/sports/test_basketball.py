"""The rules of basketball, by example; and those that all sports in timed periods share."""

from datetime import timedelta

import pytest

from scoreboard.sports import basketball, get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import fold, step
from scoreboard.sports.state import status_of
from scoreboard.sports.timed.views import format_clock
from tests.refusals import raises_refused
from tests.sports.bodies.basketball import NBA, act
from tests.sports.logs import KICK_OFF, make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

FIBA = Table("basketball")
START, END = {"type": "period_start"}, {"type": "period_end"}


def basket(points, side="home", player=None, **fields):
    return {**act("basket", side, player, points=points), **fields}


def play_quarters(*scores):
    """Quarters in which the sides score so many points each, all of them free throws."""
    bodies = []
    for home, away in scores:
        bodies += [START, *[basket(1)] * home, *[basket(1, "away")] * away, END]
    return bodies


def test_four_quarters():
    view = read_view(FIBA.play(*play_quarters((3, 2), (1, 4), (0, 0), (5, 2))))
    assert (view.finished, view.winner, view.decided_by, view.score) == (True, "home", "regular", Score(9, 8))
    assert view.periods[1] == PeriodScore("quarter_2", 1, 4)
    phases = [read_view(FIBA.play(*play_quarters(*[(1, 0)] * number))).phase for number in range(1, 4)]
    assert phases == ["break", "half_time", "break"]


def test_a_match_is_never_drawn():
    level = play_quarters(*[(1, 1)] * 5)
    state = FIBA.play(*level)
    assert (read_view(state).phase, status_of(state)) == ("overtime_break", "live")
    view = read_view(FIBA.play(*level, *play_quarters((2, 1))))
    assert (view.winner, view.decided_by, view.summary) == ("home", "overtime", "Reds won by 1 after 2 overtimes")
    FIBA.refuse({"type": "result", "data": {"score": {"home": 70, "away": 70}}}, why="cannot end level")
    with raises_refused("no other end"):
        get_sport("basketball").start(basketball.Ruleset(overtimes=1))


def test_a_basket_whose_worth_is_changed_after_a_review_is_amended():
    log = make_log(START, basket(2), sport="basketball")
    amend = {"type": "amend", "data": {"seq": 3, "reason": "Foot behind the line", "event": basket(3)}}
    assert read_view(fold([*log, make_record(4, sport="basketball", **amend)])).score == Score(3, 0)


def test_the_clock_counts_down_and_stops():
    log = make_log(START, sport="basketball")
    running = fold(log)
    seconds = [KICK_OFF + timedelta(minutes=2, seconds=passed) for passed in (0, 30, 95.7)]
    scored = make_record(3, sport="basketball", **{**basket(2), "occurred_at": seconds[1]})
    assert step(running, scored).incidents[-1].minute == "9:30"
    stop = {"type": "clock", "data": {"running": False}, "occurred_at": seconds[2]}
    stopped = step(running, make_record(3, sport="basketball", **stop))
    assert (read_view(stopped).clock.running, read_view(stopped).clock.value_ms) == (False, 504_300)
    assert step(stopped, make_record(4, sport="basketball", **basket(1))).incidents[-1].clock_ms == 504_300


@pytest.mark.parametrize(
    ("clock_ms", "direction", "written"),
    [
        (600_000, "down", "10:00"),
        (61_500, "down", "1:01"),
        (4_300, "down", "4.3"),
        (4_000, "down", "0:04"),
        (0, "down", "0:00"),
        (0, "up", "1"),
        (60_000, "up", "2"),
        (None, "down", None),
    ],
)
def test_clocks_are_written_as_the_sport_writes_them(clock_ms, direction, written):
    assert format_clock(clock_ms, direction=direction) == written


def test_five_fouls_put_a_player_out():
    foul = act("foul", "home", "Ada")
    state = FIBA.play(START, *[foul] * 5)
    assert [(i.kind, i.detail, i.player) for i in state.incidents[1:]] == [("foul", "fouled_out", "Ada")]
    FIBA.refuse(START, *[foul] * 5, basket(2, "home", "Ada"), why="Ada has 5 fouls")
    FIBA.refuse(START, *[foul] * 5, foul, why="may not go on")
    FIBA.play(START, *[foul] * 5, basket(2, "home", "Ada"), **NBA)
    FIBA.refuse(START, *[foul] * 6, foul, why="has 6 fouls", **NBA)


@pytest.mark.parametrize(
    ("kinds", "ruleset", "out"),
    [
        (["technical", "technical"], {}, True),
        (["unsportsmanlike", "unsportsmanlike"], {}, True),
        (["technical", "unsportsmanlike"], {}, True),
        (["technical", "unsportsmanlike"], NBA, False),
        (["technical", "technical"], NBA, True),
        (["disqualifying"], {}, True),
        (["technical"], {}, False),
    ],
)
def test_who_is_disqualified(kinds, ruleset, out):
    bodies = [START, *[act("foul", "home", "Ada", kind=kind) for kind in kinds]]
    if out:
        FIBA.refuse(*bodies, basket(2, "home", "Ada"), why="has been disqualified", **ruleset)
    else:
        FIBA.play(*bodies, basket(2, "home", "Ada"), **ruleset)


def test_team_fouls_and_the_bonus():
    fouls = [act("foul", "home", f"Player {number}") for number in range(5)]
    assert read_view(FIBA.play(START, *fouls)).situation == "Team fouls 5 (bonus)–0"
    assert read_view(FIBA.play(START, *fouls, END, START)).situation is None
    level = play_quarters(*[(0, 0)] * 3)
    last = [*level, START, *fouls, END, START]
    assert read_view(FIBA.play(*last)).situation == "Team fouls 5 (bonus)–0"
    assert read_view(FIBA.play(*last, **NBA)).situation is None
    bench = {"type": "foul", "side": "home", "data": {"kind": "technical"}}
    assert read_view(FIBA.play(START, bench)).situation is None


def test_timeouts_are_counted_by_half():
    timeout = {"type": "timeout", "side": "home"}
    FIBA.refuse(START, timeout, timeout, timeout, why="no timeout left")
    halves = play_quarters((0, 0), (0, 0))
    FIBA.refuse(*halves, START, *[timeout] * 4, why="no timeout left")
    FIBA.play(*halves, START, *[timeout] * 3)
    FIBA.play(START, *[timeout] * 3, END, START, END, START, *[timeout] * 4, **NBA)
    FIBA.refuse(START, *[timeout] * 3, END, START, END, START, *[timeout] * 5, why="no timeout left", **NBA)
    FIBA.play(START, {"type": "timeout"})


def test_what_happened_before_the_break_can_be_entered_in_it():
    view = read_view(FIBA.play(START, END, basket(2, period="quarter_1", clock_ms=4_300)))
    assert view.periods == (PeriodScore("quarter_1", 2, 0),)
    level = play_quarters(*[(1, 1)] * 4)
    assert read_view(FIBA.play(*level, basket(2, period="quarter_4"))).phase == "full_time"
    FIBA.refuse(*level, START, basket(2, period="quarter_4"), why="overtime has been played")


def test_points_put_right_by_hand():
    def manual(points, **fields):
        return {"type": "manual", "side": "home", "data": {"points": points, "reason": "The table's error"}, **fields}

    won = play_quarters((1, 0), (0, 0), (0, 0), (0, 0))
    assert read_view(FIBA.play(START, basket(2), manual(1))).score == Score(3, 0)
    assert read_view(FIBA.play(*won, manual(-1, period="quarter_1"))).phase == "overtime_break"
    FIBA.refuse(*won, manual(-1), why="scored less than that in quarter_4")
    FIBA.refuse(manual(1), why="not started")


def test_refusals():
    FIBA.refuse(basket(2), why="not started")
    FIBA.refuse(END, why="No period is being played")
    FIBA.refuse(START, START, why="No period can start now")
    FIBA.refuse(START, {**END, "period": "quarter_2"}, why="quarter_1 is")
    FIBA.refuse({**START, "period": "quarter_2"}, why="next period is quarter_1")
    FIBA.refuse(START, END, basket(2), why="say which it was in")
    FIBA.refuse(START, basket(2, period="quarter_3"), why="has not been played")
    FIBA.refuse(START, basket(2, clock_ms=700_000), why="expected 0 to 600000")
    FIBA.refuse(*play_quarters((1, 0), (0, 0), (0, 0), (0, 0)), basket(2), why="match is over")
    FIBA.refuse(
        START, {"type": "basket", "side": "home", "player": "Ada", "data": {"points": 2, "assist": "Ada"}}, why="assist"
    )
    FIBA.refuse({"type": "clock", "data": {"running": False}}, why="not started")


def test_a_result_alone():
    data = {
        "score": {"home": 5, "away": 4},
        "periods": [{"home": 1, "away": 1}] * 4 + [{"home": 1, "away": 0}],
        "decided_by": "overtime",
    }
    view = read_view(FIBA.play({"type": "result", "data": data}))
    assert (view.winner, view.decided_by, view.periods[-1]) == ("home", "overtime", PeriodScore("overtime_1", 1, 0))
    assert view.summary == "Reds won by 1 in overtime"
    FIBA.refuse({"type": "result", "data": {**data, "score": {"home": 6, "away": 4}}}, why="periods come to 5–4")
    FIBA.refuse(START, {"type": "result", "data": data}, why="has started")


def test_what_counts_for_whom():
    sport = get_sport("basketball")
    state = FIBA.play(START, {**basket(3, "home", "Ada"), "data": {"points": 3, "assist": "Bea"}})
    counted = [(one.person, one.stat, one.value) for one in sport.statistics_of_incident(state.incidents[-1])]
    assert counted == [("Ada", "points", 3), ("Ada", "three_pointers", 1), ("Bea", "assists", 1)]
    over = FIBA.play(*play_quarters(*[(1, 1)] * 4, (1, 0))).play
    assert (sport.outcome(over, "home"), sport.outcome(over, "away")) == ("overtime_win", "overtime_loss")
