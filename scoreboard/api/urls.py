"""The API's operations, put together."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from scoreboard.api import catalogue, matches, stats
from scoreboard.api import fixtures as _fixtures  # noqa: F401  # adds its operations to the router of matches
from scoreboard.api.parameters import refuse_unknown
from scoreboard.api.problems import register_problems
from scoreboard.problems import write_problem

api = NinjaAPI(
    title="Scoreboard",
    version="1",
    description="Live scores and the history behind them. Errors are RFC 9457 problem documents.",
    docs_url=None,
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),  # of the document itself, too
    urls_namespace="api",
)
register_problems(api)
api.add_decorator(refuse_unknown, mode="operation")
api.add_router("", matches.router)
api.add_router("", catalogue.router)
api.add_router("", stats.router)


@csrf_exempt  # whatever is sent there, there is nothing
def answer_unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for an address that the API does not have."""
    return write_problem(404, f"The API has nothing at {request.path[:120]}; see /api/v1/openapi.json.")
