"""What somebody did in a period that is over is entered although they have been sent off, or gone off, since."""

import pytest

from scoreboard.sports.base import Score
from scoreboard.sports.match import enter
from tests.sports.logs import card, goal, make_record, substitution
from tests.sports.playing import Table
from tests.wording import read_view

START, END = {"type": "period_start"}, {"type": "period_end"}
NEXT = [START, END, START]


def act(event, player="Ada", side="home", /, **data):
    return {"type": event, "side": side, "player": player, "data": data}


GONE = {  # how somebody goes in the second period, what they did in the first, and what that period is called
    "football": ([card("red")], goal("home", player="Ada"), "first_half"),
    "rugby_union": ([act("card", card="red")], {"type": "try", "side": "home", "player": "Ada"}, "half_1"),
    "basketball": ([act("foul", kind="personal")] * 5, act("basket", points=2), "quarter_1"),
    "handball": ([act("sanction", kind="red")], act("goal"), "half_1"),
    "ice_hockey": ([act("penalty", minutes=25, match=True)], act("goal"), "period_1"),
    "american_football": ([act("ejection")], act("touchdown"), "quarter_1"),
}
WORTH = {"rugby_union": 5, "basketball": 2, "american_football": 6}


@pytest.mark.parametrize("sport", GONE)
def test_what_somebody_did_before_they_went_is_entered_by_naming_its_period(sport):
    """Football's Law 12, rugby's 9, basketball's 37, handball's 16, hockey's 21: they were on the field then."""
    gone, done, period = GONE[sport]
    state = Table(sport).play(*NEXT, *gone)
    after = enter(state, make_record(99, sport=sport, **done, period=period))
    assert read_view(after).score == Score(WORTH.get(sport, 1), 0)
    assert after.incidents[-1].player == "Ada"


@pytest.mark.parametrize("sport", GONE)
def test_who_has_gone_does_nothing_in_the_period_being_played(sport):
    gone, done, _ = GONE[sport]
    Table(sport).refuse(*NEXT, *gone, done, why="Ada")


def test_who_goes_off_at_half_time_has_scored_before():
    """Law 3: entered in the break, after the substitution."""
    state = Table("football").play(START, END, substitution("Bea", "Ada"))
    missed = {"type": "penalty_missed", "side": "home", "player": "Ada"}
    for done in (goal("home", player="Ada"), missed):
        state = enter(state, make_record(99, **done, period="first_half"))
    assert read_view(state).score == Score(1, 0)


def test_a_warning_of_the_first_half_comes_before_a_suspension_of_the_second():
    """Handball's Rule 16:1: the yellow card was shown first."""
    late = {**act("sanction", kind="yellow"), "period": "half_1"}
    state = Table("handball").play(*NEXT, act("sanction", kind="suspension"), late)
    assert state.incidents[-1].period == "half_1"


def test_a_foul_of_the_first_quarter_is_one_of_who_has_fouled_out_since():
    """FIBA 2024, 40: their sixth, which is no team foul of the quarter being played."""
    late = {**act("foul", kind="personal"), "period": "quarter_1"}
    state = Table("basketball").play(*NEXT, *[act("foul", kind="personal")] * 5, late)
    assert (state.play.home[0].personal, state.play.team_fouls) == (6, Score(5, 0))


@pytest.mark.parametrize(
    ("late", "kind"),
    [
        ({"period": "period_1", "clock_ms": 300_000}, None),  # of the first period
        ({"clock_ms": 1_150_000}, None),  # of this one, before the penalty at 1:00
        ({"clock_ms": 1_100_000}, "power_play"),
    ],
)
def test_a_late_goal_ends_no_penalty_that_came_after_it(late, kind):
    """IIHF 2023/24, Rule 16.2: a goal ends the penalty that is being served."""
    penalty = {**act("penalty", minutes=2), "clock_ms": 1_140_000}
    state = Table("ice_hockey").play(*NEXT, penalty, {"type": "goal", "side": "away", **late})
    assert (len(state.play.serving), state.incidents[-1].detail) == (0 if kind else 1, kind)
