"""Live matches that could not be read, and are therefore missing from topics until they can be read again."""

from collections.abc import Collection

from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.log_reader import find_readable


class MissedMatches:
    """The ids of the matches that are missing in this process."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._ids: set[str] = set()

    def __contains__(self, match_id: str) -> bool:
        return match_id in self._ids

    def add(self, match_id: str) -> None:
        """Note that a match cannot be read: followers of its topics get it as soon as it can be."""
        self._ids.add(match_id)

    async def find_restored(self, live: Collection[str]) -> set[str]:
        """Those of the `live` matches that were missing and can be read now; one reading each, none where none miss."""
        self._ids &= set(live)
        if not self._ids:
            return set()
        restored: set[str] = await self._query(find_readable, tuple(self._ids))
        self._ids -= restored
        return restored
