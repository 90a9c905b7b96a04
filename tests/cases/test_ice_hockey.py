"""Ice hockey: penalties that wait, penalties at any time, penalty shots when the time is up, points by hand."""

import pytest

from scoreboard.sports import get_sport
from scoreboard.sports.base import PeriodScore, Score
from scoreboard.sports.match import enter, fold, fold_leniently
from scoreboard.sports.state import status_of
from tests.refusals import raises_refused
from tests.sports.bodies.ice_hockey import PLAYOFFS, PWHL, act
from tests.sports.logs import make_log, make_record
from tests.sports.playing import Table
from tests.wording import read_view

HOCKEY = Table("ice_hockey")
START, END = {"type": "period_start"}, {"type": "period_end"}
REGULAR = [START, END] * 3
MINUTE = 60_000


def at(minute):
    """What the clock shows when so many minutes of a period have been played."""
    return round((20 - minute) * MINUTE)


def penalty(player, minute, minutes=2, side="home", **data):
    return act("penalty", side, player, at(minute), minutes=minutes, **data)


def shot(minute, side="away"):
    """What makes time pass."""
    return act("play", side, None, at(minute), kind="shot")


def goal(minute, side="away"):
    return act("goal", side, None, at(minute))


def serving(state):
    """Who is in the box, from and until which minute."""
    return [(one.person, one.since / MINUTE, one.until / MINUTE) for one in state.play.serving]


THREE = [START, penalty("Ann", 5), penalty("Bea", 6), penalty("Cleo", 6.5)]


@pytest.mark.parametrize(
    ("minute", "box"),
    [
        (6.6, [("Ann", 5, 7), ("Bea", 6, 8)]),
        (7.5, [("Bea", 6, 8), ("Cleo", 7, 9)]),
        (8.5, [("Cleo", 7, 9)]),
        (9, []),
    ],
)
def test_a_third_penalty_waits_until_one_of_two_is_over(minute, box):
    """IIHF 2023/24, Rule 26.1."""
    assert serving(HOCKEY.play(*THREE, shot(minute))) == box


def test_a_goal_ends_the_penalty_that_had_waited():
    """IIHF 2023/24, Rules 26.1 and 16.2."""
    state = HOCKEY.play(*THREE, goal(8 + 40 / 60))
    assert (state.incidents[-1].detail, serving(state), read_view(state).situation) == ("power_play", [], None)


def test_a_goal_against_two_ends_the_first_and_the_third_begins():
    """IIHF 2023/24, Rules 16.2 and 26.1: the one with the least time left ends."""
    state = HOCKEY.play(*THREE, goal(6.75))
    assert serving(state) == [("Bea", 6, 8), ("Cleo", 6.75, 8.75)]
    assert read_view(state).situation == "Away power play, 5 on 3"


def test_several_wait_in_their_order():
    """IIHF 2023/24, Rule 26: a fourth one follows the third."""
    assert serving(HOCKEY.play(*THREE, penalty("Dee", 6.6), shot(8.2))) == [("Cleo", 7, 9), ("Dee", 8, 10)]


@pytest.mark.parametrize("order", [(5, 2), (2, 5)])
def test_a_major_and_a_minor_of_one_player_are_served_one_after_the_other(order):
    """IIHF 2023/24, Rule 20 and Appendix IV, Table 14: the major first, the side one short for both."""
    both = [START, *[penalty("Ann", 5, minutes) for minutes in order]]
    state = HOCKEY.play(*both, shot(6))
    assert (serving(state), read_view(state).situation) == ([("Ann", 5, 10)], "Away power play, 5 on 4")
    assert serving(HOCKEY.play(*both, shot(11))) == [("Ann", 10, 12)]
    assert serving(HOCKEY.play(*both, goal(8), shot(11))) == [("Ann", 10, 12)], "a goal ends no major"


def test_two_minors_of_one_player_lose_one_to_a_goal():
    """IIHF 2023/24, Rule 16.2: the second one begins with the goal."""
    assert serving(HOCKEY.play(START, penalty("Ann", 5), penalty("Ann", 5), goal(6))) == [("Ann", 6, 8)]


def test_namesakes_of_the_two_sides_do_not_wait_for_each_other():
    state = HOCKEY.play(START, penalty("Ann", 5), penalty("Ann", 5, side="away"))
    assert len(state.play.serving) == 2


