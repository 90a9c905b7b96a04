"""A server process that is told to stop: every viewer gets a `bye` and 1012, and the process ends in time."""

import asyncio
import signal
import socket
import sys
import time
from contextlib import AsyncExitStack

import httpx
import pytest
from django.db import connection

from scoreboard.devserver.process import start_child, wait_until
from tests.live.conftest import GOAL, enter, read_events, until, watching

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(tmp_path, redis_layer, valkey):
    """A server process on the tests' database; its port and the process."""
    if connection.vendor != "sqlite":
        pytest.skip("the server process is given the tests' SQLite file")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = (
        "--port",
        str(port),
        "--http",
        "scoreboard.live.protocol:HttpProtocol",
        "--ws-per-message-deflate",
        "false",
    )
    child = start_child(
        [sys.executable, "-m", "uvicorn", "scoreboard.asgi:application", *options, "--timeout-graceful-shutdown", "5"],
        name="web",
        log=tmp_path / "web.log",
        env={
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "DATA_DIR": str(tmp_path),
            "REDIS_URLS": valkey,
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
        },
    )

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, child=child, seconds=20)
    yield port, child
    child.kill()


async def test_a_server_that_stops_sends_its_viewers_away(server, live_match):
    port, child = server
    path = f"/ws/matches/{live_match.pk}"
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(watching(port, path)) for _ in range(50)]
        clients.append(await stack.enter_async_context(watching(port, "/ws/live")))
        stuck = await asyncio.to_thread(socket.create_connection, ("127.0.0.1", port))
        stack.callback(stuck.close)
        # It answers nothing, not even the close: the server must not wait for it.
        stuck.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"))
        response = await stack.enter_async_context(http.stream("GET", f"/api/v1/matches/{live_match.pk}/stream"))
        events = read_events(response)
        assert await anext(events) == ("e1-2", "snapshot")
        await enter(live_match, GOAL)
        await until(lambda: all(client.seqs == [3] for client in clients[:50]))
        assert await anext(events) == ("e1-3", "event")

        began = time.monotonic()
        child.popen.send_signal(signal.SIGTERM)
        await asyncio.to_thread(child.wait)
        assert time.monotonic() - began < 5
        await until(lambda: all(client.code is not None for client in clients))
        assert {client.code for client in clients} == {1012}
        waits = [client.all[-1]["wait_ms"] for client in clients]
        assert all(200 <= wait < 10_000 for wait in waits)
        assert len(set(waits)) > 25
        assert [kind async for _, kind in events] == ["bye"]
    assert "Traceback" not in child.log.read_text()
