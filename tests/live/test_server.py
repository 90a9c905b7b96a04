"""WebSocket and SSE through a real uvicorn and a real channel layer: streams, bad input, slow readers."""

import asyncio
import socket
import threading
import uuid
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import msgspec
import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config as HypercornConfig
from websockets.exceptions import InvalidStatus

from scoreboard.asgi import application
from scoreboard.live import metrics
from scoreboard.live.hub import match_feed
from scoreboard.live.hub.hub import get_hub, start_hub
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.framing import TEXT
from scoreboard.live.transports import websocket
from scoreboard.queries import find_match, load_snapshot
from tests.factories import make_match
from tests.live.conftest import (
    GOAL,
    KICK_OFF,
    apply_changes,
    enter,
    limited,
    read_events,
    serving,
    until,
    watching,
    with_limits,
)
from tests.live.server.test_framing import sent

pytestmark = pytest.mark.django_db(transaction=True)


@database_sync_to_async
def read(match):
    """The match's snapshot, as the API shows it."""
    return msgspec.to_builtins(load_snapshot(find_match(match.pk)))


async def closed(client, code):
    """Wait until the server has said what is wrong, and closed with `code`."""
    await until(lambda: client.code == code)
    assert client.all[-1]["t"] == "error"
    assert client.all[-1]["code"] == code


# --- WebSocket: one match --------------------------------------------------------------------------------------------


async def test_a_viewer_sees_the_match_without_knowing_its_rules(site, match):
    async with watching(site, f"/ws/matches/{match.pk}") as client:
        await until(lambda: client.of("snapshot"))
        shown = client.all[0]["match"]
        assert shown == await read(match)
        await enter(match, KICK_OFF)
        await enter(match, {**GOAL, "player": "Pedri"}, {**GOAL, "side": "away"})
        await enter(match, {"type": "void", "data": {"seq": 3, "reason": "Offside"}})
        await enter(match, {"type": "period_end"})
        await until(lambda: client.seqs == [2, 3, 4, 5, 6])
        for frame in client.of("event"):
            shown = apply_changes(shown, frame["changes"])
        assert shown == await read(match)


async def test_resume_at_every_seq(site, live_match):
    await enter(live_match, *[GOAL] * 8)
    path = f"/ws/matches/{live_match.pk}?cursor=e1-"
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(watching(site, f"{path}{seq}")) for seq in range(11)]
        await enter(live_match, GOAL)
        await enter(live_match, GOAL)
        await until(lambda: all(client.seqs[-1:] == [12] for client in clients))
    for seq, client in enumerate(clients):
        assert client.all[0] == {"t": "resumed", "id": str(live_match.pk), "cursor": f"e1-{seq}", "recovered": True}
        assert client.seqs == list(range(seq + 1, 13))


async def test_a_cursor_that_cannot_be_served_is_answered_by_a_snapshot(site, match):
    for cursor in ("e2-1", "e1-99", "e0-0"):
        async with watching(site, f"/ws/matches/{match.pk}?cursor={cursor}") as client:
            await until(lambda client=client: client.kinds == ["resumed", "snapshot"])
            assert client.all[0]["recovered"] is False


async def test_a_cursor_that_is_none_is_refused(site, match):
    for cursor in ("41", "e1", "e1-x", "e-1--1", "%00", "e1-9999999999999999999"):
        async with watching(site, f"/ws/matches/{match.pk}?cursor={cursor}") as client:
            await closed(client, websocket.BAD_REQUEST)
            assert client.kinds == ["error"]
            assert "expected the form e1-41" in client.all[0]["detail"]


async def test_there_is_no_such_match(site, season):
    for match_id in (season.pk, "worldcup", "1"):
        async with watching(site, f"/ws/matches/{match_id}") as client:
            await closed(client, websocket.NO_MATCH)


