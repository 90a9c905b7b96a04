"""Records of a season, as its sport describes them (Sport.records): of scores, and of one person in a match."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from scoreboard.sports.sport import Record
from scoreboard.sports.tally import UNPLAYED
from stats.tables.season import SeasonFacts, Statistic
from stats.tables.sides import S, Side, in_order

LEAST_FEAT = 2  # once in a match is no record
T = TypeVar("T")


def list_records(facts: SeasonFacts, records: Iterable[Record]) -> list[dict[str, Any]]:
    """A season's records, with all who share one, the oldest first.

    `{"record", "value", "match", "on", "scheduled_at", "home", "away", "home_score", "away_score", "person",
    "competitor"}`: `record` is its name, `person` and `competitor` say who, where it is one person's. A match that was
    awarded is no record of scores.
    """
    homes = in_order(side for side in facts.sides if side.over and side.side == "home" and facts.as_of.reaches(side))
    return [row for record in records for row in _make_rows(facts, record, homes)]


def _make_rows(facts: SeasonFacts, record: Record, homes: Sequence[Side]) -> list[dict[str, Any]]:
    if record.count is not None:
        value, found = find_highest((side for side in homes if side.decided_by not in UNPLAYED), record.count)
        return [_make_row(facts, record, value, side) for side in found]
    sides = {side.match: side for side in homes}
    value, feats = find_feats(one for one in facts.feats if one.stat == record.stat and one.match in sides)
    in_order_of_names = sorted(feats, key=lambda feat: feat.name)
    return [_make_row(facts, record, value, sides[feat.match], feat) for feat in in_order_of_names]


def _make_row(
    facts: SeasonFacts, record: Record, value: int, side: Side, feat: Statistic | None = None
) -> dict[str, Any]:
    return {
        "record": record.name,
        "value": value,
        "match": side.match,
        "on": side.on,
        "scheduled_at": side.scheduled_at,
        "home": facts.refer("competitor", side.competitor, side.competitor_name),
        "away": facts.refer("competitor", side.opponent, side.opponent_name),
        "home_score": side.scored,
        "away_score": side.conceded,
        "person": facts.refer("person", feat.person, feat.name) if feat else None,
        "competitor": facts.refer("competitor", feat.competitor, feat.competitor_name) if feat else None,
    }


def find_highest(homes: Iterable[S], count: Callable[[int, int], int]) -> tuple[int, list[S]]:
    """The most that `count` makes of a match's scores, and the home sides of those; (0, []) where it is nothing."""
    return _find_most(homes, lambda side: count(side.scored, side.conceded), least=1)


def find_feats(feats: Iterable[Statistic]) -> tuple[int, list[Statistic]]:
    """The most of one person in a match, and who has as many where; (0, []) where it was one at most."""
    return _find_most(feats, lambda feat: feat.value, least=LEAST_FEAT)


def _find_most(found: Iterable[T], count: Callable[[T], int], *, least: int) -> tuple[int, list[T]]:
    rows: Sequence[T] = list(found)
    most = max(map(count, rows), default=0)
    return (most, [row for row in rows if count(row) == most]) if most >= least else (0, [])
