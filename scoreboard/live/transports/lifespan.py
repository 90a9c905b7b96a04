"""What a server process does as it starts, and how it closes its viewers gradually before it ends.

uvicorn closes every WebSocket at once when it is told to stop, and all viewers would come back at once. So the signal
is taken first: every viewer gets a `bye` with a wait of its own and is closed with 1012, spread over up to
LIVE_DRAIN_S; then the signal goes on to the server.
"""

import asyncio
import gc
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.urls import get_resolver

from scoreboard.live.hub.hub import Hub, get_hub
from scoreboard.live.server.http import allow_files

logger = logging.getLogger(__name__)
SWITCH_S = 0.0005  # after so long a thread at work on a page gives way to the event loop; Python's own is 0.005
CLOSES_A_SECOND = 1_000  # so many come back to the other processes in a second, at least


async def lifespan(_scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """The ASGI lifespan: at the start get ready, at the end stop the hub."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            allow_files(settings.HTTP_CONNECTIONS)
            take_signals()
            settle_memory()
            sys.setswitchinterval(SWITCH_S)
            await send({"type": "lifespan.startup.complete"})
        else:
            await get_hub().stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def settle_memory() -> None:
    """Load what the first request would, and take it all out of the garbage collector's sight.

    A collection of everything that Django has loaded takes 50 ms and more, during which no frame goes out.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def take_signals() -> None:
    """Have SIGTERM and SIGINT close the viewers gradually, then do what they did; a second signal does that at once."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop, hub = asyncio.get_running_loop(), get_hub()
    for number in (signal.SIGTERM, signal.SIGINT):
        server = signal.getsignal(number)
        if callable(server):
            signal.signal(number, close_first(server, loop, hub))


def closing_seconds(viewers: int) -> float:
    """Over how many seconds to spread the closing of so many connections."""
    return min(settings.LIVE_DRAIN_S, max(1.0, viewers / CLOSES_A_SECOND))


def close_first(server: Callable[[int, FrameType | None], Any], loop: asyncio.AbstractEventLoop, hub: Hub) -> Any:
    """A signal handler that has the viewers of `hub` closed gradually before the `server`'s own is called."""

    async def close(number: int) -> None:
        logger.info("Sending %d viewers away", len(hub.viewers))
        try:
            await hub.close_gradually(closing_seconds(len(hub.viewers)))
        finally:
            server(number, None)

    def handle(number: int, frame: FrameType | None) -> None:
        if hub.closing or not hub.viewers:
            server(number, frame)
        else:
            loop.call_soon_threadsafe(lambda: loop.create_task(close(number)))

    return handle
