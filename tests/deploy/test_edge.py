"""nginx as deploy/nginx has it, in front of a real web process: the micro-cache, and pushes by nchan."""

import asyncio
import re
import signal
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from channels.db import database_sync_to_async
from websockets.exceptions import InvalidStatus

from scoreboard.devserver.process import start_child
from scoreboard.live.hub.hub import start_hub
from scoreboard.live.limits import LiveLimits
from scoreboard.live.transports.nchan import Edge
from scoreboard.models import ApiToken
from scoreboard.wire.records import parse_cursor
from tests.deploy.nginx import start_nginx
from tests.live.conftest import GOAL, enter, read_events, until, watching

EVENTS = {"Accept": "text/event-stream"}
ROOT = Path(__file__).resolve().parents[2]
ANSWER = re.compile(rb"HTTP/1\.1 (\d+)")
ETAG = re.compile(rb'etag: (W/)?"([^"]+)"', re.IGNORECASE)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nginx(start_web, tmp_path):
    """Nginx with its cache in front of one web process, `nginx.web`."""
    web = start_web()
    nginx = start_nginx(folder=tmp_path, ports=[web.port])
    nginx.web = web
    yield nginx
    nginx.stop()


class Poller:
    """Clients that poll a match, many of them through one connection, with the ETag they have."""

    def __init__(self, port, path):
        self.port, self.path = port, path
        self.statuses = []
        self.etags = [""]

    async def poll(self, times, *, every_s, rounds):
        """Ask `times` in each of so many rounds, without waiting for one answer before the next question."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for _ in range(rounds):
            began = time.monotonic()
            etag = f'If-None-Match: "{self.etags[-1]}"\r\n' if self.etags[-1] else ""
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{etag}\r\n".encode() * times)
            for _ in range(times):
                head = await reader.readuntil(b"\r\n\r\n")
                self.statuses.append(int(ANSWER.match(head)[1]))
                if size := re.search(rb"(?i)content-length: (\d+)", head):
                    await reader.readexactly(int(size[1]))
                if self.statuses[-1] == 200 and (etag := ETAG.search(head)[2].decode()) != self.etags[-1]:
                    self.etags.append(etag)
            await asyncio.sleep(max(0.0, every_s - (time.monotonic() - began)))
        writer.close()

    @property
    def cursors(self):
        """The matches' places it was shown, as (epoch, seq)."""
        return [parse_cursor(etag.partition(".")[0]) for etag in self.etags[1:]]


async def test_10_000_polling_clients_of_a_match_ask_the_origin_once_a_second(nginx, live_match):
    """10,000 clients with an interval of 2 s are 5,000 requests a second; here for four of them, goals meanwhile."""
    path = f"/api/v1/matches/{live_match.pk}"
    pollers = [Poller(nginx.port, path) for _ in range(20)]
    began = time.monotonic()
    polling = [asyncio.create_task(poller.poll(50, every_s=0.2, rounds=20)) for poller in pollers]
    for _ in range(3):
        await asyncio.sleep(1)
        await enter(live_match, GOAL)
    await asyncio.gather(*polling)
    seconds = time.monotonic() - began
    assert Counter(status for poller in pollers for status in poller.statuses).keys() == {200, 304}
    assert sum(len(poller.statuses) for poller in pollers) == 20_000
    assert len(nginx.web.requests(f"GET {path} ")) <= 2 * seconds
    for poller in pollers:  # each saw the goals, and nobody went back to what was before
        assert poller.cursors == sorted(poller.cursors)
        assert len(poller.cursors) > 1
    await asyncio.sleep(3.1)
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        assert (await client.get(path)).json()["cursor"] == f"e1-{live_match.seq}"


async def test_what_nobody_asked_for_lately_is_asked_anew(nginx, live_match):
    path = f"/api/v1/matches/{live_match.pk}"
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        assert (await client.get(path)).headers["X-Cache"] == "MISS"
        assert (await client.get(f"{path}?past=the-cache")).headers["X-Cache"] == "HIT"
        await enter(live_match, GOAL)
        await asyncio.sleep(3.1)  # a second fresh, a second stale, and nginx counts whole ones
        assert (await client.get(path)).json()["cursor"] == "e1-3"
        nginx.web.kill()
        await asyncio.sleep(3.1)
        assert (await client.get(path)).status_code == 502  # and no old score as if it were the present one
        nginx.web.start()
        assert (await client.get(path)).json()["cursor"] == "e1-3"


async def test_segments_are_asked_for_once(nginx, live_match):
    await enter(live_match, *[GOAL] * 100)
    path = f"/api/v1/matches/{live_match.pk}/segments/1-0"
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        answers = [await client.get(path) for _ in range(5)]
        assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", *["HIT"] * 4]
        assert {answer.content for answer in answers} == {answers[0].content}
        assert [event["seq"] for event in answers[0].json()["items"]] == list(range(1, 101))
    assert len(nginx.web.requests(path)) == 1


