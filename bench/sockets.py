"""Many cheap WebSocket readers in one process: `python -m bench.sockets PORT PATH COUNT`.

Prints a line once every socket has had its first frame; when its standard input closes, the arrivals of all event
frames as JSON: seq → times (ns, monotonic). It reads no more of a frame than its length and its seq.
"""

import asyncio
import json
import re
import sys
import time
from collections import defaultdict

CONNECTING = 50  # at once
SEQ = re.compile(rb'"seq":(\d+)')


class Reader(asyncio.Protocol):
    """One socket."""

    def __init__(self, request, first, arrivals):
        self.request, self.first, self.arrivals = request, first, arrivals
        self.buffer, self.open = b"", False

    def connection_made(self, transport):
        """Ask to be upgraded."""
        transport.write(self.request)

    def data_received(self, data):
        """Note when each event frame was whole."""
        now = time.monotonic_ns()
        self.buffer += data
        if not self.open:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head, head
            self.open, self.buffer = True, rest
        while (size := frame_size(self.buffer)) and len(self.buffer) >= size:
            frame, self.buffer = self.buffer[:size], self.buffer[size:]
            if not self.first.done():
                self.first.set_result(None)
            elif b'"t":"event"' in frame[:20]:
                self.arrivals[int(SEQ.search(frame)[1])].append(now)


def frame_size(data):
    """How long the frame is that `data` begins with; None while that cannot be told. A server masks nothing."""
    if len(data) < 4:
        return None
    length = data[1] & 127
    if length == 126:
        return 4 + int.from_bytes(data[2:4], "big")
    if length == 127:
        return 10 + int.from_bytes(data[2:10], "big") if len(data) >= 10 else None
    return 2 + length


async def main(port, path, count):
    """Connect, say so, and report at the end."""
    loop, arrivals, doors = asyncio.get_running_loop(), defaultdict(list), asyncio.Semaphore(CONNECTING)
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()

    async def connect():
        async with doors:
            first = loop.create_future()
            transport, _ = await loop.create_connection(lambda: Reader(request, first, arrivals), "127.0.0.1", port)
            await first
            return transport

    transports = await asyncio.gather(*(connect() for _ in range(count)))
    print("connected", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(arrivals))
    for transport in transports:
        transport.abort()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
