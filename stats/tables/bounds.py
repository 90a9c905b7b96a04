"""Between which places somebody ends, whatever the results of the matches that are left.

A place is claimed only where points alone decide it. Who can end where in a league with three points for a win is
NP-hard to say exactly (Bernholt, Gülich, Hofmeister, Schmitt, "Football elimination is hard to decide under the
3-point rule", 1999); with two for a win a flow says it (Schwartz, 1966). So these bounds are of a flow in which a
match's points may be shared out in any way: what they claim is true, and seldom they claim less than could be.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

Pair = tuple[str, str]
Costs = Mapping[Pair, int]
Shares = dict[str, dict[str, int]]  # of the cost of a pair, what the first bears


@dataclass(frozen=True)
class Worth:
    """What a match brings: to one side at least and at most, and to both together at least and at most."""

    least: int
    most: int
    least_sum: int
    most_sum: int


@dataclass(frozen=True)
class Race:
    """Competitors' points so far, and the matches left: how many between each pair, and against whom nobody knows.

    `ahead` are pairs of which the first ends above the second if just these two are level on points.
    """

    points: Mapping[str, int]
    due: Mapping[Pair, int]
    worth: Worth
    unpaired: Mapping[str, int]
    ahead: Collection[Pair] = frozenset()

    def count_due(self, competitor: str) -> int:
        """How many matches a competitor has left."""
        return self.unpaired.get(competitor, 0) + sum(count for pair, count in self.due.items() if competitor in pair)


@dataclass(frozen=True)
class Reach:
    """The points that a competitor has in the end: at least `low`, at most `high`."""

    low: int
    high: int

    def has(self, points: int) -> bool:
        """Whether it may end with these."""
        return self.low <= points <= self.high


def find_reaches(race: Race) -> dict[str, Reach]:
    """What each competitor's points may be in the end."""
    found = {}
    for one, points in race.points.items():
        due = race.count_due(one)
        found[one] = Reach(points + due * race.worth.least, points + due * race.worth.most)
    return found


def bound_places(race: Race) -> dict[str, tuple[int, int]]:
    """The best and the worst place that each competitor may have in the end; 1 is the first."""
    reaches, worth = find_reaches(race), race.worth
    wasted = {pair: count * (2 * worth.most - worth.most_sum) for pair, count in race.due.items()}
    won = {pair: count * (worth.least_sum - 2 * worth.least) for pair, count in race.due.items()}
    found = {}
    for one, own in reaches.items():
        others = {other: reach for other, reach in reaches.items() if other != one}
        # At best it has `high`: those who can't stay at that or below are above it.
        rooms = {other: own.high - reach.low for other, reach in others.items()}
        for other in find_ahead(race, others, own.high, [(other, one) for other in others]):
            rooms[other] -= 1
        best = 1 + count_failing(rooms, won)
        # At worst it has `low`: those who can't get there are below it.
        rooms = {other: reach.high - own.low for other, reach in others.items()}
        for other in find_ahead(race, others, own.low, [(one, other) for other in others]):
            rooms[other] -= 1
        found[one] = (best, 1 + len(others) - count_failing(rooms, wasted))
    return found


def find_ahead(race: Race, others: Mapping[str, Reach], points: int, pairs: Collection[Pair]) -> Iterator[str]:
    """The one of the others, if any, with whom these points would be shared by these two alone, in the order told."""
    level = [other for other, reach in others.items() if reach.has(points)]
    if len(level) == 1:
        yield from (other for other in level if any(other in pair and pair in race.ahead for pair in pairs))


def count_failing(rooms: Mapping[str, int], costs: Costs) -> int:
    """How many at least can't keep within their rooms, when each pair has a cost that it shares in any way."""
    failing = sum(room < 0 for room in rooms.values())
    rooms = {one: room for one, room in rooms.items() if room >= 0}
    while crowd := find_crowd(rooms, costs):
        failing += count_fewest({one: rooms[one] for one in crowd}, costs)
        rooms = {one: room for one, room in rooms.items() if one not in crowd}
    return failing


def find_crowd(rooms: Mapping[str, int], costs: Costs) -> set[str]:
    """Some who have less room together than the pairs among them cost; nobody where all costs can be shared out.

    Each cost is shared evenly first, and then shifted from those who have too much to those who have room, which is a
    maximum flow along paths of pairs.
    """
    shares: Shares = {one: {} for one in rooms}
    for (one, other), cost in costs.items():
        if one in rooms and other in rooms and cost:
            shares[one][other], shares[other][one] = cost // 2, cost - cost // 2
    free = {one: room - sum(shares[one].values()) for one, room in rooms.items()}
    for start in rooms:
        while free[start] < 0:
            before = find_paths(start, shares)
            end = next((one for one in before if free[one] > 0), None)
            if end is None:
                return set(before)
            shift(start, end, before, shares, free)
    return set()


def find_paths(start: str, shares: Shares) -> dict[str, str]:
    """To whom something can be shifted from somebody, nearest first, each with who stands before it on the way."""
    before = {start: start}
    queue = [start]
    for one in queue:
        reached = [other for other, share in shares[one].items() if share and other not in before]
        before |= dict.fromkeys(reached, one)
        queue += reached
    return before


def shift(start: str, end: str, before: Mapping[str, str], shares: Shares, free: dict[str, int]) -> None:
    """Shift as much as there is and fits in along a path."""
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    steps = list(zip(path[1:], path, strict=False))
    shifted = min(free[end], -free[start], *(shares[giver][taker] for giver, taker in steps))
    for giver, taker in steps:
        shares[giver][taker] -= shifted
        shares[taker][giver] += shifted
    free[end] -= shifted
    free[start] += shifted


def count_fewest(crowd: Mapping[str, int], costs: Costs) -> int:
    """How many of a crowd fail at least: those whose leaving relieves the others most leave first."""
    paid: dict[str, int] = defaultdict(int)
    total = 0
    for (one, other), cost in costs.items():
        if one in crowd and other in crowd:
            total += cost
            paid[one] += cost
            paid[other] += cost
    excess = total - sum(crowd.values())
    for count, relief in enumerate(sorted((paid[one] - room for one, room in crowd.items()), reverse=True), start=1):
        excess -= relief
        if excess <= 0:
            return count
    return len(crowd)
