"""uvicorn's HTTP with bounds: what one client sends, holds or leaves half done costs the others next to nothing.

uvicorn hands all that has come to its parser at once, and puts no bound on a head, a body, or the time that either
takes. Here the parser gets a slice at a time: up to the end of one request, which is answered before the next is read,
and no more than a turn's worth before others have theirs. What exceeds a limit (limits.py) is answered and read from no
more.
"""

import asyncio
import json
import resource
from http import HTTPStatus
from weakref import WeakKeyDictionary

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from scoreboard.live.server.deadlines import Deadlines
from scoreboard.live.server.handshake import Headers, answer_refusal
from scoreboard.live.server.limits import Limits

EMPTY_LINE = b"\r\n\r\n"
SLICE = 1024  # bytes
BODY_SLICE = 16 * 1024  # where nothing but a body can be
TURN_BYTES = 64 * 1024  # read of one client before others have their turn
LEAST_BYTES = 256  # that a slice counts for, however short
FRAMING = 8  # times its size a body may take with the sizes of its chunks
FRAMING_BYTES = 4 * 1024  # and so much more, for what ends it
LINGER_BYTES = 1024 * 1024  # still taken of a client that was refused: few stop sending before they have sent all
SPARE_FILES = 256  # that a process may have open besides connections

_guards: WeakKeyDictionary[ServerState, "Guard"] = WeakKeyDictionary()


class Flow(FlowControl):
    """uvicorn's, with one more cause to read nothing: what has been read is to be handled first."""

    held = False

    def hold(self) -> None:
        """Read nothing until `release`."""
        if not self.held:
            self.held = True
            self._transport.pause_reading()

    def release(self) -> None:
        """Read on, unless uvicorn does not want to."""
        if self.held:
            self.held = False
            if not self.read_paused:
                self._transport.resume_reading()

    def resume_reading(self) -> None:
        """Read on, unless something is to be handled first."""
        if self.read_paused:
            self.read_paused = False
            if not self.held:
                self._transport.resume_reading()


