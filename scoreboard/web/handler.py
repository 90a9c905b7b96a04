"""Django under ASGI on a few threads, which requests take by turns; what has no turn in time is answered 503.

Django's own handler makes a thread for each request, and goes there and back a dozen times, once for each middleware.
Twenty requests for a season's page are twenty threads then, which take the interpreter from the event loop and from
each other. Here a request goes to one of `WEB_THREADS` threads once, and at most `HEAVY_PAGES` of them are at work on
heavy ones: a process has one core's worth of Python, more at once makes all of it later. Who waits holds no thread.
"""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string
from servestatic.middleware import ServeStaticMiddleware

from scoreboard.entrances.addresses import group_address
from scoreboard.entrances.problems import DETAILS, answer_problem, is_api
from scoreboard.web.health import answer_alive
from scoreboard.web.turns import Full, Turns

# By CPU time, for a league's season of 380 matches: its page takes most of a second, its tables and lists by the API 50
# to 200 ms. Not the page of a match, with 100 ms: it has to be there when everybody comes. Others take 5 to 30.
HEAVY = re.compile(r"/seasons/|/api/v1/(seasons|stats)/|/api/v1/openapi\.json|.*\.csv$")
PAST = frozenset({"recorded_at", "on", "round"})  # asks for another time
LONG_LIST = 100  # rows
BUSY = "Too much is asked for at once. Please try again in a moment."
ALIVE = "/healthz"
PASSWORDS = ("/login", "/account/")  # their hashes are slow on purpose


class Handler(ASGIHandler):
    """Django's handler: static files in the event loop, all else in a thread."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, "web")
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Turns, Turns]] = WeakKeyDictionary()
        # Apart from settings.MIDDLEWARE, any of which may want a thread; what is no file goes on to the others.
        self._files: Any = SecurityMiddleware(CSPMiddleware(ServeStaticMiddleware(self._take_turn)))

    def load_middleware(self, is_async: bool = False) -> None:
        """Load Django's middleware to be gone through in a thread, all of it in one go."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request, without a thread that is its own until its end: a stream's end is far."""
        if scope["path"] == ALIVE:
            await answer_alive(send)
        else:
            await self.handle(scope, receive, send)

    def create_request(self, scope: Any, body_file: Any) -> tuple[Any, Any]:
        """The request, or else the answer to one that cannot be read: no middleware is asked there."""
        request, refused = super().create_request(scope, body_file)
        if refused is not None and is_api(scope["path"]):
            refused = answer_problem(refused.status_code, DETAILS[refused.status_code])
        return request, refused

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or 503 without a turn in time."""
        if request.path.startswith(settings.STATIC_URL):
            return await self._files(request)
        return await self._take_turn(request)

    async def _take_turn(self, request: HttpRequest) -> HttpResponseBase:
        try:
            with ExitStack() as stack:
                for turns in self._find_turns(request):
                    await turns.take(subject_of(request), wait_s=settings.REQUEST_WAIT_S)
                    stack.callback(turns.leave)
                taken = stack.pop_all()
        except Full:
            return refuse(request)
        # A client that goes away ends its waiting, but not its thread, which cannot be stopped: the turn goes on.
        return await asyncio.shield(asyncio.create_task(self._work(request, taken)))

    def _find_turns(self, request: HttpRequest) -> Iterator[Turns]:
        loop = asyncio.get_running_loop()
        if loop not in self._turns:
            self._turns[loop] = Turns("heavy", settings.HEAVY_PAGES), Turns("all", settings.WEB_THREADS)
        heavy, every = self._turns[loop]
        if is_heavy(request):
            yield heavy
        yield every

    async def _work(self, request: HttpRequest, taken: ExitStack) -> HttpResponseBase:
        with taken:
            return await sync_to_async(self._answer, thread_sensitive=False, executor=self._threads)(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # Django's signals reach another thread than this one
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


def is_heavy(request: HttpRequest) -> bool:
    """Whether an answer takes so much of the processor that only few may be made at once."""
    if request.method not in {"GET", "HEAD"}:
        return request.path.startswith(PASSWORDS)
    try:
        asked = request.GET
    except SuspiciousOperation:  # more parameters than Django reads: it refuses them itself
        return False
    limit = asked.get("limit", "")
    return (
        HEAVY.match(request.path) is not None
        or not PAST.isdisjoint(asked)
        or (limit.isdigit() and int(limit[:9]) > LONG_LIST)
    )


def subject_of(request: HttpRequest) -> str:
    """Whose turn it is: that of an address, where entering does not wait for those who only look."""
    address = group_address(request.META.get("REMOTE_ADDR")) or "unknown"
    return address if request.method in {"GET", "HEAD"} else f"{address} enters"


def refuse(request: HttpRequest) -> HttpResponse:
    """503: a problem document for programs, a small page for people."""
    if is_api(request.path):
        response = answer_problem(503, BUSY)
    else:
        response = HttpResponse(render_to_string("503.html", {"detail": BUSY}), status=503)
    response["Retry-After"] = str(settings.REQUEST_WAIT_S)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
