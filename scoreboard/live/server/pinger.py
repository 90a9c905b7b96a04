"""Pings for idle sockets: a proxy sees that they are in use, and a socket whose other end has vanished is found."""

import asyncio
from typing import Protocol
from weakref import WeakKeyDictionary

from uvicorn.server import ServerState

PARTS = 100


class Pinged(Protocol):
    """A socket, as much of it as is wanted here."""

    def ping(self) -> None:
        """Send a ping; a socket that has received nothing since the last one ends itself."""


class Pinger:
    """Pings every socket once in `interval` seconds, with one timer for all, a part of them at each turn."""

    def __init__(self, loop: asyncio.AbstractEventLoop, interval: float) -> None:
        self._loop = loop
        self._pause = interval / PARTS
        self._parts: list[set[Pinged]] = [set() for _ in range(PARTS)]
        self._joined = 0
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def join(self, socket: Pinged) -> set[Pinged]:
        """Ping a socket from now on; the part that it is to be discarded from at its end."""
        # In turns, so that those that come at once are not pinged at once.
        part = self._parts[self._joined % PARTS]
        self._joined += 1
        part.add(socket)
        if self._timer is None:
            self._timer = self._loop.call_later(self._pause, self._go_round)
        return part

    def _go_round(self) -> None:
        for socket in tuple(self._parts[self._turn]):
            socket.ping()
        self._turn = (self._turn + 1) % PARTS
        rest = any(self._parts)
        self._timer = self._loop.call_later(self._pause, self._go_round) if rest else None


_pingers: WeakKeyDictionary[ServerState, Pinger] = WeakKeyDictionary()


def get_pinger(server: ServerState, loop: asyncio.AbstractEventLoop, interval: float | None) -> Pinger | None:
    """The one pinger of a server, made when first asked for; None where it is not to ping (`--ws-ping-interval`)."""
    pinger = _pingers.get(server)
    if pinger is None and interval:
        pinger = _pingers[server] = Pinger(loop, interval)
    return pinger
