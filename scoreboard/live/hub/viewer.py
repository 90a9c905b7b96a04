"""One viewer: a connection that frames are written to, with a bound on what may wait for it.

A frame is written at once, without a task, as long as the server takes it (live/protocol.py, eager_task.py); only a
viewer that lags has a queue, and a task that empties it. A viewer that lags too far gets a snapshot in place of what
waits (a declared jump). One that does not read even that is sent away with 4408, to come back with its cursor.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from scoreboard.live import metrics
from scoreboard.live.hub.eager_task import Rest, begin
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.direct_writer import NO_SLOT, SEND_TABLE
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.encoded_frames import EncodedFrame, encode_error

logger = logging.getLogger(__name__)
TOO_SLOW = 4408
INTERNAL: Final = 1011
GOING_AWAY = 1012


class Viewer:
    """A connection that frames are written to.

    `send` writes one frame and waits where the connection is full, `close` ends the connection with a code, `abort`
    drops it whatever waits; `on_full(viewer, matches)` is called once too much waits, with the matches it is about.

    A server that has a direct writer (protocol.py) hands in its `write` and its `slot`. `write(data, sent=0)` takes
    WebSocket bytes at once or says no; as an attribute it says no, too, while other frames are before them. What is
    written to the slot in SEND_TABLE takes the same way without a call to this object; it is open only while `write`
    would not say no.

    `overview`: it shows many matches in brief, and gets their events in batches (overview_batches.py).
    `subject`: what it counts for in admission.py.
    `watched`: the WatchedMatch of each match by id (watching.py); `topics`: the names of its topics (topics.py).
    """

    # There are thousands of them: what only a viewer that lags needs is made when it lags.
    __slots__ = (
        "_abort",
        "_close",
        "_limits",
        "_on_full",
        "_queue",
        "_queued_bytes",
        "_send",
        "_tasks",
        "_write_at_once",
        "_writer",
        "closed",
        "jumped",
        "overview",
        "slot",
        "subject",
        "topics",
        "transport",
        "watched",
        "write",
    )

    def __init__(
        self,
        *,
        transport: str,
        limits: LiveLimits,
        overview: bool = False,
        subject: str | None = None,
        send: Callable[[EncodedFrame], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        on_full: "Callable[[Viewer, set[str]], None]",
        write: Callable[..., bool] | None = None,
        slot: int = NO_SLOT,
        abort: Callable[[], None] = lambda: None,
    ) -> None:
        self.transport = transport
        self.overview = overview
        self.subject = subject
        self.watched: dict[str, Any] = {}
        self.topics: set[str] | None = None
        self.closed = False
        self.jumped = False  # a snapshot has taken the place of what waited, and has not gone out yet
        self._limits = limits
        self._send = send
        self._close = close
        self._abort = abort
        self._on_full = on_full
        self.write = self._write_at_once = write or refuse
        self.slot = slot
        self._queue: deque[EncodedFrame] | None = None
        self._queued_bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing waits to be written."""
        return self._writer is None

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be written."""
        return self._queued_bytes

    def offer(self, frame: EncodedFrame, sent: int = 0) -> None:
        """Write a frame now, or queue it until those before it are out. Never waits, never raises.

        `sent`: so many of its WebSocket bytes the viewer's slot has taken already.
        """
        if self.write(frame.websocket_bytes, sent) or self.closed:
            return
        if self._writer is None:
            try:
                rest = begin(self._send(frame))
            except OSError:  # gone; its connection's own end tidies up
                self._mark_closed()
                return
            if rest is not None:
                self.write = refuse
                self._writer = self.spawn(self._write(rest))
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append(frame)
        self._queued_bytes += len(frame.body)
        if len(self._queue) > self._limits.queue_frames or self._queued_bytes > self._limits.queue_bytes:
            self._overflow()

    async def deliver(self, frame: EncodedFrame) -> None:
        """Write a frame and wait until the connection has taken it; closes with 4408 where it takes none for `stall_s`.

        Raises OSError where the viewer is gone.
        """
        if self.closed:
            raise ConnectionResetError
        if not self.write(frame.websocket_bytes):
            await self._in_time(self._send(frame))

    async def settle(self) -> None:
        """Wait until what was begun to be written is out; closes with 4408 and raises OSError as `deliver` does."""
        if self._writer is not None:
            await self._in_time(asyncio.wait([self._writer]))

    def dismiss(self, code: int, *last: EncodedFrame) -> None:
        """Write the `last` frames and close; what waits is dropped, and a connection that stays full is aborted."""
        if self.closed:
            return
        self._mark_closed()
        self._drop()
        if code == TOO_SLOW:
            metrics.too_slow.inc()
        self.spawn(self._end(code, last))

    def abort(self) -> None:
        """Drop the connection, whatever waits to be written."""
        self._mark_closed()
        self._abort()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` for this viewer, at most until it leaves."""
        task = asyncio.create_task(self._run(work))
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before its first step never comes to `work`, and Python warns of a coroutine
        # that was never awaited.
        task.add_done_callback(lambda _: work.close())
        return task

    def leave(self) -> None:
        """Stop everything that runs for this viewer: the connection has ended."""
        self._mark_closed()
        self._drop()
        for task in tuple(self._tasks or ()):
            task.cancel()

    def _mark_closed(self) -> None:
        self.closed = True
        self.write = refuse
        SEND_TABLE.close(self.slot)

    def _drop(self) -> set[str]:
        waiting, self._queue, self._queued_bytes = self._queue or (), None, 0
        return set().union(*(frame.matches for frame in waiting))

    def _overflow(self) -> None:
        if self.jumped:
            self.dismiss(TOO_SLOW)
            return
        self.jumped = True
        metrics.jumps.inc()
        self._on_full(self, self._drop())

    async def _write(self, rest: Rest) -> None:
        try:
            await rest
            while self._queue:
                frame = self._queue.popleft()
                self._queued_bytes -= len(frame.body)
                await self._send(frame)
            if not self.closed:
                self.write = self._write_at_once
        finally:
            self._writer = None

    async def _in_time(self, work: Awaitable[Any]) -> None:
        try:
            async with asyncio.timeout(self._limits.stall_s):
                await work
        except TimeoutError as error:
            self.dismiss(TOO_SLOW)
            raise ConnectionResetError from error

    async def _end(self, code: int, last: tuple[EncodedFrame, ...]) -> None:
        try:
            async with asyncio.timeout(self._limits.stall_s):
                if self._writer is not None:
                    await asyncio.wait([self._writer])
                for frame in last:
                    await self._send(frame)
                await self._close(code)
        except TimeoutError:
            self._abort()

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except OSError:  # gone; its connection's own end tidies up
            self._mark_closed()
        except UnreadableMatch as error:  # logged already where it was read
            self.dismiss(INTERNAL, encode_error(INTERNAL, str(error)))
        except Exception:
            logger.exception("A viewer is given up")
            self.dismiss(INTERNAL)


def refuse(_data: bytes, _sent: int = 0) -> bool:
    """The `write` of a viewer that takes no WebSocket bytes, or not now."""
    return False
