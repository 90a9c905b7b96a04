"""What one HTTP client may send, hold and leave half done; on asyncio's loop and on uvloop's, spoken byte by byte."""

import asyncio
import gc
import json
import resource
from contextlib import asynccontextmanager

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from scoreboard.live.server.framing import PING, PONG
from scoreboard.live.server.http import SPARE_FILES, allow_files
from scoreboard.live.server.limits import Limits
from tests.live.conftest import until
from tests.live.server.test_framing import sent
from tests.live.test_protocol import ACCEPT, REQUEST, serving_app

LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
GET = b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


class App:
    """Answers with a request's method, path and the size of its body; `/slow` when `gate` is open."""

    def __init__(self):
        self.gate = asyncio.Event()
        self.disconnected = 0
        self.begun = self.ended = 0

    async def __call__(self, scope, receive, send):
        self.begun += 1
        try:
            await (self.answer if scope["type"] == "http" else self.look)(scope, receive, send)
        finally:
            self.ended += 1

    async def answer(self, scope, receive, send):
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message["more_body"]:
                break
        else:
            self.disconnected += 1
            return
        if scope["path"] == "/slow":
            await self.gate.wait()
        said = f"{scope['method']} {scope['path']} {len(body)}\n".encode()
        if scope["path"] == "/large":
            said = b"x" * 4_000_000
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
        await send({"type": "http.response.body", "body": said})

    async def look(self, scope, receive, send):
        await receive()
        await send(ACCEPT)
        await receive()


@asynccontextmanager
async def serving(**limits):
    """The application served within limits; it, a function that connects, and the names of the limits exceeded."""
    app, refused = App(), []
    async with serving_app(app, limits=Limits(refused=refused.append, **limits)) as (_, connect):
        yield app, connect, refused


async def read_answer(peer):
    """One answer: its status, headers and body."""
    head = (await peer.answer()).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    async with asyncio.timeout(5):
        return int(head[0].split()[1]), headers, await peer.reader.readexactly(int(headers["content-length"]))


async def read_refusal(peer):
    """The status of a problem document that is the end of a connection."""
    status, headers, body = await read_answer(peer)
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    problem = json.loads(body)
    assert (problem["status"], problem.keys()) == (status, {"type", "title", "status", "detail"})
    assert await peer.end() == b""
    return status


TOO_MUCH = {
    "an address without an end": (b"GET /" + b"a" * 300_000, 414, "head"),
    "a long address": (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "head"),
    "a header without an end": (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000, 431, "head"),
    "a header's name without an end": (b"GET / HTTP/1.1\r\n" + b"a" * 300_000, 431, "head"),
    "a large header": (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431, "head"),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 101 + b"\r\n", 431, "headers"),
    "headers without an end": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 50_000, 431, "headers"),
    "empty lines without an end": (b"\r\n" * 100_000, 431, "head"),
    "a body that says that it is large": (POST + b"Content-Length: 65537\r\n\r\n", 413, "body"),
    "one that would not even fit a disk": (POST + b"Content-Length: 9999999999999999\r\n\r\n", 413, "body"),
    "one that waits to be asked for": (
        POST + b"Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n",
        413,
        "body",
    ),
    "a large body in chunks": (CHUNKED + b"8000\r\n" + b"a" * 0x8000 + b"\r\n8001\r\n" + b"a" * 0x8001, 413, "body"),
    "chunks without an end": (CHUNKED + (b"400\r\n" + b"a" * 0x400 + b"\r\n") * 1_000, 413, "body"),
    "chunks of nothing but their names": (CHUNKED + (b"1;" + b"a" * 1_000 + b"\r\na\r\n") * 5_000, 413, "body"),
    "headers behind a body": (CHUNKED + b"0\r\n" + b"X: a\r\n" * 500_000, 413, "body"),
    "a body of GET": (GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 70000\r\n\r\n"), 413, "body"),
    "no HTTP": (b"\x16\x03\x01\x02\x00" * 100, 400, None),
}


