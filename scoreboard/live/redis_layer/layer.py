"""A channel layer on Redis pub/sub with several servers, replicas, hooks that are called, bounds, and a short history.

Channels' own (`channels_redis.pubsub`), with its connections replaced (shard.py) and four things more, all of them
general, in CONFIG:

- `hosts` may be several: each group or channel lives on one of them, by rendezvous hashing, so that another server
  takes over 1/n of them and the rest stay where they are. A server that is away holds up nothing of the others.
- `replicas`, for each host a list of its replicas: where to subscribe. Publishing goes to the hosts.
- `capacity`: how many messages may wait for a channel's reader, or to be published; what is beyond it is dropped.
- `history` and `history_s`: the last so many messages of a group are kept for so long beside the group, written in one
  pipeline with the publish; `group_history` reads them. A cache: it may be short or empty, never wrong in itself.

`on_connection(on_disconnect=, on_reconnect=)` sets the hooks of the running event loop.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from channels_redis.utils import _wrap_close, decode_hosts

from scoreboard.live.redis_layer.shard import Shard

logger = logging.getLogger(__name__)


class ShardedPubSubChannelLayer(RedisPubSubChannelLayer):
    """The layer as settings name it; what it does, it does for each event loop apart."""

    extensions = ["groups", "flush", "history", "connection"]

    def _get_layer(self) -> "LoopLayer":
        loop = asyncio.get_running_loop()
        layer = self._layers.get(loop)
        if layer is None:
            layer = self._layers[loop] = LoopLayer(*self._args, **self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        return layer


class LoopLayer(RedisPubSubLoopLayer):
    """The layer in one event loop."""

    def __init__(
        self,
        hosts: Sequence[Any],
        *,
        replicas: Sequence[Sequence[Any]] = (),
        prefix: str = "asgi",
        capacity: int = 4_096,
        history: int = 0,
        history_s: int = 3_600,
        on_disconnect: Callable[[Exception], Awaitable[None]] | None = None,
        on_reconnect: Callable[[], Awaitable[None]] | None = None,
        channel_layer: Any = None,
    ) -> None:
        super().__init__(
            hosts=hosts,
            prefix=prefix,
            on_disconnect=on_disconnect,
            on_reconnect=on_reconnect,
            channel_layer=channel_layer,
        )
        self.capacity, self.history, self.history_s = capacity, history, history_s
        self.dropped = 0
        self._full: set[str] = set()
        decoded = decode_hosts(hosts)
        self._names = tuple(name_host(host) for host in decoded)
        self._shards = [
            Shard(
                host,
                decode_hosts(replicas[number]) if replicas else (),
                prefix=prefix,
                capacity=capacity,
                deliver=self._deliver,
                on_disconnect=lambda error: self._tell(self.on_disconnect, error),
                on_reconnect=lambda: self._tell(self.on_reconnect),
            )
            for number, host in enumerate(decoded)
        ]

    def on_connection(
        self,
        *,
        on_disconnect: Callable[[Exception], Awaitable[None]] | None,
        on_reconnect: Callable[[], Awaitable[None]] | None,
    ) -> None:
        """Have these called as a server is found to be away, and once all is subscribed at it again."""
        self.on_disconnect, self.on_reconnect = on_disconnect, on_reconnect

    @property
    def up(self) -> list[bool]:
        """Of each host that was asked for subscriptions: whether its messages come."""
        return [shard.up for shard in self._shards if shard.up is not None]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to a group; raises ChannelFull, or RedisError where its server is away."""
        name = self._get_group_channel_name(group)
        data = self.channel_layer.serialize(message)
        commands: list[tuple[Any, ...]] = [("PUBLISH", name, data)]
        if self.history:  # before the publish: who has a message finds those before it
            key = history_key(name)
            commands[:0] = [
                ("RPUSH", key, data),
                ("LTRIM", key, -self.history, -1),
                ("EXPIRE", key, self.history_s),
            ]
        await self._get_shard(name).execute(*commands)

    async def group_history(self, group: str) -> list[dict[str, Any]]:
        """The last messages of a group, in the order in which Redis got them; raises as `group_send` does."""
        name = self._get_group_channel_name(group)
        (kept,) = await self._get_shard(name).execute(("LRANGE", history_key(name), 0, -1))
        return [self.channel_layer.deserialize(data) for data in kept]

    def _get_shard(self, channel_or_group_name: str) -> Shard:
        return self._shards[pick_host(channel_or_group_name, self._names)]

    async def _subscribe_to_channel(self, channel: str) -> None:
        self.channels[channel] = asyncio.Queue(self.capacity)
        await self._get_shard(channel).subscribe(channel)

    def _deliver(self, name: str, data: bytes) -> None:
        for channel in (name,) if name in self.channels else self.groups.get(name, ()):
            queue = self.channels.get(channel)
            if queue is None:
                continue
            if not queue.full():
                queue.put_nowait(data)
                self._full.discard(channel)
                continue
            self.dropped += 1
            if channel not in self._full:  # once, until there is room again
                self._full.add(channel)
                logger.warning("channel %s is not read in time: over %d messages wait", channel, self.capacity)

    async def _tell(self, hook: Callable[..., Awaitable[None]] | None, *args: Any) -> None:
        if hook is not None:
            await hook(*args)


@lru_cache(maxsize=65_536)
def pick_host(key: str, names: tuple[str, ...]) -> int:
    """The number of the host that has `key`: the one whose hash with it is highest (rendezvous hashing)."""
    if len(names) == 1:
        return 0
    return max(range(len(names)), key=lambda number: weigh(key, names[number]))


def weigh(key: str, name: str) -> bytes:
    """How much a server wants a key: the same in every process."""
    return hashlib.blake2b(key.encode(), digest_size=8, key=hashlib.blake2b(name.encode()).digest()).digest()


def name_host(host: dict[str, Any]) -> str:
    """What a server is known by wherever it is used: its address without user and password."""
    if "address" not in host:
        return str(sorted((name, str(value)) for name, value in host.items() if name not in ("username", "password")))
    url = urlsplit(host["address"])
    return f"{url.netloc.rpartition('@')[2]}{url.path}?{url.query}"


def history_key(name: str) -> str:
    """Where a group's last messages are kept."""
    return f"{name}__history"
