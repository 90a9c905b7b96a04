"""Who is certain of a place, or out of it, while matches are left: each row's `certain`.

What is certain no result can change: of the matches that are to be played or are being played, and of abandoned ones,
which may be played again or awarded. Decisions (points taken, a match annulled) are no results.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from scoreboard.sports import find_tiebreakers
from scoreboard.sports.ranking import Ranking, Zone
from scoreboard.sports.tally import UNPLAYED_LOSSES
from scoreboard.sports.tiebreakers import LOTS, PLAY_OFF
from stats.tables.bounds import Pair, Race, Reach, Worth, bound_places, find_reaches
from stats.tables.ranking import rank
from stats.tables.sides import Side
from stats.tables.tally import Tally

Row = dict[str, Any]
DRAWN = frozenset({"no_result", "tie"})  # outcomes that both sides share
BONUS = "_bonus"  # how measures end of which a side has one in a match, or none


class Outlook(NamedTuple):
    """Of one table: the places and points that each competitor may have in the end; `open`: something is left."""

    places: Mapping[str, tuple[int, int]]
    reaches: Mapping[str, Reach]
    open: bool


def find_outlook(
    rows: Sequence[Row],
    *,
    ranking: Ranking,
    played: Collection[Side],
    left: Collection[Side],
    gone: Collection[Side] = (),
    settled: bool = True,
) -> Outlook | None:
    """What may become of those in a table (`rows`, in its order); None where too little is known to say it.

    `played` are the sides that count, `left` those of matches of which something is to be had, `gone` those that were
    called off. `settled`: what tie-breakers compare is known. All matches must be known: everybody meets everybody
    equally often, or the rules say how many each plays.
    """
    names = {row["competitor"]["id"] for row in rows}
    if len(names) < 2 or any({side.competitor, side.opponent} - names for side in left):
        return None  # somebody is to come of whom nobody knows anything yet
    due, met = count_pairs(left), count_pairs(played)
    missing = dict.fromkeys(names, 0)
    if ranking.matches is not None and ranking.split is None:
        had = Counter(side.competitor for side in (*played, *left))
        missing = {name: max(0, ranking.matches - had[name]) for name in names}
    elif not is_whole(met + due, names) and not is_whole(met + due + count_pairs(gone), names):
        return None
    worth, values = find_worth(ranking), find_values(rows, ranking, had=met + due, missing=missing)
    if not left and not any(missing.values()):
        reaches = {name: Reach(value, value) for name, value in (values or {}).items()}
        return Outlook(find_final(rows, ranking, settled=settled), reaches, open=False)
    if worth is None or values is None:
        return None
    ahead: Iterable[Pair] = ()
    if ranking.split is None and not any(missing.values()):
        ahead = list_ahead(names, ranking, played=played, due=due)
    race = Race(values, due, worth, missing, frozenset(ahead))
    return Outlook(bound_places(race), find_reaches(race), open=True)


def count_pairs(sides: Iterable[Side]) -> Counter[Pair]:
    """How many matches each pair has among these sides."""
    matches = {side.match: (side.competitor, side.opponent) for side in sides}
    return Counter((min(pair), max(pair)) for pair in matches.values())


def is_whole(counts: Mapping[Pair, int], names: Collection[str]) -> bool:
    """Whether everybody meets everybody equally often, so that no match is wanting."""
    return len({counts.get(pair, 0) for pair in combinations(sorted(names), 2)} - {0}) == 1 and all(
        counts.get(pair) for pair in combinations(sorted(names), 2)
    )


def find_final(rows: Sequence[Row], ranking: Ranking, *, settled: bool) -> dict[str, tuple[int, int]]:
    """The places when all is played: those who share a rank share places, and so do those between whom it is open."""
    rules = find_tiebreakers(ranking)
    open_rules = [rule for rule in rules if rule is PLAY_OFF or (rule.statistics and not settled)]
    after = {rule.name for rule in rules[rules.index(open_rules[0]) + 1 :]} - {LOTS.name} if open_rules else set()
    levels: list[list[Row]] = [[rows[0]]] if rows else []
    for above, row in pairwise(rows):
        if row["rank"] == above["rank"] or row.get("separated_by") in after:
            levels[-1].append(row)
        else:
            levels.append([row])
    found: dict[str, tuple[int, int]] = {}
    place = 1
    for level in levels:
        found |= {row["competitor"]["id"]: (place, place + len(level) - 1) for row in level}
        place += len(level)
    return found


# --- what there is to be had -----------------------------------------------------------------------------------------


def find_worth(ranking: Ranking) -> Worth | None:
    """What a match brings by a season's rules; None where they value what has no bound, or do not rank by points."""
    first = find_tiebreakers(ranking)[0].name
    if first in ("wins", "win_percentage"):
        won = 2 if first == "win_percentage" else 1
        return Worth(0, won, won if first == "win_percentage" else 0, won)
    points = {**dict.fromkeys(UNPLAYED_LOSSES, 0), **ranking.points}
    bonus = sum(extra.points for extra in ranking.bonus)
    pairs = [(ranking.win, ranking.loss), (ranking.draw, ranking.draw)]
    stems = {name.rpartition("_")[0] for name in points if name.endswith(("_win", "_loss"))}
    pairs += [(points.get(f"{stem}_win", ranking.win), points.get(f"{stem}_loss", ranking.loss)) for stem in stems]
    for name, value in ranking.points.items():
        if name in DRAWN:
            pairs.append((value, value))
        elif name.endswith(BONUS) and value >= 0:
            bonus += value
        elif not name.endswith(("_win", "_loss")):
            return None
    sums = [sum(pair) for pair in pairs]
    each = [value for pair in pairs for value in pair]
    return Worth(min(each), max(each) + bonus, min(sums), max(sums) + 2 * bonus)