@LOOPS
@pytest.mark.parametrize("kind", TOO_MUCH)
def test_too_much_is_answered_and_the_end(run, kind):
    data, status, limit = TOO_MUCH[kind]

    async def scenario():
        async with serving() as (app, connect, refused):
            others = await connect(REQUEST)
            await others.answer()
            peers = [await connect(data) for _ in range(3)]
            others.say(sent(PING, b"there?"))
            async with asyncio.timeout(2):
                assert await others.frame() == (PONG, b"there?")
            assert [await read_refusal(peer) for peer in peers] == [status] * 3
            assert refused == ([limit] * 3 if limit else [])
            for peer in peers:
                peer.writer.close()
            await until(lambda: app.ended == app.disconnected)

    run(scenario())


@LOOPS
def test_as_much_as_is_allowed_is_served(run):
    async def scenario():
        async with serving() as (_, connect, refused):
            peer = await connect()
            head = b"GET /a HTTP/1.1\r\nX: "
            for data, said in (
                (head + b"a" * (32_768 - len(head) - 4) + b"\r\n\r\n", b"GET /a 0\n"),
                (b"GET /a HTTP/1.1\r\n" + b"X: a\r\n" * 100 + b"\r\n", b"GET /a 0\n"),
                (POST + b"Content-Length: 65536\r\n\r\n" + b"a" * 65_536, b"POST /a 65536\n"),
                (CHUNKED + b"1\r\na\r\n" * 65_536 + b"0\r\n\r\n", b"POST /a 65536\n"),
                (CHUNKED + b"5\r\nhello\r\n0\r\nTrailer: a\r\n\r\n", b"POST /a 5\n"),
            ):
                peer.say(data)
                assert (await read_answer(peer))[::2] == (200, said)
            assert refused == []

    run(scenario())


async def test_a_route_may_take_more():
    async with serving(body_bytes=1_000, bodies=((b"/upload", 300_000),)) as (_, connect, _refused):
        peer = await connect(POST.replace(b"/a", b"/upload/1"), b"Content-Length: 300000\r\n\r\n", b"a" * 300_000)
        assert (await read_answer(peer))[2] == b"POST /upload/1 300000\n"
        peer.say(POST + b"Content-Length: 1001\r\n\r\n")
        assert await read_refusal(peer) == 413


async def test_who_is_refused_may_send_the_rest_and_reads_the_answer():
    async with serving() as (_, connect, _refused):
        peer = await connect(POST, b"Content-Length: 900000\r\n\r\n")
        for _ in range(90):
            peer.say(b"a" * 10_000)
            await peer.writer.drain()
            await asyncio.sleep(0.001)
        assert await read_refusal(peer) == 413


async def test_who_is_refused_and_goes_on_is_read_from_no_more():
    async with serving(linger_s=0.5) as (_, connect, _refused):
        peer = await connect(POST, b"Content-Length: 900000\r\n\r\n")
        with pytest.raises(ConnectionError):
            async with asyncio.timeout(5):
                while True:
                    peer.say(b"a" * 1_000_000)
                    await peer.writer.drain()


# --- half open -------------------------------------------------------------------------------------------------------


@LOOPS
@pytest.mark.parametrize(
    ("begin", "more", "status"),
    [
        (b"GET / HT", b"", 408),
        (GET[:-2], b"X: a\r\n", 408),
        (b"", b"\r\n", 408),
        (POST + b"Content-Length: 100\r\n\r\n", b"", 408),
        (POST + b"Content-Length: 100\r\n\r\n", b"a", 408),
        (CHUNKED, b"1\r\na\r\n", 408),
        (GET + GET[:5], b"a", 408),
    ],
)
def test_what_is_not_whole_in_time_is_ended(run, begin, more, status):
    async def scenario():
        async with serving(head_s=0.5, body_s=0.5) as (_, connect, refused):
            peer = await connect(begin)
            async with asyncio.timeout(4):
                while not refused:
                    await asyncio.sleep(0.1)
                    peer.say(more)
            if begin.startswith(GET):
                assert (await read_answer(peer))[0] == 200
            assert await read_refusal(peer) == status

    run(scenario())


