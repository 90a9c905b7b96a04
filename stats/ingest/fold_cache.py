"""What a worker remembers of matches, so that it need not read and fold them again. Bounded in bytes."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from stats.ingest.fold import Fold
from stats.storage.stored import Stored

FOLDS_BYTES = 24_000_000  # about as much memory as all of it may take


class Top(NamedTuple):
    """A match's row of Log, in the order of its columns."""

    match: str
    version: int
    sport: str
    epoch: int
    applied_seq: int
    top_seq: int
    recorded_at: datetime | None
    waiting_since: datetime | None
    awaits: str


class Known(NamedTuple):
    """What is remembered of a match: its row, its fold, and the records that wait, in the order of their places."""

    top: Top
    fold: Fold
    waiting: Sequence[Stored]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 4_000 + 700 * self.fold.seq + sum(400 + len(stored.payload) for stored in self.waiting)


class Folds(OrderedDict[str, Known]):
    """The matches planned last. Whoever does not get a plan written must `clear` it: the plan never came true."""

    bytes = 0

    def keep(self, match: str, known: Known) -> None:
        """Remember a match, and forget those unused for longest where they take too much."""
        self.forget(match)
        self[match] = known
        self.bytes += known.size
        while self.bytes > FOLDS_BYTES and len(self) > 1:
            self.bytes -= self.popitem(last=False)[1].size

    def forget(self, match: str) -> None:
        """Forget a match, if it is remembered."""
        if known := self.pop(match, None):
            self.bytes -= known.size

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self.bytes = 0
