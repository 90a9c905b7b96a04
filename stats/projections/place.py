"""Where a fold stands: what every fact says about its own origin."""

from datetime import datetime
from typing import NamedTuple


class Place(NamedTuple):
    """A match's last applied record, and every season that the match has ever been in."""

    match: str
    epoch: int
    seq: int
    recorded_at: datetime | None
    seasons: frozenset[str]
