"""Who floods a WebSocket is cut off, soon and with a code; a bystander on another socket is answered all the while."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from scoreboard.live.server.framing import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT
from scoreboard.live.server.limits import Limits
from scoreboard.live.server.websocket import EXTENSION
from tests.live.conftest import until
from tests.live.server.test_framing import FRAMES, sent
from tests.live.test_protocol import ACCEPT, REQUEST, echo, serving

LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
TOO_MANY = (4429).to_bytes(2, "big")
FLOODS = {
    "pings": sent(PING, b"") * 40_000,
    "pings with something in them": sent(PING, b"x" * 125) * 5_000,
    "pongs": sent(PONG, b"") * 40_000,
    "empty fragments": sent(TEXT, b"", final=False) + sent(CONTINUATION, b"", final=False) * 40_000,
    "empty texts": sent(TEXT, b"") * 40_000,
    "short bytes": sent(BINARY, b"!") * 40_000,
    "messages in fragments": (sent(TEXT, b"", final=False) + sent(CONTINUATION, b"")) * 20_000,
}


def protocol_of(scope):
    """The server's side of a socket."""
    return scope["extensions"][EXTENSION]["abort"].__self__


async def read_close(peer):
    """The payload of the server's close, whatever comes before it."""
    while (heard := await peer.frame())[0] != CLOSE:
        pass
    return heard[1]


async def ask(peer):
    """Wait for the answer to a ping: a bystander's, who must not be kept waiting. (How long exactly: `make attack`.)"""
    peer.say(sent(PING, b"there?"))
    async with asyncio.timeout(2):
        assert await peer.frame() == (PONG, b"there?")


@asynccontextmanager
async def bystander(connect):
    """Somebody who pings all the while, and is answered."""

    async def look_on():
        while True:
            await ask(peer)
            await asyncio.sleep(0.01)

    peer = await connect(REQUEST)
    await peer.answer()
    looking = asyncio.create_task(look_on())
    yield
    assert not looking.done(), looking.exception()
    looking.cancel()


@LOOPS
@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_cut_off_with_4429(run, flood):
    async def scenario():
        refused = []
        limits = Limits(frames=100, refused=refused.append)
        async with serving(echo, limits=limits) as (server, app, connect):
            peers = [await connect(REQUEST, FLOODS[flood]) for _ in range(5)]
            for peer in peers:
                await peer.answer()
            assert [(await read_close(peer))[:2] for peer in peers] == [TOO_MANY] * 5
            await until(lambda: len(app.ended) == 5)
            assert app.told.count({"type": "websocket.disconnect", "code": 4429}) == 5
            assert len(app.told) <= 5 * (limits.frames + 2)
            assert refused == ["frames"] * 5
            await until(lambda: not server.server_state.connections)

    run(scenario())


async def test_a_bystander_is_answered_beside_all_floods():
    async with serving(echo, limits=Limits(frames=2_000)) as (_, _app, connect), bystander(connect):
        for _ in range(2):  # who is cut off comes back
            peers = [await connect(REQUEST, flood) for flood in FLOODS.values()]
            for peer in peers:
                await peer.answer()
                assert (await read_close(peer))[:2] == TOO_MANY


async def test_a_peer_has_as_many_frames_as_are_allowed_and_in_the_next_seconds_as_many_again():
    async with serving(echo, limits=Limits(frames=20, frames_s=1)) as (_, _app, connect):
        peer = await connect(REQUEST)
        await peer.answer()
        for _ in range(3):
            peer.say(sent(PONG) * 17)
            await ask(peer)
            await asyncio.sleep(1.1)
        peer.say(sent(PONG) * 21)
        assert (await read_close(peer))[:2] == TOO_MANY


@LOOPS
def test_frames_are_heard_a_few_at_a_time(run):
    async def scenario():
        async with serving(echo, limits=Limits(frames_a_turn=10)) as (_, _app, connect):
            peer = await connect(REQUEST)
            await peer.answer()
            peer.say(*(sent(PING, str(number).encode()) for number in range(95)))
            # The last of each turn is answered.
            for number in (*range(9, 95, 10), 94):
                assert await peer.frame() == (PONG, str(number).encode())

    run(scenario())


@LOOPS
def test_nothing_is_heard_beyond_a_message_that_waits(run):
    gate = asyncio.Event()

    async def slow(scope, hear, send):
        await hear()
        await send(ACCEPT)
        await gate.wait()
        while (message := await hear())["type"] == "websocket.receive":
            await send({**message, "type": "websocket.send"})

    async def scenario():
        async with serving(slow) as (_, app, connect):
            peer = await connect(REQUEST, *(sent(TEXT, str(number).encode()) for number in range(50)), sent(PING))
            await peer.answer()
            await asyncio.sleep(0.05)
            assert len(protocol_of(app.scopes[0])._inbox) == 1
            gate.set()
            for number in range(50):
                assert await peer.frame() == (TEXT, str(number).encode())
            assert await peer.frame() == (PONG, b"")
            peer.say(sent(CLOSE))
            assert await peer.frame() == (CLOSE, b"")

    run(scenario())


@LOOPS
def test_after_a_close_nothing_more_is_read_for_long(run):
    async def close(scope, hear, send):
        await hear()
        await send(ACCEPT)
        await hear()
        await send({"type": "websocket.close", "code": 4400})
        assert await hear() == {"type": "websocket.disconnect", "code": 4429}

    async def scenario():
        async with serving(close) as (server, app, connect):
            peer = await connect(REQUEST, sent(TEXT, b"what"), sent(TEXT, b"") * 100_000)
            await peer.answer()
            assert await peer.frame() == (CLOSE, (4400).to_bytes(2, "big"))
            await until(lambda: not server.server_state.connections, seconds=Limits().close_s / 2)
            assert len(app.told) == 3

    run(scenario())


def outline(data):
    """What a server's frames say: the messages and the close's code. (How many pongs depends on what came at once.)"""
    frames = []
    while data:
        opcode, size = data[0] & 0x0F, data[1]
        size, start = (int.from_bytes(data[2:4], "big"), 4) if size == 126 else (size, 2)
        payload, data = data[start : start + size], data[start + size :]
        if opcode != PONG:
            frames.append((opcode, payload[:2] if opcode == CLOSE else payload))
    return frames


PIECES = st.lists(
    st.one_of(FRAMES, st.just(sent(PING)), st.just(sent(TEXT, b"a", final=False)), st.just(sent(CONTINUATION))),
    max_size=12,
).map(b"".join)


@settings(max_examples=30)
@given(PIECES, st.data())
def test_however_the_bytes_are_cut_the_end_is_the_same(data, draw):
    data += sent(PING) * 7  # one more than is allowed: so that there is an end
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=4)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]

    async def find_outcome(connect, app, *pieces):
        """What the application is told, and what the peer is sent."""
        app.told, app.ended = [], []
        _, _, answer = (await connect.exchange(REQUEST, *pieces)).partition(b"\r\n\r\n")
        told = outline(answer)
        await until(lambda: app.ended)
        return app.told, told

    async def scenario():
        async with serving(echo, limits=Limits(frames=6, fragments=3, frames_a_turn=2)) as (_, app, connect):
            assert await find_outcome(connect, app, *pieces) == await find_outcome(connect, app, data)

    asyncio.run(scenario())
