"""FactOrigin: the match, its last record and its seasons that a set of facts was built from."""

from datetime import datetime
from typing import NamedTuple

from scoreboard.sports.common import Ref


def name_side(side: Ref | None) -> tuple[str, str]:
    """A side's id and name; empty while the side is unknown."""
    return (side.id, side.name) if side else ("", "")


class FactOrigin(NamedTuple):
    """The match that facts are of, its last applied record, and every season that the match has ever been in."""

    match: str
    epoch: int
    seq: int
    recorded_at: datetime | None
    seasons: frozenset[str]