class BoundedHttp(HttpToolsProtocol):
    """One connection, whose requests keep to `limits`."""

    # Beside uvicorn's own: with more than 30 names its dict would be a kilobyte larger, for each that connects.
    __slots__ = (
        "at",
        "body_bytes",
        "body_length",
        "body_limit",
        "dropped",
        "ended",
        "guard",
        "head_bytes",
        "held",
        "in_body",
        "tail",
        "wire_bytes",
    )
    limits = Limits()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; where there are too many connections, in place of one that has asked for nothing yet."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that whatever waits to be read by the client counts as waiting
        self.flow: Flow = Flow(transport)
        self.guard = get_guard(self)
        self.held = b""  # what has come and has not been parsed
        self.at = 0  # it begins here
        self.tail = b""  # of what has been parsed, in which an empty line may have begun
        self.head_bytes = 0  # of a head that has not ended
        self.in_body = False
        self.body_limit = self.body_bytes = self.wire_bytes = 0  # of a body that has not ended
        self.body_length = -1  # as its head says
        self.ended = False  # refused: nothing is heard any more
        self.dropped = 0  # bytes, since then
        self.guard.heads.start(self)
        if not self.guard.admit(self):
            detail = "This server has all the connections that it can hold."
            self.refuse(503, "connections", detail, [(b"retry-after", b"5")])

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget everything."""
        super().connection_lost(exc)
        self.guard.forget(self)
        self.held, self.ended = b"", True

    def data_received(self, data: bytes) -> None:
        """Read requests."""
        if self.ended:
            self.dropped += len(data)
            if self.dropped > LINGER_BYTES:
                self.flow.hold()
            return
        self.held, self.at = (self.held[self.at :] + data if self.held else data), 0
        self.parse()

    def pause_writing(self) -> None:
        """Give the client a time to read what it is sent."""
        super().pause_writing()
        self.guard.writes.start(self)

    def resume_writing(self) -> None:
        """It has."""
        super().resume_writing()
        self.guard.writes.stop(self)

    # --- reading, a slice at a time ----------------------------------------------------------------------------------

    def parse(self) -> None:
        """Have what has come parsed: up to the end of a request that is to be answered first, or of one's turn."""
        self._unset_keepalive_if_required()
        left = TURN_BYTES
        while self.at < len(self.held):
            if self.is_answering():
                self.flow.hold()
                return
            if left <= 0:
                self.flow.hold()
                self.loop.call_soon(self.parse)
                return
            if not self.in_body and self.head_bytes >= self.limits.head_bytes:
                self.refuse_head()
                break
            piece = self.take_slice()
            left -= max(len(piece), LEAST_BYTES)
            self.feed(piece)
        self.held = b""
        if not self.ended:
            self.flow.release()
            if self.in_body:
                self.guard.bodies.begin(self)

    def is_answering(self) -> bool:
        """Whether a request has come whole and has not been answered."""
        return not self.in_body and self.cycle is not None and not self.cycle.response_complete

    def take_slice(self) -> bytes:
        """The next bytes; if a request ends in them, it ends with them."""
        if self.in_body and self.body_length >= 0:
            size = min(self.body_length - self.body_bytes, BODY_SLICE)
        else:
            # A head ends with an empty line, and so does a body in chunks.
            found = (self.tail + self.held[self.at : self.at + SLICE]).find(EMPTY_LINE)
            size = SLICE if found < 0 else found + len(EMPTY_LINE) - len(self.tail)
            if not self.in_body:
                size = min(size, self.limits.head_bytes - self.head_bytes)
        piece = self.held[self.at : self.at + max(size, 1)]
        self.at += len(piece)
        self.tail = (self.tail + piece)[1 - len(EMPTY_LINE) :]
        return piece

    def feed(self, piece: bytes) -> None:
        """Have a slice parsed, within the limits."""
        if self.in_body:
            self.wire_bytes += len(piece)
            if self.wire_bytes > self.body_limit * FRAMING + FRAMING_BYTES:
                self.refuse_body()
                return
        else:
            self.guard.heads.begin(self)
            self.head_bytes += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade() and not self.ended:
                self.at += upgrade.args[0] - len(piece)
                self.hand_over()
            # Else the request has been answered as if it had asked for nothing (RFC 9110, 7.8).
        except httptools.HttpParserError:
            self.end(400, "This is no HTTP.")

    # --- what the parser finds ---------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; what comes behind a chunked body is none."""
        if self.in_body or self.ended:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        elif name == b"content-length":
            self.body_length = int(value)
        self.headers.append((name, value))
        if len(self.headers) > self.limits.headers:
            self.refuse(431, "headers", f"At most {self.limits.headers} headers a request.")

    def on_headers_complete(self) -> None:
        """Put a request to the application, unless its body is known to be too large."""
        if self.ended:
            return
        self.guard.heads.stop(self)
        self.head_bytes = self.body_bytes = self.wire_bytes = 0
        self.body_limit = self.limits.body_limit(self.url)
        if self.body_length > self.body_limit:
            self.refuse_body()
            return
        super().on_headers_complete()
        self.in_body = True

    def on_body(self, body: bytes) -> None:
        """Hand on a part of a body."""
        if self.ended:
            return
        before, self.body_bytes = self.body_bytes, self.body_bytes + len(body)
        if self.body_bytes > self.body_limit:
            self.refuse_body()
            return
        if before // self.limits.body_bytes != self.body_bytes // self.limits.body_bytes:
            self.guard.bodies.start(self)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self.in_body, self.body_length = False, -1
        self.guard.bodies.stop(self)
        if not self.ended:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with what has come behind a request that is now answered, or wait for another one for a while."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.held:
            self.loop.call_soon(self.parse)
        else:
            self.guard.idle.start(self)

    def _unset_keepalive_if_required(self) -> None:
        self.guard.idle.stop(self)

    # --- the end of those that exceed a limit ------------------------------------------------------------------------

    def refuse_head(self) -> None:
        """Answer a head that is too large; called as that is known."""
        long_address = self.headers is not None and len(self.url) > self.limits.head_bytes // 2
        self.refuse(414 if long_address else 431, "head", f"At most {self.limits.head_bytes} bytes a request's head.")

    def refuse_body(self) -> None:
        """Answer a body that is too large; called as that is known."""
        self.refuse(413, "body", f"At most {self.body_limit} bytes a request's body.")

    def end_late_head(self) -> None:
        """End a connection whose request did not come in time; a client that has sent nothing expects no answer."""
        if self.head_bytes:
            self.refuse(408, "head_s", f"A request's head must be whole within {self.limits.head_s:g} s.")
        else:
            self.limits.refused("head_s")
            self.transport.abort()

    def end_late_body(self) -> None:
        """End a connection whose body did not come in time, unless it was the application that took none."""
        if self.flow.read_paused or self.flow.held:
            self.guard.bodies.start(self)
        else:
            self.refuse(408, "body_s", f"A request's body must come within {self.limits.body_s:g} s.")

    def end_unread(self) -> None:
        """Drop a client that does not read its answer."""
        self.limits.refused("write_s")
        self.transport.abort()

    def refuse(self, status: int, limit: str, detail: str, headers: Headers = ()) -> None:
        """Count a limit that was exceeded, answer with a problem document, and close."""
        if not self.ended:
            self.limits.refused(limit)
            self.end(status, detail, headers)

    def end(self, status: int, detail: str, headers: Headers = ()) -> None:
        """Hear nothing more; answer, unless another answer has begun, and close."""
        self.ended = True
        self.at = len(self.held)
        self.guard.heads.stop(self)
        self.guard.bodies.stop(self)
        cycle = self.cycle
        if self.in_body:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                self.transport.abort()
                return
        problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        own = [(b"content-type", b"application/problem+json"), *headers]
        self.transport.write(
            answer_refusal(status, [*self.server_state.default_headers, *own], json.dumps(problem).encode())
        )
        if self.transport.can_write_eof() and status != 503:
            # To close now, with what it sends unread, would take the answer from it.
            self.transport.write_eof()
            self.flow.release()
            self.flow.resume_reading()
            self.guard.lingering.start(self)
        else:
            self.transport.close()

    # --- WebSockets --------------------------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """Let a WebSocket begin."""
        rest, self.held, self.at = self.held[self.at :], b"", 0
        self.ended = True
        self.guard.forget(self)
        self.transport.set_write_buffer_limits()
        self.flow.release()
        self.upgrade(rest)

    def upgrade(self, rest: bytes) -> None:
        """Put a WebSocket in the place of this protocol; `rest` has come behind its request."""
        self.handle_websocket_upgrade()


