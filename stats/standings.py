"""A table of results: points, order, and which rule separated two that are level. Pure; made anew at every reading.

Two competitors level by every rule share a rank.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from scoreboard.sports.ranking import Ranking, Tiebreaker

Key = tuple[Fraction | int, ...]
Cards = Mapping[str, int]  # how many of each of CARDS
CARDS = ("yellow_cards", "second_yellow_cards", "red_cards")


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
    """What counts of a competitor in a table: its sides of matches, adjustments of its points, its cards."""

    competitor: str
    name: str
    ranking: Ranking
    sides: Sequence[Side] = ()
    adjustments: Sequence[Adjustment] = ()
    cards: Cards = field(default_factory=dict)

    @cached_property
    def results(self) -> Counter[str]:
        """How many matches had the result W, D and L."""
        return Counter(side.result for side in self.sides)

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
        rules, count = self.ranking, self.results
        won = count["W"] * rules.win + count["D"] * rules.draw + count["L"] * rules.loss
        return won + sum(adjustment.points for adjustment in self.adjustments)

    @property
    def points_per_game(self) -> Fraction:
        """Points by the number of matches; 0 before the first."""
        return Fraction(self.points, len(self.sides)) if self.sides else Fraction(0)

    @property
    def card_points(self) -> int:
        """What the cards weigh. Both yellows of a player sent off for two are in "second_yellow_cards"."""
        rules, count = self.ranking.cards, self.cards.get
        second_yellows = count("second_yellow_cards", 0)
        yellows = count("yellow_cards", 0) - second_yellows
        return rules.yellow * yellows + rules.second_yellow * second_yellows + rules.red * count("red_cards", 0)

    def among(self, others: frozenset[str]) -> "Tally":
        """The tally of the matches against `others` alone."""
        sides = [side for side in self.sides if side.opponent in others]
        return Tally(self.competitor, self.name, self.ranking, sides)


# By each rule: what it compares, the highest first.
RULES: dict[Tiebreaker, Callable[[Tally], Key]] = {
    "points": lambda t: (t.points_per_game if t.ranking.ranking == "points_per_game" else t.points,),
    "goal_difference": lambda t: (t.difference,),
    "goals_for": lambda t: (t.scored,),
    "wins": lambda t: (t.results["W"],),
    "away_goals_for": lambda t: (t.scored_away,),
    "away_wins": lambda t: (t.won_away,),
    "fair_play": lambda t: (-t.card_points,),
}
# The same of the matches among those who are level.
SMALL_TABLE: dict[Tiebreaker, Callable[[Tally], Key]] = {
    "head_to_head": lambda t: (t.points, t.difference, t.scored),
    "head_to_head_points": lambda t: (t.points,),
    "head_to_head_goal_difference": lambda t: (t.difference,),
    "head_to_head_goals_for": lambda t: (t.scored,),
    "head_to_head_away_goals_for": lambda t: (t.scored_away,),
}

Ranked = tuple[list[Tally], Tiebreaker | None]  # those that share a rank, and the rule that set them below the last


def rank(tied: Sequence[Tally], rules: Sequence[Tiebreaker]) -> list[Ranked]:
    """Order by the rules, one after the other, each among those whom the ones before left level.

    Head-to-head is applied again among those whom it left level, if it has split the others off: they have a smaller
    table among themselves then.
    """
    if len(tied) == 1 or not rules:
        return [(list(tied), None)]
    step = _take_step(rules)
    rest = rules[len(step) :]
    by_keys: dict[tuple[Key, ...], list[Tally]] = {}
    for keys, tally in zip(_compare(tied, step), tied, strict=True):
        by_keys.setdefault(keys, []).append(tally)
    if len(by_keys) == 1:
        return rank(tied, rest)
    ranked: list[Ranked] = []
    above: tuple[Key, ...] = ()
    for keys in sorted(by_keys, reverse=True):
        part = rank(by_keys[keys], rules if step[0] in SMALL_TABLE else rest)
        if ranked:
            rule = next(rule for rule, left, right in zip(step, above, keys, strict=True) if left != right)
            part[0] = (part[0][0], rule)
        ranked += part
        above = keys
    return ranked


def _take_step(rules: Sequence[Tiebreaker]) -> Sequence[Tiebreaker]:
    """The rules that are applied at once: the first, or all the head-to-head rules that stand there together."""
    others = (number for number, rule in enumerate(rules) if rule not in SMALL_TABLE)
    return rules[: max(1, next(others, len(rules)))]


def _compare(tied: Sequence[Tally], step: Sequence[Tiebreaker]) -> list[tuple[Key, ...]]:
    """What each of those level has by each rule of a step."""
    if step[0] in SMALL_TABLE:
        names = frozenset(tally.competitor for tally in tied)
        return [tuple(SMALL_TABLE[rule](tally) for rule in step) for tally in (one.among(names) for one in tied)]
    if step[0] == "lots":
        return [((place,),) for place in _read_lots(tied)]
    return [(RULES[step[0]](tally),) for tally in tied]


def _read_lots(tied: Sequence[Tally]) -> list[int]:
    """Places by the lots drawn; equal ones unless all of those level are among them."""
    drawn = {name: -place for place, name in enumerate(tied[0].ranking.lots)}
    places = [drawn.get(tally.competitor, drawn.get(tally.name)) for tally in tied]
    return [0 if None in places or place is None else place for place in places]


def make_table(
    *,
    competitors: Mapping[str, str],
    sides: Iterable[Side],
    ranking: Ranking,
    adjustments: Sequence[Adjustment] = (),
    cards: Mapping[str, Cards] | None = None,
    complete: bool = False,
) -> list[dict[str, Any]]:
    """The rows of a table, best first. `competitors` gives each one's name by id; `sides` are those that count.

    `cards` are those of each competitor, for fair play. `complete`: nothing is left to be played, so that rows still
    level say in "awaits" what would separate them: cards, where the rules count them and none are known, or lots.
    """
    by_competitor: dict[str, list[Side]] = {competitor: [] for competitor in competitors}
    for side in sides:
        by_competitor[side.competitor].append(side)
    tallies = [
        Tally(
            competitor,
            competitors[competitor],
            ranking,
            own,
            [item for item in adjustments if item.competitor == competitor],
            (cards or {}).get(competitor, {}),
        )
        for competitor, own in by_competitor.items()
    ]
    rows: list[dict[str, Any]] = []
    for level, rule in rank(tallies, ranking.tiebreakers) if tallies else []:
        place = len(rows) + 1
        awaited = _read_awaited(ranking, cards) if complete and len(level) > 1 else None
        rows += [
            {**_write_row(tally, place=place), **({"awaits": awaited} if awaited else {})}
            for tally in sorted(level, key=lambda tally: (tally.name, tally.competitor))
        ]
        if rule not in (None, ranking.tiebreakers[0]):
            rows[place - 1]["separated_by"] = rule
    return rows


def _read_awaited(ranking: Ranking, cards: Mapping[str, Cards] | None) -> Tiebreaker | None:
    """Which of the rules can still separate those who are level when all is played."""
    if "fair_play" in ranking.tiebreakers and not cards:
        return "fair_play"
    return "lots" if "lots" in ranking.tiebreakers else None


def _write_row(tally: Tally, *, place: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rank": place,
        "competitor": {"id": tally.competitor, "name": tally.name},
        "played": len(tally.sides),
        "won": tally.results["W"],
        "drawn": tally.results["D"],
        "lost": tally.results["L"],
        "for": tally.scored,
        "against": tally.scored - tally.difference,
        "difference": tally.difference,
        "points": tally.points,
        "adjustments": [
            {"points": item.points, "reason": item.reason, "on": item.on.isoformat()} for item in tally.adjustments
        ],
    }
    if tally.ranking.ranking == "points_per_game":
        row["points_per_game"] = round(float(tally.points_per_game), 3)
    if "fair_play" in tally.ranking.tiebreakers:
        row["card_points"] = tally.card_points
    if any(side.live for side in tally.sides):
        row["live"] = True
    return row