async def test_what_a_client_may_not_say_closes_it(site, match):
    for path in (f"/ws/matches/{match.pk}", "/ws/live"):
        for said, code in (
            ("{", websocket.BAD_REQUEST),
            (b"{}", websocket.BAD_REQUEST),
            ("{" + " " * websocket.FRAME_BYTES + "}", websocket.TOO_BIG),
            ('"' + "ö" * (websocket.FRAME_BYTES // 2) + '"', websocket.TOO_BIG),
        ):
            async with watching(site, path) as client:
                await client.say(said)
                await closed(client, code)


async def test_who_says_too_much_is_sent_away(site, match):
    async with watching(site, f"/ws/matches/{match.pk}") as client:
        for _ in range(get_hub().limits.messages + 1):
            await client.say({})
        await closed(client, websocket.TOO_MANY)


async def test_a_burst_of_messages_is_refused_once_and_the_rest_is_not_heard(site, match):
    refused = metrics.over_limit.labels("messages")._value
    before = refused.get()
    async with watching(site, f"/ws/matches/{match.pk}") as client, watching(site, "/ws/live") as other:
        client.connection.transport.write(sent(TEXT, b"{}") * 40_000)
        await closed(client, websocket.TOO_MANY)
        await asyncio.wait_for(await other.connection.ping(), 2)
        assert client.kinds.count("error") == 1
        await until(lambda: len(get_hub().viewers) == 1)
    assert refused.get() == before + 1


async def test_pages_of_other_sites_are_refused(site, match):
    path = f"/ws/matches/{match.pk}"
    for origin in ("https://evil.example", "null", "http://[", "http://localhost.evil.example"):
        with pytest.raises(InvalidStatus) as refused:
            async with watching(site, path, origin=origin):
                pass
        assert refused.value.response.status_code == 403
    for origin in (f"http://127.0.0.1:{site}", "http://localhost", None):
        async with watching(site, path, origin=origin) as client:
            await until(lambda client=client: client.kinds == ["snapshot"])


async def test_sockets_elsewhere_are_denied(site, caplog):
    for path in ("/", "/ws/", "/ws/matches/", "/ws/live/x", "/ws/matches/1/2", "/admin/"):
        with pytest.raises(InvalidStatus) as refused:
            async with watching(site, path):
                pass
        assert refused.value.response.status_code == 403
    assert "Exception" not in caplog.text


async def test_200_sockets_at_once_make_few_queries(site, live_match, queries):
    await enter(live_match, *[GOAL] * 8)
    queries.clear()
    async with AsyncExitStack() as stack:

        def look(number):
            query = f"?cursor=e1-{number % 10}" if number % 2 else ""
            return stack.enter_async_context(watching(site, f"/ws/matches/{live_match.pk}{query}"))

        clients = await asyncio.gather(*(look(number) for number in range(200)))
        await until(lambda: all(client.all for client in clients))
        assert len([sql for sql in queries if "scoreboard_match" in sql]) < 15
        await enter(live_match, GOAL)
        await until(lambda: all(client.seqs[-1:] == [11] for client in clients))
    for number, client in enumerate(clients):
        assert client.seqs == (list(range(number % 10 + 1, 12)) if number % 2 else [11])


async def test_without_a_database_a_viewer_is_told_to_come_back(site, match, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OperationalError("the database is starting up")

    monkeypatch.setattr(match_feed, "load_match", fail)
    async with watching(site, f"/ws/matches/{match.pk}") as client:
        await until(lambda: client.code == websocket.INTERNAL)
    monkeypatch.undo()
    assert "the database is starting up" in caplog.text
    async with watching(site, f"/ws/matches/{match.pk}") as client:
        await until(lambda: client.kinds == ["snapshot"])


@asynccontextmanager
async def hypercorn_serving():
    """The application on another ASGI server, which has no extension to offer; its port."""
    config, ending = HypercornConfig(), asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config.bind, config.errorlog = [f"127.0.0.1:{port}"], None
    task = asyncio.create_task(hypercorn_serve(application, config, shutdown_trigger=ending.wait, mode="asgi"))
    await until(lambda: task.done() or listens(port))
    try:
        yield port
    finally:
        ending.set()
        await task


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("server", ["own", "stock", "hypercorn"])
async def test_three_servers(server, redis_layer, live_match, settings):
    """Our class, uvicorn's own by the setting, and any other server: the same frames, counts and ends."""
    settings.WEBSOCKETS = "stock" if server == "stock" else "own"
    async with hypercorn_serving() if server == "hypercorn" else serving() as port:
        async with watching(port, f"/ws/matches/{live_match.pk}") as client, watching(port, "/ws/live") as many:
            await until(lambda: client.kinds == ["snapshot"])
            (viewer, *_) = [viewer for viewer in get_hub().viewers if str(live_match.pk) in viewer.watched]
            assert viewer.write(b"") is (server == "own")
            assert metrics.viewers.labels("websocket")._value.get() == 2
            await enter(live_match, GOAL, GOAL)
            await until(lambda: client.seqs == [3, 4])
            for number in range(5):
                await many.say({"subscribe": [f"match:{live_match.pk}"]} if number == 2 else {})
            await until(lambda: many.kinds == ["beat", "beat", "snapshot", "event", "event", "beat", "beat", "beat"])
            await client.say("[")
            await closed(client, websocket.BAD_REQUEST)
            with pytest.raises(InvalidStatus):
                async with watching(port, "/ws/none"):
                    pass
            await until(lambda: metrics.viewers.labels("websocket")._value.get() == 1)
        await until(lambda: metrics.viewers.labels("websocket")._value.get() == 0)


# --- WebSocket: many matches -----------------------------------------------------------------------------------------


async def test_many_matches_on_one_socket(site, match, season):
    other = await database_sync_to_async(make_match)(season=season)
    async with watching(site, "/ws/live") as client:
        unknown = uuid.uuid4()
        await client.say({"subscribe": [f"match:{match.pk}@e1-1", f"match:{unknown}", f"match:{other.pk}"]})
        await until(lambda: client.kinds == ["resumed", "error", "snapshot", "beat"])
        assert client.all[0]["recovered"] is True
        assert client.all[1]["code"] == websocket.NO_MATCH
        assert str(unknown) in client.all[1]["detail"]
        assert client.all[2]["match"]["id"] == str(other.pk)
        assert client.all[3]["tops"] == {str(match.pk): 1, str(other.pk): 1}
        await enter(match, KICK_OFF)
        await enter(other, KICK_OFF)
        await until(lambda: [frame["id"] for frame in client.of("event")] == [str(match.pk), str(other.pk)])
        await client.say({"unsubscribe": [f"match:{other.pk}"], "subscribe": [f"match:{match.pk}"]})
        await until(lambda: not get_hub().feeds[str(other.pk)].overview)
        await enter(other, GOAL)
        await enter(match, GOAL)
        await until(lambda: client.seqs == [2, 2, 3])
        assert client.of("event")[-1]["id"] == str(match.pk)


async def test_live_matches_on_one_socket(site, season, live_match):
    other = await database_sync_to_async(make_match)(season=season)
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": ["live", f"competition:{season.competition_id}"]})
        await until(lambda: [frame["match"]["id"] for frame in client.of("snapshot")] == [str(live_match.pk)])
        await enter(other, KICK_OFF)
        await until(lambda: len(client.of("snapshot")) == 2)
        await enter(other, GOAL)
        await enter(live_match, GOAL)
        await until(lambda: client.seqs == [3, 3])


async def test_what_is_no_topic_is_refused(site, season):
    for said in (
        [],
        {"subscribe": "live"},
        {"subscribe": ["all"]},
        {"subscribe": ["match:"]},
        {"subscribe": ["competition:Liga"]},
        {"subscribe": ["live@e1-1"]},
        {"subscribe": ["match:x@41"]},
        {"unsubscribe": ["nothing"]},
        {"follow": ["live"]},
    ):
        async with watching(site, "/ws/live") as client:
            await client.say(said)
            await closed(client, websocket.BAD_REQUEST)
            assert "xpected" in client.all[0]["detail"]


async def test_too_many_subscriptions(site, season, live_match, settings):
    settings.LIVE_SUBSCRIPTIONS = 2
    topics = [f"competition:{season.competition_id}", "live", f"match:{live_match.pk}"]
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": topics[:2]})
        await until(lambda: client.kinds == ["snapshot", "beat"])
        await client.say({"subscribe": topics[:2]})  # nothing new
        await until(lambda: client.kinds == ["snapshot", "beat", "beat"])
        await client.say({"subscribe": topics[2:]})
        await closed(client, websocket.TOO_MANY)
    settings.LIVE_SUBSCRIPTIONS = 0
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": topics})
        await until(lambda: client.kinds == ["snapshot", "beat"])


@pytest.mark.parametrize("kind", ["match", "competition"])
async def test_who_asks_for_too_many_things_that_do_not_exist_is_closed(site, live_match, settings, kind):
    settings.LIVE_UNKNOWN_TOPICS = 3
    unknown = [f"{kind}:{uuid.uuid4()}" for _ in range(4)]
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": [*unknown[:3], f"match:{live_match.pk}"]})
        await until(lambda: client.kinds == ["error"] * 3 + ["snapshot", "beat"])
        await client.say({"subscribe": unknown[3:]})
        await until(lambda: client.kinds[5:] == ["error", "beat"])
        await client.say({"subscribe": ["live"]})
        await closed(client, websocket.TOO_MANY)
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": [f"{kind}:{uuid.uuid4()}" for _ in range(75)]})
        await closed(client, websocket.TOO_MANY)
        assert len(client.kinds) <= 5  # the others have not been looked for
    settings.LIVE_UNKNOWN_TOPICS = 0
    async with watching(site, "/ws/live") as client:
        await client.say({"subscribe": unknown})
        await until(lambda: client.kinds == ["error"] * 4 + ["beat"])


async def test_an_unknown_competition_is_told_and_the_other_topics_go_on(site, season, live_match):
    unknown = [str(uuid.uuid4()) for _ in range(2)]
    async with watching(site, "/ws/live") as client:
        topics = [f"competition:{unknown[0]}", f"competition:{season.competition_id}", f"competition:{unknown[1]}"]
        await client.say({"subscribe": topics})
        await until(lambda: client.kinds == ["error", "snapshot", "error", "beat"])
        for frame, competition in zip(client.of("error"), unknown, strict=True):
            assert (frame["code"], competition in frame["detail"]) == (websocket.NO_MATCH, True)
        await enter(live_match, GOAL)
        await until(lambda: client.seqs == [3])
        assert len(get_hub().topics) == 1
        await client.say({"unsubscribe": topics})
        await until(lambda: len(get_hub().topics) == 0)


# --- SSE -------------------------------------------------------------------------------------------------------------


@limited(beat_s=0.0)
async def test_sse_streams_the_same_frames(site, live_match):
    await enter(live_match, GOAL)
    url = f"http://127.0.0.1:{site}/api/v1/matches/{live_match.pk}/stream"
    async with httpx.AsyncClient() as client:
        async with client.stream("GET", url) as response:
            assert response.headers["content-type"] == "text/event-stream"
            assert "no-store" in response.headers["cache-control"]
            lines = response.aiter_lines()
            assert 1_000 <= int((await anext(lines)).removeprefix("retry: ")) < 5_000
            assert [await anext(lines), await anext(lines)] == [": scoreboard", ""]
            assert await anext(lines) == "id: e1-3"
            assert msgspec.json.decode((await anext(lines)).removeprefix("data: "))["t"] == "snapshot"
        for headers, query in (({"Last-Event-ID": "e1-1"}, "?cursor=e1-3"), ({}, "?cursor=e1-1")):
            async with client.stream("GET", url + query, headers=headers) as response:
                events = read_events(response)
                assert await anext(events) == ("e1-1", "resumed")
                assert await anext(events) == ("e1-2", "event")
                assert await anext(events) == ("e1-3", "event")
                assert await anext(events) == (None, "beat")
        await until(lambda: not get_hub().viewers)


async def test_sse_answers_what_it_cannot_stream(site, match):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site}/api/v1/matches/") as client:
        for address, status in ((f"{uuid.uuid4()}/stream", 404), (f"{match.pk}/stream?cursor=41", 400)):
            response = await client.get(address)
            assert (response.status_code, response.json()["status"]) == (status, status)
            assert response.headers["content-type"] == "application/problem+json"
        head = await client.head(f"{match.pk}/stream")
        assert (head.status_code, head.headers["content-type"], head.content) == (200, "text/event-stream", b"")
        put = await client.put(f"{match.pk}/stream")
        assert (put.status_code, put.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert not get_hub().viewers


async def test_a_stream_holds_no_thread(site, match, settings):
    threads = threading.active_count()
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client, AsyncExitStack() as stack:
        for _ in range(3 * settings.WEB_THREADS):
            stream = client.stream("GET", f"http://127.0.0.1:{site}/api/v1/matches/{match.pk}/stream")
            assert (await stack.enter_async_context(stream)).status_code == 200
        await until(lambda: len(get_hub().viewers) == 3 * settings.WEB_THREADS)
        assert threading.active_count() <= threads + settings.WEB_THREADS + 3  # and the hub's, Django's


# --- slow readers ----------------------------------------------------------------------------------------------------


async def test_a_stalled_reader_is_dropped_and_slows_nobody(redis_layer, live_match):
    start_hub(LiveLimits(stall_s=0.3))
    async with serving(with_limits(kernel_bytes=4_096)) as port:
        stalled = socket.create_connection(("127.0.0.1", port))
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        stalled.sendall(
            f"GET /ws/matches/{live_match.pk} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        async with watching(port, f"/ws/matches/{live_match.pk}") as client:
            await until(lambda: len(get_hub().viewers) == 2 and client.kinds == ["snapshot"])
            for _ in range(3):
                await enter(live_match, *[GOAL] * 200)
            await until(lambda: client.seqs == list(range(3, 603)), seconds=10)
            await until(lambda: len(get_hub().viewers) == 1, seconds=3)
            await enter(live_match, GOAL)
            await until(lambda: client.seqs[-1] == 603)
        stalled.close()
