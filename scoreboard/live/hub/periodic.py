"""What a hub does by the clock: polls where logs end, sends beats, and tells viewers how many they are.

Messages come by the channel layer (fast, may lose). So where the logs of all watched matches end is read every
`poll_s` in one query: a lost last message, a crash between commit and push, and Redis' absence are noticed by it.
"""

import asyncio
import contextlib
import logging
import time
from typing import NoReturn

from django.dispatch import Signal

from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.match_feeds import MatchFeeds
from scoreboard.live.hub.presence import Presence
from scoreboard.live.hub.topics import Topics
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.outages import Outage
from scoreboard.queries import load_log_ends
from scoreboard.wire.encoded_frames import EncodedFrame, encode_beat, encode_viewers

logger = logging.getLogger(__name__)
has_viewers = Signal()  # sent at every poll while the process has viewers


class PeriodicWork:
    """Polls, beats and presence for one hub's `viewers`; setting `poll_due` brings the next poll at once."""

    def __init__(
        self,
        *,
        viewers: set[Viewer],
        feeds: MatchFeeds,
        topics: Topics,
        presence: Presence,
        query: Query,
        poll_due: asyncio.Event,
        limits: LiveLimits,
    ) -> None:
        self._limits = limits
        self._viewers = viewers
        self._feeds = feeds
        self._topics = topics
        self._presence = presence
        self._query = query
        self._poll_due = poll_due
        away = "The database cannot be read, viewers are told so"  # whether what is shown is current is not known then
        self._outage = Outage(logger, away=away, back="The database can be read again")

    async def run_polls(self) -> NoReturn:
        """Poll every `poll_s`, and send a beat every `beat_s`, until cancelled."""
        beat_at = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.poll_s):
                    await self._poll_due.wait()
            self._poll_due.clear()
            try:
                if self._viewers:
                    has_viewers.send(PeriodicWork)
                await self._poll()
            except Exception as error:  # noqa: BLE001  # the database, whatever it does: the next poll tries again
                self._outage.began(error)
            else:
                self._outage.ended()
            if time.monotonic() - beat_at >= self._limits.beat_s:
                beat_at = time.monotonic()
                await self._beat_all()

    async def run_presence(self) -> NoReturn:
        """Count viewers every `presence_s`, and tell them where a number has changed, until cancelled."""
        while True:
            await asyncio.sleep(self._limits.presence_s)
            here = self._presence.elsewhere
            if here is None:
                here = {feed.match_id: len(feed.audience) for feed in self._feeds}
            for match_id, total in (await self._presence.count(here)).items():
                if match_id in self._feeds:
                    self._feeds[match_id].audience.send(encode_viewers({match_id: total}))

    def beat(self, viewer: Viewer, encoded: dict[frozenset[str], EncodedFrame] | None = None) -> None:
        """Tell a viewer how far the matches are that it has; `encoded` holds the beats made so far, by matches."""
        encoded = {} if encoded is None else encoded
        current = frozenset(match_id for match_id, watched in viewer.watched.items() if watched.feed.shows(viewer))
        if current not in encoded:
            log_ends = {match_id: self._feeds[match_id].written for match_id in current}
            encoded[current] = encode_beat(log_ends, stale=bool(self._outage))
        viewer.offer(encoded[current])

    async def _poll(self) -> None:
        """Close the feeds without users, and see where the logs of the others end: one query, whatever their number.

        With topics, one query more.
        """
        await self._feeds.close_unused()
        if self._feeds:
            log_ends = await self._query(load_log_ends, tuple(feed.match_id for feed in self._feeds))
            for feed in self._feeds:
                if feed.epoch and feed.match_id in log_ends:
                    feed.note_log_end(log_ends[feed.match_id])
        if self._topics:
            await self._topics.refresh(since=time.monotonic())

    async def _beat_all(self) -> None:
        """Tell every viewer that has taken all it was sent how far its matches are; one encoding a set of matches."""
        encoded: dict[frozenset[str], EncodedFrame] = {}
        for number, viewer in enumerate(tuple(self._viewers), start=1):
            if viewer.idle:
                self.beat(viewer, encoded)
            if number % self._limits.slice_viewers == 0:
                await asyncio.sleep(0)
