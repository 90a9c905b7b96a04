"""One viewer: a connection that is written to, with a bound on what may wait for it.

A frame is written at once, without a task, as long as the server takes it (live/protocol.py, eager_task.py); only for a
viewer that lags is there a queue, and a task that empties it. Who lags too far gets a snapshot in place of what waits
(a declared jump), and who does not drain even then is sent away with 4408, to come back with the cursor.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoreboard.live import metrics
from scoreboard.live.hub.eager_task import Rest, begin
from scoreboard.live.server.direct_writer import LINES, take_nothing
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.frames import Packet, pack_error

if TYPE_CHECKING:
    from scoreboard.live.hub.match_feed import Feed

logger = logging.getLogger(__name__)
QUEUE_FRAMES = 256
QUEUE_BYTES = 256 * 1024
STALL_S = 5.0  # after so long without room for a single frame, a viewer is given up

TOO_SLOW = 4408
INTERNAL = 1011
GOING_AWAY = 1012


@dataclass(frozen=True, slots=True)
class Look:
    """One viewer's look at one match: through which feed, and by which of its subscriptions ("match", topics)."""

    feed: "Feed"
    reasons: set[str]


class Viewer:
    """A connection that looks on; `looks` says at what, by match.

    `send` writes one frame and waits where the connection is full, `close` ends the connection with a code, `abort`
    drops it whatever waits; `on_full` is told, once, when too much waits. `write`, where the server has it, takes
    framed bytes at once or says no (protocol.py); as an attribute it says no, too, while other frames are before them.
    `line` is the number of the line by which the same goes without a call to this object, as long as it is open: never
    while `write` says no.
    `overview`: one that shows many matches in brief, and gets their events by the tick (overview_batches.py).
    `subject`: whom it counts for at the door (admission.py).
    """

    # Thousands of them: what only a viewer that lags needs is made when it does.
    __slots__ = (
        "_abort",
        "_close",
        "_on_full",
        "_queue",
        "_queued_bytes",
        "_send",
        "_tasks",
        "_write_at_once",
        "_writer",
        "closed",
        "jumped",
        "line",
        "looks",
        "overview",
        "subject",
        "topics",
        "transport",
        "write",
    )

    def __init__(
        self,
        *,
        transport: str,
        overview: bool = False,
        subject: str | None = None,
        send: Callable[[Packet], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        on_full: "Callable[[Viewer, set[str]], None]",
        write: Callable[..., bool] | None = None,
        line: int = 0,
        abort: Callable[[], None] = lambda: None,
    ) -> None:
        self.transport = transport
        self.overview = overview
        self.subject = subject
        self.looks: dict[str, Look] = {}
        self.topics: set[str] | None = None  # their names
        self.closed = False
        self.jumped = False  # a snapshot has taken the place of what waited, and has not gone out yet
        self._send = send
        self._close = close
        self._abort = abort
        self._on_full = on_full
        self.write = self._write_at_once = write or refuse
        self.line = line
        self._queue: deque[Packet] | None = None
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

    def offer(self, packet: Packet, sent: int = 0) -> None:
        """Write a frame, now or as soon as those before it are out. Never waits, never raises.

        `sent`: so many bytes of it, framed, the viewer's line has taken already.
        """
        if self.write(packet.framed, sent) or self.closed:
            return
        if self._writer is None:
            try:
                rest = begin(self._send(packet))
            except OSError:  # gone; its connection's own end tidies up
                self._shut()
                return
            if rest is not None:
                self.write = refuse
                self._writer = self.spawn(self._write(rest))
            return
        if self._queue is None:
            self._queue = deque()
        self._queue.append(packet)
        self._queued_bytes += len(packet.body)
        if len(self._queue) > QUEUE_FRAMES or self._queued_bytes > QUEUE_BYTES:
            self._overflow()

    async def deliver(self, packet: Packet) -> None:
        """Write a frame and wait until the connection has taken it; closes with 4408 where it takes none for STALL_S.

        Raises OSError where the viewer is gone.
        """
        if self.closed:
            raise ConnectionResetError
        if not self.write(packet.framed):
            await self._in_time(self._send(packet))

    async def settle(self) -> None:
        """Wait until what was begun to be written is out; closes with 4408 and raises OSError as `deliver` does."""
        if self._writer is not None:
            await self._in_time(asyncio.wait([self._writer]))

    def dismiss(self, code: int, *last: Packet) -> None:
        """Write the `last` frames and close; what waits is dropped, and a connection that stays full is aborted."""
        if self.closed:
            return
        self._shut()
        self._drop()
        if code == TOO_SLOW:
            metrics.too_slow.inc()
        self.spawn(self._end(code, last))

    def abort(self) -> None:
        """Drop the connection, whatever waits to be written."""
        self._shut()
        self._abort()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` for this viewer, at most until it leaves."""
        task = asyncio.create_task(self._run(work))
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before its first step never comes to `work`, and Python warns of what nobody awaited.
        task.add_done_callback(lambda _: work.close())
        return task

    def leave(self) -> None:
        """Stop everything that runs for this viewer: the connection has ended."""
        self._shut()
        self._drop()
        for task in tuple(self._tasks or ()):
            task.cancel()

    def _shut(self) -> None:
        self.closed = True
        self.write = refuse
        LINES[self.line] = take_nothing

    def _drop(self) -> set[str]:
        waiting, self._queue, self._queued_bytes = self._queue or (), None, 0
        return set().union(*(packet.matches for packet in waiting))

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
                packet = self._queue.popleft()
                self._queued_bytes -= len(packet.body)
                await self._send(packet)
            if not self.closed:
                self.write = self._write_at_once
        finally:
            self._writer = None

    async def _in_time(self, work: Awaitable[Any]) -> None:
        try:
            async with asyncio.timeout(STALL_S):
                await work
        except TimeoutError as error:
            self.dismiss(TOO_SLOW)
            raise ConnectionResetError from error

    async def _end(self, code: int, last: tuple[Packet, ...]) -> None:
        try:
            async with asyncio.timeout(STALL_S):
                if self._writer is not None:
                    await asyncio.wait([self._writer])
                for packet in last:
                    await self._send(packet)
                await self._close(code)
        except TimeoutError:
            self._abort()

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except OSError:  # gone; its connection's own end tidies up
            self._shut()
        except UnreadableMatch as error:  # told already, by whoever read it
            self.dismiss(INTERNAL, pack_error(INTERNAL, str(error)))
        except Exception:
            logger.exception("A viewer is given up")
            self.dismiss(INTERNAL)


def refuse(_framed: bytes, _sent: int = 0) -> bool:
    """The `write` of a viewer that takes no framed bytes, or not now."""
    return False
