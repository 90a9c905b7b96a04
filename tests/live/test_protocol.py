"""The protocol class under a real uvicorn, spoken to byte by byte; on asyncio's loop and on uvloop's."""

import asyncio
import gc
import socket
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
import uvicorn
import uvloop
from uvicorn.protocols.utils import ClientDisconnected

from scoreboard.live.protocol import HttpProtocol
from scoreboard.live.server.framing import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT
from scoreboard.live.server.websocket import EXTENSION
from tests.live.conftest import until
from tests.live.server.test_framing import sent

REQUEST = (
    b"GET /a%20b?c=d HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: one, two\r\n\r\n"
)
ACCEPT = {"type": "websocket.accept"}
# The kernel buffers little for a peer that does not read, so that it is felt soon.
SMALL_BUFFERS = replace(HttpProtocol.limits, kernel_bytes=4_096)


class App:
    """An application that notes what it is told and answers as `script` does."""

    def __init__(self, script):
        self.script = script
        self.told = []
        self.scopes = []
        self.ended = []

    async def __call__(self, scope, receive, send):
        if scope["type"] != "websocket":
            return
        self.scopes.append(scope)

        async def hear():
            message = await receive()
            self.told.append(message)
            return message

        try:
            await self.script(scope, hear, send)
        finally:
            self.ended.append(True)


async def echo(scope, hear, send):
    assert await hear() == {"type": "websocket.connect"}
    await send(ACCEPT)
    while (message := await hear())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


class Peer:
    """The other end, which does as the test says."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def say(self, *pieces):
        self.writer.write(b"".join(pieces))

    async def answer(self):
        """The head of the server's answer."""
        async with asyncio.timeout(5):
            return await self.reader.readuntil(b"\r\n\r\n")

    async def frame(self):
        """The server's next frame as (opcode, payload)."""
        async with asyncio.timeout(5):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8), "big")
            assert first & 0xF0 == 0x80
            return first & 0x0F, await self.reader.readexactly(size)

    async def end(self):
        """All that the server still sends, until it closes."""
        async with asyncio.timeout(5):
            return await self.reader.read()


@asynccontextmanager
async def serving(script, *, limits=None, **options):
    """An application served, with limits of its own or the usual; server, application, a function that connects."""
    app = App(script)
    async with serving_app(app, limits=limits, **options) as (server, connect):
        yield server, app, connect


@asynccontextmanager
async def serving_app(app, *, limits=None, **options):
    """Any application served; the server, and a function that connects."""
    listening = socket.create_server(("127.0.0.1", 0))
    http = type("Limited", (HttpProtocol,), {"limits": limits or SMALL_BUFFERS})
    options = {"ws_ping_interval": None, "lifespan": "off", "log_config": None, "log_level": "warning", **options}
    config = uvicorn.Config(app, http=http, ws="websockets-sansio", **options)
    server, writers = uvicorn.Server(config), []
    task = asyncio.create_task(server._serve([listening]))
    await until(lambda: server.started)

    async def connect(*pieces, limit=2**16):
        reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=limit)
        writers.append(writer)
        peer = Peer(reader, writer)
        peer.say(*pieces)
        return peer

    async def exchange(*pieces):
        """All that is answered to pieces sent one by one, until the server closes; whatever comes too late for it."""
        loop, client = asyncio.get_running_loop(), socket.socket()
        client.setblocking(False)  # the call has no name for it
        with client:
            await loop.sock_connect(client, listening.getsockname())
            with suppress(ConnectionError):
                for piece in pieces:
                    await loop.sock_sendall(client, piece)
                    await asyncio.sleep(0.001)
            answer = b""
            with suppress(ConnectionError):
                async with asyncio.timeout(20):
                    while data := await loop.sock_recv(client, 65_536):
                        answer += data
        return answer

    connect.exchange = exchange
    try:
        yield server, connect
    finally:
        for writer in writers:
            writer.close()
        server.should_exit = True
        await task


