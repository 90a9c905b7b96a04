"""A season in two parts (Ranking.split): which matches are of which, what is carried over, and who stays above whom."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from scoreboard.sports.ranking import Ranking, Split
from stats.tables.sides import Side, in_order
from stats.tables.tally import Adjustment, Tally


class Carried(NamedTuple):
    """What a competitor takes into the second part.

    `points` are added to those of the matches that its row counts; `unrounded` is what rounding took of them.
    """

    points: int
    unrounded: Fraction


def divide(sides: Iterable[Side], split: Split) -> tuple[list[Side], list[Side]]:
    """The sides of the first part, and those of the second."""
    sides = list(sides)
    numbers = number_matches(sides) if split.after else {}
    parts: tuple[list[Side], list[Side]] = ([], [])
    for side in sides:
        late = split.after is not None and numbers[side.match, side.side] > split.after
        parts[late or side.group not in ("", split.regular)].append(side)
    return parts


def number_matches(sides: Iterable[Side]) -> dict[tuple[str, str], int]:
    """The round of each side of a match, or, without one, which match of the competitor it is."""
    played: dict[str, int] = {}
    numbers = {}
    for side in in_order(sides):
        played[side.competitor] = played.get(side.competitor, 0) + 1
        number = played[side.competitor] if side.round_number is None else side.round_number
        numbers[side.match, side.side] = number
    return numbers


def list_parts(second: Sequence[Side]) -> list[frozenset[str]]:
    """Who plays with whom in the second part: the groups, or, where they have no names, those who meet."""
    groups: dict[str, set[str]] = {}
    for side in second:
        if side.competitor and side.group:
            groups.setdefault(side.group, set()).add(side.competitor)
    return [frozenset(group) for group in (*groups.values(), *join_pairs(side for side in second if not side.group))]


def join_pairs(sides: Iterable[Side]) -> list[set[str]]:
    """Competitors by whom they meet, directly or through others."""
    joined: list[set[str]] = []
    for side in sides:
        pair = {side.competitor, side.opponent} - {""}
        touched = [group for group in joined if group & pair]
        joined = [group for group in joined if not group & pair] + [pair.union(*touched)]
    return joined


def carry_over(
    before: Mapping[str, Sequence[Side]],
    ranking: Ranking,
    split: Split,
    *,
    group: str,
    adjustments: Sequence[Adjustment],
) -> dict[str, Carried]:
    """What each competitor of a group takes with it of the points that it had before."""
    found = next((share for word, share in split.otherwise.items() if word.casefold() in group.casefold()), None)
    return {
        competitor: _carry(
            Tally(
                competitor, "", ranking, sides, [item for item in adjustments if item.competitor == competitor]
            ).points,
            split,
            share=found or split.carried,
        )
        for competitor, sides in before.items()
    }


def _carry(points: int, split: Split, *, share: str) -> Carried:
    exact = {"all": Fraction(points), "half": Fraction(points, 2), "none": Fraction(0)}[share]
    kept = math.ceil(exact) if split.rounded == "up" else math.floor(exact)
    return Carried(kept - points if split.matches else kept, exact - kept)


def list_early(adjustments: Iterable[Adjustment], before: Iterable[Side]) -> list[Adjustment]:
    """The adjustments that were made until the first part's last match: they are carried over with the other points."""
    last = max((side.on for side in before if side.on), default=None)
    return [item for item in adjustments if last is not None and item.on <= last]


def find_place(competitors: Collection[str], order: Sequence[str]) -> int:
    """The best place that any of these has."""
    return min((order.index(competitor) for competitor in competitors if competitor in order), default=len(order))
