"""What people's statistics come to over matches, and ratios of them."""

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.figures import Ratio, combine, list_needed

AVERAGE = Ratio("runs", "dismissals")


def test_statistics_are_summed_and_the_best_is_the_highest():
    assert (combine("runs", 40, 60), combine("best_score", 40, 60)) == (100, 60)


@pytest.mark.parametrize(
    ("ratio", "totals", "figure"),
    [
        (AVERAGE, {"runs": 100, "dismissals": 3}, 33.333),
        (AVERAGE, {"dismissals": 3}, 0.0),
        (AVERAGE, {"runs": 100}, None),
        (Ratio("earned", "outs", times=27, unless="unjudged"), {"earned": 2, "outs": 18}, 3.0),
        (Ratio("earned", "outs", times=27, unless="unjudged"), {"earned": 2, "outs": 18, "unjudged": 1}, None),
    ],
)
def test_a_ratio_is_nothing_where_something_is_not_known(ratio, totals, figure):
    assert ratio.compute(totals) == figure


def test_what_figures_are_made_of():
    assert list_needed(["runs", "average", "fours"], {"average": AVERAGE}) == ["runs", "dismissals", "fours"]


@pytest.mark.parametrize("sport", SPORTS.values(), ids=lambda sport: sport.name)
def test_leaders_are_of_figures_that_a_person_s_page_has_and_ranked_by_a_statistic(sport):
    for leaders in sport.leaders:
        assert set(leaders.stats) <= sport.figures.keys()
        assert sport.figures[leaders.stats[0]] is None