@LOOPS
def test_who_says_nothing_is_let_go_without_a_word(run):
    async def scenario():
        async with serving(head_s=0.3) as (_, connect, refused):
            peers = [await connect() for _ in range(20)]
            assert [await peer.end() for peer in peers] == [b""] * 20
            assert refused == ["head_s"] * 20

    run(scenario())


@LOOPS
def test_who_has_been_answered_may_ask_again_for_a_while(run):
    async def scenario():
        async with serving_app(App(), timeout_keep_alive=1) as (_, connect):
            peer = await connect()
            for _ in range(3):
                peer.say(GET)
                assert (await read_answer(peer))[0] == 200
                await asyncio.sleep(0.5)
            assert await peer.end() == b""

    run(scenario())


async def test_the_time_of_a_large_body_begins_anew_with_each_part():
    async with serving(body_bytes=1_000, body_s=0.5, bodies=((b"/a", 100_000),)) as (_, connect, _refused):
        peer = await connect(POST, b"Content-Length: 20000\r\n\r\n")
        for _ in range(20):
            await asyncio.sleep(0.1)
            peer.say(b"a" * 1_000)
        assert (await read_answer(peer))[2] == b"POST /a 20000\n"


@LOOPS
def test_an_answer_that_is_not_read_is_dropped(run):
    async def scenario():
        async with serving(write_s=1.5) as (app, connect, refused):
            quick, slow = await connect(GET.replace(b"/a", b"/large")), await connect()
            slow.writer.transport.pause_reading()
            slow.say(GET.replace(b"/a", b"/large") * 5)
            assert len((await read_answer(quick))[2]) == 4_000_000
            await until(lambda: refused == ["write_s"])
            await until(lambda: app.begun == app.ended)

    run(scenario())


# --- requests one after the other ------------------------------------------------------------------------------------


@LOOPS
def test_pipelined_requests_are_answered_in_order_and_wait_unparsed(run):
    async def scenario():
        async with serving() as (app, connect, _refused):
            gc.collect()
            before = count_cycles()
            peer = await connect(GET.replace(b"/a", b"/slow"), *(GET.replace(b"/a", b"/%d" % n) for n in range(1_000)))
            await asyncio.sleep(0.2)
            gc.collect()
            assert count_cycles() - before <= 2
            app.gate.set()
            assert (await read_answer(peer))[2] == b"GET /slow 0\n"
            for number in range(1_000):
                assert (await read_answer(peer))[2] == b"GET /%d 0\n" % number

    run(scenario())


def count_cycles():
    # By their types: whoever asks a lazy object, of another test, for its class wakes it up.
    return sum(issubclass(type(each), RequestResponseCycle) for each in gc.get_objects())


@LOOPS
def test_chunked_requests_one_after_the_other(run):
    async def scenario():
        async with serving() as (_, connect, _refused):
            peer = await connect((CHUNKED + b"5\r\nhello\r\n0\r\n\r\n" + GET) * 100)
            for _ in range(100):
                assert (await read_answer(peer))[2] == b"POST /a 5\n"
                assert (await read_answer(peer))[2] == b"GET /a 0\n"

    run(scenario())


@LOOPS
def test_a_refusal_does_not_come_between_other_answers(run):
    async def scenario():
        async with serving() as (app, connect, _refused):
            peer = await connect(GET.replace(b"/a", b"/slow"), GET, b"no HTTP")
            await asyncio.sleep(0.1)
            app.gate.set()
            assert [(await read_answer(peer))[0] for _ in range(2)] == [200, 200]
            assert await read_refusal(peer) == 400

    run(scenario())


