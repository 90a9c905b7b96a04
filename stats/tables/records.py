"""Records: the biggest win, the most goals in a match, the most of one person; all who share one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from stats.tables import Side

LEAST_HAUL = 2  # one goal in a match is no record


class Haul(Protocol):
    """What one person scored in one match, as PersonFact has it."""

    match: str
    value: int


T = TypeVar("T")
S = TypeVar("S", bound=Side)
H = TypeVar("H", bound=Haul)


def find_biggest_wins(homes: Iterable[S]) -> tuple[int, list[S]]:
    """The largest margin, and the matches won by it, by their home sides; (0, []) where nobody won."""
    return _find_most(homes, lambda side: abs(side.scored - side.conceded), least=1)


def find_highest_scoring(homes: Iterable[S]) -> tuple[int, list[S]]:
    """The most goals in a match, and the matches with as many, by their home sides; (0, []) where nobody scored."""
    return _find_most(homes, lambda side: side.scored + side.conceded, least=1)


def find_biggest_hauls(hauls: Iterable[H]) -> tuple[int, list[H]]:
    """The most goals of one person in a match, and who scored as many where."""
    return _find_most(hauls, lambda haul: haul.value, least=LEAST_HAUL)


def _find_most(found: Iterable[T], count: Callable[[T], int], *, least: int) -> tuple[int, list[T]]:
    rows: Sequence[T] = list(found)
    most = max(map(count, rows), default=0)
    return (most, [row for row in rows if count(row) == most]) if most >= least else (0, [])
