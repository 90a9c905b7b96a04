"""A competitor's row in the standings: its sums, the columns that are shown, and what each tie-breaker compares."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from scoreboard.sports.ranking import CardPoints, Ranking, Tiebreaker
from stats.tables.sides import Side

Key = tuple[Fraction | int, ...]
WITHOUT_RESULT = frozenset({"no_result"})
Cards = Mapping[str, int]  # how many of each of CARDS
CARDS = ("yellow_cards", "second_yellow_cards", "red_cards")


@dataclass(frozen=True)
class Adjustment:
    """Points given (negative: taken), why, and from which day on."""

    competitor: str
    points: int
    reason: str
    on: date


@dataclass
class Tally:
    """What counts of a competitor in standings: its sides of matches, adjustments of its points, its cards."""

    competitor: str
    name: str
    ranking: Ranking
    sides: Sequence[Side] = ()
    adjustments: Sequence[Adjustment] = ()
    cards: Cards = field(default_factory=dict)

    @cached_property
    def results(self) -> Counter[str]:
        """How many matches had the result W, D and L; what had no result at all is none of these."""
        return Counter(side.result for side in self.sides if side.outcome not in WITHOUT_RESULT)

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many matches had each kind of outcome of the sport's own."""
        return Counter(side.outcome for side in self.sides if side.outcome)

    @cached_property
    def measures(self) -> Counter[str]:
        """What the sport's matches are measured by, summed."""
        total: Counter[str] = Counter()
        for side in self.sides:
            total.update(side.measures)
        return total

    @property
    def won_away(self) -> int:
        """How many matches were won on the opponents' grounds."""
        return sum(side.result == "W" and side.side == "away" for side in self.sides)

    @cached_property
    def scored(self) -> int:
        """Goals, or what the sport counts."""
        return sum(side.scored for side in self.sides)

    @cached_property
    def difference(self) -> int:
        """What was scored less what the opponents scored."""
        return self.scored - sum(side.conceded for side in self.sides)

    @property
    def scored_away(self) -> int:
        """Goals on the opponents' grounds."""
        return sum(side.scored for side in self.sides if side.side == "away")

    @cached_property
    def points(self) -> int:
        """Points of all matches, with the adjustments."""
        rules = self.ranking
        plain = {"W": rules.win, "D": rules.draw, "L": rules.loss, "": 0}
        won = sum(rules.points.get(side.outcome, plain[side.result]) for side in self.sides)
        return won + self.bonus_points + sum(adjustment.points for adjustment in self.adjustments)

    @property
    def bonus_points(self) -> int:
        """Points for what the matches are measured by."""
        rules = self.ranking.points
        return sum(rules[name] * self.measures[name] for name in rules.keys() & self.measures.keys())

    @property
    def points_per_game(self) -> Fraction:
        """Points by the number of matches; 0 before the first."""
        return Fraction(self.points, len(self.sides)) if self.sides else Fraction(0)

    @property
    def card_points(self) -> int:
        """What the cards weigh by the season's rules."""
        return weigh_cards(self.cards, self.ranking.cards)

    def among(self, others: frozenset[str]) -> "Tally":
        """The tally of the matches against `others` alone."""
        sides = [side for side in self.sides if side.opponent in others]
        return Tally(self.competitor, self.name, self.ranking, sides)


def weigh_cards(cards: Cards, weights: CardPoints) -> int:
    """What cards weigh. A second yellow card's weight is for both yellows, the first of which is in "yellow_cards"."""
    second_yellows = cards.get("second_yellow_cards", 0)
    yellows = cards.get("yellow_cards", 0) - second_yellows
    return weights.yellow * yellows + weights.second_yellow * second_yellows + weights.red * cards.get("red_cards", 0)


def compute_percentage(tally: Tally) -> Fraction:
    """The share of matches won, a draw counting half (NFL rulebook, "win percentage"); 0 before the first."""
    count = tally.results
    return Fraction(2 * count["W"] + count["D"], 2 * count.total()) if count.total() else Fraction(0)


