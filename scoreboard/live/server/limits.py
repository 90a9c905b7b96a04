"""Limits of one connection as the protocol sees it (bytes, headers, seconds, frames); numbers only, no settings.

What a viewer may ask beyond these is in `scoreboard/live/limits.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass


def ignore(_limit: str) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server's connections; `refused` is told the name of a limit each time that one is exceeded."""

    # A request, and what has to be over in how many seconds.
    head_bytes: int = 32 * 1024  # request line and headers
    headers: int = 100
    body_bytes: int = 64 * 1024
    bodies: tuple[tuple[bytes, int], ...] = ()  # other sizes of bodies, by how the request's path begins
    head_s: float = 10  # from the connection's beginning, or the head's first byte, to its last
    body_s: float = 30  # for each `body_bytes` of a body
    write_s: float = 30  # that an answer may wait for its reader
    linger_s: float = 2  # that a client that was refused has to read why
    connections: int = 30_000  # of all kinds that one server holds; less where the system allows fewer files

    # A WebSocket.
    close_s: float = 10  # that a peer has to answer a close
    # By default the kernel buffers up to 4 MB for a stalled reader: an hour of a match, which no queue limit of ours
    # can see, and which would be shown minute by minute to a reader that comes back.
    kernel_bytes: int = 64 * 1024
    frames: int = 600  # of every kind, pings and fragments among them, that a peer may send in `frames_s`
    frames_s: int = 10
    fragments: int = 16  # a message may come in
    frames_a_turn: int = 64  # heard of one peer before others have their turn

    refused: Callable[[str], None] = ignore

    def body_limit(self, path: bytes) -> int:
        """The most bytes of a body that is sent to `path`."""
        for begin, most in self.bodies:
            if path.startswith(begin):
                return most
        return self.body_bytes