@LOOPS
@pytest.mark.parametrize("first", [GET, CHUNKED + b"0\r\n\r\n", POST + b"Content-Length: 1\r\n\r\na"])
def test_an_upgrade_waits_for_the_answers_before_it(run, first):
    async def scenario():
        async with serving() as (app, connect, _refused):
            peer = await connect(first.replace(b"/a", b"/slow"), REQUEST, sent(PING, b"?"))
            await asyncio.sleep(0.1)
            app.gate.set()
            assert (await read_answer(peer))[0] == 200
            assert (await peer.answer()).startswith(b"HTTP/1.1 101 ")
            assert await peer.frame() == (PONG, b"?")

    run(scenario())


async def test_an_upgrade_to_something_else_is_served_as_if_it_had_not_been_asked_for():
    async with serving() as (_, connect, _refused):
        peer = await connect(GET[:-2] + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + GET)
        for _ in range(2):
            assert (await read_answer(peer))[2] == b"GET /a 0\n"


# --- how many --------------------------------------------------------------------------------------------------------


@LOOPS
def test_beyond_the_most_connections_the_most_silent_one_goes(run):
    async def scenario():
        async with serving(connections=4) as (_, connect, refused):
            sockets = [await connect(REQUEST) for _ in range(2)]
            for peer in sockets:
                await peer.answer()
            silent = [await connect(GET[:9]) for _ in range(2)]
            await asyncio.sleep(0.05)
            peer = await connect(GET)
            assert (await read_answer(peer))[0] == 200
            assert await silent[0].end() == b""
            assert refused == ["connections"]
            silent[1].say(GET[9:])
            assert (await read_answer(silent[1]))[0] == 200
            # Before those that are silent go those that have been served.
            third = await connect(GET[:9])
            assert await peer.end() == b""
            fourth = await connect(GET)
            assert await silent[1].end() == b""
            assert (await read_answer(fourth))[0] == 200
            third.say(GET[9:])
            assert (await read_answer(third))[0] == 200
            assert refused == ["connections"] * 3

    run(scenario())


async def test_beyond_the_most_connections_newcomers_are_told_so_where_all_are_in_use():
    async with serving(connections=2) as (_, connect, refused):
        for _ in range(2):
            await (await connect(REQUEST)).answer()
        peer = await connect()
        status, headers, _ = await read_answer(peer)
        assert (status, headers["retry-after"], refused) == (503, "5", ["connections"])


def test_as_many_files_as_connections_may_be_open():
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (2_000, most))
        allow_files(1_000)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (2_000, most)
        allow_files(4_000)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (4_000 + SPARE_FILES, most)
        allow_files(10**9)
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))


# --- any bytes -------------------------------------------------------------------------------------------------------

BODIES = st.integers(0, 300).map(lambda size: b"a" * size)
REQUESTS = st.one_of(
    st.sampled_from([GET, GET.replace(b"GET", b"HEAD"), b"\r\n", b"GET / HTTP/9\r\n\r\n"]),
    BODIES.map(lambda body: POST + b"Content-Length: %d\r\n\r\n" % len(body) + body),
    st.lists(BODIES, max_size=3).map(lambda bodies: CHUNKED + b"".join(map(chunk, bodies)) + b"0\r\n\r\n"),
    st.integers(0, 3_000).map(lambda size: b"GET /" + b"a" * size + b" HTTP/1.1\r\n\r\n"),
    st.integers(0, 15).map(lambda count: b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * count + b"\r\n"),
    st.binary(max_size=20),
)


def chunk(body):
    return b"%x\r\n" % len(body) + body + b"\r\n" if body else b""


@settings(max_examples=40)
@given(st.lists(REQUESTS, max_size=5).map(b"".join), st.data())
def test_however_the_bytes_are_cut_the_answers_are_the_same(data, draw):
    data += b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"  # so that there is an end
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=5)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]

    async def ask(connect, *pieces):
        """All answers, without the time that they tell."""
        return [line for line in (await connect.exchange(*pieces)).split(b"\r\n") if not line.startswith(b"date:")]

    async def scenario():
        async with serving(head_bytes=1_000, headers=10, body_bytes=400) as (_, connect, _refused):
            assert await ask(connect, *pieces) == await ask(connect, data)

    asyncio.run(scenario())