def compute_run_rate(tally: Tally) -> Fraction:
    """Net run rate: runs by overs faced, less runs against by overs bowled (ICC playing conditions; six balls an over).

    A side that is all out has faced its whole quota: the sport's `measure` sees to that.
    """
    m = tally.measures
    scored = Fraction(6 * m["runs_for"], m["balls_for"]) if m["balls_for"] else Fraction(0)
    conceded = Fraction(6 * m["runs_against"], m["balls_against"]) if m["balls_against"] else Fraction(0)
    return scored - conceded


def compute_ratio(tally: Tally, name: str) -> Fraction | None:
    """What was won by what was lost, of sets or points (FIVB); None where nothing was lost."""
    lost = tally.measures[f"{name}_against"]
    return Fraction(tally.measures[f"{name}_for"], lost) if lost else None


def compare_ratio(tally: Tally, name: str) -> Key:
    """A ratio to be ordered by: who has lost nothing is above all who have."""
    ratio = compute_ratio(tally, name)
    won = tally.measures[f"{name}_for"]
    return (int(won > 0), won) if ratio is None else (0, ratio)


def count_regulation_wins(tally: Tally) -> int:
    """Wins without overtime and shootout."""
    return tally.results["W"] - tally.outcomes["overtime_win"]


# By each rule: what it compares, the highest first.
RULES: dict[Tiebreaker, Callable[[Tally], Key]] = {
    "points": lambda t: (t.points_per_game if t.ranking.ranking == "points_per_game" else t.points,),
    "goal_difference": lambda t: (t.difference,),
    "goals_for": lambda t: (t.scored,),
    "wins": lambda t: (t.results["W"],),
    "away_goals_for": lambda t: (t.scored_away,),
    "away_wins": lambda t: (t.won_away,),
    "fair_play": lambda t: (-t.card_points,),
    "win_percentage": lambda t: (compute_percentage(t),),
    "net_run_rate": lambda t: (compute_run_rate(t),),
    "set_ratio": lambda t: compare_ratio(t, "sets"),
    "point_ratio": lambda t: compare_ratio(t, "points"),
    "sets_won": lambda t: (t.measures["sets_for"],),
    "regulation_wins": lambda t: (count_regulation_wins(t),),
    "tries_for": lambda t: (t.measures["tries_for"],),
    "try_difference": lambda t: (t.measures["tries_for"] - t.measures["tries_against"],),
}
# The same of the matches among those who are level.
SMALL_TABLE: dict[Tiebreaker, Callable[[Tally], Key]] = {
    "head_to_head": lambda t: (t.points, t.difference, t.scored),
    "head_to_head_points": lambda t: (t.points,),
    "head_to_head_goal_difference": lambda t: (t.difference,),
    "head_to_head_goals_for": lambda t: (t.scored,),
    "head_to_head_away_goals_for": lambda t: (t.scored_away,),
    "head_to_head_win_percentage": lambda t: (compute_percentage(t),),
}
# What a sport's own columns show (Sport.columns) beside its measures, numbers to three places.
COLUMNS: dict[str, Callable[[Tally], int | float | None]] = {
    "win_percentage": lambda t: round(float(compute_percentage(t)), 3),
    "net_run_rate": lambda t: round(float(compute_run_rate(t)), 3),
    "set_ratio": lambda t: round_ratio(compute_ratio(t, "sets")),
    "point_ratio": lambda t: round_ratio(compute_ratio(t, "points")),
    "bonus_points": lambda t: t.bonus_points,
    "regulation_wins": count_regulation_wins,
    "regulation_losses": lambda t: t.results["L"] - t.outcomes["overtime_loss"],
    "overtime_wins": lambda t: t.outcomes["overtime_win"],
    "overtime_losses": lambda t: t.outcomes["overtime_loss"],
    "no_results": lambda t: t.outcomes["no_result"],
    "ties": lambda t: t.outcomes["tie"],
}


def round_ratio(ratio: Fraction | None) -> float | None:
    """A ratio as a number; None stands for one that nothing was lost in."""
    return None if ratio is None else round(float(ratio), 3)