def find_values(
    rows: Sequence[Row], ranking: Ranking, *, had: Mapping[Pair, int], missing: Mapping[str, int]
) -> dict[str, int] | None:
    """What each has so far of what ranks first; None where that is no sum: a share of unequally many matches."""
    first = find_tiebreakers(ranking)[0].name
    if first == "win_percentage":
        totals = {name: missing[name] + sum(n for pair, n in had.items() if name in pair) for name in missing}
        if len(set(totals.values())) > 1:
            return None
        return {row["competitor"]["id"]: 2 * row["won"] + row["drawn"] for row in rows}
    if first == "wins":
        return {row["competitor"]["id"]: row["won"] for row in rows}
    if first != "points" or ranking.ranking != "points":
        return None
    return {row["competitor"]["id"]: row["points"] for row in rows}


def list_ahead(
    names: Collection[str], ranking: Ranking, *, played: Iterable[Side], due: Mapping[Pair, int]
) -> Iterator[Pair]:
    """Who is ahead of whom by the matches between them, where these rank those who are level and all are played."""
    rules = find_tiebreakers(ranking)[1:]
    end = next((number for number, rule in enumerate(rules) if not rule.small_table), len(rules))
    if not end:
        return
    own: dict[str, list[Side]] = {name: [] for name in names}
    for side in played:
        own.setdefault(side.competitor, []).append(side)
    tallies = {name: Tally(name, "", ranking, own[name]) for name in names}
    for pair in combinations(sorted(names), 2):
        if not due.get(pair):
            ranked = rank([tallies[name] for name in pair], rules[:end])
            if len(ranked) == 2:
                yield ranked[0][0][0].competitor, ranked[1][0][0].competitor


# --- as rows have it -------------------------------------------------------------------------------------------------


class Table(NamedTuple):
    """One table of a season: its rows, what may become of them, its rules, how many stand above its first."""

    rows: Sequence[Row]
    outlook: Outlook | None
    ranking: Ranking
    offset: int = 0


class Best(NamedTuple):
    """A zone of the best of those on one place in all groups, and how many of them rank before each now, and below.

    `ranks` are the first and the last rank that each has among them, by competitor; empty while somebody is missing.
    """

    zone: Zone
    ranks: Mapping[str, tuple[int, int]]


