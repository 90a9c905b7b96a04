"""What is written to one connection, in its order: straight to the descriptor while nothing waits.

The transport, which costs more, is passed by only where that cannot be told apart: nothing waits in it, and it has not
begun to close (docs/decisions/0011).
"""

import asyncio
import socket

# What the system may hold of one who does not read. Left to itself it holds 4 MB: an hour of a match, that nobody
# conflates, and that is shown minute by minute to whoever comes back.
KERNEL_BYTES = 64 * 1024


class Borrowed(socket.socket):
    """A descriptor of somebody else's, to be written to and never closed: not even as this object is forgotten."""

    __slots__ = ()

    def __del__(self) -> None:
        self.detach()


class Outlet:
    """The writing side of a connection. `write` is for whole frames while it is open, `put` for whatever, always."""

    __slots__ = ("_open", "_room", "_socket", "_straight", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._socket: Borrowed | None = None
        self._open = False
        self._straight = False  # open, and nothing waits in the transport
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
        self._open = self._straight = False
        self._socket = None

    @property
    def full(self) -> bool:
        """Whether more waits in the transport than it likes."""
        return self._room is not None

    async def wait_for_room(self) -> None:
        """Wait until it is full no more."""
        while self._room is not None:
            await self._room.wait()

    def write(self, data: bytes) -> bool:
        """Write whole frames; False where the connection does not take them now."""
        if not self._straight:
            return self._write_behind(data)
        try:
            sent = self._socket.send(data)  # type: ignore[union-attr]  # there is one while it is straight
        except OSError:  # no room; or an error that the transport will meet, too
            sent = 0
        if sent < len(data):
            self.put(data[sent:])
        return True

    def put(self, data: bytes) -> None:
        """Write after all that was written before, whatever waits."""
        self._straight = False
        self._transport.write(data)

    def pause(self) -> None:
        """The transport is full."""
        self._room = asyncio.Event()

    def resume(self) -> None:
        """The transport has room again, or has ended."""
        if self._room is not None:
            self._room.set()
            self._room = None

    def _write_behind(self, data: bytes) -> bool:
        if not self._open or self._room is not None:
            return False
        if self._socket is not None and not self._transport.get_write_buffer_size():
            self._straight = not self._transport.is_closing()
        if self._straight:
            return self.write(data)
        self._transport.write(data)
        return True
