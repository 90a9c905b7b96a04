"""Django on a few threads: what is at work at once, who waits, who is refused, and what needs no thread at all."""

import asyncio
import json
import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from scoreboard import urls as site
from scoreboard.entrances.problems import PROBLEM
from scoreboard.web.handler import BUSY, Handler, is_heavy, subject_of
from tests.live.conftest import until
from tests.pages import parse_page, read_part, read_text

pytestmark = pytest.mark.django_db(transaction=True)  # connections that other tests have left open are looked at


class Work:
    """What views are doing, and until when they do it."""

    def __init__(self):
        self.running, self.begun = [], []
        self.most = 0
        self.fails = False
        self.done = threading.Event()

    def view(self, request, **kwargs):
        self.running.append(request.get_full_path())
        self.begun.append(request.path)
        if self.fails:
            raise ValueError("it broke")
        self.most = max(self.most, len(self.running))
        try:
            if request.path != "/quick":
                assert self.done.wait(20)
            return HttpResponse(f"{request.method} {request.path} in {threading.current_thread().name}")
        finally:
            self.running.remove(request.get_full_path())


work = Work()
urlpatterns = [
    re_path(r"^(?:quick|slow|other|entered|seasons|api)", csrf_exempt(work.view)),
    *site.urlpatterns,
]


@pytest.fixture
def at_work(settings):
    """The views' work, anew."""
    settings.ROOT_URLCONF = __name__
    settings.WEB_THREADS, settings.HEAVY_PAGES, settings.REQUEST_WAIT_S = 6, 2, 10
    work.__init__()
    yield work
    work.done.set()


class Ask:
    """One request to a handler; `answer` is (status, headers, body)."""

    def __init__(self, handler, address, *, of="203.0.113.7", method="GET", host="localhost"):
        where, _, query = address.partition("?")
        scope = {"type": "http", "method": method, "path": where, "query_string": query.encode(), "headers": []}
        scope |= {"client": (of, 1), "server": ("testserver", 80), "headers": [(b"host", host.encode())]}
        self.app = ApplicationCommunicator(handler, scope)
        self.task = asyncio.ensure_future(self._ask())

    async def _ask(self):
        await self.app.send_input({"type": "http.request", "body": b""})
        start = await self.app.receive_output(20)
        body = await self.app.receive_output(20)
        await self.app.wait(20)
        headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], headers, body["body"]

    async def leave(self):
        """The client goes away."""
        await self.app.send_input({"type": "http.disconnect"})
        self.task.cancel()


def as_page(answer):
    """The page that the body of a (status, headers, body) is, held to its status."""
    status, headers, body = answer
    return parse_page(HttpResponse(body, status=status, headers=headers), status)


async def test_heavy_pages_are_few_at_once_and_others_go_on_beside_them(at_work):
    handler, threads = Handler(), threading.active_count()
    heavy = [Ask(handler, f"/seasons/{number}") for number in range(20)]
    await until(lambda: len(at_work.running) == 2)
    for _ in range(20):
        status, _, body = await Ask(handler, "/quick").task
        assert (status, body.startswith(b"GET /quick in web_")) == (200, True)
    assert at_work.most <= 3
    assert threading.active_count() <= threads + 6 + 1  # and the one that tells Django's signals
    at_work.done.set()
    assert [(await ask.task)[0] for ask in heavy] == [200] * 20
    assert at_work.most <= 3


async def test_what_has_no_turn_in_time_is_503_a_page_for_people_a_problem_for_programs(at_work, settings):
    settings.REQUEST_WAIT_S = 1
    handler = Handler()
    heavy = [Ask(handler, "/seasons/1"), Ask(handler, "/api/v1/stats/seasons/1/form")]
    await until(lambda: len(at_work.running) == 2)
    page, api = Ask(handler, "/seasons/2"), Ask(handler, "/api/v1/seasons/2/standings.csv")
    for status, headers, _ in (await page.task, await api.task):
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "1", "no-store")
        assert "default-src 'none'" in headers["content-security-policy"]
    assert BUSY in read_text(as_page(await page.task), "[data-notice=busy]")
    _, headers, body = await api.task
    assert (headers["content-type"], json.loads(body)["detail"]) == (PROBLEM, BUSY)
    at_work.done.set()
    assert [(await ask.task)[0] for ask in heavy] == [200, 200]


