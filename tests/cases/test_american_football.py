"""American football: the try after a touchdown at 0:00, untimed downs, disqualifications, points by hand."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.state import status_of
from tests.sports.bodies.american_football import COLLEGE, act
from tests.sports.playing import Table
from tests.wording import read_view

NFL = Table("american_football")
START, END = {"type": "period_start"}, {"type": "period_end"}
QUARTERS = [START, END] * 4
TD, SAFETY, FG = act("touchdown"), act("safety"), act("field_goal", scored=True)
TD_AWAY = act("touchdown", "away")


def attempt(how, *, scored=True, side="away"):
    return act("try", side, None, how=how, scored=scored)


def end_after(*first, last=TD_AWAY):
    """A match in which the home side scores in the first quarter, and the last one ends with `last`."""
    return [START, *first, END, *[START, END] * 2, START, last, END]


EIGHT_SIX = end_after(TD, SAFETY)


def test_the_match_is_not_over_while_a_try_is_due():
    """NFL 2024, Rule 4 (extension of periods): a touchdown on the last play is followed by its try."""
    state = NFL.play(*EIGHT_SIX)
    view = read_view(state)
    assert (view.phase, view.finished, status_of(state), view.situation) == ("time_up", False, "live", "Try to come")
    assert {"kick_good", "two_good", "try_return", "period_end"} <= set(
        get_sport("american_football").list_actions(state.play)
    )


@pytest.mark.parametrize("named", [{}, {"period": "quarter_4"}])
@pytest.mark.parametrize(
    ("last", "phase", "winner"),
    [
        (attempt("two_points"), "overtime_break", None),
        (attempt("two_points", scored=False), "full_time", "home"),
        (attempt("kick"), "full_time", "home"),
        (act("try_return", "home"), "full_time", "home"),
    ],
)
def test_the_try_is_entered_when_the_time_is_up(last, phase, winner, named):
    """NFL 2024, Rule 4 (extension of periods) and 11-3: whatever comes of it."""
    view = read_view(NFL.play(*EIGHT_SIX, {**last, **named}))
    assert (view.phase, view.winner) == (phase, winner)


def test_the_match_ends_without_a_try_that_is_not_made():
    assert read_view(NFL.play(*EIGHT_SIX, END)).winner == "home"


@pytest.mark.parametrize(
    ("first", "over"),
    [
        ([FG], True),  # 3-6: by three
        ([TD, FG], True),  # 9-6
        ([SAFETY, SAFETY], False),  # 4-6: the defence may carry it back for two
        ([TD, attempt("kick", side="home")], False),  # 7-6
        ([], True),  # 0-6
    ],
)
def test_a_try_that_cannot_matter_is_not_awaited(first, over):
    """NFL 2024, Rule 4 (extension of periods); NCAA 2024: none unless its points would affect the outcome."""
    assert read_view(NFL.play(*end_after(*first))).finished is over
    assert read_view(NFL.play(*end_after(*first), **COLLEGE)).finished is over


def test_a_level_score_goes_to_overtime_unless_the_try_is_good():
    """NFL 2024, Rule 4 (extension of periods): 6-6 at 0:00, and the kick wins."""
    level = end_after(TD)
    assert read_view(NFL.play(*level)).phase == "overtime_break"
    assert read_view(NFL.play(*level, attempt("kick"))).winner == "away"


def test_the_try_at_the_end_of_another_quarter_is_entered_in_the_break():
    """NFL 2024, Rule 4 (extension of periods)."""
    view = read_view(NFL.play(START, TD, END, attempt("kick", side="home")))
    assert view.periods == (PeriodScore("quarter_1", 7, 0),)


def test_after_a_touchdown_that_wins_in_overtime_there_is_no_try():
    """NFL 2025, 16-1-4: the game is over."""
    won = [*QUARTERS, START, act("field_goal", "home", scored=True), TD_AWAY]
    assert read_view(NFL.play(*won)).winner == "away"
    NFL.refuse(*won, attempt("kick"), why="follows a touchdown")


def test_a_touchdown_at_the_end_of_overtime_that_does_not_yet_win_has_its_try():
    """NFL 2025, 16-1-3, and Rule 4 (extension of periods): 7-6 with the try to come."""
    waiting = [*QUARTERS, START, TD, attempt("kick", side="home"), TD_AWAY, END]
    assert not read_view(NFL.play(*waiting)).finished
    assert read_view(NFL.play(*waiting, attempt("two_points"))).winner == "away"
    assert read_view(NFL.play(*waiting, END)).winner == "home"


@pytest.mark.parametrize(("last", "score"), [(act("field_goal", "away", scored=True), 3), (act("safety", "away"), 2)])
def test_an_untimed_down_after_the_last_quarter_scores(last, score):
    """NFL 2024, Rule 4 (extension of periods): the period is extended after a foul of the defence."""
    ahead = end_after(last=SAFETY)
    view = read_view(NFL.play(*ahead, last))
    assert view.score == Score(2, score)
    assert (view.phase, view.winner) == (("full_time", "away") if score == 3 else ("overtime_break", None))


def test_a_touchdown_of_an_untimed_down_has_its_try():
    """NFL 2024, Rule 4 (extension of periods)."""
    ahead = end_after(TD, last=SAFETY)
    assert read_view(NFL.play(*ahead, TD_AWAY)).phase == "time_up"
    assert read_view(NFL.play(*ahead, TD_AWAY, attempt("two_points"))).phase == "overtime_break"


@pytest.mark.parametrize("before", [[], [START, END], [*QUARTERS[:-1], FG, END]])
def test_players_are_disqualified_before_between_and_after(before):
    """NFL 2024, 12-3 and 15-1: the officials' jurisdiction begins before the kick-off and ends when they leave."""
    state = NFL.play(*before, act("ejection", "home", "Ada", reason="fighting"))
    assert state.incidents[-1].kind == "ejection"
    assert "ejection" in get_sport("american_football").list_actions(NFL.play(*before).play)


