"""Where a fold stands: what every fact says about its own origin."""

from datetime import datetime
from typing import NamedTuple

from scoreboard.sports.common import Ref


def name_side(side: Ref | None) -> tuple[str, str]:
    """A side's id and name; empty while it is unknown."""
    return (side.id, side.name) if side else ("", "")


class Place(NamedTuple):
    """A match's last applied record, and every season that the match has ever been in."""

    match: str
    epoch: int
    seq: int
    recorded_at: datetime | None
    seasons: frozenset[str]