@asynccontextmanager
async def connected(script, **options):
    """A socket that an application has accepted: the application and the peer."""
    async with serving(script, **options) as (_, app, connect):
        peer = await connect(REQUEST)
        assert (await peer.answer()).startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
        yield app, peer


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_a_frame_in_one_piece_with_the_handshake_is_heard(run):
    async def scenario():
        async with serving(echo) as (_, app, connect):
            peer = await connect(REQUEST, sent(TEXT, b"early"), sent(TEXT, b"bird")[:3])
            assert b"\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in await peer.answer()
            assert await peer.frame() == (TEXT, b"early")
            peer.say(sent(TEXT, b"bird")[3:])
            assert await peer.frame() == (TEXT, b"bird")
            peer.say(sent(CLOSE, b"\x0f\xa0so long"))
            assert await peer.frame() == (CLOSE, b"\x0f\xa0")
            assert await peer.end() == b""
            await until(lambda: app.ended)
            assert app.told[-1] == {"type": "websocket.disconnect", "code": 4000}

    run(scenario())


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_a_fault_is_answered_with_its_code_and_the_end(run):
    async def scenario():
        async with connected(echo) as (app, peer):
            peer.say(sent(TEXT, b"heard"), sent(3, b"what"), b"more" * 100_000)
            assert await peer.frame() == (TEXT, b"heard")
            assert await peer.frame() == (CLOSE, b"\x03\xeaunknown opcode 3")
            assert await peer.end() == b""
            await until(lambda: app.ended)
            assert app.told[1:] == [
                {"type": "websocket.receive", "text": "heard"},
                {"type": "websocket.disconnect", "code": 1002},
            ]

    run(scenario())


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_nothing_of_the_handshake_is_kept(run):
    async def scenario():
        gc.collect()
        gc.disable()  # so that what holds itself in a cycle shows
        try:
            async with connected(echo):
                kept = [kind for kind in gc.get_objects() if issubclass(type(kind), HttpProtocol)]
                assert kept == []
        finally:
            gc.enable()

    run(scenario())


async def test_the_scope_is_as_asgi_has_it():
    async with connected(echo, root_path="/live") as (app, peer):
        (scope,) = app.scopes
        assert peer.writer.get_extra_info("sockname") == scope["client"]
        assert scope["server"] == peer.writer.get_extra_info("peername")
        assert scope["asgi"]["spec_version"] == "2.4"
        assert (b"sec-websocket-version", b"13") in scope["headers"]
        assert scope["extensions"].keys() == {"websocket.http.response", EXTENSION}
        assert (scope["type"], scope["http_version"]) == ("websocket", "1.1")
        assert (scope["scheme"], scope["subprotocols"]) == ("ws", ["one", "two"])
        assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/live", "/live/a b", b"/live/a%20b")
        assert scope["query_string"] == b"c=d"


async def test_what_is_sent_and_heard():
    async with connected(echo) as (_, peer):
        peer.say(sent(BINARY, b"\0" * 70_000), sent(TEXT, b"a", final=False), sent(PING, b"?"))
        peer.say(sent(CONTINUATION, b"b"), sent(PONG, b"unasked"))
        heard = [await peer.frame() for _ in range(3)]
        assert sorted(heard) == [(TEXT, b"ab"), (BINARY, b"\0" * 70_000), (PONG, b"?")]
        peer.say(sent(CLOSE))
        assert await peer.frame() == (CLOSE, b"")


async def test_too_big_a_message_is_refused_before_it_has_come():
    async with connected(echo, ws_max_size=1000) as (app, peer):
        peer.say(sent(TEXT, b"x" * 1001)[:8])
        assert (await peer.frame())[1][:2] == (1009).to_bytes(2, "big")
        await until(lambda: app.ended)
        assert app.told[-1]["code"] == 1009


async def test_headers_and_a_subprotocol_with_the_acceptance():
    async def accept(scope, hear, send):
        await hear()
        await send({**ACCEPT, "subprotocol": "two", "headers": [(b"X-Served-By", b"us")]})
        await hear()

    async with serving(accept) as (_, _app, connect):
        peer = await connect(REQUEST)
        head = await peer.answer()
        assert b"\r\nsec-websocket-protocol: two\r\n" in head
        assert b"\r\nx-served-by: us\r\n" in head
        assert b"\r\nserver: uvicorn\r\n" in head


