"""The hub's one channel of the channel layer, and its membership in the groups of the matches watched here.

channels_redis' pub/sub layer calls none of its reconnect hooks (its issue #406), and its receiving task can end for
good where a connection times out. So the way through Redis is proven by a message to oneself, once a second; where it
does not come back, everything is subscribed anew on a new layer, until it does. What was missed meanwhile the feeds
read from the match log.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers, get_channel_layer

from scoreboard.live import metrics

logger = logging.getLogger(__name__)
ECHO_S = 1.0
LOST_S = 3.0  # no echo for so long: subscribe anew
ANSWER_S = 1.0  # for one call to Redis

# It logs a traceback a second while Redis is away; the bus says it once.
logging.getLogger("channels_redis.pubsub").addFilter(
    lambda record: not record.getMessage().startswith("Unexpected exception")
)


class EchoLost(Exception):
    """The channel layer does not bring back what was sent to oneself."""


class Bus:
    """Brings the messages of the wanted groups to `receive`, through as many outages of Redis as there are."""

    def __init__(self, receive: Callable[[dict[str, Any]], None]) -> None:
        self.up = False
        self._receive = receive
        self._groups: set[str] = set()
        self._layer: Any = None
        self._channel = ""
        self._echo_at = 0.0
        self._tried = asyncio.Event()
        self._down_since: float | None = None

    async def add(self, group: str) -> None:
        """Receive what is sent to `group`; where Redis is away, from when it is back. Never raises for Redis."""
        self._groups.add(group)
        await self._tried.wait()
        if self.up:
            with self._excusing():
                async with asyncio.timeout(ANSWER_S):
                    await self._layer.group_add(group, self._channel)

    async def discard(self, group: str) -> None:
        """Receive it no more."""
        self._groups.discard(group)
        if self.up:
            with self._excusing():
                async with asyncio.timeout(ANSWER_S):
                    await self._layer.group_discard(group, self._channel)

    async def run(self) -> None:
        """Subscribe and receive until cancelled."""
        layer = get_channel_layer()
        while True:
            try:
                await self._serve(layer)
            except Exception as error:  # noqa: BLE001  # whatever Redis does, viewers are served from the log
                self._note_down(error)
            finally:
                self.up = False
                self._tried.set()
                metrics.layer_up.set(0)
                # A receiving task that died of a time-out stays dead and fails every flush: hence a new layer.
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(ANSWER_S):
                        await layer.flush()
            await asyncio.sleep(ECHO_S)
            layer = channel_layers.make_backend(DEFAULT_CHANNEL_LAYER)

    async def _serve(self, layer: Any) -> None:
        async with asyncio.timeout(ANSWER_S):
            self._channel = await layer.new_channel()
        self._layer = layer
        self._echo_at = time.monotonic()
        receiver = asyncio.create_task(self._receive_all(layer, self._channel))
        try:
            self.up = True  # from here `add` subscribes by itself
            for group in tuple(self._groups):
                async with asyncio.timeout(ANSWER_S):
                    await layer.group_add(group, self._channel)
            self._tried.set()
            while time.monotonic() - self._echo_at < LOST_S:
                async with asyncio.timeout(ANSWER_S):
                    await layer.send(self._channel, {"type": "echo"})
                done, _ = await asyncio.wait([receiver], timeout=ECHO_S)
                if done:
                    receiver.result()
            raise EchoLost(f"no echo for {LOST_S:g} s")
        finally:
            receiver.cancel()
            await asyncio.wait([receiver])

    async def _receive_all(self, layer: Any, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            if message["type"] == "echo":
                self._note_up()
            else:
                self._receive(message)

    @contextlib.contextmanager
    def _excusing(self) -> Any:
        """Let a call to Redis fail: the next echo finds out what is wrong, and then everything is subscribed anew."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            self._note_down(error)
            self._echo_at = float("-inf")

    def _note_up(self) -> None:
        self._echo_at = max(self._echo_at, time.monotonic())
        metrics.layer_up.set(1)
        if self._down_since is not None:
            logger.warning("Redis is back after %.1f s", time.monotonic() - self._down_since)
            self._down_since = None

    def _note_down(self, error: Exception) -> None:
        if self._down_since is None:  # once an outage
            self._down_since = time.monotonic()
            logger.warning("Redis does not answer, viewers are served from the database: %s", error or "timed out")
