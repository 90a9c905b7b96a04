"""Rugby union: kicks that are due when the time is up, cards at any time, points by hand at the edges."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import enter, fold
from scoreboard.sports.rugby_union.views import measure
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.bodies.rugby_union import CUP, act
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

RUGBY = Table("rugby_union")
START, END = {"type": "period_start"}, {"type": "period_end"}
HALVES = [START, END, START, END]
GOOD, MISSED = act("conversion", "away", scored=True), act("conversion", "away", scored=False)
# Seven points to five, when the time is up.
LATE_TRY = [START, act("try"), act("conversion", scored=True), END, START, act("try", "away"), END]


def test_the_match_is_not_over_while_a_conversion_is_due():
    """World Rugby 2024, Laws 5.7 and 8 (conversion): it is taken although the time is up."""
    state = RUGBY.play(*LATE_TRY)
    view = read_view(state)
    assert (view.phase, view.finished, view.winner, status_of(state)) == ("time_up", False, None, "live")
    assert {"conversion", "conversion_missed", "period_end"} <= set(get_sport("rugby_union").list_actions(state.play))


@pytest.mark.parametrize("named", [{}, {"period": "half_2"}])
@pytest.mark.parametrize(("last", "winner"), [(GOOD, None), (MISSED, "home")])
def test_the_conversion_is_entered_when_the_time_is_up(last, winner, named):
    """World Rugby 2024, Law 8 (conversion): good or not, it ends the match."""
    view = read_view(RUGBY.play(*LATE_TRY, {**last, **named}))
    assert (view.finished, view.winner) == (True, winner)


def test_the_match_ends_without_a_conversion_that_is_not_taken():
    """World Rugby 2024, Law 8: it may be declined."""
    state = RUGBY.play(*LATE_TRY, END)
    assert (read_view(state).winner, state.incidents[-1].detail) == ("home", "full_time")


def test_a_conversion_levels_a_cup_match_for_extra_time():
    assert read_view(RUGBY.play(*LATE_TRY, GOOD, **CUP)).phase == "overtime_break"


def test_a_conversion_that_cannot_change_the_winner_still_changes_the_bonus():
    """World Rugby 2024, Law 8; a defeat by seven is worth a point, one by nine none."""
    lost = [START, *[act("try")] * 2, act("penalty_goal", scored=True), END, START, act("try", "away"), END]
    assert not read_view(RUGBY.play(*lost)).finished
    assert measure(RUGBY.play(*lost, END).play, "away")["losing_bonus"] == 0
    assert measure(RUGBY.play(*lost, GOOD).play, "away")["losing_bonus"] == 1


@pytest.mark.parametrize(
    "score", [act("penalty_try", "away"), act("penalty_goal", "away", scored=True), act("drop_goal", "away")]
)
def test_after_other_scores_no_conversion_is_due(score):
    """World Rugby 2024, Law 8.3: a penalty try has none."""
    assert read_view(RUGBY.play(START, act("try", "away"), END, START, score, END)).finished


def test_after_a_try_in_sudden_death_none_is_taken():
    """World Rugby 2024, sevens: in extra time the first points win."""
    state = RUGBY.play(*HALVES, START, act("try"), overtimes=None, sudden_death=True)
    assert (read_view(state).finished, read_view(state).score) == (True, Score(5, 0))


def test_a_penalty_of_the_last_second_is_kicked_when_the_time_is_up():
    """World Rugby 2024, Law 5.7."""
    view = read_view(RUGBY.play(*HALVES, act("penalty_goal", "away", scored=True)))
    assert (view.winner, view.periods[1]) == ("away", PeriodScore("half_2", 0, 3))
    at_half_time = read_view(RUGBY.play(START, END, act("penalty_goal", "away", scored=True)))
    assert at_half_time.periods == (PeriodScore("half_1", 0, 3),)


def test_the_conversion_of_a_try_at_the_end_of_a_half_is_entered_in_the_break():
    """World Rugby 2024, Law 8 (conversion)."""
    assert read_view(RUGBY.play(START, act("try", "away"), END, GOOD)).periods == (PeriodScore("half_1", 0, 7),)


@pytest.mark.parametrize("before", [[], [START, END], HALVES])
@pytest.mark.parametrize("colour", ["yellow", "red", "red_20"])
def test_the_referee_shows_cards_before_between_and_after(before, colour):
    """World Rugby 2024, Laws 6 and 9."""
    state = RUGBY.play(*before, act("card", "home", "Ada", card=colour))
    assert (state.incidents[-1].kind, state.incidents[-1].detail) == ("card", colour)
    assert colour in get_sport("rugby_union").list_actions(RUGBY.play(*before).play)


def test_substitutions_are_made_at_half_time():
    """World Rugby 2024, Law 3.4: when the ball is dead."""
    assert RUGBY.play(START, END, act("substitution", "home", "Bea", off="Ada")).incidents[-1].kind == "substitution"


def test_who_was_sent_off_kicks_no_goal_of_the_shootout():
    """World Rugby 2024, Law 9.29: a player sent off takes no further part."""
    bodies = [*HALVES, *HALVES, act("card", "home", "Ada", card="red")]
    state = fold(make_log(*bodies, sport="rugby_union", ruleset=CUP))
    kick = {"type": "shootout_attempt", "side": "home", "player": "Ada", "data": {"scored": True}}
    with raises_refused("sent off"):
        enter(state, make_record(20, sport="rugby_union", **kick))
    assert enter(state, make_record(20, sport="rugby_union", **{**kick, "player": "Bea"})).play.shootout is not None


def test_points_by_hand_lead_where_the_score_is():
    by_hand = {"type": "manual", "side": "away", "data": {"points": 2, "reason": "Recount"}}
    assert read_view(RUGBY.play(*HALVES, by_hand)).winner == "away"
    assert read_view(RUGBY.play(*LATE_TRY, END, by_hand, **CUP)).phase == "overtime_break"
    waiting = read_view(RUGBY.play(*LATE_TRY, {**by_hand, "data": {"points": 1, "reason": "Recount"}}))
    assert (waiting.phase, waiting.score) == ("time_up", Score(7, 6))


UNTIL_2017 = {"penalty_try_points": 5}
PENALTY_TRY = [START, act("penalty_goal", scored=True), act("penalty_goal", scored=True), END, START]
PENALTY_TRY = [*PENALTY_TRY, act("penalty_try", "away"), END]  # 6-5 when the time is up


@pytest.mark.parametrize(
    ("last", "score", "winner"), [(GOOD, (6, 7), "away"), (MISSED, (6, 5), "home"), (END, (6, 5), "home")]
)
def test_a_penalty_try_had_its_conversion_until_2017(last, score, winner):
    """World Rugby's Law 9.A.1 of 2016: five points, and the kick is taken; seven without one since (Law 8.3)."""
    waiting = read_view(RUGBY.play(*PENALTY_TRY, **UNTIL_2017))
    assert (waiting.phase, waiting.winner) == ("time_up", None)
    view = read_view(RUGBY.play(*PENALTY_TRY, last, **UNTIL_2017))
    assert (view.score, view.winner) == (Score(*score), winner)


