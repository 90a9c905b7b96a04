"""Rugby union's laws, by example."""

import pytest

from scoreboard.sports.base import Score
from scoreboard.sports.match import fold, step
from scoreboard.sports.rugby_union.views import measure
from scoreboard.sports.state import view_of
from tests.refusals import raises_refused
from tests.sports.bodies.rugby_union import CUP, act
from tests.sports.logs import make_log, make_record

START, END = {"type": "period_start"}, {"type": "period_end"}


def play(*bodies, ruleset=None):
    return fold(make_log(*bodies, sport="rugby_union", ruleset=ruleset or {}))


def refuse(*bodies, why, ruleset=None):
    """The last of `bodies` is refused for the reason `why`, the ones before are not."""
    state = play(*bodies[:-1], ruleset=ruleset)
    with raises_refused(why):
        step(state, make_record(len(bodies) + 1, sport="rugby_union", **bodies[-1]))


def whole(*bodies):
    """A match of `bodies` in its first half."""
    return [START, *bodies, END, START, END]


@pytest.mark.parametrize(
    ("bodies", "points"),
    [
        ([act("try")], 5),
        ([act("try"), act("conversion", scored=True)], 7),
        ([act("try"), act("conversion", scored=False)], 5),
        ([act("penalty_try")], 7),
        ([act("penalty_goal", scored=True)], 3),
        ([act("penalty_goal", scored=False)], 0),
        ([act("drop_goal", scored=True)], 3),
    ],
)
def test_what_counts_how_much(bodies, points):
    assert view_of(play(START, *bodies)).score == Score(points, 0)


def test_a_conversion_follows_a_try_of_the_same_side_once():
    refuse(START, act("conversion", scored=True), why="follows a try")
    refuse(START, act("try", "away"), act("conversion", scored=True), why="follows a try")
    refuse(START, act("penalty_try"), act("conversion", scored=True), why="follows a try")
    refuse(START, act("try"), act("conversion", scored=False), act("conversion", scored=True), why="follows a try")


def test_cards():
    yellow = act("card", "home", "Ada", card="yellow")
    refuse(START, yellow, yellow, why="enter second_yellow")
    refuse(START, act("card", "home", "Ada", card="second_yellow"), why="no first yellow")
    refuse(START, yellow, act("card", "home", "Ada", card="second_yellow"), act("try", "home", "Ada"), why="sent off")
    namesake = play(START, act("card", "home", "Ada", card="red"), act("try", "away", "Ada"))
    assert view_of(namesake).score == Score(0, 5)
    refuse(START, act("substitution", "home", "Ada", off="Ada"), why="themselves")


def test_a_level_cup_match_goes_to_extra_time_and_kicks():
    level = [*whole(), START, END, START, END]
    assert view_of(play(*level, ruleset=CUP)).phase == "shootout"
    kicks = [
        {"type": "shootout_attempt", "side": side, "data": {"scored": side == "away"}} for side in ("home", "away")
    ]
    view = view_of(play(*level, *kicks * 3, ruleset=CUP))
    assert (view.winner, view.decided_by, view.score, view.shootout) == ("away", "shootout", Score(0, 0), Score(0, 3))
    assert view_of(play(*whole())).winner is None


@pytest.mark.parametrize(
    ("bodies", "rules", "home", "away"),
    [
        ([act("try")] * 4, {}, (4, 0, 1, 0), (0, 4, 0, 0)),
        ([act("try"), act("conversion", scored=True)], {}, (1, 0, 0, 0), (0, 1, 0, 1)),
        ([act("try")] * 2, {}, (2, 0, 0, 0), (0, 2, 0, 0)),
        ([act("try")] * 4 + [act("try", "away")] * 2, {"try_bonus_lead": 3}, (4, 2, 0, 0), (2, 4, 0, 0)),
        ([act("try")] * 3, {"try_bonus_lead": 3}, (3, 0, 1, 0), (0, 3, 0, 0)),
        ([act("penalty_goal", scored=True)], {"losing_bonus": 0}, (0, 0, 0, 0), (0, 0, 0, 0)),
    ],
)
def test_bonus_points(bodies, rules, home, away):
    state = play(*whole(*bodies), ruleset=rules).play
    assert (tuple(measure(state, "home").values()), tuple(measure(state, "away").values())) == (home, away)


def test_a_narrow_defeat_is_one_at_the_end_only():
    assert measure(play(START, act("try")).play, "away")["losing_bonus"] == 0


def test_a_match_known_by_its_result_and_tries():
    data = {"score": {"home": 30, "away": 24}, "tries": {"home": 4, "away": 3}}
    state = play({"type": "result", "data": data})
    assert view_of(state).winner == "home"
    assert measure(state.play, "away") == {"tries_for": 3, "tries_against": 4, "try_bonus": 0, "losing_bonus": 1}
