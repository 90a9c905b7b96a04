"""A competitor's sums in standings, as tie-breakers and columns read them; stats/tables/tally.py adds them up."""

from collections import Counter
from fractions import Fraction
from typing import Protocol

from scoreboard.sports.ranking import Ranking

Key = tuple[Fraction | int, ...]  # what is compared: the first numbers, of equal ones the second
NO_RESULT = "no_result"  # the outcome of a match that had none: it is neither won, drawn nor lost
# How a match is decided without play. Its outcomes are "walkover_win", "walkover_loss"…; points for a defeat are for
# one that was played, so that these bring none unless the rules say so (ITTF Handbook 3.7.5.1; FIBA D.1.1; FIVB).
UNPLAYED = ("walkover", "forfeit", "default", "awarded")
UNPLAYED_LOSSES = frozenset(f"{how}_loss" for how in UNPLAYED)
UNPLAYED_OUTCOMES = UNPLAYED_LOSSES | {f"{how}_win" for how in UNPLAYED}


class Tally(Protocol):
    """What counts of one competitor: all its matches, or those among some who are level. A count not there is 0."""

    @property
    def name(self) -> str:
        """The competitor's present name."""

    @property
    def ranking(self) -> Ranking:
        """The season's rules."""

    @property
    def results(self) -> Counter[str]:
        """How many matches had the result "W", "D" and "L"."""

    @property
    def outcomes(self) -> Counter[str]:
        """How many matches had each kind of outcome (Sport.outcome)."""

    @property
    def measures(self) -> Counter[str]:
        """What the matches are measured by (Sport.measure), summed."""

    @property
    def statistics(self) -> Counter[str]:
        """The statistics of its people that a tie-breaker of the season needs (Tiebreaker.statistics), summed."""

    @property
    def scored(self) -> int:
        """The competitor's own scores, summed."""

    @property
    def difference(self) -> int:
        """What it scored less what its opponents scored."""

    @property
    def scored_away(self) -> int:
        """What it scored on the opponents' grounds."""

    @property
    def won_away(self) -> int:
        """How many matches it won on the opponents' grounds."""

    @property
    def points(self) -> int:
        """Points of all matches, with the adjustments."""

    @property
    def bonus_points(self) -> int:
        """Of these, the points for what the matches are measured by."""

    @property
    def unrounded(self) -> Fraction:
        """What rounding has taken of the points carried over in a split season: ½, or −½ where it gave."""

    @property
    def play_off(self) -> Key:
        """Points (2 a win), difference and shootouts won in play-offs for places: all 0 without any."""

    @property
    def points_per_game(self) -> Fraction:
        """Points by the number of matches; 0 before the first."""


def compute_percentage(tally: Tally) -> Fraction:
    """The share of matches won, a draw counting half (NFL rulebook, "win percentage"); 0 before the first."""
    count = tally.results
    return Fraction(2 * count["W"] + count["D"], 2 * count.total()) if count.total() else Fraction(0)
