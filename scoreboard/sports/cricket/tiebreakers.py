"""Cricket's own tie-breaker: net run rate."""

from collections import Counter
from fractions import Fraction

from scoreboard.sports.tally import Tally
from scoreboard.sports.tiebreakers import Tiebreaker

REGULAR = 6  # balls of an over
SIZES = tuple(size for size in range(1, 13) if size != REGULAR)  # what else a ruleset may have


def compute_run_rate(tally: Tally) -> Fraction:
    """Net run rate: runs by overs faced, less runs against by overs bowled (ICC playing conditions).

    An over has as many balls as in the match: in The Hundred the rate is per five balls (ECB). A side that is all out
    has faced its whole quota: `measure` sees to that.
    """
    m = tally.measures
    scored = divide(m["runs_for"], count_overs(m, "balls_for"))
    return scored - divide(m["runs_against"], count_overs(m, "balls_against"))


def count_overs(measures: Counter[str], balls: str) -> Fraction:
    """The overs that balls come to: six each, but for those measured by the size of their over (`balls_for_5`)."""
    overs, regular = Fraction(0), measures[balls]
    for size in SIZES:
        if of_size := measures[f"{balls}_{size}"]:
            overs, regular = overs + Fraction(of_size, size), regular - of_size
    return overs + Fraction(regular, REGULAR)


def divide(runs: int, overs: Fraction) -> Fraction:
    """Runs by over; 0 before the first ball."""
    return runs / overs if overs else Fraction(0)


NET_RUN_RATE = Tiebreaker("net_run_rate", "on net run rate", lambda t: (compute_run_rate(t),))
