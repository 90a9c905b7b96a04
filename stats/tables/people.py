"""Lists of a season's people, as the sport describes them (Sport.lists), and who leads in any statistic."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from scoreboard.sports.figures import Figures, combine, list_needed
from scoreboard.sports.sport import PeopleList
from stats.tables.season import SeasonFacts

STATISTICS: Figures = {}  # nothing is a ratio
NAMES = {"person": "name", "competitor": "competitor_name"}


def list_leaders(
    facts: SeasonFacts, names: Sequence[str], *, figures: Figures = STATISTICS, limit: int | None = None
) -> list[dict[str, Any]]:
    """Who has most of the first of these figures, a statistic, the others beside; those with as many share a rank.

    `{"rank", "person": {"id", "name"}, "competitor": {"id", "name"}, …}`, at most `limit` rows; a person whom the log
    knows by name only has that name as id. Those who have none of the first are left out. `figures` says which are
    ratios.
    """
    needed = list_needed(names, figures)
    rows = _rank(facts, needed, by=("person", "competitor"), weigh=lambda row: row[names[0]], limit=limit)
    return [
        {
            **{kind: row[kind] for kind in ("rank", "person", "competitor")},
            **{name: ratio.compute(row) if (ratio := figures.get(name)) else row[name] for name in names},
        }
        for row in rows
    ]


def list_people(
    facts: SeasonFacts,
    described: PeopleList,
    *,
    by: Literal["person", "competitor"] = "person",
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """One of the sport's lists, of people or of competitors.

    `{"rank", "person"?, "competitor", …}` with its statistics and its weight, by the season's rules, where it has one:
    those come first who weigh most, and those who weigh nothing are left out.
    """
    weight, statistics = described.weight, described.statistics

    def weigh(row: Mapping[str, Any]) -> int:
        return weight.weigh(row, facts.ranking) if weight else row[statistics[0]]

    rows = _rank(facts, statistics, by=("person", "competitor") if by == "person" else (by,), weigh=weigh, limit=limit)
    return [{**row, weight.key: weigh(row)} for row in rows] if weight else rows


def _rank(
    facts: SeasonFacts,
    statistics: Sequence[str],
    *,
    by: Sequence[str],
    weigh: Callable[[Mapping[str, Any]], int],
    limit: int | None,
) -> list[dict[str, Any]]:
    """Sums of these statistics as rows, the one that weighs most first."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in facts.sums:
        if one.stat in statistics:
            key = tuple(getattr(one, kind) for kind in by)
            row = found.setdefault(key, dict(zip(by, key, strict=True)) | dict.fromkeys(statistics, 0))
            row |= {NAMES[kind]: max(row.get(NAMES[kind], ""), getattr(one, NAMES[kind])) for kind in by}
            row[one.stat] = combine(one.stat, row[one.stat], one.value)
    weighed = [(weigh(row), row) for row in found.values()]
    order = (NAMES[by[0]], *by)
    leaders = sorted(
        (pair for pair in weighed if pair[0] > 0), key=lambda pair: (-pair[0], *(pair[1][name] for name in order))
    )
    places: dict[int, int] = {}
    return [
        {
            "rank": places.setdefault(weight, number),
            **{kind: facts.refer(kind, row[kind], row[NAMES[kind]]) for kind in by},
            **{name: row[name] for name in statistics},
        }
        for number, (weight, row) in enumerate(leaders[:limit], start=1)
    ]
