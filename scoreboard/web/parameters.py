"""What stands in an address: no text with anything unseen gets as far as a page, its filter, or the database."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from scoreboard.entrances.problems import is_api
from scoreboard.entrances.values import Unfit, check_text

LONGEST = 2_000  # characters of a parameter: a log-in leads back to a page with parameters of its own


@sync_and_async_middleware
def check_address(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: 400 for a page's address or parameter with unseen characters. The API's types look at its own."""
    if iscoroutinefunction(get_response):

        async def check(request: HttpRequest) -> HttpResponseBase:
            if why := find_unfit(request):
                return refuse(why)
            passed: Awaitable[HttpResponseBase] = get_response(request)
            return await passed

        return check

    def check_sync(request: HttpRequest) -> HttpResponseBase:
        if why := find_unfit(request):
            return refuse(why)
        response: HttpResponseBase = get_response(request)
        return response

    return check_sync


def find_unfit(request: HttpRequest) -> str:
    """What of an address cannot be taken, and why; empty where nothing is wrong."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if path.isprintable() and "%" not in query and query.isascii():  # an unseen character is never written as it is
        return ""
    if is_api(path):
        return ""
    try:
        check_text(path, most=LONGEST)
    except Unfit as error:
        return f"The address: {error.within()}."
    for name, values in request.GET.lists():
        for text in (name, *values):
            try:
                check_text(text, most=LONGEST)
            except Unfit as error:
                return f"The parameter {name[:40]!a}: {error.within()}."
    return ""


def refuse(detail: str) -> HttpResponse:
    """The answer, in plain text: nobody comes to such an address by a link or a form of ours."""
    return HttpResponse(detail, status=400, content_type="text/plain; charset=utf-8")
