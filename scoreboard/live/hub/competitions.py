"""Look up whether competitions exist, with a bounded memory of answers.

That there is one is remembered for good (no competition is ever deleted), that there is none for `absent_s`.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable

from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.log_reader import find_competitions
from scoreboard.live.limits import LiveLimits


class NoSuchCompetition(LookupError):
    """No competition has that id."""


class Competitions:
    """What is known of competitions' ids."""

    def __init__(self, query: Query, limits: LiveLimits) -> None:
        self._limits = limits
        self._query = query
        self._present: OrderedDict[str, None] = OrderedDict()
        self._absent: OrderedDict[str, float] = OrderedDict()  # when that was read

    async def check(self, competition: str) -> None:
        """Raise NoSuchCompetition unless there is one of that id."""
        if competition not in await self.find([competition]):
            raise NoSuchCompetition(f"There is no competition {competition[:60]!r}.")

    async def find(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that are competitions'; one query where not all are known."""
        now = time.monotonic()
        asked = set(ids)
        found = {each for each in asked if each in self._present}
        unknown = {
            each for each in asked - found if now - self._absent.get(each, float("-inf")) >= self._limits.absent_s
        }
        if unknown:
            there: set[str] = await self._query(find_competitions, unknown)
            self._present.update(dict.fromkeys(there))
            self._absent.update(dict.fromkeys(unknown - there, now))
            for known in (self._present, self._absent):
                while len(known) > self._limits.competitions:
                    known.popitem(last=False)
            found |= there
        return found
