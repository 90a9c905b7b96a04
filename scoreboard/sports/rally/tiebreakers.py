"""The tie-breakers of sports played in sets to so many points: ratios of what was won and lost (FIVB)."""

from fractions import Fraction

from scoreboard.sports.tally import Key, Tally
from scoreboard.sports.tiebreakers import Tiebreaker


def compute_ratio(tally: Tally, name: str) -> Fraction | None:
    """What was won by what was lost, of "sets" or "points"; None where nothing was lost."""
    lost = tally.measures[f"{name}_against"]
    return Fraction(tally.measures[f"{name}_for"], lost) if lost else None


def compare_ratio(tally: Tally, name: str) -> Key:
    """A ratio to be ordered by: who has lost nothing is above all who have."""
    ratio = compute_ratio(tally, name)
    won = tally.measures[f"{name}_for"]
    return (int(won > 0), won) if ratio is None else (0, ratio)


TIEBREAKERS = (
    Tiebreaker("set_ratio", "on set ratio", lambda t: compare_ratio(t, "sets")),
    Tiebreaker("point_ratio", "on point ratio", lambda t: compare_ratio(t, "points")),
    Tiebreaker("sets_won", "on sets won", lambda t: (t.measures["sets_for"],)),
)
