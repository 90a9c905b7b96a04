"""Publishes frames to every process that has viewers: the channel layer, one group a match.

It may lose: a hub repairs from the match log what it missed (design.md, decision 6). It never makes a scorer wait or
fail: publishing happens on a thread of its own, and what cannot be published in time is dropped and counted.
"""

import asyncio
import atexit
import logging
import threading
from collections.abc import Sequence

from channels.layers import get_channel_layer
from prometheus_client import Counter

from scoreboard.live.frames import frame_records
from scoreboard.sports.base import Event
from scoreboard.sports.match import MatchState

logger = logging.getLogger(__name__)
PUSH_TIMEOUT_S = 2.0
QUEUE_LIMIT = 2_000
LIVE_GROUP = "live"  # every record of every match: overview pages

published = Counter("scoreboard_push_published_total", "Records handed to the channel layer.")
dropped = Counter("scoreboard_push_dropped_total", "Records the channel layer did not take in time.")


def group_of(match_id: str) -> str:
    """The channel-layer group of a match."""
    return f"match.{match_id}"


def push_records(*, before: MatchState, records: Sequence[Event], log: Sequence[Event] | None, epoch: int) -> None:
    """Publish the frames of accepted records, in order; returns at once. Called after the commit."""
    frames = [
        {"type": "frame", "match": frame.match, "epoch": frame.epoch, "seq": frame.seq, "body": frame.body}
        for frame in frame_records(before=before, records=records, log=log, epoch=epoch)
    ]
    publisher.submit(group_of(records[0].match), frames)


class Publisher:
    """A thread with an event loop and a channel-layer connection that lasts.

    (`async_to_sync(group_send)` outside a running loop would open a connection a call.)
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._waiting = 0
        self._failing = False

    def submit(self, group: str, frames: list[dict[str, object]]) -> None:
        """Hand frames over; dropped where too many wait already."""
        if self._waiting >= QUEUE_LIMIT:
            dropped.inc(len(frames))
            return
        loop = self._ensure_loop()
        self._waiting += 1
        loop.call_soon_threadsafe(lambda: loop.create_task(self._publish(group, frames)))

    async def _publish(self, group: str, frames: list[dict[str, object]]) -> None:
        layer = get_channel_layer()
        try:
            async with asyncio.timeout(PUSH_TIMEOUT_S):
                for frame in frames:
                    await layer.group_send(group, frame)
                    published.inc()
            self._failing = False
        except Exception as error:  # noqa: BLE001  # whatever Redis does, the record is safe in the log
            dropped.inc(len(frames))
            if not self._failing:  # once an outage, not once a record
                logger.warning("cannot push, viewers will be repaired from the log: %s", error or "timed out")
            self._failing = True
        finally:
            self._waiting -= 1

    def _ensure_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="push", daemon=True).start()
            return self._loop

    def drain(self) -> None:
        """Wait, at most PUSH_TIMEOUT_S, until what was handed over has been published."""
        loop = self._loop
        if loop is None or not self._waiting:
            return

        async def wait() -> None:
            while self._waiting:  # noqa: ASYNC110  # at the end of a process only
                await asyncio.sleep(0.005)

        try:
            asyncio.run_coroutine_threadsafe(wait(), loop).result(timeout=PUSH_TIMEOUT_S)
        except TimeoutError:
            logger.warning("%d batches were not pushed before the end", self._waiting)


publisher = Publisher()
atexit.register(publisher.drain)
