"""Where a fold stands: what every fact says about its own origin; and what a fact is while it is being made."""

from datetime import datetime
from typing import Any, NamedTuple

Row = dict[str, Any]  # a fact by its columns: a model's object takes ten times as long to make


class Place(NamedTuple):
    """A match's last applied record, and every season that the match has ever been in."""

    match: str
    epoch: int
    seq: int
    recorded_at: datetime | None
    seasons: frozenset[str]