@pytest.mark.parametrize(
    ("minutes", "data", "short"),
    [
        (10, {}, False),
        (20, {"match": True}, False),
        (25, {"match": True}, True),
        (5, {"match": True}, True),
        (2, {"power_play": False}, False),
        (5, {"power_play": False}, False),
    ],
)
def test_which_penalties_make_a_side_fewer(minutes, data, short):
    """IIHF 2023/24, Rules 19 to 23: five minutes of a match penalty are served; misconducts and coincidental not."""
    state = HOCKEY.play(START, penalty("Ann", 5, minutes, **data), shot(6))
    assert [one[1:] for one in serving(state)] == ([(5, 10)] if short else [])


def test_a_minor_and_a_misconduct_of_one_player_cost_the_side_two_minutes():
    """IIHF 2023/24, Rule 22 (misconduct)."""
    assert serving(HOCKEY.play(START, penalty("Ann", 5), penalty("Ann", 5, 10), shot(7))) == []


@pytest.mark.parametrize(
    ("penalties", "situation"),
    [
        ([("home", "Ann")], "Away power play, 4 on 3"),
        ([("home", "Ann"), ("home", "Bea")], "Away power play, 5 on 3"),
        ([("home", "Ann"), ("home", "Bea"), ("home", "Cleo")], "Away power play, 5 on 3"),
        ([("home", "Ann"), ("home", "Bea"), ("away", "Zoe")], "Away power play, 4 on 3"),
        ([("home", "Ann"), ("away", "Zoe")], None),
    ],
)
@pytest.mark.parametrize("skaters", [3, 4])
def test_nobody_plays_overtime_with_fewer_than_three(penalties, situation, skaters):
    """IIHF 2023/24, overtime: a fourth and a fifth skater come on instead."""
    given = [act("penalty", side, player, 4 * MINUTE, minutes=2) for side, player in penalties]
    state = HOCKEY.play(*REGULAR, START, *given, overtime_skaters=skaters)
    assert read_view(state).situation == situation


def test_a_waiting_penalty_goes_on_in_the_next_period():
    """IIHF 2023/24, Rule 26."""
    state = HOCKEY.play(START, penalty("Ann", 19), penalty("Bea", 19), penalty("Cleo", 19.5), END, START, shot(1.5))
    assert serving(state) == [("Cleo", 21, 23)]


def test_a_penalty_of_an_intermission_is_served_from_the_next_period_on():
    """IIHF 2023/24, Rule 16: time is served while there is play."""
    given = act("penalty", "home", "Ann", minutes=2)
    assert serving(HOCKEY.play(START, END, given, START, shot(1))) == [("Ann", 20, 22)]
    assert serving(HOCKEY.play(given, START, shot(1))) == [("Ann", 0, 2)]


OVER = [*REGULAR[:-1], act("goal", "home", "Ann"), END]


@pytest.mark.parametrize("before", [[], [START, END], OVER, [*REGULAR, START, END]])
def test_misconduct_is_punished_before_between_and_after(before):
    """IIHF 2023/24, Rules 23 and 39: also in the shootout, and after the final horn."""
    state = HOCKEY.play(*before, act("penalty", "home", "Bea", minutes=20, match=True))
    assert (state.incidents[-1].kind, state.play.out) == ("game_misconduct", ("home:Bea",))
    assert "game_misconduct" in get_sport("ice_hockey").list_actions(HOCKEY.play(*before).play)


def test_who_is_out_can_be_given_more():
    """IIHF 2023/24, Rule 23: what a player does on the way to the dressing room."""
    assert HOCKEY.play(START, penalty("Ann", 5, match=True), penalty("Ann", 5, 10)).incidents[-1].kind == "penalty"


@pytest.mark.parametrize("named", [{}, {"period": "period_3"}])
def test_a_penalty_shot_is_taken_although_the_time_is_up(named):
    """IIHF 2023/24, Rule 24 (penalty shot): at 0:00 of the third period, entered after its end; it levels the match."""
    scored = {**act("goal", "away", "Zoe", penalty_shot=True), **named}
    state = HOCKEY.play(*OVER, scored)
    assert (read_view(state).phase, status_of(state), read_view(state).score) == ("overtime_break", "live", Score(1, 1))
    assert read_view(HOCKEY.play(*OVER, {**act("penalty_shot", "away", "Zoe"), **named})).winner == "home"


