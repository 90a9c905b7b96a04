"""Caches the folds of the matches planned last, so that a worker need not load and fold their logs again."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from stats.ingest.fold import Fold
from stats.ingest.limits import PRODUCTION
from stats.storage.stored_record import StoredRecord


class LogRow(NamedTuple):
    """A match's row of the table of logs (models.Log), in the order of its columns."""

    match: str
    version: int
    sport: str
    epoch: int
    applied_seq: int
    top_seq: int
    recorded_at: datetime | None
    waiting_since: datetime | None
    awaits: str


class CachedMatch(NamedTuple):
    """A match as its last plan leaves it: its row, its fold, and the records that wait, by their cursors."""

    row: LogRow
    fold: Fold
    waiting: Sequence[StoredRecord]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 4_000 + 700 * self.fold.seq + sum(400 + len(stored.payload) for stored in self.waiting)


class FoldCache(OrderedDict[str, CachedMatch]):
    """Matches by id, at most about `most_bytes` of them.

    It holds what plans will make of the matches once they are saved. So a caller that could not save a plan must
    `clear` it.
    """

    def __init__(self, *, most_bytes: int = PRODUCTION.cache_bytes) -> None:
        super().__init__()
        self.bytes = 0
        self._most_bytes = most_bytes

    def put(self, match: str, cached: CachedMatch) -> None:
        """Add a match, and remove those unused for longest if they take too much memory."""
        self.remove(match)
        self[match] = cached
        self.bytes += cached.size
        while self.bytes > self._most_bytes and len(self) > 1:
            self.bytes -= self.popitem(last=False)[1].size

    def remove(self, match: str) -> None:
        """Remove a match, if it is there."""
        if cached := self.pop(match, None):
            self.bytes -= cached.size

    def clear(self) -> None:
        """Remove all matches."""
        super().clear()
        self.bytes = 0
