"""uvicorn's HTTP, and a WebSocket protocol of our own under it: for thousands of sockets that are read from seldom.

Chosen by `uvicorn --http scoreboard.live.protocol:HttpProtocol`. It keeps nothing of the handshake, costs less
than the stock class, and offers applications the ASGI scope extension `scoreboard.direct_writer`:

- `write(data, sent=0) -> bool` takes bytes that are WebSocket frames already, the same for every socket, and writes
  them: no framing, no await. False where they were not taken (the connection is full or closing): then `send`.
- `slot` is the connection's number in SEND_TABLE (server/direct_writer.py). While nothing waits, `sends[slot](data)` of
  that table does the same, cheaper, and says how many bytes were taken; what is left goes to `write`, with that number,
  before anything else does.
- `abort()` drops the connection with whatever waits to be written. ASGI's close waits for a reader that does not read.
- `rest(again) -> bool` lets the application return while the socket stays: `again()`, a coroutine function, is run in a
  new task when a message has come (`receive` has it), the disconnect among them. False where one waits already.

Any other server works, too, and uvicorn's own WebSocket class with `WEBSOCKETS=stock`: frames go through plain `send`,
and the limits on what a client may send (limits.py) hold for HTTP alone, or not at all.
"""

from typing import Any, cast
from urllib.parse import unquote

from django.conf import settings

from scoreboard.live import metrics
from scoreboard.live.server.handshake import read_subprotocols
from scoreboard.live.server.http import BoundedHttp
from scoreboard.live.server.limits import Limits
from scoreboard.live.server.websocket import WebSocketProtocol


def read_limits() -> Limits:
    """The limits that the settings ask for; what exceeds them is counted for /metrics."""
    return Limits(
        head_bytes=settings.HTTP_HEAD_BYTES,
        headers=settings.HTTP_HEADERS,
        body_bytes=settings.HTTP_BODY_BYTES,
        head_s=settings.HTTP_HEAD_S,
        body_s=settings.HTTP_BODY_S,
        write_s=settings.HTTP_WRITE_S,
        connections=settings.HTTP_CONNECTIONS,
        frames=settings.LIVE_FRAMES,
        refused=lambda limit: metrics.over_limit.labels(limit).inc(),
    )


class HttpProtocol(BoundedHttp):
    """HTTP with bounds, and a WebSocket of our own in its place where one is asked for; nothing is kept of that."""

    limits = read_limits()

    def upgrade(self, rest: bytes) -> None:
        """Put a WebSocket in the place of this protocol; `rest` has come behind its request."""
        if settings.WEBSOCKETS == "stock":
            super().upgrade(rest)
            return
        self.connections.discard(self)
        socket = WebSocketProtocol(self, self.limits)
        self.transport.set_protocol(socket)
        socket.begin(self.make_scope(), self.app)
        if rest:
            socket.data_received(rest)
        self.parser = cast("Any", None)  # its callbacks hold this object, which holds it

    def make_scope(self) -> dict[str, Any]:
        """The request as an ASGI scope of a WebSocket."""
        raw_path, _, query_string = self.url.partition(b"?")
        scope = self.scope
        return {
            **scope,
            "type": "websocket",
            "asgi": {"version": self.asgi_version, "spec_version": "2.4"},
            "scheme": "wss" if scope["scheme"] == "https" else "ws",
            "path": self.root_path + unquote(raw_path.decode("latin-1")),
            "raw_path": self.root_path.encode() + raw_path,
            "query_string": query_string,
            "subprotocols": read_subprotocols(self.headers),
            "extensions": {"websocket.http.response": {}},
        }