def test_points_by_hand_lead_where_the_score_is():
    """Also to a try that matters now, and from one that matters no longer."""
    by_hand = {"type": "manual", "side": "away", "data": {"points": 1, "reason": "Recount"}}
    assert read_view(NFL.play(*end_after(TD, FG), by_hand)).phase == "time_up"
    assert read_view(NFL.play(*EIGHT_SIX, {**by_hand, "side": "home"})).winner == "home"
    assert read_view(NFL.play(*QUARTERS, by_hand)).winner == "away"


PLAY_OFF = {"overtimes": None, "overtime_minutes": 15}
SECOND = [*QUARTERS, START, FG, act("possession", "away")]  # three behind, the second side has the ball in overtime


def test_a_play_off_goes_on_until_the_second_possession_is_over():
    """NFL 2024, 16-1-4: another overtime where one ends before the second side's first possession has."""
    state = NFL.play(*SECOND, END, **PLAY_OFF)
    view = read_view(state)
    assert (view.phase, view.finished, view.winner, status_of(state)) == ("overtime_break", False, None, "live")
    assert "period_start" in get_sport("american_football").list_actions(state.play)


@pytest.mark.parametrize(
    ("more", "phase", "score", "winner"),
    [
        ([act("field_goal", "away", scored=False)], "full_time", (3, 0), "home"),
        ([act("turnover", "home", how="downs")], "full_time", (3, 0), "home"),
        ([TD_AWAY], "full_time", (3, 6), "away"),
        ([act("field_goal", "away", scored=True)], "overtime_2", (3, 3), None),
        ([act("field_goal", "away", scored=True), FG], "full_time", (6, 3), "home"),
        ([END, START, act("turnover", "home", how="interception")], "full_time", (3, 0), "home"),
    ],
)
def test_the_second_possession_is_brought_to_its_end_in_another_overtime(more, phase, score, winner):
    """NFL 2024, 16-1-4: play goes on where it stopped."""
    view = read_view(NFL.play(*SECOND, END, START, *more, **PLAY_OFF))
    assert (view.phase, view.score, view.winner) == (phase, Score(*score), winner)


