"""uvicorn's WebSocket protocol, with two more things for an application to do.

Chosen by `uvicorn --ws scoreboard.live.protocol:FramedProtocol`; offered as the ASGI scope extension
`scoreboard.framed`:

- `write(data) -> bool` takes bytes that are WebSocket frames already, the same for every socket, and puts them on the
  transport: no framing, no await. False where they were not taken (the connection is full or closing): then `send`.
- `abort()` drops the connection with whatever waits to be written. ASGI's close waits for a reader that does not read.

Any other server works, too, through plain `send`. Not for use with permessage-deflate.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "scoreboard.framed"


class FramedProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own class, with the extension in each scope."""

    def handle_connect(self, event: Request) -> None:
        """Begin the application's task; it runs after this returns, so that it finds the extension."""
        super().handle_connect(event)
        if not self.close_sent:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = {"write": self.write_framed, "abort": self.abort}

    def write_framed(self, data: bytes) -> bool:
        """Write whole frames; False where the connection does not take them now."""
        if not self.handshake_complete or self.close_sent or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(data)
        return True

    def abort(self) -> None:
        """Drop the connection."""
        self.transport.abort()