def test_a_penalty_try_of_seven_points_has_no_conversion():
    assert read_view(RUGBY.play(*PENALTY_TRY)).score == Score(6, 7)
    RUGBY.refuse(*PENALTY_TRY, GOOD, why="follows a try")


WORLD_CUP = Table("rugby_union", overtimes=1, sudden_minutes=10, shootout=True)
TWO = [{"type": "period_start"}, {"type": "period_end"}] * 2
SUDDEN = [*TWO, *TWO, {"type": "period_start"}]
DROP, DROP_AWAY = ({"type": "drop_goal", "side": side} for side in ("home", "away"))


def test_after_an_extra_time_that_is_level_the_first_points_win():
    """Rugby World Cup 2023, knock-out: twice ten minutes, then ten of sudden death, then kicks at goal."""
    assert read_view(WORLD_CUP.enter(*SUDDEN)).phase == "overtime_3"
    view = read_view(WORLD_CUP.enter(*SUDDEN, DROP))
    assert (view.phase, view.winner, view.decided_by) == ("full_time", "home", "overtime")
    assert read_view(WORLD_CUP.enter(*SUDDEN, TWO[1])).phase == "shootout"


def test_extra_time_before_sudden_death_is_played_to_its_end():
    first = [*TWO, TWO[0]]
    assert read_view(WORLD_CUP.enter(*first, DROP)).phase == "overtime_1"
    assert read_view(WORLD_CUP.enter(*first, DROP, TWO[1])).phase == "overtime_break"
    assert read_view(WORLD_CUP.enter(*first, DROP, TWO[1], *TWO[:2])).winner == "home"
    level = read_view(WORLD_CUP.enter(*first, DROP, TWO[1], TWO[0], DROP_AWAY, TWO[1]))
    assert (level.phase, level.winner) == ("overtime_break", None)


def test_a_result_of_a_sudden_death_after_extra_time_is_taken():
    level, three, none = {"home": 10, "away": 10}, {"home": 3, "away": 0}, {"home": 0, "away": 0}
    data = {"score": {"home": 13, "away": 10}, "periods": [level, none, none, none, three], "decided_by": "overtime"}
    assert read_view(WORLD_CUP.enter({"type": "result", "data": data})).winner == "home"
