"""The hub: what connects a process's viewers to the matches that they watch. One for each event loop (`get_hub`).

It is what transports (WebSocket, SSE, the edge) call; the work is its parts', which `make_hub` puts together.
"""

import asyncio
import contextlib
import random
import time
from weakref import WeakKeyDictionary

from scoreboard.live import metrics
from scoreboard.live.hub.admission import Admission
from scoreboard.live.hub.competitions import Competitions
from scoreboard.live.hub.database_thread import DatabaseThread
from scoreboard.live.hub.loop_lag import LoopLag
from scoreboard.live.hub.match_feeds import MatchFeeds
from scoreboard.live.hub.missed_matches import MissedMatches
from scoreboard.live.hub.overview_batches import OverviewBatches
from scoreboard.live.hub.periodic import PeriodicWork
from scoreboard.live.hub.presence import Presence
from scoreboard.live.hub.subscription import Subscription
from scoreboard.live.hub.topics import Topics
from scoreboard.live.hub.viewer import GOING_AWAY, Viewer
from scoreboard.live.hub.watching import ITSELF, Watching
from scoreboard.live.limits import LiveLimits
from scoreboard.wire.encoded_frames import EncodedFrame, encode_bye
from scoreboard.wire.records import Cursor


class Hub:
    """A process's viewers and their matches."""

    def __init__(
        self,
        *,
        limits: LiveLimits,
        viewers: set[Viewer],
        loop_lag: LoopLag,
        admission: Admission,
        presence: Presence,
        database: DatabaseThread,
        subscription: Subscription,
        batches: OverviewBatches,
        feeds: MatchFeeds,
        watching: Watching,
        topics: Topics,
        periodic: PeriodicWork,
    ) -> None:
        self.limits = limits
        self.viewers = viewers
        self.loop_lag = loop_lag
        self.admission = admission
        self.presence = presence
        self.feeds = feeds
        self.topics = topics
        self.closing = False
        self._database = database
        self._subscription = subscription
        self._batches = batches
        self._watching = watching
        self._periodic = periodic
        self._empty = asyncio.Event()  # set as the last viewer leaves
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin the hub's own work, until `stop`."""
        work = (
            self._subscription.run(self.feeds.receive),
            self._periodic.run_polls(),
            self.loop_lag.run(),
            self._periodic.run_presence(),
        )
        self._tasks = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        """End the hub's own work."""
        _hubs.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self.presence.close()
        self.feeds.stop()
        self._batches.stop()
        self._database.stop()

    # --- what connections call ---------------------------------------------------------------------------------------

    def enter(self, viewer: Viewer) -> None:
        """Count a viewer in."""
        self.viewers.add(viewer)
        self.admission.hold(viewer.subject, viewer.transport)
        metrics.viewers.labels(viewer.transport).inc()

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer whose connection has ended."""
        viewer.leave()
        if viewer not in self.viewers:
            return
        self.viewers.remove(viewer)
        self.admission.release(viewer.subject, viewer.transport)
        metrics.viewers.labels(viewer.transport).dec()
        self.topics.leave(viewer)
        self._watching.leave(viewer)
        if not self.viewers:
            self._empty.set()

    async def find(self, match_id: str) -> None:
        """Make sure that there is such a match, and have its feed ready; raises NoSuchMatch, UnreadableMatch."""
        feed = self.feeds.use(match_id)
        try:
            await self.feeds.open(feed)
        finally:
            feed.users -= 1

    async def watch(self, viewer: Viewer, match_id: str, cursor: Cursor | None = None) -> None:
        """Show `viewer` a match, from `cursor` on or from a snapshot.

        Raises NoSuchMatch, UnreadableMatch; OSError where the viewer has gone.
        """
        await self._watching.add(viewer, match_id, reason=ITSELF, cursor=cursor)

    def unwatch(self, viewer: Viewer, match_id: str) -> None:
        """Show it no more, unless a topic does."""
        self._watching.remove(viewer, match_id, reason=ITSELF)

    async def follow(self, viewer: Viewer, name: str) -> None:
        """Show `viewer` the matches of a topic ("live", "competition:ID"), each from a snapshot on.

        Raises NoSuchCompetition.
        """
        await self.topics.follow(viewer, name)

    def unfollow(self, viewer: Viewer, name: str) -> None:
        """Show a topic no more."""
        self.topics.unfollow(viewer, name)

    def beat(self, viewer: Viewer) -> None:
        """Tell a viewer how far the matches are that it has."""
        self._periodic.beat(viewer)

    def jump(self, viewer: Viewer, matches: set[str]) -> None:
        """Put a snapshot of `matches` in the place of what waited for a slow viewer (a declared jump)."""
        self._watching.jump(viewer, matches)

    # --- going away --------------------------------------------------------------------------------------------------

    async def close_gradually(self, seconds: float) -> None:
        """Send all viewers away, spread over `seconds`, each with a wait of its own; abort those that do not go."""
        self.closing = True
        leaving = list(self.viewers)
        random.shuffle(leaving)
        began = time.monotonic()
        for number, viewer in enumerate(leaving):
            viewer.dismiss(GOING_AWAY, self.bye())
            ahead = began + seconds * number / len(leaving) - time.monotonic()
            if ahead > 0.01 or number % self.limits.slice_viewers == 0:
                await asyncio.sleep(max(0.0, ahead))
        if self.viewers:
            self._empty.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._empty.wait()
        for viewer in tuple(self.viewers):
            viewer.abort()

    def bye(self) -> EncodedFrame:
        """The last frame for one viewer: when to come back, so that all do not at once."""
        return encode_bye(random.randrange(200, 2_000 + len(self.viewers)))  # noqa: S311  # spreads load, no secret


def make_hub(limits: LiveLimits) -> Hub:
    """A hub of the running event loop and its parts, put together and not yet started."""
    viewers: set[Viewer] = set()
    loop_lag = LoopLag()
    presence = Presence(limits)
    database = DatabaseThread()
    query = database.query
    poll_due = asyncio.Event()
    subscription = Subscription(on_reconnect=poll_due.set)
    batches = OverviewBatches(limits)
    feeds = MatchFeeds(query, subscription, batches, limits)
    missed = MissedMatches(query)
    watching = Watching(feeds, missed, presence)
    topics = Topics(query, watching, missed, Competitions(query, limits), limits)
    periodic = PeriodicWork(
        viewers=viewers,
        feeds=feeds,
        topics=topics,
        presence=presence,
        query=query,
        poll_due=poll_due,
        limits=limits,
    )
    return Hub(
        limits=limits,
        viewers=viewers,
        loop_lag=loop_lag,
        admission=Admission(loop_lag, limits),
        presence=presence,
        database=database,
        subscription=subscription,
        batches=batches,
        feeds=feeds,
        watching=watching,
        topics=topics,
        periodic=periodic,
    )


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def get_hubs() -> tuple[Hub, ...]:
    """The hubs of this process."""
    return tuple(_hubs.values())


def get_hub() -> Hub:
    """The hub of the running event loop, started when first asked for."""
    return _hubs.get(asyncio.get_running_loop()) or start_hub(LiveLimits())


def start_hub(limits: LiveLimits) -> Hub:
    """Make the hub of the running event loop, which has none, and start it."""
    hub = _hubs[asyncio.get_running_loop()] = make_hub(limits)
    hub.start()
    return hub