async def test_the_application_may_decline():
    async def deny(scope, hear, send):
        await hear()
        await send({"type": "websocket.close"})
        await hear()

    async def answer(scope, hear, send):
        await hear()
        await send({"type": "websocket.http.response.start", "status": 429, "headers": [(b"Retry-After", b"7")]})
        await send({"type": "websocket.http.response.body", "body": b"not ", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"now"})
        with pytest.raises(ClientDisconnected):
            await send(ACCEPT)

    for script, status, body in ((deny, b"403 Forbidden", b""), (answer, b"429 Too Many Requests", b"not now")):
        async with serving(script) as (_, app, connect):
            peer = await connect(REQUEST)
            head = await peer.answer()
            assert head.startswith(b"HTTP/1.1 " + status)
            assert b"\r\nconnection: close\r\n" in head
            assert (b"\r\nretry-after: 7\r\n" in head) is (script is answer)
            assert await peer.end() == body
            await until(lambda app=app: app.ended)


async def test_requests_for_no_websocket_are_refused():
    async with serving(echo) as (_, app, connect):
        for changed, status in (
            (REQUEST.replace(b"Version: 13", b"Version: 7"), b"426"),
            (REQUEST.replace(b"GET", b"POST"), b"400"),
            (REQUEST.replace(b"ZQ==", b""), b"400"),
        ):
            peer = await connect(changed, sent(TEXT, b"ignored"))
            assert (await peer.answer()).split()[1] == status
            await peer.end()
        assert app.scopes == []


async def test_an_application_that_fails_or_returns_ends_the_socket(caplog):
    async def fail(scope, hear, send):
        await send(ACCEPT)
        raise ValueError("broken")

    async def fail_at_once(scope, hear, send):
        raise ValueError("broken")

    async def leave(scope, hear, send):
        await send(ACCEPT)

    for script, head, code in ((fail, b"101", 1011), (leave, b"101", 1000), (fail_at_once, b"500", None)):
        async with serving(script) as (_, _app, connect):
            peer = await connect(REQUEST)
            assert (await peer.answer()).split()[1] == head
            if code is not None:
                assert await peer.frame() == (CLOSE, code.to_bytes(2, "big"))
            assert await peer.end() == b""
    assert caplog.text.count("ValueError: broken") == 2


async def test_a_close_waits_for_its_answer_but_not_for_ever():
    async def close(scope, hear, send):
        await hear()
        await send(ACCEPT)
        await send({"type": "websocket.close", "code": 4408, "reason": "too slow"})
        with pytest.raises(RuntimeError):
            await send({"type": "websocket.send", "text": "late"})
        await hear()

    async with serving(close, limits=replace(SMALL_BUFFERS, close_s=0.3)) as (_, app, connect):
        polite, mute = await connect(REQUEST), await connect(REQUEST)
        for peer in (polite, mute):
            await peer.answer()
            assert await peer.frame() == (CLOSE, (4408).to_bytes(2, "big") + b"too slow")
        polite.say(sent(TEXT, b"not heard any more"), sent(CLOSE, (4408).to_bytes(2, "big")))
        await until(lambda: app.told[2:] == [{"type": "websocket.disconnect", "code": 4408}])
        assert await polite.end() == b""
        await until(lambda: app.told[3:] == [{"type": "websocket.disconnect", "code": 1006}])


async def test_a_lost_connection_is_a_disconnect():
    async with connected(echo) as (app, peer):
        peer.writer.transport.abort()
        await until(lambda: app.ended)
        assert app.told[-1] == {"type": "websocket.disconnect", "code": 1006}


# --- pings -----------------------------------------------------------------------------------------------------------


async def test_idle_sockets_are_pinged_and_those_that_give_no_sign_of_life_are_found():
    async with serving(echo, ws_ping_interval=0.4) as (_, app, connect):
        living, mute = await connect(REQUEST), await connect(REQUEST)
        for peer in (living, mute):
            await peer.answer()
        began = time.monotonic()
        for _ in range(4):
            assert await living.frame() == (PING, b"")
            living.say(sent(PONG))
        assert time.monotonic() - began >= 0.4 * 3 * 0.9
        await until(lambda: app.ended == [True])
        assert app.told[2:] == [{"type": "websocket.disconnect", "code": 1006}]
        living.say(sent(TEXT, b"still there"))
        while (heard := await living.frame())[0] == PING:
            pass
        assert heard == (TEXT, b"still there")


