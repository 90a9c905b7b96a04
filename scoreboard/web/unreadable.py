"""What is answered where the one match that is asked for cannot be read: 503, in words."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from scoreboard.models.unreadable import UnreadableMatch, report

RETRY_S = 60


def handle_unreadable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of one match that is answered with 503 where it cannot be read: a page, or JSON where that is wanted."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnreadableMatch as error:
            report(error)
            return answer_unreadable(request, error)

    return answer


def answer_unreadable(request: HttpRequest, error: UnreadableMatch) -> HttpResponse:
    """The answer: come back later, the same request will do."""
    headers = {"Retry-After": str(RETRY_S), "Cache-Control": "no-store"}
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"state": "unreadable", "detail": str(error)}, status=503, headers=headers)
    context = {"title": "This match cannot be shown just now", "detail": str(error)}
    return HttpResponse(render_to_string("error.html", context, request), status=503, headers=headers)