class Guard:
    """The connections of one server: how many there are, and what each has to be done with in time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: Limits, idle_s: float) -> None:
        self.idle = Deadlines[BoundedHttp](loop, idle_s, lambda http: http.transport.close())
        self.heads = Deadlines(loop, limits.head_s, BoundedHttp.end_late_head)
        self.bodies = Deadlines(loop, limits.body_s, BoundedHttp.end_late_body)
        self.writes = Deadlines(loop, limits.write_s, BoundedHttp.end_unread)
        self.lingering = Deadlines[BoundedHttp](loop, limits.linger_s, lambda http: http.transport.abort())
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.most = limits.connections
        if files != resource.RLIM_INFINITY:
            self.most = min(self.most, max(files - SPARE_FILES, 1))

    def admit(self, newcomer: BoundedHttp) -> bool:
        """Whether there is room for one more; made, if need be, by dropping one that is idle or silent for long."""
        if len(newcomer.connections) <= self.most:
            return True
        silent = self.idle.oldest() or self.heads.oldest()
        if silent is None or silent is newcomer:
            return False
        self.forget(silent)
        silent.limits.refused("connections")
        silent.transport.abort()
        return True

    def forget(self, http: BoundedHttp) -> None:
        """Wait for nothing more of a connection."""
        for deadlines in (self.idle, self.heads, self.bodies, self.writes, self.lingering):
            deadlines.stop(http)


def get_guard(http: BoundedHttp) -> Guard:
    """The guard of a connection's server."""
    guard = _guards.get(http.server_state)
    if guard is None:
        guard = _guards[http.server_state] = Guard(http.loop, http.limits, http.timeout_keep_alive)
    return guard


def allow_files(connections: int) -> None:
    """Let this process have so many connections open, where the system allows that: by default it is often 1,024."""
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if resource.RLIM_INFINITY != files < wanted:
        wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