async def test_one_who_pings_without_reading_fills_no_memory():
    async with connected(echo, limits=replace(SMALL_BUFFERS, frames=100_000)) as (app, peer):
        (scope,) = app.scopes
        protocol = scope["extensions"][EXTENSION]["abort"].__self__
        for _ in range(400):
            peer.say(sent(PING, b"x" * 125) * 100)
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)
        assert protocol._transport.get_write_buffer_size() < 100_000


# --- the extension ---------------------------------------------------------------------------------------------------


async def fill(write):
    """Write until nothing more is taken, by the kernel either."""
    taken = True
    while taken:
        while write(b"\x82\x7e\x40\x00" + b"x" * 0x4000):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        taken = write(b"\x82\x01.")


async def test_a_stuck_reader_takes_no_more_and_can_be_dropped():
    gate = asyncio.Event()

    async def flood(scope, hear, send):
        server = scope["extensions"][EXTENSION]
        await send(ACCEPT)
        await fill(server["write"])
        sending = asyncio.create_task(send({"type": "websocket.send", "bytes": b"y"}))
        await asyncio.sleep(0.05)
        assert not sending.done()
        gate.set()
        with pytest.raises(ClientDisconnected):
            await sending
        assert server["write"](b"\x82\x01z") is False

    async with connected(flood) as (app, peer):
        peer.writer.transport.pause_reading()
        await gate.wait()
        app.scopes[0]["extensions"][EXTENSION]["abort"]()
        await until(lambda: app.ended)


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_an_application_that_rests_is_called_again_for_each_message_in_order(run):
    heard, ends = [], []

    async def application(scope, receive, send):
        rest = scope["extensions"][EXTENSION]["rest"]

        async def serve():
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    ends.append(message["code"])
                    return
                if message["type"] == "websocket.connect":
                    await send(ACCEPT)
                else:
                    await asyncio.sleep(0.01)  # others come meanwhile: they wait for their turn
                    heard.append(message["text"])
                    await send({"type": "websocket.send", "text": message["text"]})
                if rest(serve):
                    return

        await serve()

    async def scenario():
        async with serving(application) as (server, _app, connect):
            peer = await connect(REQUEST, sent(TEXT, b"0"))
            await peer.answer()
            assert await peer.frame() == (TEXT, b"0")
            await until(lambda: not server.server_state.tasks)
            peer.say(*(sent(TEXT, str(number).encode()) for number in range(1, 20)))
            for number in range(1, 20):
                assert await peer.frame() == (TEXT, str(number).encode())
            await until(lambda: not server.server_state.tasks)
            assert ends == []
            peer.say(sent(CLOSE, b"\x03\xe9"))
            await until(lambda: ends == [1001])
            assert heard == [str(number) for number in range(20)]
            lost = await connect(REQUEST)
            await lost.answer()
            await until(lambda: not server.server_state.tasks)
            lost.writer.transport.abort()
            await until(lambda: ends == [1001, 1006])

    run(scenario())


async def test_a_server_that_stops_ends_resting_and_stuck_sockets_soon():
    async def application(scope, receive, send):
        server = scope["extensions"][EXTENSION]

        async def serve():
            message = await receive()
            if message["type"] == "websocket.connect":
                await send(ACCEPT)
                if scope["path"] == "/stuck":
                    await fill(server["write"])
                assert server["rest"](serve)
                rested.append(True)
            else:
                ends.append(message["code"])

        await serve()

    rested, ends = [], []
    async with serving(application, timeout_graceful_shutdown=20) as (server, _app, connect):
        resting, stuck = await connect(REQUEST), await connect(REQUEST.replace(b"/a%20b", b"/stuck"))
        await resting.answer()
        stuck.writer.transport.pause_reading()
        await until(lambda: len(rested) == 2)
        began = time.monotonic()
        server.should_exit = True
        assert await resting.frame() == (CLOSE, (1012).to_bytes(2, "big"))
        await until(lambda: not server.server_state.connections)
        assert ends == [1012, 1012]
        assert time.monotonic() - began < 4
