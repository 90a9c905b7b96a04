"""One WebSocket under uvicorn: an asyncio protocol that takes little memory while nothing is read (protocol.py).

What the peer says becomes ASGI messages, what the application sends becomes frames. Of the handshake nothing is kept.

A peer may send anything, at next to no cost to others: a few frames are read at a time, none beyond a message that the
application has not taken, and a peer that exceeds a limit (limits.py) is read from no more.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected

from scoreboard.live.server.direct_writer import DirectWriter
from scoreboard.live.server.framing import (
    BINARY,
    CLOSE,
    INTERNAL_ERROR,
    NORMAL,
    NOT_CLOSED,
    PING,
    PONG,
    SERVICE_RESTART,
    TEXT,
    TOO_MANY,
    Broken,
    Message,
    Parser,
    close_frame,
    frame,
)
from scoreboard.live.server.handshake import (
    HandshakeRefused,
    Headers,
    answer_accept,
    answer_refusal,
    read_headers,
    read_key,
)
from scoreboard.live.server.limits import Limits
from scoreboard.live.server.pinger import Pinged, get_pinger

EXTENSION = "scoreboard.direct_writer"
SHUTDOWN_S = 1.0  # so long a peer has to answer a close when the server goes away
LINGER_S = 1.0  # and so long to read why it is cut off
CONNECTING, OPEN, CLOSING, CLOSED = range(4)
ASKED = frame(PING, b"")

Again = Callable[[], Coroutine[Any, Any, None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]  # status, headers, body

logger = logging.getLogger("uvicorn.error")


class WebSocketProtocol(asyncio.Protocol):
    """A WebSocket, from its handshake to its end."""

    __slots__ = (
        "_again",
        "_answer",
        "_asked",
        "_connections",
        "_heard",
        "_heard_since",
        "_http",
        "_inbox",
        "_key",
        "_limits",
        "_loop",
        "_parser",
        "_pinged_with",
        "_reading",
        "_running",
        "_state",
        "_tasks",
        "_timer",
        "_transport",
        "_waiter",
        "_writer",
    )

    def __init__(self, http: HttpToolsProtocol, limits: Limits) -> None:
        self._state = CONNECTING
        self._http: HttpToolsProtocol | None = http  # until the handshake is over
        self._limits = limits
        self._key = b""
        self._answer: Answer | None = None  # the application's own, in place of a WebSocket
        self._transport = http.transport
        self._writer = DirectWriter(http.transport)
        self._loop = http.loop
        self._connections = cast("set[Any]", http.connections)
        self._connections.add(self)
        self._parser: Parser | None = Parser(limit=http.config.ws_max_size, fragments=limits.fragments)
        self._reading = True  # False: what has come is to be heard first
        self._heard = self._heard_since = 0  # so many frames since then
        self._inbox: deque[dict[str, Any]] | None = None
        self._waiter: asyncio.Future[None] | None = None  # the application waits for a message
        self._again: Again | None = None  # the application rests
        self._running = False  # a task of the application's
        self._tasks = http.tasks
        self._timer: asyncio.TimerHandle | None = None
        self._asked = False  # a ping has been sent, and nothing heard since
        self._pinged_with: set[Pinged] | None = None

    # --- the opening handshake ---------------------------------------------------------------------------------------

    def begin(self, scope: dict[str, Any], app: Any) -> None:
        """Put a request to the application; one that asks for no WebSocket as it should is refused."""
        try:
            self._key = read_key(scope.pop("method"), scope["http_version"], scope["headers"])
        except HandshakeRefused as refused:
            self._refuse(refused.status, refused.headers, f"{refused}\n".encode())
            return
        writer = self._writer
        scope["extensions"][EXTENSION] = {
            "write": writer.write,
            "slot": writer.slot,
            "abort": self.abort,
            "rest": self.rest,
        }
        self._take({"type": "websocket.connect"})
        self._start(app(scope, self.receive, self.send))

    def _reply(self, message: dict[str, Any]) -> None:
        """Do what the application says before there is a WebSocket."""
        match message["type"]:
            case "websocket.accept":
                self._accept(read_headers(message), message.get("subprotocol"))
            case "websocket.close":
                self._refuse(403, (), b"")
            case "websocket.http.response.start":
                self._answer = message["status"], read_headers(message), b""
            case "websocket.http.response.body" if self._answer is not None:
                status, headers, body = self._answer
                self._answer = status, headers, body + message.get("body", b"")
                if not message.get("more_body"):
                    self._refuse(*self._answer)
            case kind:
                raise RuntimeError(f"{kind!r} came before 'websocket.accept'")

    def _accept(self, headers: list[tuple[bytes, bytes]], subprotocol: str | None) -> None:
        assert self._http is not None
        self._writer.put(answer_accept(self._key, [*self._http.server_state.default_headers, *headers], subprotocol))
        self._writer.open(kernel_bytes=self._limits.kernel_bytes)
        self._state = OPEN
        pinger = get_pinger(self._http.server_state, self._loop, self._http.config.ws_ping_interval)
        if pinger is not None:
            self._pinged_with = pinger.join(self)
        self._http, self._key = None, b""

    def _refuse(self, status: int, headers: Headers, body: bytes) -> None:
        assert self._http is not None
        self._writer.put(answer_refusal(status, [*self._http.server_state.default_headers, *headers], body))
        self._http = self._answer = None
        self._end(NOT_CLOSED)

    # --- what the application calls ----------------------------------------------------------------------------------

    async def receive(self) -> dict[str, Any]:
        """The next ASGI message."""
        while self._inbox is None:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        message = self._inbox.popleft()
        if not self._inbox:
            self._inbox = None
            self._hear_on()
        return message

    async def send(self, message: dict[str, Any]) -> None:
        """Take an ASGI message, when there is room for it. Raises ClientDisconnected (an OSError)."""
        if self._state == OPEN:
            await self._writer.wait_for_room()
        kind = message["type"]
        if self._state == CONNECTING:
            self._reply(message)
        elif self._state == CLOSED:
            raise ClientDisconnected
        elif self._state == OPEN and kind == "websocket.send":
            text = message.get("text")
            self._writer.put(frame(BINARY, message["bytes"]) if text is None else frame(TEXT, text.encode()))
        elif self._state == OPEN and kind == "websocket.close":
            self._writer.put(close_frame(message.get("code", NORMAL), message.get("reason") or ""))
            self._writer.close()
            self._state = CLOSING
            self._inbox = None
            self._hear_on()
            self._give_time(self._limits.close_s)
        else:
            raise RuntimeError(f"{kind!r} came after 'websocket.close'")

    def abort(self) -> None:
        """Drop the connection, whatever waits to be written."""
        self._writer.close()
        self._transport.abort()

    def rest(self, again: Again) -> bool:
        """Let the application's task end, and run `again()` when there is a message; False where there is one."""
        if self._inbox is not None:
            return False
        self._again = again
        return True

    # --- what the transport calls ------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Hear what the peer says."""
        self._asked = False
        if self._parser is not None:
            self._parser.feed(data)
            if self._reading:
                self._hear()

    def pause_writing(self) -> None:
        """Take no more: the peer reads too slowly."""
        self._writer.pause()

    def resume_writing(self) -> None:
        """Take more again."""
        self._writer.resume()

    def connection_lost(self, exc: Exception | None) -> None:  # whatever it was
        """Forget everything."""
        self._finish(NOT_CLOSED)
        self.resume_writing()
        self._connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._pinged_with is not None:
            self._pinged_with.discard(self)

    def shutdown(self) -> None:
        """End, since the server does: called by uvicorn."""
        if self._state == CONNECTING:
            self._refuse(503, (), b"")
        elif self._state == OPEN:
            self._writer.put(close_frame(SERVICE_RESTART))
        self._end(SERVICE_RESTART, seconds=SHUTDOWN_S)

    def ping(self) -> None:
        """Ask for a sign of life; end where none has come since the last time."""
        if self._asked and self._reading:
            self.abort()
        elif self._state == OPEN:
            self._asked = True
            self._writer.put(ASKED)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        """Hear what has come, up to a message that is for the application, and no more than is one's turn."""
        pinged = None
        try:
            for _ in range(self._limits.frames_a_turn):
                if self._parser is None:
                    return
                if self._inbox is not None:
                    self._pause()
                    break
                message = self._parser.read()
                if message is None:
                    self._read_on()
                    break
                self._count()
                if message.opcode == PING:
                    pinged = cast("bytes", message.data)
                else:
                    self._heed(message)
            else:
                self._pause()
                self._loop.call_soon(self._hear)
        except Broken as broken:
            if broken.code == TOO_MANY:
                self._limits.refused("frames")
            self._fail(broken.code, broken.reason)
        # Of several pings that came at once the last is answered; of a peer that does not read, those for which there
        # is room (5.5.3 asks for no more).
        if pinged is not None and self._state == OPEN and not self._writer.full:
            self._writer.put(frame(PONG, pinged))

    def _heed(self, message: Message) -> None:
        if message.opcode == CLOSE:
            if self._state == OPEN:
                self._writer.put(close_frame(message.code))
            self._end(message.code)
        elif message.opcode in (TEXT, BINARY) and self._state != CLOSING:
            self._take({"type": "websocket.receive", "text" if message.opcode == TEXT else "bytes": message.data})

    def _count(self) -> None:
        """Count a frame; raises Broken where it is one too many."""
        now = int(self._loop.time())
        if now - self._heard_since >= self._limits.frames_s:
            self._heard, self._heard_since = 0, now
        self._heard += 1
        if self._heard > self._limits.frames:
            raise Broken(TOO_MANY, f"at most {self._limits.frames} frames in {self._limits.frames_s} s")

    def _hear_on(self) -> None:
        """Hear the rest, in a turn of its own, where hearing has been put off."""
        if not self._reading:
            self._loop.call_soon(self._hear)

    def _take(self, message: dict[str, Any]) -> None:
        """Have the application get a message."""
        if self._inbox is None:
            self._inbox = deque()
        self._inbox.append(message)
        if self._waiter is not None:
            if not self._waiter.done():
                self._waiter.set_result(None)
        elif self._again is not None and not self._running:
            self._wake()

    def _pause(self) -> None:
        if self._reading:
            self._reading = False
            self._transport.pause_reading()

    def _read_on(self) -> None:
        if not self._reading:
            self._reading = True
            self._transport.resume_reading()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._running = True
        task = self._loop.create_task(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wake(self) -> None:
        again, self._again = self._again, None
        assert again is not None
        self._start(again())

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        code = NORMAL
        try:
            await work
        except ClientDisconnected:
            pass
        except Exception:
            logger.exception("Exception in ASGI application")
            code, self._again = INTERNAL_ERROR, None
        except asyncio.CancelledError:
            self.abort()
            raise
        self._running = False
        if self._again is not None:
            if self._inbox is not None:
                self._wake()
        elif self._state == CONNECTING:
            self._refuse(500, (), b"")
        elif self._state == OPEN:
            self._fail(code, "")

    def _fail(self, code: int, reason: str) -> None:
        """End without waiting for the peer's close, and read no more; it has a moment to read ours."""
        if self._state == CONNECTING:
            self._refuse(400, (), b"")
            return
        if self._state == OPEN:
            self._writer.put(close_frame(code, reason))
        if self._transport.can_write_eof():
            self._finish(code)
            self._pause()
            self._transport.write_eof()
            self._give_time(LINGER_S)
        else:
            self._end(code, seconds=LINGER_S)

    def _end(self, code: int, *, seconds: float | None = None) -> None:
        """Close the connection when what was written is out, at most in so many seconds (`close_s`)."""
        self._finish(code)
        self._transport.close()
        self._give_time(self._limits.close_s if seconds is None else seconds)

    def _finish(self, code: int) -> None:
        """Tell the application that it is over."""
        self._writer.close()
        if self._state != CLOSED:
            self._state = CLOSED
            self._parser = None
            self._take({"type": "websocket.disconnect", "code": code})

    def _give_time(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self.abort)
