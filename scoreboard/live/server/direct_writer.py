"""What is written to one connection, in its order: straight to the descriptor while nothing waits.

The transport, which costs more, is passed by only where that cannot be told apart: nothing waits in it, and it has not
begun to close (docs/decisions/0011). While that is so, the connection's line is open: who writes the same to thousands
needs the `LINES` of them alone, and none of the objects behind (broadcast.py).
"""

import asyncio
import socket
from collections.abc import Callable
from threading import Lock

# What the system may hold of one who does not read. Left to itself it holds 4 MB: an hour of a match, that nobody
# conflates, and that is shown minute by minute to whoever comes back.
KERNEL_BYTES = 64 * 1024

Line = Callable[[bytes], int]  # puts bytes out at once; how many the system took; OSError where it has no room


def take_nothing(_data: bytes) -> int:
    """A line that is shut: it takes nothing."""
    return 0


LINES: list[Line] = [take_nothing]  # by number; the first is of all connections that have none
_free: list[int] = []
_lock = Lock()  # several event loops may run


class Borrowed(socket.socket):
    """A descriptor of somebody else's, to be written to and never closed: not even as this object is forgotten."""

    __slots__ = ()

    def __del__(self) -> None:
        self.detach()


class Outlet:
    """The writing side of a connection. `write` is for whole frames while it is open, `put` for whatever, always.

    `line` is the number of its line, which nobody else has while this object lives.
    """

    __slots__ = ("_open", "_room", "_socket", "_transport", "line")

    def __init__(self, transport: asyncio.Transport) -> None:
        self.line = take_line()
        self._transport = transport
        self._socket: Borrowed | None = None
        self._open = False
        self._room: asyncio.Event | None = None  # while the transport is full

    def open(self) -> None:
        """Let frames be written; where TLS is spoken the transport must see them."""
        self._open = True
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        if self._transport.get_extra_info("sslcontext") is None:
            self._socket = Borrowed(fileno=connection.fileno())
            self._socket.setblocking(False)

    def shut(self) -> None:
        """Take no more frames. Before the transport lets the descriptor go, or it could be another connection's."""
        self._open = False
        self._socket = None
        LINES[self.line] = take_nothing

    @property
    def full(self) -> bool:
        """Whether more waits in the transport than it likes."""
        return self._room is not None

    async def wait_for_room(self) -> None:
        """Wait until it is full no more."""
        while self._room is not None:
            await self._room.wait()

    def write(self, data: bytes, sent: int = 0) -> bool:
        """Write whole frames, `sent` bytes of which the line has taken; False where the connection takes none now."""
        if not sent:
            if LINES[self.line] is take_nothing and not self._open_line():
                return self._write_behind(data)
            try:
                sent = LINES[self.line](data)
            except OSError:  # no room; or an error that the transport will meet, too
                sent = 0
        if sent < len(data):
            self.put(data[sent:])
        return True

    def put(self, data: bytes) -> None:
        """Write after all that was written before, whatever waits."""
        LINES[self.line] = take_nothing
        self._transport.write(data)

    def pause(self) -> None:
        """The transport is full."""
        self._room = asyncio.Event()

    def resume(self) -> None:
        """The transport has room again, or has ended."""
        if self._room is not None:
            self._room.set()
            self._room = None

    def _open_line(self) -> bool:
        """Open the line, if nothing waits in the transport."""
        if self._socket is None or self._room is not None:
            return False
        if self._transport.get_write_buffer_size() or self._transport.is_closing():
            return False
        LINES[self.line] = self._socket.send
        return True

    def _write_behind(self, data: bytes) -> bool:
        if not self._open or self._room is not None:
            return False
        self._transport.write(data)
        return True

    def __del__(self) -> None:
        give_line(self.line)


def take_line() -> int:
    """A line that nobody has, shut."""
    with _lock:
        if _free:
            return _free.pop()
        LINES.append(take_nothing)
        return len(LINES) - 1


def give_line(number: int) -> None:
    """Let others have a line."""
    LINES[number] = take_nothing
    _free.append(number)
