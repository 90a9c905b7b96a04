"""Topics: the live matches of all competitions, or those of one, and who follows them.

A viewer knows its own topics, so that leaving costs it those and the others nothing. A topic is there for as long as
somebody follows it; a competition's only where there is such a competition (competitions.py).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from scoreboard.live import metrics
from scoreboard.live.hub.broadcast import SLICE
from scoreboard.live.hub.competitions import Competitions
from scoreboard.live.hub.log_reader import NoSuchMatch, find_readable, read_live
from scoreboard.live.hub.viewer import Viewer
from scoreboard.models.unreadable import UnreadableMatch

LINGER_S = 60.0  # a match that is no longer live stays so long among the live ones
ALL = ""  # in the place of a competition


class Add(Protocol):
    """Shows a viewer a match for a reason, a topic's name; raises NoSuchMatch, UnreadableMatch."""

    def __call__(self, viewer: Viewer, match_id: str, *, reason: str, brief: bool) -> Awaitable[None]: ...


class Remove(Protocol):
    """Shows it no more for that reason."""

    def __call__(self, viewer: Viewer, match_id: str, *, reason: str) -> None: ...


class Topic:
    """All matches of a kind: "live", or "competition:ID" for the live ones of a competition."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.competition = competition_of(name)
        self.viewers: set[Viewer] = set()
        self.seen: dict[str, float] = {}  # when each match was last seen live

    def look(self, live: Iterable[str], now: float) -> tuple[list[str], list[str]]:
        """Take note of the matches that are live at `now`; which have come, and which have been over for LINGER_S."""
        came = []
        for match_id in live:
            if match_id not in self.seen:
                came.append(match_id)
            self.seen[match_id] = now
        gone = [match_id for match_id, at in self.seen.items() if now - at >= LINGER_S]
        for match_id in gone:
            del self.seen[match_id]
        return came, gone


class Topics:
    """The topics that are followed in this process.

    `read` runs a function on the hub's thread; `add` and `remove` show a viewer a match, and no more.
    """

    def __init__(self, read: Callable[..., Awaitable[Any]], add: Add, remove: Remove) -> None:
        self.competitions = Competitions(read)
        self._read, self._add, self._remove = read, add, remove
        self._topics: dict[str, Topic] = {}
        self._live: dict[str, list[str]] = {}  # matches by competition, and ALL
        self._missed: set[str] = set()  # live matches that could not be read: left out until they can be
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._topics)

    async def follow(self, viewer: Viewer, name: str, *, fresh_s: float) -> None:
        """Show `viewer` the matches of a topic, by a look at the live ones that is at most `fresh_s` old.

        Raises NoSuchCompetition.
        """
        if competition := competition_of(name):
            await self.competitions.check(competition)
        await self.look(since=time.monotonic() - fresh_s)
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = Topic(name)
            topic.look(self._live.get(topic.competition, ()), self._looked_at)
            metrics.topics.set(len(self._topics))
        topic.viewers.add(viewer)
        if viewer.topics is None:
            viewer.topics = set()
        viewer.topics.add(name)
        await self._show(viewer, topic, tuple(topic.seen), ())

    def unfollow(self, viewer: Viewer, name: str) -> None:
        """Show a topic no more."""
        if viewer.topics and name in viewer.topics:
            viewer.topics.remove(name)
            for match_id in self._part(viewer, name).seen:
                self._remove(viewer, match_id, reason=name)

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer; what it looks at is the hub's to forget."""
        names, viewer.topics = viewer.topics or (), None
        for name in names:
            self._part(viewer, name)

    async def look(self, *, since: float) -> None:
        """Read which matches are live, unless that was done at `since` or later, and tell those whom a change concerns.

        One query, none where nothing is followed; then work for each topic and each live match, none for each viewer.
        """
        async with self._looking:
            if self._looked_at >= since:
                return
            began = time.monotonic()
            live: dict[str, list[str]] = {ALL: []}
            for match_id, competition in await self._read(read_live):
                live[ALL].append(match_id)
                live.setdefault(competition, []).append(match_id)
            self._live, self._looked_at = live, began
            restored = await self._find_restored()
            told = 0
            for topic in tuple(self._topics.values()):
                came, gone = topic.look(live.get(topic.competition, ()), began)
                came += [match_id for match_id in restored if match_id in topic.seen]
                if not (came or gone):
                    continue
                for viewer in tuple(topic.viewers):
                    viewer.spawn(self._show(viewer, topic, came, gone))
                    told += 1
                    if told % SLICE == 0:
                        await asyncio.sleep(0)

    def miss(self, match_id: str) -> None:
        """Take note that a match cannot be read: whoever follows a topic gets it as soon as it can be."""
        self._missed.add(match_id)

    async def _find_restored(self) -> set[str]:
        """The live matches that could not be read and can be now: one reading of each, whoever waits for it."""
        self._missed &= set(self._live[ALL])
        if not self._missed:
            return set()
        restored: set[str] = await self._read(find_readable, tuple(self._missed))
        self._missed -= restored
        return restored

    def _part(self, viewer: Viewer, name: str) -> Topic:
        topic = self._topics[name]
        topic.viewers.discard(viewer)
        if not topic.viewers:
            del self._topics[name]
            metrics.topics.set(len(self._topics))
        return topic

    async def _show(self, viewer: Viewer, topic: Topic, came: Iterable[str], gone: Iterable[str]) -> None:
        """Show a viewer what has come into a topic, as long as it is there and the viewer follows."""
        for match_id in gone:
            self._remove(viewer, match_id, reason=topic.name)
        for match_id in came:
            if match_id in topic.seen and match_id not in self._missed and viewer in topic.viewers:
                try:
                    await self._add(viewer, match_id, reason=topic.name, brief=viewer.overview)
                except NoSuchMatch:
                    pass
                except UnreadableMatch:
                    self.miss(match_id)


def competition_of(name: str) -> str:
    """The id of the competition whose topic it is; ALL where it is not one competition's."""
    return name.partition(":")[2]