async def test_who_writes_is_known_and_who_signed_in_is_served_what_all_are(nginx, live_match, scorer):
    token = await database_sync_to_async(ApiToken.issue)(user=scorer)
    path = f"/api/v1/matches/{live_match.pk}"
    async with httpx.AsyncClient(base_url=nginx.url, cookies={"sessionid": "x"}) as client:
        answer = await client.get(path)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "1"}
        assert (await client.patch(path, headers=headers, json={"venue": "Wembley"})).status_code == 201
        headers["Idempotency-Key"] = "2"
        assert (await client.post(f"{path}/events", headers=headers, json=GOAL)).status_code == 201


# --- what one address may ask for ------------------------------------------------------------------------------------


@pytest.fixture
def guard(start_web, tmp_path):
    """Nginx to whom 127.0.0.2 is a stranger, with small limits; `guard.web` is behind it."""
    web = start_web()
    replace = {
        "127.0.0.0/8 0;": "127.0.0.1/32 0;",
        "allow 127.0.0.0/8;": "allow 127.0.0.1;",
        "rate=200r/s": "rate=1r/s",
        "zone=requests burst=1000": "zone=requests burst=10",
        "held 2000": "held 2",
    }
    guard = start_nginx(folder=tmp_path, ports=[web.port], replace=replace)
    guard.web = web
    yield guard
    guard.stop()


def stranger(guard, **options):
    """A client that comes from another address than this machine's own."""
    transport = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    return httpx.AsyncClient(base_url=guard.url, transport=transport, **options)


async def test_operators_pages_are_not_for_the_world(guard, season):
    own = httpx.AsyncClient(base_url=guard.url)
    async with own, stranger(guard) as other:
        for path, status in (("/metrics", 200), ("/readyz", 200), ("/admin/", 302), ("/admin/login/", 302)):
            assert (await own.get(path)).status_code == status
            assert (await other.get(path)).status_code == 403
        assert (await other.get(f"{guard.url}//metrics")).status_code == 403
        assert (await other.get("/%6detrics")).status_code == 403
        assert (await other.get("/healthz")).status_code == 200


async def test_who_asks_too_fast_is_429_and_others_are_not(guard, season):
    own = httpx.AsyncClient(base_url=guard.url)
    async with own, stranger(guard) as other:
        statuses = Counter([(await other.get("/api/v1/sports")).status_code for _ in range(20)])
        assert statuses.keys() == {200, 429}
        assert statuses[429] >= 5
        assert {(await own.get("/api/v1/sports")).status_code for _ in range(20)} == {200}


async def test_so_many_streams_are_held_from_one_address(guard, live_match):
    path = f"/api/v1/matches/{live_match.pk}/stream"
    async with stranger(guard) as other, AsyncExitStack() as stack:
        for _ in range(2):
            answer = await stack.enter_async_context(other.stream("GET", path, headers=EVENTS))
            assert answer.status_code == 200
        assert (await other.get(path)).status_code == 429


async def test_large_bodies_and_heads_go_no_further(guard, live_match):
    async with httpx.AsyncClient(base_url=guard.url) as client:
        assert (await client.post("/api/v1/reports", content=b"x" * 70_000)).status_code == 413
        assert (await client.get("/", headers={"X-Long": "x" * 40_000})).status_code == 400
    assert guard.web.requests("/api/v1/reports") == []


