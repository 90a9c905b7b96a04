"""Figures made of fact rows, one module each: pure functions, made anew at every reading.

A `Side` is one side of a match that is over, as SideFact has it; where order matters, the oldest comes first
(`in_order`). A shootout leaves its match drawn.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeVar


class Side(Protocol):
    """One side of a match, as SideFact has it."""

    match: str
    side: str
    season: str
    competitor: str
    opponent: str
    on: date | None
    scheduled_at: datetime | None
    scored: int
    conceded: int
    result: str


S = TypeVar("S", bound=Side)


def in_order(sides: Iterable[S]) -> list[S]:
    """Sides in the order of play; those whose day nobody knows come first."""

    def place(side: S) -> tuple[Any, ...]:
        at = side.scheduled_at
        return (side.on or date.min, at is not None, at.timestamp() if at else 0, side.match)

    return sorted(sides, key=place)
