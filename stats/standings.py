"""A table of results: points, order, and which rule separated two that are level. Pure; made anew at every reading.

Two competitors level by every rule share a rank.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from scoreboard.sports.ranking import Ranking, Tiebreaker

Key = tuple[Fraction | int, ...]


class Side(Protocol):
    """One side of a match, as SideFact has it."""

    side: str
    competitor: str
    opponent: str
    scored: int
    conceded: int
    result: str
    live: bool


@dataclass(frozen=True)
class Adjustment:
    """Points given (negative: taken), why, and from which day on."""

    competitor: str
    points: int
    reason: str
    on: date


@dataclass
class Tally:
    """What counts of a competitor in a table."""

    competitor: str
    ranking: Ranking
    adjustments: Sequence[Adjustment] = ()
    sides: list[Side] = field(default_factory=list)

    def count(self, result: str) -> int:
        """How many matches had the result W, D or L."""
        return sum(side.result == result for side in self.sides)

    @property
    def scored(self) -> int:
        """Goals, or what the sport counts."""
        return sum(side.scored for side in self.sides)

    @property
    def conceded(self) -> int:
        """The same, of the opponents."""
        return sum(side.conceded for side in self.sides)

    @property
    def scored_away(self) -> int:
        """Goals on the opponents' grounds."""
        return sum(side.scored for side in self.sides if side.side == "away")

    @property
    def points(self) -> int:
        """Points of all matches, with the adjustments."""
        rules = self.ranking
        won = self.count("W") * rules.win + self.count("D") * rules.draw + self.count("L") * rules.loss
        return won + sum(adjustment.points for adjustment in self.adjustments)

    @property
    def points_key(self) -> Fraction:
        """What is ranked as points: all of them, or those per match."""
        if self.ranking.ranking == "points_per_game":
            return Fraction(self.points, len(self.sides)) if self.sides else Fraction(0)
        return Fraction(self.points)

    def among(self, others: Iterable[str]) -> "Tally":
        """The tally of the matches against `others` alone."""
        opponents = frozenset(others)
        return Tally(self.competitor, self.ranking, sides=[side for side in self.sides if side.opponent in opponents])


def _compare_head_to_head(tied: Sequence[Tally]) -> list[Key]:
    """A table of their own: points, difference and goals in the matches among them."""
    names = [tally.competitor for tally in tied]
    among = [tally.among(names) for tally in tied]
    return [(tally.points, tally.scored - tally.conceded, tally.scored) for tally in among]


def _each(read: Callable[[Tally], Fraction | int]) -> Callable[[Sequence[Tally]], list[Key]]:
    return lambda tied: [(read(tally),) for tally in tied]


# By each rule: a key for each of those who are level so far, the highest first.
RULES: dict[Tiebreaker, Callable[[Sequence[Tally]], list[Key]]] = {
    "points": _each(lambda tally: tally.points_key),
    "goal_difference": _each(lambda tally: tally.scored - tally.conceded),
    "goals_for": _each(lambda tally: tally.scored),
    "wins": _each(lambda tally: tally.count("W")),
    "away_goals_for": _each(lambda tally: tally.scored_away),
    "head_to_head": _compare_head_to_head,
}

Ranked = tuple[list[Tally], Tiebreaker | None]  # those that share a rank, and the rule that set them below the last


def rank(tied: Sequence[Tally], rules: Sequence[Tiebreaker]) -> list[Ranked]:
    """Order by the rules, one after the other, each among those whom the ones before left level.

    Head-to-head is applied again among those whom it left level, if it has split the others off: they have a smaller
    table among themselves then.
    """
    if len(tied) == 1 or not rules:
        return [(list(tied), None)]
    rule, *rest = rules
    by_key: dict[Key, list[Tally]] = {}
    for key, tally in zip(RULES[rule](tied), tied, strict=True):
        by_key.setdefault(key, []).append(tally)
    if len(by_key) == 1:
        return rank(tied, rest)
    ranked: list[Ranked] = []
    for key in sorted(by_key, reverse=True):
        part = rank(by_key[key], rules if rule == "head_to_head" else rest)
        if ranked:
            part[0] = (part[0][0], rule)
        ranked += part
    return ranked


def make_table(
    *,
    competitors: Mapping[str, str],
    sides: Iterable[Side],
    ranking: Ranking,
    adjustments: Sequence[Adjustment] = (),
) -> list[dict[str, Any]]:
    """The rows of a table, best first. `competitors` gives each one's name by id; `sides` are those that count."""
    tallies = {
        competitor: Tally(competitor, ranking, [item for item in adjustments if item.competitor == competitor])
        for competitor in competitors
    }
    for side in sides:
        tallies[side.competitor].sides.append(side)
    rows: list[dict[str, Any]] = []
    for level, rule in rank(list(tallies.values()), ranking.tiebreakers) if tallies else []:
        place = len(rows) + 1
        level.sort(key=lambda tally: competitors[tally.competitor])
        rows += [_write_row(tally, name=competitors[tally.competitor], place=place) for tally in level]
        if rule not in (None, ranking.tiebreakers[0]):
            rows[place - 1]["separated_by"] = rule
    return rows


def _write_row(tally: Tally, *, name: str, place: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rank": place,
        "competitor": {"id": tally.competitor, "name": name},
        "played": len(tally.sides),
        "won": tally.count("W"),
        "drawn": tally.count("D"),
        "lost": tally.count("L"),
        "for": tally.scored,
        "against": tally.conceded,
        "difference": tally.scored - tally.conceded,
        "points": tally.points,
        "adjustments": [
            {"points": item.points, "reason": item.reason, "on": item.on.isoformat()} for item in tally.adjustments
        ],
    }
    if any(side.live for side in tally.sides):
        row["live"] = True
    return row
