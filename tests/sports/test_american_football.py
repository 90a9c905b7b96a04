"""American football's rules, by example."""

import pytest

from scoreboard.sports.base import Score
from scoreboard.sports.match import fold, step
from tests.refusals import raises_refused
from tests.sports.bodies.american_football import COLLEGE, act
from tests.sports.logs import make_log, make_record
from tests.wording import read_view

START, END = {"type": "period_start"}, {"type": "period_end"}
LEVEL = [START, END] * 4
TD, KICK, FG = act("touchdown"), act("try", how="kick", scored=True), act("field_goal", scored=True)
TD_AWAY, FG_AWAY = act("touchdown", "away"), act("field_goal", "away", scored=True)


def play(*bodies, ruleset=None):
    return fold(make_log(*bodies, sport="american_football", ruleset=ruleset or {}))


def refuse(*bodies, why, ruleset=None):
    """The last of `bodies` is refused for the reason `why`, the ones before are not."""
    state = play(*bodies[:-1], ruleset=ruleset)
    with raises_refused(why):
        step(state, make_record(len(bodies) + 1, sport="american_football", **bodies[-1]))


@pytest.mark.parametrize(
    ("bodies", "score"),
    [
        ([TD], (6, 0)),
        ([TD, KICK], (7, 0)),
        ([TD, act("try", how="two_points", scored=True)], (8, 0)),
        ([TD, act("try", how="two_points", scored=False)], (6, 0)),
        ([TD, act("try_return", "away")], (6, 2)),
        ([FG], (3, 0)),
        ([act("field_goal", scored=False)], (0, 0)),
        ([act("safety", "away")], (0, 2)),
    ],
)
def test_what_counts_how_much(bodies, score):
    assert read_view(play(START, *bodies)).score == Score(*score)


def test_a_try_follows_a_touchdown_of_the_same_side():
    refuse(START, KICK, why="follows a touchdown")
    refuse(START, TD_AWAY, KICK, why="follows a touchdown")
    refuse(START, TD, KICK, KICK, why="follows a touchdown")
    refuse(START, TD, act("try_return"), why="Only against a try")
    refuse(START, TD, act("possession", "away"), KICK, why="follows a touchdown")


def test_who_has_the_ball_and_where():
    down = act("down", "away", None, down=3, to_go=7, to_goal=25)
    view = read_view(play(START, down))
    assert (view.turn, view.situation) == ("away", "3rd & 7 at the opponents' 25")
    own = read_view(play(START, act("down", "home", None, down=1, to_go=10, to_goal=75)))
    assert own.situation == "1st & 10 at their own 25"
    goal = read_view(play(START, act("down", "home", None, down=2, to_go=0, to_goal=4)))
    assert goal.situation == "2nd & goal at the opponents' 4"
    assert read_view(play(START, TD)).situation == "Try to come"
    lost = read_view(play(START, down, act("turnover", "home", how="interception")))
    assert (lost.turn, lost.situation) == ("home", None)
    refuse(START, act("down", "home", None, down=1, to_go=10, to_goal=5), why="fewer yards")


@pytest.mark.parametrize(
    ("bodies", "winner"),
    [
        ([FG], None),  # the other side has its turn
        ([FG, act("possession", "away"), act("possession", "home")], "home"),
        ([FG, TD_AWAY], "away"),
        ([TD, KICK, FG_AWAY], "home"),
        ([TD, TD_AWAY], None),  # the try decides
        ([TD, act("try", how="kick", scored=False), TD_AWAY, act("try", "away", how="kick", scored=True)], "away"),
        ([TD, KICK, TD_AWAY, act("try", "away", how="two_points", scored=False)], "home"),
        ([TD, KICK, TD_AWAY, act("try", "away", how="two_points", scored=True)], "away"),
        ([FG, act("field_goal", "away", scored=False)], "home"),
        ([FG, FG_AWAY], None),
        ([FG, FG_AWAY, FG], "home"),
        ([act("possession", "home"), act("safety", "away")], "away"),
        ([act("possession", "home"), act("turnover", "away", how="interception"), TD_AWAY], "away"),
    ],
)
def test_overtime_is_over_when_both_have_had_the_ball_and_one_leads(bodies, winner):
    view = read_view(play(*LEVEL, START, *bodies))
    assert (view.finished, view.winner) == (winner is not None, winner)


def test_a_league_match_may_end_level_and_college_goes_on():
    tied = read_view(play(*LEVEL, START, END))
    assert (tied.finished, tied.winner) == (True, None)
    on = read_view(play(*LEVEL, START, TD, TD_AWAY, END, ruleset=COLLEGE))
    assert on.phase == "overtime_break"
    won = read_view(play(*LEVEL, START, END, START, FG, END, ruleset=COLLEGE))
    assert (won.winner, won.summary) == ("home", "Reds won by 3 after 2 overtimes")
    first = {"overtimes": 1, "sudden_death": True, "both_possess": False}
    assert read_view(play(*LEVEL, START, FG, ruleset=first)).winner == "home"


def test_timeouts_come_anew_with_each_half():
    timeout = {"type": "timeout", "side": "home"}
    refuse(START, *[timeout] * 4, why="no timeout left")
    assert play(START, *[timeout] * 3, END, START, END, START).play.timeouts == Score(3, 3)
    refuse(START, act("ejection", "home", "Ada"), act("touchdown", "home", "Ada"), why="disqualified")
    refuse({"type": "period_start"}, act("ejection", "home", "Ada"), act("ejection", "home", "Ada"), why="disqualified")


def test_a_ruleset_that_contradicts_itself_is_refused():
    for ruleset, why in (({"sudden_death": True}, "both_possess"), ({"shootout": True}, "no shootout")):
        with raises_refused(why):
            step(None, make_log(sport="american_football", ruleset=ruleset)[0])
