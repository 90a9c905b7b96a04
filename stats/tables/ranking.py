"""The order of competitors by their results: points, ranks, and which rule separated two that are level.

Two competitors level by every rule share a rank.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoreboard.sports.ranking import Ranking, Tiebreaker
from stats.tables.sides import Side
from stats.tables.tally import COLUMNS, RULES, SMALL_TABLE, Adjustment, Cards, Key, Tally

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
        return [((place,),) for place in _list_lots(tied)]
    return [(RULES[step[0]](tally),) for tally in tied]


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
    cards: Mapping[str, Cards] | None = None,
    complete: bool = False,
    columns: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The rows of standings, best first. `competitors` gives each one's name by id; `sides` are those that count.

    `cards` are those of each competitor, for fair play. `complete`: nothing is left to be played, so that rows still
    level say in "awaits" what would separate them: cards, where the rules count them and none are known, or lots.
    `columns` name what the sport's standings have besides: those of COLUMNS, "games_behind", and the sport's measures.
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
        awaited = _find_awaited(ranking, cards) if complete and len(level) > 1 else None
        rows += [
            {**_make_row(tally, place=place, columns=columns), **({"awaits": awaited} if awaited else {})}
            for tally in sorted(level, key=lambda tally: (tally.name, tally.competitor))
        ]
        if rule not in (None, ranking.tiebreakers[0]):
            rows[place - 1]["separated_by"] = rule
    if "games_behind" in columns:
        for row in rows:
            row["games_behind"] = (rows[0]["won"] - row["won"] + row["lost"] - rows[0]["lost"]) / 2
    return rows


def _find_awaited(ranking: Ranking, cards: Mapping[str, Cards] | None) -> Tiebreaker | None:
    """Which of the rules can still separate those who are level when all is played."""
    if "fair_play" in ranking.tiebreakers and not cards:
        return "fair_play"
    return "lots" if "lots" in ranking.tiebreakers else None


def _make_row(tally: Tally, *, place: int, columns: Sequence[str]) -> dict[str, Any]:
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
    for name in columns:
        if name not in row:
            row[name] = COLUMNS[name](tally) if name in COLUMNS else tally.measures[name]
    if tally.ranking.ranking == "points_per_game":
        row["points_per_game"] = round(float(tally.points_per_game), 3)
    if "fair_play" in tally.ranking.tiebreakers:
        row["card_points"] = tally.card_points
    if any(side.live for side in tally.sides):
        row["live"] = True
    return row