def mark_certain(tables: Sequence[Table], *, compare: Callable[[frozenset[str]], Sequence[Row]]) -> None:
    """Give each row what is `certain` of it, and the best of those on one place in all groups the zone of these.

    That is the `best` and the `worst` place in the end, the `zone` in which all of these are, and the zones that it is
    `out_of`. `compare` ranks competitors of several tables among each other, as they are now.
    """
    zones = dict.fromkeys(zone for table in tables for zone in table.ranking.zones if zone.best is not None)
    bests = [rank_best(tables, zone, compare) for zone in zones]
    for table in tables:
        for row in table.rows:
            one = row["competitor"]["id"]
            for zone, ranks in bests:
                if one in ranks and ranks[one][1] <= (zone.best or 0):
                    row["zone"] = zone.name
            if table.outlook is not None and one in table.outlook.places:
                row["certain"] = certain = say_certain(one, table, tables, bests)
                if certain["zone"] and not table.outlook.open:  # who shares places that mean the same
                    row["zone"] = certain["zone"]


def rank_best(tables: Sequence[Table], zone: Zone, compare: Callable[[frozenset[str]], Sequence[Row]]) -> Best:
    """Who is on a zone's place now, in every group alone on it, and how they rank."""
    on_place = [
        [row["competitor"]["id"] for row in table.rows if row["rank"] == zone.first and row["played"]]
        for table in tables
    ]
    if any(len(found) != 1 for found in on_place):
        return Best(zone, {})
    order = compare(frozenset(found[0] for found in on_place))
    sharing = Counter(row["rank"] for row in order)
    return Best(zone, {row["competitor"]["id"]: (row["rank"], row["rank"] + sharing[row["rank"]] - 1) for row in order})


def say_certain(one: str, table: Table, tables: Sequence[Table], bests: Sequence[Best]) -> Row:
    """What is certain of one competitor: zones that hold on each of its places, and those that hold on none."""
    best, worst = table.outlook.places[one] if table.outlook else (1, len(table.rows))
    held, possible = [], set()
    for place in range(table.offset + best, table.offset + worst + 1):
        plain = {zone.name for zone in table.ranking.zones if not zone.best and zone.first <= place <= zone.last}
        judged = [(own.zone.name, *judge_best(one, table, tables, own)) for own in bests if own.zone.first == place]
        held.append(plain.union(name for name, sure, _ in judged if sure))
        possible |= plain.union(name for name, _, may in judged if may)
    names = dict.fromkeys(zone.name for zone in table.ranking.zones)
    return {
        "best": best,
        "worst": worst,
        "zone": next((name for name in names if all(name in each for each in held)), None),
        "out_of": [name for name in names if name not in possible],
    }


def judge_best(one: str, table: Table, tables: Sequence[Table], own: Best) -> tuple[bool, bool]:
    """Whether somebody who ends on a place is sure to be among the best of it in all groups, and whether it may be.

    While matches are left, points say it: in each group whoever ends there has at most as many as the one who may have
    most but that many others, and at least as many as the one who has most now but as many others.
    """
    outlooks = [other.outlook for other in tables if other.outlook is not None]
    place, best = own.zone.first, own.zone.best or 0
    if table.outlook is None or sum(bool(outlook.reaches) for outlook in outlooks) < len(tables):
        return False, True
    if one in own.ranks and not any(outlook.open for outlook in outlooks):
        first, last = own.ranks[one]
        return last <= best, first <= best
    found = [find_points(outlook, place) for outlook in outlooks if outlook is not table.outlook]
    there, reach = find_points(table.outlook, place), table.outlook.reaches[one]
    low, high = max(there.low, reach.low), min(there.high, reach.high)
    return sum(other.high >= low for other in found) < best, sum(other.low > high for other in found) < best


def find_points(outlook: Outlook, place: int) -> Reach:
    """Which points whoever has a place in the end may have."""
    reaches = outlook.reaches.values()
    lows, highs = sorted(reach.low for reach in reaches), sorted(reach.high for reach in reaches)
    return Reach(lows[-place], highs[-place]) if place <= len(lows) else Reach(0, 0)
