"""One Redis of a channel layer: published to in pipelines, subscribed at directly or at a replica.

General: knows nothing of scoreboards. It has what channels_redis' connection lacks (its issue #406 among others):
publishing takes no lock and waits for no one else's answer; a subscription is confirmed before it counts; the way
through Redis is proven by a message to oneself twice a second; an outage is told, once, and so is its end, when
everything is subscribed again; what waits is bounded.
"""

import asyncio
import contextlib
import itertools
import random
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from channels.exceptions import ChannelFull
from channels_redis.utils import create_pool
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

ANSWER_S = 1.0  # for one exchange with Redis
ECHO_S = 0.5
LOST_S = 2.0  # no echo for so long: connect and subscribe anew
RETRY_S = (0.05, 0.4)  # between two attempts to connect: a time by chance, so that all do not at once
BATCH = 500  # requests written together
NAMES = 1_000  # channels in one SUBSCRIBE

Command = tuple[Any, ...]
AWAY = (RedisError, OSError, TimeoutError)


class EchoLost(RedisConnectionError):
    """What was published to oneself does not come back: a connection is dead, or a replica is cut off."""


class Shard:
    """A Redis server, used from one event loop.

    `host` is where to publish, `replicas` where to subscribe (at `host` where there are none, or none that works), each
    as channels_redis' `decode_hosts` gives them. `deliver(channel, data)` is called for each message that comes in;
    `on_disconnect(error)` as Redis is found to be away, `on_reconnect()` once all is subscribed and proven again.
    """

    def __init__(
        self,
        host: dict[str, Any],
        replicas: Sequence[dict[str, Any]] = (),
        *,
        prefix: str,
        capacity: int,
        deliver: Callable[[str, bytes], None],
        on_disconnect: Callable[[Exception], Awaitable[None]],
        on_reconnect: Callable[[], Awaitable[None]],
    ) -> None:
        self.up: bool | None = None  # None: not tried yet
        self.capacity = capacity
        self._deliver = deliver
        self._on_disconnect = on_disconnect
        self._on_reconnect = on_reconnect
        self._primary = self._pool(host)
        self._sources = itertools.cycle([*map(self._pool, random.sample(replicas, len(replicas))), self._primary])
        # Publishing.
        self._publisher: Any = None
        self._waiting: deque[tuple[tuple[Command, ...], asyncio.Future[list[Any]]]] = deque()
        self._flight: asyncio.Task[None] | None = None
        # Subscribing: each wanted channel with the future that is done once Redis has confirmed it, or is away.
        self._subscriber: Any = None
        self._wanted: dict[str, asyncio.Future[None]] = {}
        self._asked: deque[asyncio.Future[None]] = deque()  # in the order in which Redis will confirm
        self._listening: asyncio.Task[None] | None = None
        self._echo = f"{prefix}__echo__{uuid.uuid4().hex}"
        self._echo_at = 0.0

    @staticmethod
    def _pool(host: dict[str, Any]) -> Any:
        return create_pool({"protocol": 2, "socket_timeout": None, "socket_connect_timeout": ANSWER_S, **host})

    # --- publishing --------------------------------------------------------------------------------------------------

    async def publish(self, channel: str, data: bytes) -> None:
        """Publish to a channel. Raises as `execute` does."""
        await self.execute(("PUBLISH", channel, data))

    async def execute(self, *commands: Command) -> list[Any]:
        """Send commands, in the order of the calls, and return their answers.

        What others send meanwhile goes with them: one write, one reading for all. Raises ChannelFull where more than
        `capacity` calls wait, RedisError or TimeoutError where Redis is away (it is not sent again: it may have gone).
        """
        if len(self._waiting) >= self.capacity:
            raise ChannelFull
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((commands, answer))
        if self._flight is None:
            self._flight = asyncio.create_task(self._fly())
        return await answer

    async def _fly(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                lost: Exception = RedisConnectionError("closed")
                try:
                    async with asyncio.timeout(ANSWER_S):
                        await self._exchange([request for request in batch if not request[1].done()])
                except AWAY as error:
                    lost = as_away(error)
                    batch += self._waiting
                    self._waiting.clear()
                    await self._close_publisher()
                finally:
                    for _, answer in batch:
                        if not answer.done():
                            answer.set_exception(lost)
        finally:
            self._flight = None

    async def _exchange(self, batch: list[tuple[tuple[Command, ...], asyncio.Future[list[Any]]]]) -> None:
        if self._publisher is not None and await self._publisher.can_read():  # it has hung up: nothing is lost yet
            await self._close_publisher()
        if self._publisher is None:
            self._publisher = self._primary.make_connection()
            await self._publisher.connect()
        packed = self._publisher.pack_commands(command for commands, _ in batch for command in commands)
        await self._publisher.send_packed_command(packed)
        for commands, answer in batch:
            answers: list[Any] = []
            refusal: ResponseError | None = None
            for _ in commands:
                try:
                    answers.append(await self._publisher.read_response())
                except ResponseError as error:
                    refusal = error
            if answer.done():
                continue
            if refusal is None:
                answer.set_result(answers)
            else:
                answer.set_exception(refusal)

    async def _close_publisher(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.disconnect(nowait=True)

    # --- subscribing -------------------------------------------------------------------------------------------------

    async def subscribe(self, channel: str) -> None:
        """Have a channel's messages delivered: on return from now on or, where Redis is away, from when it is back."""
        confirmed = self._wanted.get(channel)
        if confirmed is None:
            confirmed = self._wanted[channel] = asyncio.get_running_loop().create_future()
            if self._subscriber is not None:
                self._asked.append(confirmed)
                await self._say("SUBSCRIBE", channel)
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        if self.up is not False:
            await asyncio.wait([confirmed])

    async def unsubscribe(self, channel: str) -> None:
        """Have them delivered no more."""
        if self._wanted.pop(channel, None) is not None and self._subscriber is not None:
            await self._say("UNSUBSCRIBE", channel)

    async def _say(self, *command: Any) -> None:
        if self._subscriber.is_connected:  # else the listener is about to find out, and asks for all that is wanted
            with contextlib.suppress(*AWAY):
                await self._subscriber.send_command(*command)

    async def _listen(self) -> None:
        """Receive until cancelled, through as many outages as there are."""
        while True:
            connection = next(self._sources).make_connection()
            try:
                async with asyncio.timeout(ANSWER_S):
                    await connection.connect()
                await self._subscribe_all(connection)
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._receive(connection))
                    tasks.create_task(self._prove())
            except ExceptionGroup as errors:
                await self._go_down(errors.exceptions[0])
            except AWAY as error:
                await self._go_down(error)
            finally:
                self._subscriber = None
                await connection.disconnect(nowait=True)
            await asyncio.sleep(random.uniform(*RETRY_S))  # noqa: S311  # spreads load, no secret

    async def _subscribe_all(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        self._wanted = {
            channel: loop.create_future() if confirmed.done() else confirmed
            for channel, confirmed in self._wanted.items()
        }
        self._asked = deque([loop.create_future(), *self._wanted.values()])
        self._subscriber = connection
        names = [self._echo, *self._wanted]
        commands = [("SUBSCRIBE", *names[start : start + NAMES]) for start in range(0, len(names), NAMES)]
        await connection.send_packed_command(
            connection.pack_commands(commands)
        )  # in one: the order is that of `_asked`

    async def _receive(self, connection: Any) -> None:
        while True:
            kind, name, data = await connection.read_response()
            if kind == b"message":
                channel = name.decode()
                if channel == self._echo:
                    await self._come_up()
                else:
                    self._deliver(channel, data)
            elif kind == b"subscribe":
                confirmed = self._asked.popleft()
                if not confirmed.done():
                    confirmed.set_result(None)

    async def _prove(self) -> None:
        self._echo_at = time.monotonic()
        while time.monotonic() - self._echo_at < LOST_S:
            with contextlib.suppress(ChannelFull):
                await self.publish(self._echo, b"")
            await asyncio.sleep(ECHO_S)
        raise EchoLost(f"nothing came back for {LOST_S:g} s")

    async def _come_up(self) -> None:
        self._echo_at = time.monotonic()
        was, self.up = self.up, True
        if was is False:
            await self._on_reconnect()

    async def _go_down(self, error: Exception) -> None:
        was, self.up = self.up, False
        for confirmed in self._wanted.values():
            if not confirmed.done():
                confirmed.set_result(None)
        if was is not False:
            await self._on_disconnect(as_away(error))

    # --- both --------------------------------------------------------------------------------------------------------

    async def flush(self) -> None:
        """Close the connections and forget the subscriptions; it can be used again."""
        tasks = [task for task in (self._listening, self._flight) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for _, answer in self._waiting:
            answer.cancel()
        for confirmed in self._wanted.values():
            confirmed.cancel()
        self._waiting.clear()
        self._wanted.clear()
        await self._close_publisher()
        self._listening = self.up = None


def as_away(error: Exception) -> Exception:
    """An error with words: a time-out of asyncio's has none."""
    return error if str(error) else RedisConnectionError("timed out")
