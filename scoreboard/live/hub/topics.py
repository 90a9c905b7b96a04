"""Topics of overview pages: the live matches of all competitions or of one, and the viewers that follow them.

A viewer knows its own topics, so that its leaving costs work for those alone. A topic is there for as long as it has a
follower; a competition's only where there is such a competition (competitions.py).
"""

import asyncio
import time
from collections.abc import Iterable

from scoreboard.live import metrics
from scoreboard.live.hub.competitions import Competitions
from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.log_reader import NoSuchMatch, load_live_matches
from scoreboard.live.hub.missed_matches import MissedMatches
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.hub.watching import Watching
from scoreboard.live.limits import LiveLimits
from scoreboard.models.unreadable import UnreadableMatch

ALL = ""  # in the place of a competition's id


class Topic:
    """All matches of a kind: "live", or "competition:ID" for the live ones of a competition."""

    def __init__(self, name: str, linger_s: float) -> None:
        self.name = name
        self._linger_s = linger_s
        self.competition = competition_of(name)
        self.viewers: set[Viewer] = set()
        self.seen: dict[str, float] = {}  # when each match was last seen live

    def note_live(self, live: Iterable[str], now: float) -> tuple[list[str], list[str]]:
        """Note the matches that are live at `now`; those that have come, and those that have been over for long."""
        came = []
        for match_id in live:
            if match_id not in self.seen:
                came.append(match_id)
            self.seen[match_id] = now
        gone = [match_id for match_id, at in self.seen.items() if now - at >= self._linger_s]
        for match_id in gone:
            del self.seen[match_id]
        return came, gone


class Topics:
    """The topics that are followed in this process."""

    def __init__(
        self,
        query: Query,
        watching: Watching,
        missed: MissedMatches,
        competitions: Competitions,
        limits: LiveLimits,
    ) -> None:
        self.competitions = competitions
        self._limits = limits
        self._query = query
        self._watching = watching
        self._missed = missed
        self._topics: dict[str, Topic] = {}
        self._live: dict[str, list[str]] = {}  # matches by competition, and ALL
        self._refreshed_at = float("-inf")
        self._refreshing = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._topics)

    async def follow(self, viewer: Viewer, name: str) -> None:
        """Show `viewer` the matches of a topic, by a reading of the live ones that is at most `poll_s` old.

        Raises NoSuchCompetition.
        """
        if competition := competition_of(name):
            await self.competitions.check(competition)
        await self.refresh(since=time.monotonic() - self._limits.poll_s)
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = Topic(name, self._limits.linger_s)
            topic.note_live(self._live.get(topic.competition, ()), self._refreshed_at)
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
            for match_id in self._forget_follower(viewer, name).seen:
                self._watching.remove(viewer, match_id, reason=name)

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer; its matches are watching.py's to forget."""
        names, viewer.topics = viewer.topics or (), None
        for name in names:
            self._forget_follower(viewer, name)

    async def refresh(self, *, since: float) -> None:
        """Read which matches are live, unless that was done at `since` or later, and show followers what has changed.

        One query, none where nothing is followed; then work for each topic and each live match, none for each viewer.
        """
        async with self._refreshing:
            if self._refreshed_at >= since:
                return
            began = time.monotonic()
            live: dict[str, list[str]] = {ALL: []}
            for match_id, competition in await self._query(load_live_matches):
                live[ALL].append(match_id)
                live.setdefault(competition, []).append(match_id)
            self._live, self._refreshed_at = live, began
            restored = await self._missed.find_restored(live[ALL])
            told = 0
            for topic in tuple(self._topics.values()):
                came, gone = topic.note_live(live.get(topic.competition, ()), began)
                came += [match_id for match_id in restored if match_id in topic.seen]
                if not (came or gone):
                    continue
                for viewer in tuple(topic.viewers):
                    viewer.spawn(self._show(viewer, topic, came, gone))
                    told += 1
                    if told % self._limits.slice_viewers == 0:
                        await asyncio.sleep(0)

    def _forget_follower(self, viewer: Viewer, name: str) -> Topic:
        topic = self._topics[name]
        topic.viewers.discard(viewer)
        if not topic.viewers:
            del self._topics[name]
            metrics.topics.set(len(self._topics))
        return topic

    async def _show(self, viewer: Viewer, topic: Topic, came: Iterable[str], gone: Iterable[str]) -> None:
        """Show a viewer what has come into a topic, and no more what has gone, as long as it follows the topic."""
        for match_id in gone:
            self._watching.remove(viewer, match_id, reason=topic.name)
        for match_id in came:
            if match_id in topic.seen and match_id not in self._missed and viewer in topic.viewers:
                try:
                    await self._watching.add(viewer, match_id, reason=topic.name, brief=viewer.overview)
                except NoSuchMatch:
                    pass
                except UnreadableMatch:
                    self._missed.add(match_id)


def competition_of(name: str) -> str:
    """The id of the competition whose topic it is; ALL where it is not one competition's."""
    return name.partition(":")[2]
