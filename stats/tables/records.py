"""Records: the biggest win, the most goals in a match, the most of one person; all who share one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from stats.tables.season import SeasonFacts, Statistic
from stats.tables.sides import S, Side, in_order

LEAST_HAUL = 2  # one goal in a match is no record
NOT_PLAYED = frozenset({"awarded", "forfeit", "walkover"})  # what decided a match that makes no record
T = TypeVar("T")


def list_records(facts: SeasonFacts) -> list[dict[str, Any]]:
    """A season's records, with all who share one, the oldest first.

    `{"record", "value", "match", "on", "home", "away", "home_score", "away_score", "person", "competitor"}`: `record`
    is biggest_win, highest_scoring or most_goals, the last of one person in a match, whom `person` and `competitor`
    name. A match that was awarded is no record.
    """
    homes = in_order(side for side in facts.sides if side.over and side.side == "home" and facts.as_of.reaches(side))
    played = [side for side in homes if side.decided_by not in NOT_PLAYED]
    sides = {side.match: side for side in homes}
    margin, wins = find_biggest_wins(played)
    total, highest = find_highest_scoring(played)
    goals, biggest = find_biggest_hauls(haul for haul in facts.hauls if haul.match in sides)
    return [
        *(_make_row(facts, "biggest_win", margin, side) for side in wins),
        *(_make_row(facts, "highest_scoring", total, side) for side in highest),
        *(
            _make_row(facts, "most_goals", goals, sides[haul.match], haul)
            for haul in sorted(biggest, key=lambda haul: haul.name)
        ),
    ]


def _make_row(facts: SeasonFacts, record: str, value: int, side: Side, haul: Statistic | None = None) -> dict[str, Any]:
    return {
        "record": record,
        "value": value,
        "match": side.match,
        "on": side.on,
        "home": facts.refer("competitor", side.competitor, side.competitor_name),
        "away": facts.refer("competitor", side.opponent, side.opponent_name),
        "home_score": side.scored,
        "away_score": side.conceded,
        "person": facts.refer("person", haul.person, haul.name) if haul else None,
        "competitor": facts.refer("competitor", haul.competitor, haul.competitor_name) if haul else None,
    }


def find_biggest_wins(homes: Iterable[S]) -> tuple[int, list[S]]:
    """The largest margin, and the matches won by it, by their home sides; (0, []) where nobody won."""
    return _find_most(homes, lambda side: abs(side.scored - side.conceded), least=1)


def find_highest_scoring(homes: Iterable[S]) -> tuple[int, list[S]]:
    """The most goals in a match, and the matches with as many, by their home sides; (0, []) where nobody scored."""
    return _find_most(homes, lambda side: side.scored + side.conceded, least=1)


def find_biggest_hauls(hauls: Iterable[Statistic]) -> tuple[int, list[Statistic]]:
    """The most goals of one person in a match, and who scored as many where; (0, []) where it was one at most."""
    return _find_most(hauls, lambda haul: haul.value, least=LEAST_HAUL)


def _find_most(found: Iterable[T], count: Callable[[T], int], *, least: int) -> tuple[int, list[T]]:
    rows: Sequence[T] = list(found)
    most = max(map(count, rows), default=0)
    return (most, [row for row in rows if count(row) == most]) if most >= least else (0, [])
