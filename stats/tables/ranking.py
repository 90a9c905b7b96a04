"""The order of competitors by their results: points, ranks, and which rule separated two that are level.

Two competitors level by every rule share a rank.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from scoreboard.sports import find_tiebreakers
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import Column
from scoreboard.sports.tally import Key
from scoreboard.sports.tiebreakers import LOTS, PLAY_OFF, SPLIT, Tiebreaker
from stats.tables.sides import Side
from stats.tables.splitting import Carried
from stats.tables.tally import Adjustment, Tally

NOTHING = Carried(0, Fraction(0))
Ranked = tuple[list[Tally], Tiebreaker | None]  # those that share a rank, and the rule that set them below the last


def rank(tied: Sequence[Tally], rules: Sequence[Tiebreaker]) -> list[Ranked]:
    """Order by the rules, one after the other, each among those whom the ones before left level.

    A small table (head-to-head) is made again among those whom it left level, if it has split the others off. While
    matches between those level are to be played, the rules after it decide.
    """
    if len(tied) == 1 or not rules:
        return [(list(tied), None)]
    if rules[0] is PLAY_OFF:
        return _rank_by_play_off(tied, rules[1:])
    step = _take_step(rules)
    rest = rules[len(step) :]
    if step[0].small_table and not step[0].in_part and not _have_met(tied):
        return rank(tied, rest)
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


def _rank_by_play_off(tied: Sequence[Tally], rest: Sequence[Tiebreaker]) -> list[Ranked]:
    """Order by the rest of the rules; those who met in a play-off by that, in the places that they have together."""
    names = frozenset(tally.competitor for tally in tied)
    keys = {one.competitor: PLAY_OFF.compare(one) for one in (tally.among(names) for tally in tied) if one.play_offs}
    levels = rank(tied, rest)
    played = [tally for level, _ in levels for tally in level if tally.competitor in keys]
    best_first = iter(sorted(played, key=lambda tally: keys[tally.competitor], reverse=True))
    ranked: list[Ranked] = []
    for level, rule in levels:
        placed = [next(best_first) if tally.competitor in keys else tally for tally in level]
        for key in sorted({keys[tally.competitor] for tally in placed if tally.competitor in keys}, reverse=True) or [
            ()
        ]:
            own = [tally for tally in placed if keys.get(tally.competitor) == key]
            others = [tally for tally in placed if tally.competitor not in keys]
            above = {keys.get(tally.competitor) for tally in ranked[-1][0]} if ranked else {key}
            by_play_off = bool(own) and None not in above and above != {key}
            ranked.append((own + others, PLAY_OFF if by_play_off else rule))
            placed = [tally for tally in placed if tally not in ranked[-1][0]]
    return ranked


def _have_met(tied: Sequence[Tally]) -> bool:
    """Whether of those level each has met every other, and no match between them is left, as far as is known."""
    level = {tally.competitor for tally in tied}
    for tally in tied:
        others = level - {tally.competitor}
        if not others.isdisjoint(tally.due) or (len(others) > 1 and not others <= tally.opponents):
            return False
    return True


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
    if all(tally.lot for tally in tied):
        return [-tally.lot for tally in tied]
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
    carried: Mapping[str, Carried] | None = None,
    parts: Sequence[Collection[str]] = (),
    play_offs: Sequence[Side] = (),
    due: Iterable[Side] = (),
    offset: int | None = None,
) -> list[dict[str, Any]]:
    """The rows of standings, best first. `competitors` gives each one's name by id; `sides` are those that count.

    `statistics` are people's, summed for each competitor, for tie-breakers that compare them. `complete`: nothing is
    left to be played, so that rows still level say in "awaits" what would separate them: a rule whose statistics are
    not known of anybody, or lots. `columns` are the sport's. Of a split season, `carried` is what each carries over,
    and nobody of one of the `parts` comes above those of the parts before. `play_offs` are sides of matches that were
    played for a place, `due` those of matches that are to be played. Above the first row stand `offset` others in the
    end, by which a place is in a zone; with None none is, nor is one that is shared with places beside the zone.
    """
    rules = find_tiebreakers(ranking)
    if LOTS not in rules and any(item.lot for item in adjustments):
        # That they were drawn is a decision, which counts whatever the rules had in mind but letters.
        rules = sorted([*rules, LOTS], key=lambda rule: rule.name == "alphabetical")
    tallies = _make_tallies(
        competitors, sides, ranking, adjustments, statistics or {}, carried=carried or {}, play_offs=play_offs, due=due
    )
    rows: list[dict[str, Any]] = []
    for level, rule in _rank_parts(tallies, rules, parts):
        place = len(rows) + 1
        awaited = _find_awaited(rules, statistics) if complete and len(level) > 1 else None
        rows += [
            {**_make_row(tally, rules, place=place, columns=columns), **({"awaits": awaited.name} if awaited else {})}
            for tally in sorted(level, key=lambda tally: (tally.name, tally.competitor))
        ]
        if rule and rule is not rules[0]:
            rows[place - 1]["separated_by"] = rule.name
    if offset is not None:
        sharing = Counter(row["rank"] for row in rows)
        for zone, row in product((zone for zone in ranking.zones if zone.best is None), rows):
            first, last = offset + row["rank"], offset + row["rank"] + sharing[row["rank"]] - 1
            if zone.first <= first and last <= zone.last:
                row["zone"] = zone.name
    if any(column.key == "games_behind" for column in columns):
        for row in rows:
            row["games_behind"] = (rows[0]["won"] - row["won"] + row["lost"] - rows[0]["lost"]) / 2
    return rows


def list_order(
    *, competitors: Mapping[str, str], sides: Iterable[Side], ranking: Ranking, adjustments: Sequence[Adjustment]
) -> list[str]:
    """The competitors in the order in which these matches rank them, those who are level by their names."""
    tallies = _make_tallies(competitors, sides, ranking, adjustments, {}, carried={}, play_offs=())
    ranked = rank(tallies, find_tiebreakers(ranking)) if tallies else []
    return [tally.competitor for level, _ in ranked for tally in sorted(level, key=lambda tally: tally.name)]


def _make_tallies(
    competitors: Mapping[str, str],
    sides: Iterable[Side],
    ranking: Ranking,
    adjustments: Sequence[Adjustment],
    statistics: Mapping[str, Counter[str]],
    *,
    carried: Mapping[str, Carried],
    play_offs: Iterable[Side],
    due: Iterable[Side] = (),
) -> list[Tally]:
    by_competitor: dict[str, list[Side]] = {competitor: [] for competitor in competitors}
    for side in sides:
        by_competitor[side.competitor].append(side)
    played_off: dict[str, list[Side]] = {}
    for side in play_offs:
        played_off.setdefault(side.competitor, []).append(side)
    to_meet: dict[str, set[str]] = {}
    for side in due:
        to_meet.setdefault(side.competitor, set()).add(side.opponent)
    return [
        Tally(
            competitor,
            competitors[competitor],
            ranking,
            own,
            [item for item in adjustments if item.competitor == competitor],
            statistics.get(competitor, Counter()),
            *carried.get(competitor, NOTHING),
            played_off.get(competitor, ()),
            frozenset(to_meet.get(competitor, ())),
        )
        for competitor, own in by_competitor.items()
    ]


def _rank_parts(
    tallies: Sequence[Tally], rules: Sequence[Tiebreaker], parts: Sequence[Collection[str]]
) -> Iterator[Ranked]:
    """Order each of the parts by itself, or all where there are none."""
    points = None
    for part in parts or [{tally.competitor for tally in tallies}]:
        own = [tally for tally in tallies if tally.competitor in part]
        for number, (level, rule) in enumerate(rank(own, rules) if own else []):
            ahead = number == 0 and points is not None and level[0].points >= points
            yield level, SPLIT if ahead else rule
            points = level[-1].points


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
            {
                "points": item.points,
                "reason": item.reason,
                "on": item.on.isoformat(),
                **({"lot": item.lot} if item.lot else {}),
            }
            for item in tally.adjustments
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
