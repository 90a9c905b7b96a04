"""What the tests of the live side share: a hub, a Valkey, a served site, and clients that keep what they are sent."""

import asyncio
import socket
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import msgspec
import pytest
import uvicorn
from channels.db import database_sync_to_async
from channels.layers import channel_layers, get_channel_layer
from django.db.backends.signals import connection_created
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from scoreboard import parsing
from scoreboard import settings as production
from scoreboard.live import push
from scoreboard.live.hub.hub import get_hub, start_hub
from scoreboard.live.hub.log_reader import load_messages
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.live.protocol import HttpProtocol
from scoreboard.wire.frames import AnyFrame
from scoreboard.wire.layer_messages import encode_layer_message
from tests import factories, servers

GOAL = {"type": "goal", "side": "home"}
KICK_OFF = {"type": "period_start"}


@database_sync_to_async
def enter(match, *events, **kwargs):
    """Enter events into a match from async code; the records."""
    return factories.enter(match, *events, **kwargs).records


@database_sync_to_async
def messages_of(match, after=0):
    """The channel layer's messages of a match's log, as a repair makes them."""
    return load_messages(str(match.pk), epoch=match.epoch, after=after, upto=match.seq)


async def publish(*messages):
    """Send messages through the channel layer, as another process would."""
    for message in messages:
        await get_channel_layer().group_send(push.group_of(message.match), encode_layer_message(message))


async def until(condition, seconds=5):
    """Wait until `condition()` holds; fails the test where it takes longer."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
    except TimeoutError:
        pytest.fail(f"not within {seconds} s: {condition.__code__.co_names}")


def apply_changes(snapshot, changes):
    """What the browser does with `changes`: fields replaced, incidents by their seq (live.js, applyChanges)."""
    fields = {name: value for name, value in changes.items() if not name.startswith("incidents")}
    by_seq = {incident["seq"]: incident for incident in snapshot["incidents"]}
    for seq in changes.get("incidents_removed", ()):
        del by_seq[seq]
    by_seq |= {incident["seq"]: incident for incident in changes.get("incidents", ())}
    return {**snapshot, **fields, "incidents": [by_seq[seq] for seq in sorted(by_seq)]}


async def read_events(response):
    """The (id, t) of a stream's events."""
    cursor = None
    async for line in response.aiter_lines():
        if line.startswith("id: "):
            cursor = line.removeprefix("id: ")
        elif line.startswith("data: "):
            kind = msgspec.json.decode(line.removeprefix("data: "))["t"]
            if kind != "viewers":
                yield cursor, kind
            cursor = None


class Frames:
    """The frames somebody was sent, and what they add up to."""

    def __init__(self):
        self.all = []
        self.viewers = []  # what it was told of their number, which comes whenever it likes
        self.code = None

    def take(self, text):
        frame = msgspec.json.decode(text)
        if "pad" not in frame:  # a frame of ours, which its type describes to the last byte
            assert msgspec.json.encode(parsing.decode(text, AnyFrame)).decode() == text
        (self.viewers if frame["t"] == "viewers" else self.all).append(frame)

    def of(self, kind):
        """The frames of a kind; of events, those in batches too."""
        frames = [each for frame in self.all for each in (frame, *frame.get("events", ()))]
        return [frame for frame in frames if frame["t"] == kind]

    @property
    def kinds(self):
        return [frame["t"] for frame in self.all]

    @property
    def seqs(self):
        """The seqs of the events, in the order they came."""
        return [frame["seq"] for frame in self.of("event")]


class Sink(Frames):
    """A connection in memory: takes frames unless it is `full`, as a server's transport does."""

    def __init__(self):
        super().__init__()
        self.room = asyncio.Event()
        self.room.set()
        self.aborted = False

    def viewer(self, hub, *, overview=False):
        """A viewer of `hub` on this connection."""
        viewer = Viewer(
            transport="test",
            limits=hub.limits,
            overview=overview,
            send=self._send,
            close=self._close,
            abort=self._abort,
            on_full=hub.jump,
        )
        hub.enter(viewer)
        return viewer

    async def _send(self, frame):
        await self.room.wait()
        self.take(frame.asgi_message["text"])

    async def _close(self, code):
        await self.room.wait()
        self.code = code

    def _abort(self):
        self.aborted = True


