"""Who acts, and from where: the request that is being served, or the program that runs.

Entrances pass the actor on as an argument; what they cannot pass (a right given in the admin, the address) is read from
the request, which a context variable remembers: threads that serve it have it too.
"""

import functools
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

REQUEST: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class Origin(NamedTuple):
    """Who acts: as the match log names them, their name, and their address ("" for a program of this machine)."""

    actor: str
    name: str
    address: str = ""


@sync_and_async_middleware
def remember_request(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: the request is what `find_origin` looks at while it is served."""
    if iscoroutinefunction(get_response):

        async def serve(request: HttpRequest) -> HttpResponse:
            before = REQUEST.set(request)
            try:
                answer: Awaitable[HttpResponse] = get_response(request)
                return await answer
            finally:
                REQUEST.reset(before)

        return serve

    def serve_sync(request: HttpRequest) -> HttpResponse:
        before = REQUEST.set(request)
        try:
            response: HttpResponse = get_response(request)
            return response
        finally:
            REQUEST.reset(before)

    return serve_sync


def find_origin(request: HttpRequest | None = None) -> Origin:
    """Who acts in `request`, or in the one that is being served; else the program, and the system's user it runs as."""
    request = request or REQUEST.get()
    if request is None:
        return Origin(name_program(), name_system_user())
    caller = getattr(request, "auth", None)  # the API's: through a token or a session
    user = getattr(caller, "user", None) or getattr(request, "user", None)
    address = find_address(request)
    if user is None or not user.is_authenticated:
        return Origin("anonymous", "", address)
    return Origin(getattr(caller, "actor", f"user:{user.pk}"), user.get_username(), address)


def find_address(request: HttpRequest) -> str:
    """The caller's address, as the web server knows it: behind a proxy it must trust that (FORWARDED_ALLOW_IPS)."""
    return str(request.META.get("REMOTE_ADDR") or "")[:45]


def name_program() -> str:
    """The program that runs: command:token for `manage.py token`."""
    program, *arguments = [*sys.argv, ""]
    name = Path(program).name
    return f"command:{arguments[0]}"[:80] if name == "manage.py" and arguments[0] else f"program:{name}"[:80]


@functools.cache
def name_system_user() -> str:
    """The system's user whose program this is, the one behind sudo where that is known."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return f"uid {os.getuid()}"
