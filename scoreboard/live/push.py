"""Publishes frames to every process that has viewers: the channel layer, one group a match.

It may lose: a hub repairs from the match log what it missed (design.md, decision 6). It never makes a scorer wait or
fail: publishing happens on a thread of its own, and what cannot be published in time is dropped and counted.
"""

import asyncio
import atexit
import logging
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec
from channels.layers import get_channel_layer

from scoreboard.live import metrics
from scoreboard.live.frames import frame_records
from scoreboard.sports.base import Event
from scoreboard.sports.match import MatchState

logger = logging.getLogger(__name__)
PUSH_TIMEOUT_S = 2.0
QUEUE_LIMIT = 2_000


def group_of(match_id: str) -> str:
    """The channel-layer group of a match."""
    return f"match.{match_id}"


def push_records(
    *, before: MatchState | None, records: Sequence[Event], log: Sequence[Event] | None, epoch: int
) -> None:
    """Publish the frames of accepted records, in order; returns at once. Called after the commit."""
    frames = frame_records(before=before, records=records, log=log, epoch=epoch)
    publisher.submit(
        group_of(records[0].match), [{"type": "frame", **msgspec.structs.asdict(frame)} for frame in frames]
    )


class Publisher:
    """A thread with an event loop and a channel-layer connection that lasts, publishing in the order of submission.

    (`async_to_sync(group_send)` outside a running loop would open a connection a call.)
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._waiting: deque[tuple[str, dict[str, Any]]] = deque()
        self._pump_task: asyncio.Task[None] | None = None  # touched by the loop's thread only, as what follows
        self._failing = False

    def submit(self, group: str, messages: Sequence[dict[str, Any]]) -> None:
        """Hand messages over; dropped where too many wait already."""
        if len(self._waiting) >= QUEUE_LIMIT:
            metrics.dropped.inc(len(messages))
            return
        self._waiting.extend((group, message) for message in messages)
        self._ensure_loop().call_soon_threadsafe(self._start_pump)

    def _start_pump(self) -> None:
        if self._pump_task is None:
            self._pump_task = asyncio.ensure_future(self._pump())

    async def _pump(self) -> None:
        layer = get_channel_layer()
        try:
            while self._waiting:
                group, message = self._waiting[0]
                async with asyncio.timeout(PUSH_TIMEOUT_S):
                    await layer.group_send(group, message)
                self._waiting.popleft()
                metrics.published.inc()
                self._failing = False
        except Exception as error:  # noqa: BLE001  # whatever Redis does, the records are safe in the log
            # Hubs read what is missing from the log sooner than Redis comes back: what waits is not worth keeping.
            metrics.dropped.inc(len(self._waiting))
            self._waiting.clear()
            if not self._failing:  # once an outage, not once a record
                logger.warning("Cannot push, viewers will be repaired from the log: %s", error or "timed out")
            self._failing = True
        finally:
            self._pump_task = None

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
            if self._pump_task is not None:
                await asyncio.wait([self._pump_task])

        try:
            asyncio.run_coroutine_threadsafe(wait(), loop).result(timeout=PUSH_TIMEOUT_S)
        except TimeoutError:
            logger.warning("%d records were not pushed before the end", len(self._waiting))


publisher = Publisher()
atexit.register(publisher.drain)
