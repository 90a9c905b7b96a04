"""Basketball: misconduct in intervals, throws when the time is up, points by hand at the edges."""

import pytest
from msgspec.structs import replace

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import enter, fold, fold_leniently
from scoreboard.sports.on_field import Moved
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.bodies.basketball import act
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

FIBA = Table("basketball")
START, END = {"type": "period_start"}, {"type": "period_end"}
QUARTER = [START, END]


def foul(kind, player="Ann", side="home", **fields):
    return {**act("foul", side, player, kind=kind), **fields}


def throw(side="away", **fields):
    return {**act("basket", side, None, points=1), **fields}


def put_right(side, points, **fields):
    return {"type": "manual", "side": side, "data": {"points": points, "reason": "Recount"}, **fields}


def enter_all(*bodies):
    """The state of a match that a scorer has entered, by the rules of the entrance."""
    first, *records = make_log(*bodies, sport="basketball")
    state = fold([first])
    for record in records:
        state = enter(state, record)
    return state


@pytest.mark.parametrize("kind", ["technical", "unsportsmanlike", "disqualifying"])
@pytest.mark.parametrize("before", [[], QUARTER, QUARTER * 2])
def test_misconduct_in_an_interval_is_a_team_foul_of_the_next_quarter(before, kind):
    """FIBA 2024, 41.1.2: before the match, in an interval, at half-time."""
    assert FIBA.play(*before, foul(kind), START).play.team_fouls == Score(1, 0)


def test_it_may_be_said_to_be_of_the_quarter_to_come_or_of_the_one_before():
    """FIBA 2024, 41.1.2: whoever enters it says by `period` when it was."""
    assert FIBA.play(*QUARTER, foul("technical", period="quarter_2"), START).play.team_fouls == Score(1, 0)
    assert FIBA.play(*QUARTER, foul("technical", period="quarter_1"), START).play.team_fouls == Score(0, 0)


def test_a_foul_of_the_bench_in_an_interval_is_no_team_foul_but_is_thrown_for():
    """FIBA 2024, technical fouls: it is charged to the coach."""
    state = FIBA.play(*QUARTER, foul("technical", None), throw(), START)
    assert (state.play.team_fouls, read_view(state).periods[-1]) == (Score(0, 0), PeriodScore("quarter_2", 0, 1))


def test_misconduct_before_overtime_counts_on_those_of_the_last_quarter():
    """FIBA 2024, 41.1.3: all team fouls of overtimes are of the fourth quarter."""
    state = FIBA.play(*QUARTER * 3, START, foul("personal"), END, foul("technical", "Bea"), START, foul("personal"))
    assert state.play.team_fouls == Score(3, 0)


def test_throws_for_misconduct_in_an_interval_are_points_of_the_next_period():
    """FIBA 2024, 41.1.2, and technical fouls: at half-time, and before an overtime, which is still to be played."""
    waiting = FIBA.play(*QUARTER * 2, foul("technical"), throw())
    view = read_view(waiting)
    assert (view.phase, view.score, view.periods[-1]) == ("half_time", Score(0, 1), PeriodScore("quarter_3", 0, 1))
    assert waiting.incidents[-1].score == Score(0, 1)
    before_overtime = [*QUARTER * 4, foul("technical"), throw()]
    assert read_view(FIBA.play(*before_overtime)).phase == "overtime_break"
    view = read_view(FIBA.play(*before_overtime, START, END))
    assert (view.score, view.periods[-1], view.winner) == (Score(0, 1), PeriodScore("overtime_1", 0, 1), "away")


def test_throws_before_the_match_are_of_the_first_quarter():
    """FIBA 2024, 41.1.2: the interval before the game is one."""
    view = read_view(FIBA.play(foul("technical"), throw(), START))
    assert (view.score, view.periods) == (Score(0, 1), (PeriodScore("quarter_1", 0, 1),))


def test_throws_at_the_horn_are_of_the_quarter_that_ended():
    """FIBA 2024, Article 8: a foul when the time runs out is thrown for."""
    fouled = [START, foul("personal", clock_ms=0), END, throw()]
    assert read_view(FIBA.play(*fouled)).periods == (PeriodScore("quarter_1", 0, 1),)


@pytest.mark.parametrize("named", [{}, {"period": "quarter_4"}])
def test_throws_after_the_last_horn_level_decide_or_turn_the_match(named):
    """FIBA 2024, Article 8: entered after the end of the period, by the API and by the console's key."""
    ahead = [*QUARTER * 3, START, act("basket", "home", None, points=1), END]
    state = enter_all(*ahead, throw(**named))
    assert (read_view(state).phase, status_of(state)) == ("overtime_break", "live")
    assert read_view(enter_all(*ahead, *[throw(**named)] * 2)).winner == "away"
    assert "free_throw" in get_sport("basketball").list_actions(FIBA.play(*ahead).play)
    void = make_record(99, sport="basketball", type="void", data={"seq": 11, "reason": "Lane violation"})
    log = fold_leniently([*make_log(*ahead, throw(**named), sport="basketball"), void])
    assert (log.refused, read_view(log.state).winner) == ((), "home")