def limited(**changes):
    """A parametrization that hands the hub of a test (fixtures `hub`, `site`) these limits of LiveLimits."""
    return pytest.mark.parametrize("limits", [LiveLimits(**changes)], ids=[""])


@pytest.fixture
def limits():
    """The limits of the test's hub."""
    return LiveLimits()


@pytest.fixture
async def hub(settings, limits):
    """A hub on the channel layer in memory; messages are sent to it by `publish`."""
    channel_layers.backends = {}
    hub = start_hub(limits)
    yield hub
    await hub.stop()


@pytest.fixture
def queries():
    """The statements that threads send to the database on connections opened from now on (a hub's are)."""
    statements = []

    def count(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            statements.append(sql)
        return execute(sql, params, many, context)

    def watch(sender, connection, **kwargs):
        if count not in connection.execute_wrappers:
            connection.execute_wrappers.append(count)

    connection_created.connect(watch)
    yield statements
    connection_created.disconnect(watch)


@contextmanager
def layer_on(settings, *addresses, **config):
    """The project's channel layer on the Redis at each address, for the hub and for what is entered here."""
    layer = production.CHANNEL_LAYERS["default"]
    config = {**layer["CONFIG"], "hosts": list(addresses), "replicas": [], **config}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": layer["BACKEND"], "CONFIG": config}}
    layer = get_channel_layer()
    push.publisher._outage = push.Publisher()._outage  # of no test before this one
    yield
    push.publisher.flush()
    if push.publisher._loop is not None:
        asyncio.run_coroutine_threadsafe(layer.flush(), push.publisher._loop).result(5)


@pytest.fixture
def start_redis(tmp_path_factory):
    """Starts a Redis for this test alone, which may stop, kill and start it; `.url` is its address."""
    started = []

    def start():
        started.append(servers.start_redis(folder=tmp_path_factory.mktemp("redis")))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def redis_layer(settings, valkey):
    """The channel layer on a real server."""
    with layer_on(settings, valkey):
        yield


@asynccontextmanager
async def serving(http="scoreboard.live.protocol:HttpProtocol", app="scoreboard.asgi:application"):
    """A real uvicorn with the whole application in this event loop; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        log_level="warning",
        http=http,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve([listening]))
    await until(lambda: server.started)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        await get_hub().stop()


def with_limits(**changes):
    """The server's protocol class, with other limits of one connection."""
    return type("LimitedProtocol", (HttpProtocol,), {"limits": replace(HttpProtocol.limits, **changes)})


@pytest.fixture
async def site(redis_layer, limits):
    """The port of a site served in this event loop, on a real channel layer."""
    start_hub(limits)
    async with serving() as port:
        yield port


class Client(Frames):
    """A WebSocket client that keeps what it is sent, and the code it was closed with."""

    def __init__(self, connection):
        super().__init__()
        self.connection = connection
        self.reading = asyncio.create_task(self._read())

    async def _read(self):
        try:
            async for text in self.connection:
                self.take(text)
        except ConnectionClosed:
            pass
        self.code = self.connection.close_code

    async def say(self, message):
        """Send a frame: text and bytes as they are, anything else as JSON."""
        if not isinstance(message, str | bytes):
            message = msgspec.json.encode(message).decode()
        await self.connection.send(message)


@asynccontextmanager
async def watching(port, path, **options):
    """A WebSocket client of a served site."""
    async with connect(f"ws://127.0.0.1:{port}{path}", compression=None, ping_interval=None, **options) as connection:
        client = Client(connection)
        try:
            yield client
        finally:
            client.reading.cancel()
