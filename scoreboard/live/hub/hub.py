"""The hub: what connects a process's viewers to the matches they look at, one subscription and one reading a match.

One for each event loop (`get_hub`). Frames come through the bus (fast, may lose); the tops of all watched matches are
read once every LOOK_S in one query, so that a lost last frame, a crash between commit and push, and Redis' absence are
noticed too (design.md, decision 6).
"""

import asyncio
import contextlib
import logging
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.dispatch import Signal

from scoreboard.live import metrics
from scoreboard.live.hub.admission import Door
from scoreboard.live.hub.broadcast import SLICE
from scoreboard.live.hub.loop_lag import Lag
from scoreboard.live.hub.match_feed import Feed, Place
from scoreboard.live.hub.overview_batches import Tick
from scoreboard.live.hub.presence import Crowd
from scoreboard.live.hub.subscription import Bus
from scoreboard.live.hub.topics import Topics
from scoreboard.live.hub.viewer import GOING_AWAY, INTERNAL, Look, Viewer
from scoreboard.live.push import group_of
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import load_log_ends
from scoreboard.wire.frames import Frame, Packet, pack_beat, pack_bye, pack_error, pack_viewers, read_frame

logger = logging.getLogger(__name__)
LOOK_S = 0.7  # so that with the reading that follows, a lost frame is made good within a second
BEAT_S = 10.0
watched = Signal()  # sent at every look while the process has viewers
CROWD_S = 1.0


