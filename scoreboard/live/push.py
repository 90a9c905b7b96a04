"""Publishing of records' frames to every process that has viewers, by the channel layer: one group a match.

It may lose messages: a hub repairs from the match log what it missed. It never makes a scorer wait or fail: publishing
happens on a thread of its own, and what cannot be published in time is dropped and counted.
"""

import asyncio
import atexit
import logging
import threading
from collections.abc import Sequence
from typing import Any

from channels.layers import get_channel_layer

from scoreboard.live import metrics
from scoreboard.outages import Outage
from scoreboard.sports.base import Event
from scoreboard.sports.state import MatchState
from scoreboard.wire.layer_messages import encode_layer_message, make_layer_messages

logger = logging.getLogger(__name__)
PUSH_TIMEOUT_S = 2.0
QUEUE_LIMIT = 10_000  # messages on their way
SETTLED_S = 60.0  # without a failure: then all of Redis is back, not only the servers of some matches


def group_of(match_id: str) -> str:
    """The channel-layer group of a match."""
    return f"match.{match_id}"


def push_records(
    *, before: MatchState | None, records: Sequence[Event], log: Sequence[Event] | None, epoch: int
) -> None:
    """Publish the frames of accepted records, in order; returns at once. Called after the commit."""
    messages = make_layer_messages(before=before, records=records, log=log, epoch=epoch)
    publisher.submit(group_of(records[0].match), [encode_layer_message(message) for message in messages])


class Publisher:
    """A thread with an event loop and channel-layer connections that last, publishing in the order of submission.

    (`async_to_sync(group_send)` outside a running loop would open a connection a call.) No message waits for those
    that were submitted before it: the layer sends together what comes together, and a Redis that is away holds up only
    the groups that live on it.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._sending: set[asyncio.Task[None]] = set()  # touched by the loop's thread only, as what follows
        away = "Cannot push, viewers will be repaired from the log"
        self._outage = Outage(logger, away=away, back="Pushes go through again", settle_s=SETTLED_S)

    def submit(self, group: str, messages: Sequence[dict[str, Any]]) -> None:
        """Hand messages over; returns at once."""
        self._ensure_loop().call_soon_threadsafe(self._begin, group, messages)

    def _begin(self, group: str, messages: Sequence[dict[str, Any]]) -> None:
        if len(self._sending) >= QUEUE_LIMIT:
            metrics.dropped.inc(len(messages))
            return
        for message in messages:
            task = asyncio.ensure_future(self._send(group, message))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, group: str, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(PUSH_TIMEOUT_S):
                await get_channel_layer().group_send(group, message)
            metrics.published.inc()
            self._outage.ended()
        except Exception as error:  # noqa: BLE001  # whatever Redis does, the records are safe in the log
            # Hubs read what is missing from the log sooner than Redis comes back: it is not sent again.
            metrics.dropped.inc()
            self._outage.began(error)

    def _ensure_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._loop.is_closed():
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="push", daemon=True).start()
            return self._loop

    def flush(self) -> None:
        """Wait, at most PUSH_TIMEOUT_S, until what was handed over has been published."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return

        async def wait() -> int:
            if self._sending:
                await asyncio.wait(self._sending, timeout=PUSH_TIMEOUT_S)
            return len(self._sending)

        left = asyncio.run_coroutine_threadsafe(wait(), loop).result(timeout=PUSH_TIMEOUT_S + 1)
        if left:
            logger.warning("%d records were not pushed before the end", left)


publisher = Publisher()
atexit.register(publisher.flush)
