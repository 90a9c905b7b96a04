"""Which competitions there are: a look-up that remembers what it has read, a bounded number of ids.

What there is stays known (no competition is ever deleted), what there is not for a while.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from scoreboard.live.hub.log_reader import read_competitions

ABSENT_S = 5.0  # so soon a competition that is new is found by those who asked for it too early
KEPT = 10_000  # ids of those that there are, and as many of those that there are not


class NoSuchCompetition(LookupError):
    """No competition has that id."""


class Competitions:
    """What is known of competitions' ids; `read` runs a function on the hub's thread."""

    def __init__(self, read: Callable[..., Awaitable[Any]]) -> None:
        self._read = read
        self._present: OrderedDict[str, None] = OrderedDict()
        self._absent: OrderedDict[str, float] = OrderedDict()  # when that was read

    async def check(self, competition: str) -> None:
        """Raise NoSuchCompetition unless there is one of that id."""
        if competition not in await self.find([competition]):
            raise NoSuchCompetition(f"There is no competition {competition[:60]!r}.")

    async def find(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that there are. One query, where not all are known."""
        now = time.monotonic()
        asked = set(ids)
        found = {each for each in asked if each in self._present}
        unknown = {each for each in asked - found if now - self._absent.get(each, float("-inf")) >= ABSENT_S}
        if unknown:
            there: set[str] = await self._read(read_competitions, unknown)
            self._present.update(dict.fromkeys(there))
            self._absent.update(dict.fromkeys(unknown - there, now))
            for known in (self._present, self._absent):
                while len(known) > KEPT:
                    known.popitem(last=False)
            found |= there
        return found
