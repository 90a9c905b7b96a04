"""Where a fold stands: what every fact says about its own origin; and what a fact is while it is being made."""

from datetime import datetime
from typing import Any, NamedTuple

from scoreboard.sports.common import Ref

# A fact: its model's values in the order of the fields. A dict takes four times as long to make, a model's object forty
# times.
Row = tuple[Any, ...]


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