def test_after_a_goal_in_sudden_death_no_more_counts():
    """IIHF 2023/24, overtime: the game is over."""
    won = [*REGULAR, START, act("goal", "home")]
    HOCKEY.refuse(*won, act("goal", "away", None, penalty_shot=True), why="over by its last score")
    HOCKEY.refuse(*won, {**act("goal", "away"), "period": "overtime_1"}, why="over by its last score")


def enter_manual(bodies, points, side="home", *, ruleset, **fields):
    """The state after points by hand, by the rules of the entrance."""
    state = fold(make_log(*bodies, sport="ice_hockey", ruleset=ruleset))
    body = {"type": "manual", "side": side, "data": {"points": points, "reason": "Recount"}, **fields}
    return enter(state, make_record(len(bodies) + 2, sport="ice_hockey", **body))


def test_points_by_hand_at_the_edges():
    """The match stands where its new score puts it."""
    assert read_view(enter_manual(REGULAR, 1, ruleset={})).winner == "home"
    assert read_view(enter_manual(OVER, 1, "away", ruleset={})).phase == "overtime_break"
    assert read_view(enter_manual([*REGULAR, START, END], 1, ruleset={})).decided_by == "overtime"
    assert read_view(enter_manual([*REGULAR, START], 1, ruleset=PLAYOFFS)).winner == "home"


def test_points_by_hand_in_a_shootout_or_that_undo_a_sudden_death_are_refused():
    attempt = {"type": "shootout_attempt", "side": "home", "data": {"scored": True}}
    with raises_refused("void its attempts"):
        enter_manual([*REGULAR, START, END, attempt], 1, ruleset={})
    with raises_refused("have it reviewed"):
        enter_manual([*REGULAR, START, act("goal", "home")], 1, "away", ruleset={})
    with raises_refused("void its start"):
        enter_manual([*REGULAR, START], 1, ruleset={}, period="period_3")


@pytest.mark.parametrize("ruleset", [{}, PLAYOFFS, PWHL])
def test_a_goal_in_sudden_death_that_is_cancelled_lets_the_overtime_go_on(ruleset):
    """IIHF 2023/24, Rule 37 (video review)."""
    log = make_log(*REGULAR, START, act("goal", "home"), sport="ice_hockey", ruleset=ruleset)
    review = {"seq": 9, "decision": "cancelled", "reason": "Offside"}
    state = fold([*log, make_record(10, sport="ice_hockey", type="review", data=review)])
    assert (read_view(state).phase, read_view(state).score) == ("overtime_1", Score(0, 0))


def test_the_goal_before_overtime_is_voided_once_the_overtime_is():
    """What followed names itself in the refusal; voided from the last on, the match ends where its goal puts it."""
    log = make_log(*REGULAR[:-1], act("goal", "home"), act("goal", "away"), END, START, sport="ice_hockey")
    void = make_record(11, sport="ice_hockey", type="void", data={"seq": 8, "reason": "Offside"})
    assert [event.seq for event, _ in fold_leniently([*log, void]).refused] == [10]
    first = make_record(11, sport="ice_hockey", type="void", data={"seq": 10, "reason": "Offside"})
    void = make_record(12, sport="ice_hockey", type="void", data={"seq": 8, "reason": "Offside"})
    assert read_view(fold([*log, first, void])).winner == "home"


def test_a_goal_and_then_its_period_are_voided():
    """What is shown of the cancelled goal has no place in the match any more."""
    log = make_log(START, goal(5), sport="ice_hockey")
    for seq, void in ((4, 3), (5, 2)):
        log.append(make_record(seq, sport="ice_hockey", type="void", data={"seq": void, "reason": "Another match's"}))
    state = fold(log)
    assert (status_of(state), [one.confirmation for one in state.incidents]) == ("scheduled", ["cancelled"])


def test_a_shootout_adds_exactly_one_goal():
    """IIHF 2023/24, overtime and penalty-shot shootout: whatever the attempts were."""
    attempts = [
        {"type": "shootout_attempt", "side": side, "data": {"scored": side == "away"}}
        for _ in range(3)
        for side in ("home", "away")
    ]
    view = read_view(HOCKEY.play(*REGULAR, START, END, *attempts))
    assert (view.score, view.shootout, view.periods[-1]) == (Score(0, 1), Score(0, 3), PeriodScore("shootout", 0, 1))
