"""One of a thousand readers that stops reading: it costs nobody anything, and no more memory than it is given."""

import asyncio
import socket

import msgspec
import pytest

from scoreboard.live.hub.hub import start_hub
from scoreboard.live.limits import LiveLimits
from scoreboard.wire.layer_messages import LayerMessage
from tests.live.conftest import publish, serving, until, with_limits
from tests.live.server.test_framing import frame

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 1_000
BODY = 2_500
PAD = "x" * BODY


class Reader(asyncio.Protocol):
    """Keeps the seqs that it is sent, in their order."""

    def __init__(self, request):
        self.request, self.seqs, self.held = request, [], b""

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.held += data
        *whole, self.held = self.held.split(b'"fairness":')
        self.seqs += [int(piece.rpartition(b'"seq":')[2].partition(b",")[0]) for piece in whole]


def bodies(match, first, last):
    """Frames as large as they come, the next of a match's."""
    for seq in range(first, last + 1):
        body = {"t": "event", "id": str(match.pk), "pad": PAD, "seq": seq, "fairness": True}
        yield LayerMessage(str(match.pk), 1, seq, 0.0, msgspec.json.encode(body))


async def test_one_of_a_thousand_stops_reading(redis_layer, live_match):
    limits = LiveLimits(stall_s=60.0, queue_bytes=15_000)  # so long that no other can be waiting for it to be given up
    hub = start_hub(limits)
    request = (
        f"GET /ws/matches/{live_match.pk} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    async with serving(with_limits(kernel_bytes=4_096)) as port:
        readers = []
        for _ in range(READERS):
            connection = socket.socket()
            if not readers:  # that which will stop: or the kernel would take megabytes for it
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.setblocking(False)  # the call has no name for it
            await loop.sock_connect(connection, ("127.0.0.1", port))
            _, reader = await loop.create_connection(lambda: Reader(request), sock=connection)
            readers.append(reader)
        await until(lambda: sum(bool(viewer.watched) for viewer in hub.viewers) == READERS, seconds=30)
        await publish(*bodies(live_match, 3, 3))
        await until(lambda: all(reader.seqs == [3] for reader in readers), seconds=30)
        stalled, others = readers[0], readers[1:]
        stalled.transport.pause_reading()
        reached = 3
        while not any(viewer.jumped for viewer in hub.viewers):  # its kernel's buffers are full, and its queue was
            assert reached < 3_000
            await publish(*bodies(live_match, reached + 1, reached + 10))
            reached += 10
            await until(lambda: all(reader.seqs[-1] == reached for reader in others), seconds=30)  # noqa: B023
        (slow,) = [viewer for viewer in hub.viewers if not viewer.idle]
        assert all(reader.seqs == list(range(3, reached + 1)) for reader in others)
        assert slow._queued_bytes <= limits.queue_bytes
        writer = slow._write_at_once.__self__
        assert writer._transport.get_write_buffer_size() <= 64 * 1024 + len(frame(1, PAD.encode())) * 2
        await publish(*bodies(live_match, reached + 1, reached + 15))
        await until(lambda: slow.closed, seconds=30)  # it did not even take the snapshot: 4408
        await until(lambda: all(reader.seqs[-1] == reached + 15 for reader in others), seconds=30)
        for reader in readers:
            reader.transport.abort()
        await until(lambda: not hub.viewers, seconds=30)