def test_who_misbehaves_after_the_game_is_disqualified():
    """FIBA 2024, disqualifying fouls: the officials' authority ends when they leave; the result stands."""
    over = [*QUARTER * 3, START, act("basket", "home", None, points=2), END]
    state = enter_all(*over, foul("disqualifying"), foul("technical", "Bea", "away"))
    assert [one.detail for one in state.incidents[-2:]] == ["disqualifying", "technical"]
    assert (read_view(state).winner, state.play.home[0].out) == ("home", "disqualified")


def test_a_player_who_has_fouled_out_can_still_be_disqualified():
    """FIBA 2024, disqualifying fouls: an excluded player who misbehaves."""
    assert enter_all(START, *[foul("personal")] * 5, foul("disqualifying")).play.home[0].out == "disqualified"


def test_points_by_hand_after_the_end_lead_where_the_score_is():
    over = [*QUARTER * 3, START, act("basket", "home", None, points=1), END]
    assert read_view(enter_all(*over, put_right("home", -1))).phase == "overtime_break"
    assert read_view(enter_all(*over, put_right("away", 2))).winner == "away"
    assert read_view(enter_all(*QUARTER * 4, put_right("home", 1))).winner == "home"


@pytest.mark.parametrize("after", [[START], [START, act("basket", "home", None, points=1), END]])
def test_points_by_hand_before_an_overtime_that_has_begun_are_refused(after):
    """Regular time was level, else there had been no overtime: its records are corrected in their place."""
    state = enter_all(*QUARTER * 4, *after)
    with raises_refused("void its start"):
        enter(state, make_record(50, sport="basketball", **put_right("home", 1, period="quarter_4")))


def test_a_result_alone_is_amended_not_added_to():
    """A match is never drawn: points by hand made a result of one (FIBA 2024, Article 8)."""
    score = {"home": 1, "away": 0}
    state = enter_all({"type": "result", "data": {"score": score, "periods": [score]}})
    with raises_refused("amend that"):
        enter(state, make_record(3, sport="basketball", **put_right("away", 1)))


@pytest.mark.parametrize("played", [[], QUARTER, QUARTER * 2])
def test_a_substitution_in_an_interval_is_offered(played):
    """FIBA 2024, 19.2: before the match, in its intervals and at half-time."""
    state = FIBA.play(*played)
    assert "substitution" in get_sport("basketball").list_actions(state.play)
    body = {"type": "substitution", "side": "home", "player": "Ann", "data": {"off": "Bea"}}
    after = FIBA.enter(*played, body).play
    assert after.moved == Moved(on=("home:Ann",), off=("home:Bea",))
    assert replace(after, moved=state.play.moved) == state.play


THREE = Table("basketball", periods=1, target=21, overtime_target=2, foul_limit=0, bonus=7)


def basket(side, points):
    return {"type": "basket", "side": side, "data": {"points": points}}


TWENTY = [{"type": "period_start"}, *[basket("home", 2)] * 10]
LEVEL_TEN = [{"type": "period_start"}, {"type": "period_end"}, {"type": "period_start"}]


def test_who_first_has_21_points_wins_three_against_three():
    """FIBA 3x3 (2024), 6: whatever the time."""
    assert read_view(THREE.enter(*TWENTY)).winner is None
    view = read_view(THREE.enter(*TWENTY, basket("home", 2)))
    assert (view.phase, view.winner, view.score, view.decided_by) == ("full_time", "home", Score(22, 0), "regular")
    THREE.refuse(*TWENTY, basket("home", 1), basket("away", 2), why="over")
    assert read_view(THREE.enter(TWENTY[0], basket("home", 2), {"type": "period_end"})).winner == "home"


def test_two_points_win_an_overtime_of_three_against_three():
    """FIBA 3x3 (2024), 6: whoever scores two points in it first; it has no time, and ends by nothing else."""
    one_each = [*LEVEL_TEN, basket("home", 1), basket("away", 1)]
    assert read_view(THREE.enter(*one_each)).phase == "overtime_1"
    assert read_view(THREE.enter(*one_each, basket("away", 1))).winner == "away"
    assert read_view(THREE.enter(*LEVEL_TEN, basket("home", 2))).winner == "home"
    THREE.refuse(*LEVEL_TEN, basket("home", 1), {"type": "period_end"}, why="until a side has scored 2 points")


def test_points_by_hand_win_by_a_target_and_are_not_taken_back_from_it():
    plus, minus = ({"type": "manual", "side": "home", "data": {"points": n, "reason": "Recount"}} for n in (1, -1))
    assert read_view(THREE.enter(*TWENTY, plus)).winner == "home"
    THREE.refuse(*TWENTY, basket("home", 1), minus, why="void or amend that basket")
    assert read_view(THREE.enter(*TWENTY, basket("home", 2), minus)).score == Score(21, 0)
    log = [*TWENTY, basket("home", 1), {"type": "void", "data": {"seq": 13, "reason": "No basket"}}, basket("away", 2)]
    assert read_view(THREE.play(*log)).phase == "period_1"