async def test_a_page_is_kept_for_a_second_for_those_without_a_cookie(nginx, live_match, scorer):
    page = f"/matches/{live_match.pk}"
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        answers = [await client.get(page) for _ in range(3)]
        found = [(answer.status_code, answer.headers["X-Cache"]) for answer in answers]
        assert found == [(200, "MISS"), (200, "HIT"), (200, "HIT")], answers[-1].headers
        assert {answer.content for answer in answers} == {answers[0].content}
        for headers in ({"Cookie": "sessionid=x"}, {"Authorization": "Bearer x"}):
            assert (await client.get(page, headers=headers)).headers["X-Cache"] == "BYPASS"
        assert [(await client.get("/nothing")).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
        # What is never kept goes past the cache, whose lock would let one in after the other.
        for path in ("/login", "/healthz", "/console/", "/account", "/operations"):
            assert "X-Cache" not in (await client.get(path)).headers
            client.cookies.clear()  # which the login has set
        await enter(live_match, GOAL)
        await asyncio.sleep(2.1)
        assert (await client.get(page)).headers["X-Cache"] in ("EXPIRED", "MISS")
    # Who has a cookie leaves nothing behind for others.
    fresh = f"/competitors/{live_match.home_id}"
    async with httpx.AsyncClient(base_url=nginx.url, cookies={"sessionid": "x"}) as client:
        assert (await client.get(fresh)).headers["X-Cache"] == "BYPASS"
    async with httpx.AsyncClient(base_url=nginx.url) as client:
        assert (await client.get(fresh)).headers["X-Cache"] == "MISS"


# --- pushes by nchan -------------------------------------------------------------------------------------------------


@pytest.fixture
async def edge(start_web, web_env, tmp_path):
    """Nginx that fans out by itself, fed from here, in front of one web process."""
    hub = start_hub(LiveLimits(beat_s=0.5, presence_s=0.1))
    web = start_web()
    nginx = start_nginx(folder=tmp_path, ports=[web.port], nchan=True)
    feeding = asyncio.create_task(Edge(hub, nginx.publisher).run())
    yield nginx
    feeding.cancel()
    await asyncio.wait([feeding])
    await hub.stop()
    nginx.stop()


async def test_nchan_shows_what_the_hub_shows(edge, live_match, season):
    path = f"/ws/matches/{live_match.pk}"
    async with watching(edge.port, path) as first:
        await until(lambda: {"beat", "snapshot"} <= set(first.kinds))
        assert first.of("snapshot")[0]["match"]["cursor"] == "e1-2"
        assert first.of("snapshot")[0]["match"]["incidents"][0]["kind"] == "period_start"
        await until(lambda: {"t": "beat", "tops": {str(live_match.pk): 2}} in first.all)
        await enter(live_match, GOAL, GOAL)
        await until(lambda: first.seqs == [3, 4])
        async with watching(edge.port, f"{path}?cursor=e1-3") as second:  # what it has it passes over
            await until(lambda: second.seqs == [3, 4])
            await enter(live_match, GOAL)
            await until(lambda: first.seqs == second.seqs == [3, 4, 5])
            await until(lambda: {"t": "viewers", "counts": {str(live_match.pk): 2}} in first.viewers)
        assert first.of("event") == second.of("event")
    async with (
        httpx.AsyncClient(base_url=edge.url) as client,
        client.stream("GET", f"/api/v1/matches/{live_match.pk}/stream", headers=EVENTS) as stream,
    ):
        shown = read_events(stream)
        kinds = []
        while len(kinds) < 4:
            _, kind = await anext(shown)
            kinds += [kind] if kind != "beat" else []
        assert kinds == ["snapshot", "event", "event", "event"]


async def test_a_match_that_is_not_live_gets_the_word_that_all_is_well(edge, match, live_match):
    async with watching(edge.port, f"/ws/matches/{match.pk}") as client:
        await until(lambda: client.all)
        assert client.all[0] == {"t": "beat", "tops": {}}


async def test_what_happens_while_nginx_is_away_is_published_when_it_is_back(edge, live_match):
    path = f"/ws/matches/{live_match.pk}"
    async with watching(edge.port, path) as client:
        await until(lambda: "snapshot" in client.kinds)
    edge.kill()
    await enter(live_match, GOAL, GOAL)
    edge.start()
    async with watching(edge.port, f"{path}?cursor=e1-2") as client:

        def is_whole():
            """By its events; or by a snapshot, where nginx took so long to start that the edge began anew."""
            return client.seqs == [3, 4] or "e1-4" in [frame["match"]["cursor"] for frame in client.of("snapshot")]

        await until(is_whole, seconds=20)


async def test_pages_of_other_sites_are_refused_by_nchan_too(edge, live_match):
    path = f"/ws/matches/{live_match.pk}"
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{edge.port}.evil.example"):
        with pytest.raises(InvalidStatus) as refused:
            async with watching(edge.port, path, origin=origin):
                pass
        assert refused.value.response.status_code == 403
    for origin in (f"http://127.0.0.1:{edge.port}", None):
        async with watching(edge.port, path, origin=origin) as client:
            await until(lambda client=client: client.all)


def test_the_command_feeds_until_it_is_told_to_end(web_env, tmp_path, live_match):
    log = tmp_path / "edge.log"
    argv = [sys.executable, "manage.py", "edge", "--url", "http://127.0.0.1:9"]
    child = start_child(argv, name="edge", log=log, env=web_env, cwd=ROOT)
    deadline = time.monotonic() + 30
    while "takes no frames" not in (log.read_text() if log.exists() else "") and time.monotonic() < deadline:
        time.sleep(0.05)
    child.popen.send_signal(signal.SIGTERM)
    assert child.wait() == 0
    assert log.read_text().count("nchan at 127.0.0.1:9 takes no frames") == 1
