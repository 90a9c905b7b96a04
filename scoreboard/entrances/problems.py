"""Errors under /api as RFC 9457 problem documents, Django's own too; HEAD and OPTIONS as RFC 9110 has them.

Entrances that know what is wrong answer with a document of their own. `serve_api` makes one of every other error there:
a method that an address does not have, a Host that is not ours, a failure.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec
from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

PROBLEM = "application/problem+json"
DETAILS = {
    400: "The request is none that this server takes: look at its Host, its address and its form.",
    403: "This is not for you.",
    404: "The API has nothing at {path}; see /api/v1/openapi.json.",
    405: "{method} is not for {path}; expected {allowed}.",
    413: "The request is too large.",
    500: "The server failed, and noted why. The same request may be sent again, with the same Idempotency-Key.",
}


def is_api(path: str) -> bool:
    """Whether an address is the API's."""
    return path == "/api" or path.startswith("/api/")


def answer_problem(status: int, detail: str, **extra: Any) -> HttpResponse:
    """A problem document as a response; `extra` are further members of it."""
    return HttpResponse(encode_problem(status, detail, **extra), status=status, content_type=PROBLEM)


def encode_problem(status: int, detail: str, **extra: Any) -> bytes:
    """A problem document as JSON."""
    title = HTTPStatus(status).phrase
    return msgspec.json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail, **extra})


@sync_and_async_middleware
def serve_api(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware, the outermost: what the API answers, as HTTP and RFC 9457 have it. Other addresses pass."""
    if iscoroutinefunction(get_response):

        async def serve(request: HttpRequest) -> HttpResponseBase:
            if not is_api(request.path_info):
                passed: Awaitable[HttpResponseBase] = get_response(request)
                return await passed
            method = begin(request)
            return finish(request, method, await get_response(request))

        return serve

    def serve_sync(request: HttpRequest) -> HttpResponseBase:
        if not is_api(request.path_info):
            response: HttpResponseBase = get_response(request)
            return response
        method = begin(request)
        return finish(request, method, get_response(request))

    return serve_sync


def begin(request: HttpRequest) -> str | None:
    """Have HEAD answered as GET, whose headers are its own; returns the method asked for."""
    method = request.method
    if method == "HEAD":
        request.method = "GET"
    return method


def finish(request: HttpRequest, method: str | None, response: HttpResponseBase) -> HttpResponseBase:
    """The response as it leaves."""
    request.method = method
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = {name.strip() for name in response.get("Allow", "").split(",")} - {""}
        allowed |= {"HEAD", "OPTIONS"} if "GET" in allowed else {"OPTIONS"}
        response["Allow"] = ", ".join(sorted(allowed))
        if method == "OPTIONS":
            return without_body(response, status=204)
    if response.status_code >= 400 and response.get("Content-Type") != PROBLEM and isinstance(response, HttpResponse):
        name_problem(request, response)
    if method == "HEAD":
        return without_body(response, status=response.status_code)
    return response


def name_problem(request: HttpRequest, response: HttpResponse) -> None:
    """Give a response that is an error and no problem document that form; its headers stay."""
    detail = DETAILS.get(response.status_code, HTTPStatus(response.status_code).description or "Refused.")
    words = {"path": request.path[:120], "method": request.method, "allowed": response.get("Allow")}
    response.content = encode_problem(response.status_code, detail.format(**words))
    response["Content-Type"] = PROBLEM
    response["Content-Length"] = str(len(response.content))


def without_body(response: HttpResponseBase, *, status: int) -> HttpResponse:
    """The headers of a response without its body, which a stream has not begun with yet."""
    head = HttpResponse(status=status, headers=dict(response.items()))
    head.cookies = response.cookies
    if status == HTTPStatus.NO_CONTENT:
        del head["Content-Type"], head["Content-Length"]
    return head