async def test_one_that_asks_again_and_again_waits_for_himself_and_holds_up_nobody(at_work):
    handler = Handler()
    flood = [Ask(handler, f"/slow/{number}") for number in range(30)]
    await until(lambda: len(at_work.running) == 6)
    other = Ask(handler, "/other", of="203.0.113.8")
    scorer = Ask(handler, "/entered", method="POST")  # from the flooder's own address
    await asyncio.sleep(0.1)
    at_work.done.set()
    await asyncio.gather(*(ask.task for ask in (*flood, other, scorer)))
    assert {"/other", "/entered"} <= set(at_work.begun[: 6 + 3])
    assert at_work.most == 6


async def test_a_client_that_goes_away_ends_its_waiting_but_not_its_thread(at_work):
    handler = Handler()
    heavy = [Ask(handler, f"/seasons/{number}") for number in range(2)]
    await until(lambda: len(at_work.running) == 2)
    waits = Ask(handler, "/seasons/waits")
    await asyncio.sleep(0.05)
    for ask in (waits, *heavy):
        await ask.leave()
    next_one = Ask(handler, "/seasons/next")
    await asyncio.sleep(0.2)
    assert sorted(at_work.running) == ["/seasons/0", "/seasons/1"]
    at_work.done.set()
    assert (await next_one.task)[0] == 200
    assert at_work.most == 2


async def test_healthz_needs_neither_django_nor_a_thread(at_work, settings):
    handler, threads = Handler(), threading.active_count()
    slow = [Ask(handler, f"/slow/{number}") for number in range(6)]
    await until(lambda: len(at_work.running) == 6)
    settings.ALLOWED_HOSTS = []
    for method in ("GET", "HEAD"):
        status, headers, body = await Ask(handler, "/healthz", method=method).task
        assert (status, headers["cache-control"], body) == (200, "no-store", b"ok\n")
    assert threading.active_count() <= threads + 6 + 1
    at_work.done.set()
    await asyncio.gather(*(ask.task for ask in slow))


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
async def test_whatever_is_answered_says_what_a_browser_may_do_with_it(settings, host):
    (settings.STATIC_ROOT / "there.css").write_text("a {}")
    handler, statuses = Handler(), set()
    for address in (
        "/",
        "/login",
        "/nothing",
        "/admin/",
        "/static/there.css",
        "/static/nothing.css",
        "/api/v1/nothing",
    ):
        status, headers, _ = await Ask(handler, address, host=host).task
        assert "frame-ancestors 'none'" in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff", address
        statuses.add(status)
    assert statuses == ({200, 302, 404} if host == "localhost" else {200, 400})


async def test_a_failure_says_it_too(settings, at_work):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    at_work.fails = True
    status, headers, body = await Ask(Handler(), "/quick").task
    assert status == 500
    read_part(as_page((status, headers, body)), "[data-notice=failed]")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_a_static_file_waits_for_nobody(at_work, settings, tmp_path):
    (settings.STATIC_ROOT / "there.css").write_text("a {}")
    handler = Handler()
    slow = [Ask(handler, f"/slow/{number}") for number in range(6)]
    await until(lambda: len(at_work.running) == 6)
    status, headers, _ = await Ask(handler, "/static/there.css").task
    assert (status, headers["content-type"]) == (200, 'text/css; charset="utf-8"')
    at_work.done.set()
    await asyncio.gather(*(ask.task for ask in slow))


@pytest.mark.parametrize(
    ("address", "heavy"),
    [
        ("/seasons/1", True),
        ("/competitors/1?recorded_at=2026-01-01T00:00:00Z", True),
        ("/people/1?on=2026-01-01", True),
        ("/api/v1/seasons/1/standings", True),
        ("/api/v1/stats/seasons/1/scorers.csv", True),
        ("/api/v1/stats/head-to-head?first=1&second=2", True),
        ("/api/v1/competitors/1.csv", True),
        ("/api/v1/matches?limit=500", True),
        ("/audit.csv", True),
        ("/api/v1/matches?limit=50", False),
        ("/api/v1/matches?limit=x", False),
        ("/api/v1/matches/1", False),
        ("/matches/1", False),
        ("/", False),
    ],
)
def test_what_is_heavy(address, heavy):
    assert is_heavy(RequestFactory().get(address)) is heavy


def test_a_password_is_heavy_and_what_is_entered_is_not():
    assert is_heavy(RequestFactory().post("/login"))
    assert not is_heavy(RequestFactory().get("/login"))
    assert not is_heavy(RequestFactory().post("/api/v1/matches/1/events"))


def test_whose_turn_it_is():
    subjects = [
        subject_of(RequestFactory().generic(method, "/", REMOTE_ADDR=address))
        for method, address in (("GET", "2001:db8:1:2::3"), ("POST", "2001:db8:1:2::3"), ("GET", "nonsense"))
    ]
    assert subjects == ["2001:db8:1:2::", "2001:db8:1:2:: enters", "unknown"]
