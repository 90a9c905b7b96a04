"""Cricket's own tie-breaker: net run rate."""

from fractions import Fraction

from scoreboard.sports.tally import Tally
from scoreboard.sports.tiebreakers import Tiebreaker


def compute_run_rate(tally: Tally) -> Fraction:
    """Net run rate: runs by overs faced, less runs against by overs bowled (ICC playing conditions; six balls an over).

    A side that is all out has faced its whole quota: `measure` sees to that.
    """
    m = tally.measures
    scored = Fraction(6 * m["runs_for"], m["balls_for"]) if m["balls_for"] else Fraction(0)
    conceded = Fraction(6 * m["runs_against"], m["balls_against"]) if m["balls_against"] else Fraction(0)
    return scored - conceded


NET_RUN_RATE = Tiebreaker("net_run_rate", "on net run rate", lambda t: (compute_run_rate(t),))
