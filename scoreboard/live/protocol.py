"""uvicorn's HTTP, and a WebSocket protocol of our own under it: for thousands of sockets that are read from seldom.

Chosen by `uvicorn --http scoreboard.live.protocol:HttpProtocol`. It keeps nothing of the handshake, costs less
than the stock class, and offers applications the ASGI scope extension `scoreboard.framed`:

- `write(data, sent=0) -> bool` takes bytes that are WebSocket frames already, the same for every socket, and puts them
  out: no framing, no await. False where they were not taken (the connection is full or closing): then `send`.
- `line` is the connection's number in `outlet.LINES`. While nothing waits, `LINES[line](data)` does the same, cheaper,
  and says how many bytes were taken; what is left goes to `write`, with that number, before anything else does.
- `abort()` drops the connection with whatever waits to be written. ASGI's close waits for a reader that does not read.
- `rest(again) -> bool` lets the application return while the socket stays: `again()`, a coroutine function, is run in a
  new task when a message has come (`receive` has it), the disconnect among them. False where one waits already.

Any other server works, too, and uvicorn's own WebSocket class with `WEBSOCKETS=stock`: frames go through plain `send`.
"""

import sys
from typing import Any, cast
from urllib.parse import unquote

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scoreboard.live import metrics
from scoreboard.live.framed import FramedProtocol
from scoreboard.live.handshake import read_subprotocols
from scoreboard.live.limits import Limits


def read_limits() -> Limits:
    """The limits that the settings ask for; what exceeds them is counted for /metrics."""
    return Limits(frames=settings.LIVE_FRAMES, refused=lambda limit: metrics.over_limit.labels(limit).inc())


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's own, which hands an upgrade on whole: what came in one piece with it is not lost, nor is it kept."""

    limits = read_limits()

    def data_received(self, data: bytes) -> None:
        """Read requests."""
        self.piece = data
        super().data_received(data)
        self.piece = b""

    def handle_websocket_upgrade(self) -> None:
        """Put a WebSocket in the place of this protocol; called as httptools' HttpParserUpgrade is handled."""
        upgrade = sys.exc_info()[1]
        if settings.WEBSOCKETS == "stock" or upgrade is None:
            super().handle_websocket_upgrade()
            return
        self.connections.discard(self)
        socket = FramedProtocol(self, self.limits)
        self.transport.set_protocol(socket)
        socket.begin(self.make_scope(), self.app)
        if rest := self.piece[upgrade.args[0] :]:
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
