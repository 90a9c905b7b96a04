"""Writing to one connection: straight to its socket while nothing waits in the asyncio transport.

The transport costs more, and is passed by only where that makes no difference: nothing waits in it, and it has not
begun to close (docs/decisions/0011). While that is so, the connection's slot in SEND_TABLE is open: a broadcast to
thousands needs the table alone, and none of the objects behind it (hub/broadcast.py).
"""

import asyncio
import socket
from collections.abc import Callable
from threading import Lock

NO_SLOT = 0  # of all connections that are not written to directly; always closed

Send = Callable[[bytes], int]  # writes bytes at once; how many the kernel took; OSError where it has no room


def take_nothing(_data: bytes) -> int:
    """What a closed slot does with bytes: it takes none."""
    return 0


class SendTable:
    """How to write to every connection of this process, in numbered slots. Only these methods change it.

    `sends` is for reading: `sends[slot](data)` writes to a connection, and takes nothing where the slot is closed. It
    is one list for as long as the table lives, so that a loop may hold it.
    """

    __slots__ = ("_free", "_lock", "sends")

    def __init__(self) -> None:
        self.sends: list[Send] = [take_nothing]  # by slot; the first is NO_SLOT
        self._free: list[int] = []
        self._lock = Lock()  # several event loops may run

    def take(self) -> int:
        """A slot that no other connection has, closed."""
        with self._lock:
            if self._free:
                return self._free.pop()
            self.sends.append(take_nothing)
            return len(self.sends) - 1

    def release(self, slot: int) -> None:
        """Close a slot, and let another connection have it."""
        self.sends[slot] = take_nothing
        self._free.append(slot)

    def open(self, slot: int, send: Send) -> None:
        """Have what is written to a slot sent by `send`."""
        self.sends[slot] = send

    def close(self, slot: int) -> None:
        """Have a slot take nothing until it is opened again."""
        self.sends[slot] = take_nothing


SEND_TABLE = SendTable()
SENDS = SEND_TABLE.sends


class BorrowedSocket(socket.socket):
    """A second object on the transport's descriptor: written to, and never closed, not even as it is forgotten."""

    __slots__ = ()

    def __del__(self) -> None:
        self.detach()


class DirectWriter:
    """The writing side of a connection. `write` is for whole frames between `open` and `close`, `put` for any bytes.

    `slot` is the connection's slot in SEND_TABLE, which no other has while this object lives.
    """

    __slots__ = ("_open", "_room", "_socket", "_transport", "slot")

    def __init__(self, transport: asyncio.Transport) -> None:
        self.slot = SEND_TABLE.take()
        self._transport = transport
        self._socket: BorrowedSocket | None = None
        self._open = False
        self._room: asyncio.Event | None = None  # while the transport is full

    def open(self, *, kernel_bytes: int) -> None:
        """Let frames be written: directly, but where TLS is spoken through the transport, which encrypts them.

        The kernel buffers `kernel_bytes` of what its peer does not read.
        """
        self._open = True
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, kernel_bytes)
        if self._transport.get_extra_info("sslcontext") is None:
            self._socket = BorrowedSocket(fileno=connection.fileno())
            self._socket.setblocking(False)

    def close(self) -> None:
        """Take no more frames. To be called before the transport closes its descriptor.

        The kernel may then give the descriptor's number to another connection, which would be written to.
        """
        self._open = False
        self._socket = None
        SEND_TABLE.close(self.slot)

    @property
    def full(self) -> bool:
        """Whether more waits in the transport than its limit."""
        return self._room is not None

    async def wait_for_room(self) -> None:
        """Wait until it is full no more."""
        while self._room is not None:
            await self._room.wait()

    def write(self, data: bytes, sent: int = 0) -> bool:
        """Write whole frames, `sent` bytes of which the slot has taken; False where the connection takes none now."""
        if not sent:
            send = SENDS[self.slot]
            if send is take_nothing:
                if not self._open_slot():
                    return self._write_behind(data)
                send = SENDS[self.slot]
            try:
                sent = send(data)
            except OSError:  # no room; or an error that the transport will meet, too
                sent = 0
        if sent < len(data):
            self.put(data[sent:])
        return True

    def put(self, data: bytes) -> None:
        """Write through the transport, after all that was written before, however much waits."""
        SEND_TABLE.close(self.slot)
        self._transport.write(data)

    def pause(self) -> None:
        """Note that the transport is full."""
        self._room = asyncio.Event()

    def resume(self) -> None:
        """Note that the transport has room again, or has ended."""
        if self._room is not None:
            self._room.set()
            self._room = None

    def _open_slot(self) -> bool:
        """Open the slot, if nothing waits in the transport."""
        if self._socket is None or self._room is not None:
            return False
        if self._transport.get_write_buffer_size() or self._transport.is_closing():
            return False
        SEND_TABLE.open(self.slot, self._socket.send)
        return True

    def _write_behind(self, data: bytes) -> bool:
        if not self._open or self._room is not None:
            return False
        self._transport.write(data)
        return True

    def __del__(self) -> None:
        SEND_TABLE.release(self.slot)
