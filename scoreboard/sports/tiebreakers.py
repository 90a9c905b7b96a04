"""Tie-breakers: what one is, and those that all sports share; a sport's own stand in its package."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scoreboard.sports.tally import Key, Tally, compute_percentage


@dataclass(frozen=True)
class Tiebreaker:
    """A rule that ranks competitors, or separates those whom the rules before it left level.

    `name` is what a season's rules list it by (`Ranking.tiebreakers`) and what a row of the API says in "separated_by":
    once released, it stays. `words` end the sentence "Arden above Brook …". `compare` gives what the rule compares of a
    competitor, the highest first. `small_table`: of the matches among those level alone; neighbours of this kind in a
    list make one small table, which counts once all its matches have been played, or, with `in_part`, before.
    `statistics` are people's that it compares, read only for seasons with this rule.
    `awaits` is what is said of those still level when all is played, where the rule lacks what it compares. `field` is
    what rows have besides where this rule counts, `show` its value.
    """

    name: str
    words: str
    compare: Callable[[Tally], Key]
    small_table: bool = False
    in_part: bool = False
    statistics: tuple[str, ...] = ()
    awaits: str = ""
    field: str = ""
    show: Callable[[Tally], int] | None = None


def compare_points(tally: Tally) -> Key:
    """Points, or points by games where the season is ranked by these."""
    return (tally.points_per_game if tally.ranking.ranking == "points_per_game" else tally.points,)


def compute_average(tally: Tally) -> Key:
    """Goals scored by goals conceded; without any conceded above all others, without any at all like one to one."""
    conceded = tally.scored - tally.difference
    if conceded:
        return (0, Fraction(tally.scored, conceded))
    return (1, tally.scored) if tally.scored else (0, 1)


def compare_names(tally: Tally) -> Key:
    """A name as letters, so that the first of the alphabet is the highest; accents do not count, nor does case."""
    letters = unicodedata.normalize("NFKD", tally.name.casefold())
    return (*(-ord(letter) for letter in letters if not unicodedata.combining(letter)), 1)


POINTS = Tiebreaker("points", "on points", compare_points)
DIFFERENCE = Tiebreaker("goal_difference", "on goal difference", lambda t: (t.difference,))
SCORED = Tiebreaker("goals_for", "on goals scored", lambda t: (t.scored,))
# The order in `Ranking.lots` (stats/tables/ranking.py): no sum of a competitor's own.
LOTS = Tiebreaker("lots", "by drawing of lots", lambda _: (), awaits="lots have to be drawn")
# The order of a play-off that was played for a place, where those who are level met in one.
PLAY_OFF = Tiebreaker("play_off", "in a play-off between them", lambda t: t.play_off)
# No rule to be listed: what sets the groups of a season apart that was split (Ranking.split).
SPLIT = Tiebreaker("split", "since the season was split between them", lambda _: ())
SHARED = (
    POINTS,
    DIFFERENCE,
    SCORED,
    Tiebreaker("goal_average", "on goal average", compute_average),
    Tiebreaker("wins", "on wins", lambda t: (t.results["W"],)),
    Tiebreaker("win_percentage", "on matches won", lambda t: (compute_percentage(t),)),
    Tiebreaker("away_goals_for", "on goals scored away", lambda t: (t.scored_away,)),
    Tiebreaker("away_wins", "on wins away", lambda t: (t.won_away,)),
    Tiebreaker(
        "head_to_head",
        "in the matches between them",
        lambda t: (t.points, t.difference, t.scored),
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_points",
        "on points in the matches between them",
        lambda t: (t.points,),
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_goal_difference",
        "on goal difference in the matches between them",
        lambda t: (t.difference,),
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_goal_average",
        "on goal average in the matches between them",
        compute_average,
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_goals_for",
        "on goals in the matches between them",
        lambda t: (t.scored,),
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_away_goals_for",
        "on away goals in the matches between them",
        lambda t: (t.scored_away,),
        small_table=True,
    ),
    Tiebreaker(
        "head_to_head_win_percentage",
        "on matches won between them",
        lambda t: (compute_percentage(t),),
        small_table=True,
        in_part=True,
    ),
    Tiebreaker("unrounded_points", "on the half point that was rounded", lambda t: (t.unrounded,)),
    Tiebreaker("alphabetical", "in the order of the alphabet", compare_names),
    PLAY_OFF,
    SPLIT,
    LOTS,
)