class Hub:
    """A process's viewers and their matches."""

    def __init__(self) -> None:
        self.draining = False
        self.viewers: set[Viewer] = set()
        self.counts: Counter[str] = Counter()  # viewers by transport
        self.lag = Lag()
        self.crowd = Crowd()
        self.elsewhere: dict[str, int] | None = None  # viewers by match, where others write to them for this process
        self.door = Door(self.lag, self.counts)
        self._feeds: dict[str, Feed] = {}
        self.topics = Topics(self._read, self._add, self._remove)
        self._empty = asyncio.Event()  # set as the last viewer leaves
        self._stale = False  # the database cannot be read: nobody knows whether the data is current
        self._tick = Tick()
        self._due = asyncio.Event()  # a look at the tops is due now: Redis is back
        self._bus = Bus(self._receive, self._due.set)
        self._threads = ThreadPoolExecutor(1, "hub-database")
        self._tasks = [asyncio.create_task(self._bus.run()), asyncio.create_task(self._watch())]
        self._tasks += [asyncio.create_task(self.lag.run()), asyncio.create_task(self._count())]

    # --- what connections call ---------------------------------------------------------------------------------------

    def enter(self, viewer: Viewer) -> None:
        """Count a viewer in."""
        self.viewers.add(viewer)
        self.counts[viewer.transport] += 1
        self.door.hold(viewer.subject)
        metrics.viewers.labels(viewer.transport).inc()

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer whose connection has ended."""
        viewer.leave()
        if viewer not in self.viewers:
            return
        self.viewers.remove(viewer)
        self.counts[viewer.transport] -= 1
        self.door.release(viewer.subject)
        metrics.viewers.labels(viewer.transport).dec()
        self.topics.leave(viewer)
        for match_id in tuple(viewer.looks):
            self._drop(viewer, match_id)
        if not self.viewers:
            self._empty.set()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The matches that are looked at here."""
        return tuple(self._feeds.values())

    async def find(self, match_id: str) -> None:
        """Make sure that there is such a match, and have its feed ready; raises NoSuchMatch, UnreadableMatch."""
        feed = self._use(match_id)
        try:
            await self._opened(feed)
        finally:
            feed.users -= 1

    async def watch(self, viewer: Viewer, match_id: str, cursor: Place | None = None) -> None:
        """Show `viewer` a match, from `cursor` on or from a snapshot.

        Raises NoSuchMatch, UnreadableMatch; OSError where the viewer has gone.
        """
        await self._add(viewer, match_id, reason="match", cursor=cursor)

    def unwatch(self, viewer: Viewer, match_id: str) -> None:
        """Show it no more, unless a topic does."""
        self._remove(viewer, match_id, reason="match")

    async def follow(self, viewer: Viewer, name: str) -> None:
        """Show `viewer` the matches of a topic ("live", "competition:ID"), each from a snapshot on.

        Raises NoSuchCompetition.
        """
        await self.topics.follow(viewer, name, fresh_s=LOOK_S)

    def unfollow(self, viewer: Viewer, name: str) -> None:
        """Show a topic no more."""
        self.topics.unfollow(viewer, name)

    def beat(self, viewer: Viewer, packets: dict[frozenset[str], Packet] | None = None) -> None:
        """Tell a viewer how far the matches are that it has; `packets` holds what others have been told already."""
        packets = {} if packets is None else packets
        current = frozenset(match_id for match_id, look in viewer.looks.items() if look.feed.shows(viewer))
        if current not in packets:
            packets[current] = pack_beat(
                {match_id: self._feeds[match_id].written for match_id in current}, stale=self._stale
            )
        viewer.offer(packets[current])

    def jump(self, viewer: Viewer, matches: set[str]) -> None:
        """Put a snapshot of `matches` in the place of what waited for a slow viewer (a declared jump)."""
        for match_id in matches & viewer.looks.keys():
            viewer.looks[match_id].feed.part(viewer)
        viewer.spawn(self._land(viewer, matches))

    async def drain(self, seconds: float) -> None:
        """Send everybody away, spread over `seconds`, each with a wait of its own; abort whoever does not go."""
        self.draining = True
        leaving = list(self.viewers)
        random.shuffle(leaving)
        began = time.monotonic()
        for number, viewer in enumerate(leaving):
            viewer.dismiss(GOING_AWAY, self.bye())
            ahead = began + seconds * number / len(leaving) - time.monotonic()
            if ahead > 0.01 or number % SLICE == 0:
                await asyncio.sleep(max(0.0, ahead))
        if self.viewers:
            self._empty.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._empty.wait()
        for viewer in tuple(self.viewers):
            viewer.abort()

    def bye(self) -> Packet:
        """The last frame for one viewer: when to come back, so that all do not at once."""
        return pack_bye(random.randrange(200, 2_000 + len(self.viewers)))  # noqa: S311  # spreads load, no secret

    async def stop(self) -> None:
        """End the hub's own work."""
        _hubs.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self.crowd.close()
        for feed in self._feeds.values():
            feed.stop()
        self._tick.stop()
        self._threads.shutdown(wait=False)

    # --- viewers and matches -----------------------------------------------------------------------------------------

    async def _add(
        self, viewer: Viewer, match_id: str, *, reason: str, cursor: Place | None = None, brief: bool = False
    ) -> None:
        look = viewer.looks.get(match_id)
        if look is not None:
            look.reasons.add(reason)
            return
        look = viewer.looks[match_id] = Look(self._use(match_id), {reason})
        try:
            await self._opened(look.feed)
            if viewer.looks.get(match_id) is not look:  # no longer wanted
                return
            await look.feed.join(viewer, cursor, brief=brief)
        except BaseException:
            if viewer.looks.get(match_id) is look:
                self._drop(viewer, match_id)
            raise
        if match_id in self.crowd.totals and not viewer.overview:
            viewer.offer(pack_viewers({match_id: self.crowd.totals[match_id]}))

    def _remove(self, viewer: Viewer, match_id: str, *, reason: str) -> None:
        look = viewer.looks.get(match_id)
        if look is not None:
            look.reasons.discard(reason)
            if not look.reasons:
                self._drop(viewer, match_id)

    def _drop(self, viewer: Viewer, match_id: str) -> None:
        feed = viewer.looks.pop(match_id).feed
        feed.part(viewer)
        feed.users -= 1

    async def _land(self, viewer: Viewer, matches: set[str]) -> None:
        await viewer.settle()
        for match_id in matches & viewer.looks.keys():
            look = viewer.looks[match_id]
            brief = viewer.overview and "match" not in look.reasons
            try:
                await look.feed.join(viewer, None, brief=brief, declared=True)
            except UnreadableMatch as error:
                if not viewer.overview:  # it has come for this match alone
                    raise
                self._drop(viewer, match_id)
                self.topics.miss(match_id)
                viewer.offer(pack_error(INTERNAL, str(error)))
        viewer.jumped = False

    # --- matches -----------------------------------------------------------------------------------------------------

    def _use(self, match_id: str) -> Feed:
        """The feed of a match, with one user more."""
        feed = self._feeds.get(match_id)
        if feed is None:
            feed = self._feeds[match_id] = Feed(match_id, self._read, self._recall, self._tick)
            metrics.watched.set(len(self._feeds))
        feed.users += 1
        return feed

    async def _opened(self, feed: Feed) -> None:
        """Wait until the feed stands where the match is: one subscription and one reading, whoever waits."""
        if feed.opening is None:
            feed.opening = asyncio.create_task(self._open(feed))
            feed.opening.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(feed.opening)

    async def _open(self, feed: Feed) -> None:
        try:
            # First the frames, then the reading: nothing falls in between.
            await self._bus.add(group_of(feed.match_id))
            await feed.check(since=time.monotonic())
        except BaseException:
            await self._close(feed)
            raise

    async def _close(self, feed: Feed) -> None:
        if self._feeds.get(feed.match_id) is feed:
            del self._feeds[feed.match_id]
            metrics.watched.set(len(self._feeds))
            await self._bus.discard(group_of(feed.match_id))

    def _receive(self, message: dict[str, Any]) -> None:
        feed = self._feeds.get(message["match"])
        if feed is not None:
            feed.receive(read_frame(message))

    async def _recall(self, match_id: str) -> list[Frame]:
        """The frames of a match that Redis remembers, in whatever order; none where it cannot tell."""
        return [read_frame(message) for message in await self._bus.recall(group_of(match_id))]

    async def _read(self, reading: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a reading of the database on the hub's own thread."""
        run = database_sync_to_async(reading, thread_sensitive=False, executor=self._threads)
        return await run(*args, **kwargs)

    # --- once in a while ---------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        beat_at = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._due.wait()
            self._due.clear()
            try:
                if self.viewers:
                    watched.send(Hub)
                await self._look()
            except Exception as error:  # noqa: BLE001  # the database, whatever it does: the next look tries again
                if not self._stale:  # once an outage
                    logger.warning("The database cannot be read, viewers are told so: %s", error)
                self._stale = True
            else:
                self._stale = False
            if time.monotonic() - beat_at >= BEAT_S:
                beat_at = time.monotonic()
                await self._beat()

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(CROWD_S)
            here = (
                {feed.match_id: len(feed.audience) for feed in self.feeds} if self.elsewhere is None else self.elsewhere
            )
            for match_id, total in (await self.crowd.count(here)).items():
                if match_id in self._feeds:
                    self._feeds[match_id].audience.send(pack_viewers({match_id: total}))

    async def _look(self) -> None:
        """Drop the feeds without users, and see how far the logs of the others reach: one query, whatever their number.

        With topics, one query more.
        """
        for feed in [feed for feed in self._feeds.values() if not feed.users]:
            feed.stop()
            await self._close(feed)
        if self._feeds:
            tops = await self._read(load_log_ends, tuple(self._feeds))
            for feed in tuple(self._feeds.values()):
                if feed.epoch and feed.match_id in tops:
                    feed.notice(tops[feed.match_id])
        if self.topics:
            await self.topics.look(since=time.monotonic())

    async def _beat(self) -> None:
        """Tell every viewer who has taken all that how far its matches are; one encoding for each set of matches."""
        packets: dict[frozenset[str], Packet] = {}
        for number, viewer in enumerate(tuple(self.viewers), start=1):
            if viewer.idle:
                self.beat(viewer, packets)
            if number % SLICE == 0:
                await asyncio.sleep(0)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def get_hubs() -> tuple[Hub, ...]:
    """The hubs of this process."""
    return tuple(_hubs.values())


def get_hub() -> Hub:
    """The hub of the running event loop, started when first asked for."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
