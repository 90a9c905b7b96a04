"""The order of competitors by their results: points, ranks, and which rule separated two that are level.

Two competitors level by every rule share a rank.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoreboard.sports import find_tiebreakers
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import Column
from scoreboard.sports.tally import Key
from scoreboard.sports.tiebreakers import LOTS, Tiebreaker
from stats.tables.sides import Side
from stats.tables.tally import Adjustment, Tally

Ranked = tuple[list[Tally], Tiebreaker | None]  # those that share a rank, and the rule that set them below the last


def rank(tied: Sequence[Tally], rules: Sequence[Tiebreaker]) -> list[Ranked]:
    """Order by the rules, one after the other, each among those whom the ones before left level.

    A small table (head-to-head) is made again among those whom it left level, if it has split the others off.
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
        part = rank(by_keys[keys], rules if step[0].small_table else rest)
        if ranked:
            rule = next(rule for rule, left, right in zip(step, above, keys, strict=True) if left != right)
            part[0] = (part[0][0], rule)
        ranked += part
        above = keys
    return ranked


def _take_step(rules: Sequence[Tiebreaker]) -> Sequence[Tiebreaker]:
    """The rules that are applied at once: the first, or all the rules of a small table that stand there together."""
    others = (number for number, rule in enumerate(rules) if not rule.small_table)
    return rules[: max(1, next(others, len(rules)))]


def _compare(tied: Sequence[Tally], step: Sequence[Tiebreaker]) -> list[tuple[Key, ...]]:
    """What each of those level has by each rule of a step."""
    if step[0].small_table:
        names = frozenset(tally.competitor for tally in tied)
        return [tuple(rule.compare(tally) for rule in step) for tally in (one.among(names) for one in tied)]
    if step[0] is LOTS:
        return [((place,),) for place in _list_lots(tied)]
    return [(step[0].compare(tally),) for tally in tied]


def _list_lots(tied: Sequence[Tally]) -> list[int]:
    """Places by the lots drawn; equal ones unless all of those level are among them."""
    drawn = {name: -place for place, name in enumerate(tied[0].ranking.lots)}
    places = [drawn.get(tally.competitor, drawn.get(tally.name)) for tally in tied]
    return [0 if None in places or place is None else place for place in places]


def rank_competitors(
    *,
    competitors: Mapping[str, str],
    sides: Iterable[Side],
    ranking: Ranking,
    adjustments: Sequence[Adjustment] = (),
    statistics: Mapping[str, Counter[str]] | None = None,
    complete: bool = False,
    columns: Sequence[Column] = (),
) -> list[dict[str, Any]]:
    """The rows of standings, best first. `competitors` gives each one's name by id; `sides` are those that count.

    `statistics` are people's, summed for each competitor, for tie-breakers that compare them. `complete`: nothing is
    left to be played, so that rows still level say in "awaits" what would separate them: a rule whose statistics are
    not known of anybody, or lots. `columns` are the sport's.
    """
    rules = find_tiebreakers(ranking)
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
            (statistics or {}).get(competitor, Counter()),
        )
        for competitor, own in by_competitor.items()
    ]
    rows: list[dict[str, Any]] = []
    for level, rule in rank(tallies, rules) if tallies else []:
        place = len(rows) + 1
        awaited = _find_awaited(rules, statistics) if complete and len(level) > 1 else None
        rows += [
            {**_make_row(tally, rules, place=place, columns=columns), **({"awaits": awaited.name} if awaited else {})}
            for tally in sorted(level, key=lambda tally: (tally.name, tally.competitor))
        ]
        if rule and rule is not rules[0]:
            rows[place - 1]["separated_by"] = rule.name
    if any(column.key == "games_behind" for column in columns):
        for row in rows:
            row["games_behind"] = (rows[0]["won"] - row["won"] + row["lost"] - rows[0]["lost"]) / 2
    return rows


def _find_awaited(rules: Sequence[Tiebreaker], statistics: Mapping[str, Any] | None) -> Tiebreaker | None:
    """Which of the rules can still separate those who are level when all is played: lots only where no other can."""
    waiting = [rule for rule in rules if rule.awaits and not (rule.statistics and statistics)]
    return min(waiting, key=lambda rule: rule is LOTS, default=None)


def _make_row(tally: Tally, rules: Sequence[Tiebreaker], *, place: int, columns: Sequence[Column]) -> dict[str, Any]:
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
    for column in columns:
        if column.key not in row:
            row[column.key] = _round(column.value(tally)) if column.value else tally.measures[column.key]
    if tally.ranking.ranking == "points_per_game":
        row["points_per_game"] = _round(tally.points_per_game)
    row |= {rule.field: rule.show(tally) for rule in rules if rule.show}
    if any(side.live for side in tally.sides):
        row["live"] = True
    return row


def _round(value: Fraction | int | None) -> float | int | None:
    """A fraction to three places; a count as it is."""
    return round(float(value), 3) if isinstance(value, Fraction) else value
