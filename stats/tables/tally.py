"""A competitor's sums in the standings: what tie-breakers compare and columns show (scoreboard/sports/tally.py)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from scoreboard.sports.ranking import Bonus, Ranking
from scoreboard.sports.tally import NO_RESULT, UNPLAYED_LOSSES, UNPLAYED_OUTCOMES, Key
from stats.tables.sides import Side

OPPOSITE = {"for": "against", "against": "for"}


@dataclass(frozen=True)
class Adjustment:
    """Points given (negative: taken), why, and from which day on; or the place by lots, 0 where none was drawn."""

    competitor: str
    points: int
    reason: str
    on: date
    lot: int = 0


@dataclass
class Tally:
    """What counts of a competitor in standings: its sides of matches, and adjustments of its points.

    `statistics` are its people's, those that a tie-breaker of the season compares. `carried` is what the split of a
    season adds to the points (mostly it takes), `unrounded` what rounding took of them. `play_offs` are sides of
    matches that count in no table, `due` whom it is still to meet.
    """

    competitor: str
    name: str
    ranking: Ranking
    sides: Sequence[Side] = ()
    adjustments: Sequence[Adjustment] = ()
    statistics: Counter[str] = field(default_factory=Counter)
    carried: int = 0
    unrounded: Fraction = Fraction(0)
    play_offs: Sequence[Side] = ()
    due: Collection[str] = frozenset()

    @property
    def opponents(self) -> set[str]:
        """Whom it has met."""
        return {side.opponent for side in self.sides}

    @cached_property
    def results(self) -> Counter[str]:
        """How many matches had the result W, D and L; what had no result at all is none of these."""
        return Counter(side.result for side in self.sides if side.outcome != NO_RESULT)

    @cached_property
    def outcomes(self) -> Counter[str]:
        """How many matches had each kind of outcome of the sport's own."""
        return Counter(side.outcome for side in self.sides if side.outcome)

    @cached_property
    def measures(self) -> Counter[str]:
        """What the sport's matches are measured by, summed; one without a result is not (ICC, net run rate)."""
        total: Counter[str] = Counter()
        for side in self.sides:
            if side.outcome != NO_RESULT:
                total.update({**self._find_award(side), **side.measures})
        return total

    @property
    def won_away(self) -> int:
        """How many matches were won on the opponents' grounds."""
        return sum(side.result == "W" and side.side == "away" for side in self.sides)

    @cached_property
    def scored(self) -> int:
        """What the sport's score counts."""
        return sum(self._count(side)[0] for side in self.sides)

    @cached_property
    def difference(self) -> int:
        """What was scored less what the opponents scored."""
        return self.scored - sum(self._count(side)[1] for side in self.sides)

    @property
    def scored_away(self) -> int:
        """What was scored on the opponents' grounds."""
        return sum(self._count(side)[0] for side in self.sides if side.side == "away")

    @cached_property
    def points(self) -> int:
        """Points of all matches, with the adjustments."""
        rules = self.ranking
        plain = {"W": rules.win, "D": rules.draw, "L": rules.loss, "": 0}
        valued = {**dict.fromkeys(UNPLAYED_LOSSES, 0), **rules.points}
        won = sum(valued.get(side.outcome, plain[side.result]) for side in self.sides)
        return won + self.bonus_points + self.carried + sum(adjustment.points for adjustment in self.adjustments)

    @property
    def bonus_points(self) -> int:
        """Points for what the matches are measured by, and for what is scored where that brings some."""
        rules = self.ranking.points
        scores = sum(bonus.points for bonus in self.ranking.bonus for side in self.sides if earns(side, bonus))
        return scores + sum(rules[name] * self.measures[name] for name in rules.keys() & self.measures.keys())

    @property
    def lot(self) -> int:
        """The place by the lots drawn last; 0 without any."""
        return next((item.lot for item in reversed(self.adjustments) if item.lot), 0)

    @cached_property
    def play_off(self) -> Key:
        """Points, difference and shootouts won in the play-offs."""
        points = sum({"W": 2, "D": 1}.get(side.result, 0) for side in self.play_offs)
        difference = sum(side.scored - side.conceded for side in self.play_offs)
        return points, difference, sum(side.won is True and side.result == "D" for side in self.play_offs)

    @property
    def points_per_game(self) -> Fraction:
        """Points by the number of matches; 0 before the first."""
        return Fraction(self.points, len(self.sides)) if self.sides else Fraction(0)

    def _count(self, side: Side) -> tuple[int, int]:
        """What counts of a match as scored for and against: its score, or what the rules give for one without."""
        if side.scored or side.conceded:
            return side.scored, side.conceded
        award = self._find_award(side)
        return award.get("for", 0), award.get("against", 0)

    def _find_award(self, side: Side) -> Mapping[str, int]:
        """With what the season's rules count a match that was not decided by play, seen from a side."""
        award = self.ranking.award
        if not award or side.outcome not in UNPLAYED_OUTCOMES:
            return {}
        return award if side.result == "W" else _reverse(award)

    def among(self, others: frozenset[str]) -> "Tally":
        """The tally of the matches against `others` alone."""
        sides = [side for side in self.sides if side.opponent in others]
        play_offs = [side for side in self.play_offs if side.opponent in others]
        return Tally(self.competitor, self.name, self.ranking, sides, play_offs=play_offs)


def earns(side: Side, bonus: Bonus) -> bool:
    """Whether a side of a match gets a bonus for what it scored."""
    return (side.scored if bonus.by == "scored" else side.scored - side.conceded) >= bonus.least


def _reverse(award: Mapping[str, int]) -> Mapping[str, int]:
    """What the loser of an award has: the winner's "points_for" as "points_against", and no bonus."""
    found = {}
    for name, value in award.items():
        before, _, last = name.rpartition("_")
        if last in OPPOSITE:
            found[f"{before}_{OPPOSITE[last]}" if before else OPPOSITE[last]] = value
    return found
