"""Raw connections for attackers and bystanders: plain TCP, HTTP by hand, WebSocket frames by hand. Loopback only."""

import asyncio
import base64
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
CONTINUATION, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
PATIENCE_S = 30.0  # so long a bystander waits for anything
UNMASKED = b"\0\0\0\0"  # a mask of zeros: the payload goes as it is


class NoAnswer(Exception):
    """The server said something else than was expected, or nothing."""


@dataclass(frozen=True)
class Target:
    """Where to connect, what to look at there, and as whom.

    `address` is the client's as a trusted proxy gives it, `source` the address that it connects from.
    """

    port: int
    match: str = ""
    season: str = ""
    token: str = ""
    address: str = ""
    source: str = ""

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection."""
        local = (self.source, 0) if self.source else None
        return await asyncio.open_connection(HOST, self.port, limit=2**22, local_addr=local)

    def head(self, path: str, *, method: str = "GET", headers: Sequence[str] = ()) -> bytes:
        """The head of a request, without the empty line that ends it."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}", *headers]
        if self.address:
            lines.append(f"X-Forwarded-For: {self.address}")
        return ("\r\n".join(lines) + "\r\n").encode()

    async def get(self, path: str) -> tuple[int, bytes]:
        """GET a path on a connection of its own: status and everything after the status line."""
        reader, writer = await asyncio.wait_for(self.connect(), PATIENCE_S)
        try:
            writer.write(self.head(path, headers=["Connection: close"]) + b"\r\n")
            answer = await asyncio.wait_for(reader.read(), PATIENCE_S)
        finally:
            writer.transport.abort()
        if not answer.startswith(b"HTTP/1.1 "):
            raise NoAnswer(f"GET {path}: {answer[:60]!r}")
        return int(answer[9:12]), answer[12:]

    async def open_socket(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a WebSocket. Raises NoAnswer where it is refused."""
        reader, writer = await asyncio.wait_for(self.connect(), PATIENCE_S)
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = [
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        ]
        writer.write(self.head(path, headers=upgrade) + b"\r\n")
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
            if b" 101 " not in head[:20]:
                raise NoAnswer(f"{path}: {head[:40]!r}")
        except BaseException:
            writer.transport.abort()
            raise
        return reader, writer


def frame(opcode: int, payload: bytes = b"", *, final: bool = True) -> bytes:
    """A client's frame; its mask is zero, so that the payload stands in it as it is."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = bytes([0x80 | 126]) + struct.pack(">H", size)
    else:
        length = bytes([0x80 | 127]) + struct.pack(">Q", size)
    return bytes([(0x80 if final else 0) | opcode]) + length + UNMASKED + payload


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The server's next frame: opcode and payload."""
    head = await asyncio.wait_for(reader.readexactly(2), PATIENCE_S)
    size = head[1] & 0x7F
    if size == 126:
        (size,) = struct.unpack(">H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack(">Q", await reader.readexactly(8))
    return head[0] & 15, await reader.readexactly(size)
