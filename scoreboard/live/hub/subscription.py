"""The hub's one channel of the channel layer, and its membership in the groups of the matches watched here.

Works on any channel layer. Where the layer tells of outages (layer.py), each is logged once, and the hub is told when
one is over: what was missed meanwhile the feeds read from Redis' history and the match log.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer

from scoreboard.live import metrics
from scoreboard.outages import Outage

logger = logging.getLogger(__name__)
ANSWER_S = 1.0  # for one call to the layer


class Subscription:
    """Receives the messages of the groups that were added; calls `on_reconnect` when Redis is back after an outage."""

    def __init__(self, on_reconnect: Callable[[], None]) -> None:
        self._on_reconnect = on_reconnect
        self._layer: Any = None
        self._channel = ""
        self._ready = asyncio.Event()
        away = "Redis does not answer, viewers are served from the database"
        self._outage = Outage(logger, away=away, back="Redis is back")

    @property
    def up(self) -> bool:
        """Whether what is published comes here, as far as the layer can tell: from all its servers."""
        return self._ready.is_set() and all(getattr(self._layer, "up", ()))

    async def add(self, group: str) -> None:
        """Receive what is sent to `group`; where Redis is away, from when it is back. Never raises for Redis."""
        await self._ready.wait()
        with contextlib.suppress(TimeoutError):  # it does not answer: the layer finds out, and subscribes later
            async with asyncio.timeout(ANSWER_S):
                await self._layer.group_add(group, self._channel)

    async def discard(self, group: str) -> None:
        """Receive it no more."""
        if self._ready.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    await self._layer.group_discard(group, self._channel)

    async def load_history(self, group: str) -> list[dict[str, Any]]:
        """What the layer remembers of a group's last messages; nothing where it cannot tell."""
        if not (self._ready.is_set() and "history" in self._layer.extensions):
            return []
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._layer.group_history(group)
        except Exception as error:  # noqa: BLE001  # whatever Redis does, there is the match log
            logger.debug("no history of %s: %s", group, error)
            return []

    async def run(self, receive: Callable[[dict[str, Any]], None]) -> None:
        """Hand each message to `receive` until cancelled."""
        self._layer = layer = get_channel_layer()
        if "connection" in layer.extensions:
            layer.on_connection(on_disconnect=self._note_down, on_reconnect=self._note_up)
        self._channel = await layer.new_channel()
        self._ready.set()
        metrics.layer_up.set(self.up)
        while True:
            try:
                receive(await layer.receive(self._channel))
                await asyncio.sleep(0)  # of a burst, each frame goes out before the next one is taken
            except Exception as error:  # noqa: BLE001  # a message that this program never sent: the others go on
                metrics.garbled.inc()
                logger.warning("A message of the channel layer makes no sense: %r", error)
                await asyncio.sleep(0.01)

    async def _note_up(self) -> None:
        metrics.layer_up.set(self.up)
        if self.up:
            self._outage.ended()
        self._on_reconnect()

    async def _note_down(self, error: Exception) -> None:
        metrics.layer_up.set(0)
        self._outage.began(error)
