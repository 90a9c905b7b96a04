"""The matches that are watched in this process: one subscription and one reading each, however many viewers."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

from scoreboard.live import metrics
from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.match_feed import MatchFeed
from scoreboard.live.hub.overview_batches import OverviewBatches
from scoreboard.live.hub.subscription import Subscription
from scoreboard.live.limits import LiveLimits
from scoreboard.live.push import group_of
from scoreboard.wire.layer_messages import LayerMessage, decode_layer_message


class MatchFeeds:
    """The feeds by match. One is made when a viewer first wants its match, and closed some time after the last left."""

    def __init__(self, query: Query, subscription: Subscription, batches: OverviewBatches, limits: LiveLimits) -> None:
        self._query = query
        self._subscription = subscription
        self._batches = batches
        self._limits = limits
        self._by_match: dict[str, MatchFeed] = {}

    def __len__(self) -> int:
        return len(self._by_match)

    def __iter__(self) -> Iterator[MatchFeed]:
        return iter(tuple(self._by_match.values()))

    def __contains__(self, match_id: str) -> bool:
        return match_id in self._by_match

    def __getitem__(self, match_id: str) -> MatchFeed:
        return self._by_match[match_id]

    def use(self, match_id: str) -> MatchFeed:
        """The feed of a match, with one user more. It is to be opened, and its `users` counted down in the end."""
        feed = self._by_match.get(match_id)
        if feed is None:
            feed = MatchFeed(match_id, self._query, self._load_history, self._batches, self._limits)
            self._by_match[match_id] = feed
            metrics.watched.set(len(self._by_match))
        feed.users += 1
        return feed

    async def open(self, feed: MatchFeed) -> None:
        """Wait until a feed stands where its match is. Raises NoSuchMatch, UnreadableMatch, and what the database does.

        One subscription and one reading serve all who wait.
        """
        if feed.opening is None:
            feed.opening = asyncio.create_task(self._open(feed))
            feed.opening.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(feed.opening)

    def receive(self, message: dict[str, Any]) -> None:
        """Take a message of the channel layer; raises msgspec.ValidationError where it is none of ours."""
        decoded = decode_layer_message(message)
        feed = self._by_match.get(decoded.match)
        if feed is not None:
            feed.receive(decoded)

    async def close_unused(self) -> None:
        """Close the feeds that have no user."""
        for feed in self:
            if not feed.users:
                feed.stop()
                await self._close(feed)

    def stop(self) -> None:
        """Stop what runs for the feeds."""
        for feed in self:
            feed.stop()

    async def _open(self, feed: MatchFeed) -> None:
        try:
            # First the subscription, then the reading: no message falls in between.
            await self._subscription.add(group_of(feed.match_id))
            await feed.check(since=time.monotonic())
        except BaseException:
            await self._close(feed)
            raise

    async def _close(self, feed: MatchFeed) -> None:
        if self._by_match.get(feed.match_id) is feed:
            del self._by_match[feed.match_id]
            metrics.watched.set(len(self._by_match))
            await self._subscription.discard(group_of(feed.match_id))

    async def _load_history(self, match_id: str) -> list[LayerMessage]:
        """The messages of a match that Redis remembers, in any order; none where it cannot tell."""
        history = await self._subscription.load_history(group_of(match_id))
        return [decode_layer_message(message) for message in history]