def test_what_ended_the_second_possession_is_entered_in_the_break():
    lost = {**act("turnover", "home", how="downs"), "period": "overtime_1"}
    for last in (lost, act("field_goal", "away", scored=False)):
        assert read_view(NFL.play(*SECOND, END, last, **PLAY_OFF)).winner == "home"


@pytest.mark.parametrize(
    ("last", "phase", "winner"),
    [
        (END, "full_time", "home"),
        (attempt("kick", scored=False), "full_time", "home"),
        (attempt("kick"), "overtime_break", None),
        (attempt("two_points"), "full_time", "away"),
    ],
)
def test_a_try_ends_the_second_possession_of_a_play_off(last, phase, winner):
    """NFL 2024, Rule 4 (extension of periods) and 16-1-4."""
    level = [*QUARTERS, START, TD, attempt("kick", side="home"), act("possession", "away"), TD_AWAY, END]
    assert read_view(NFL.play(*level, **PLAY_OFF)).phase == "time_up"
    view = read_view(NFL.play(*level, last, **PLAY_OFF))
    assert (view.phase, view.winner) == (phase, winner)


def test_time_ends_the_overtime_of_a_regular_season():
    """NFL 2025, 16-1-3: who leads when it is up has won."""
    assert read_view(NFL.play(*SECOND, END)).winner == "home"


@pytest.mark.parametrize(("side", "score"), [("home", (7, 0)), ("away", (6, 1))])
def test_a_safety_on_a_try_is_a_point(side, score):
    """NFL 2024, 11-3-2; NCAA 2024, 8-3-3: to either side."""
    state = NFL.play(START, TD)
    assert "try_safety" in get_sport("american_football").list_actions(state.play)
    state = NFL.play(START, TD, act("safety", side, None, on_try=True))
    assert (read_view(state).score, state.incidents[-1].detail) == (Score(*score), "on_try")


def test_a_safety_on_a_try_when_the_time_is_up_decides():
    """NFL 2024, Rule 4 (extension of periods): 6-6 at 0:00."""
    level = [START, TD_AWAY, END, *[START, END] * 2, START, TD, END]
    assert read_view(NFL.play(*level, act("safety", "home", None, on_try=True))).winner == "home"
    NFL.refuse(START, act("safety", "home", None, on_try=True), why="follows a touchdown")


def test_from_the_third_overtime_on_colleges_have_a_try_each():
    """NCAA 2024, 3-1-3: for two points, without a touchdown."""
    rules = {**COLLEGE, "two_point_overtime": 3}
    third = [*QUARTERS, START, END, START, END, START]
    state = NFL.play(*third, attempt("two_points", side="home"), attempt("two_points", scored=False), **rules)
    assert {"two_good", "two_failed"} <= set(get_sport("american_football").list_actions(state.play))
    assert read_view(NFL.play(*third, attempt("two_points"), END, **rules)).winner == "away"
    NFL.refuse(*third, attempt("kick"), why="follows a touchdown", **rules)
    NFL.refuse(*QUARTERS, START, attempt("two_points"), why="follows a touchdown", **rules)


UNTIL_2024 = Table("american_football", touchdown_wins=True)
OVERTIME = [*QUARTERS, START]


def test_until_2024_a_touchdown_on_the_first_possession_won_a_regular_overtime():
    """NFL 2012 to 2024, 16-1-3: a field goal on it did not, nor does a touchdown in a quarter."""
    view = read_view(UNTIL_2024.enter(*OVERTIME, TD))
    assert (view.phase, view.winner, view.score) == ("full_time", "home", Score(6, 0))
    assert read_view(UNTIL_2024.enter(*OVERTIME, FG)).phase == "overtime_1"
    assert read_view(UNTIL_2024.enter(*OVERTIME, FG, TD_AWAY)).winner == "away"
    assert read_view(NFL.enter(*OVERTIME, TD)).phase == "overtime_1"
    assert read_view(UNTIL_2024.enter(START, TD)).phase == "quarter_1"
