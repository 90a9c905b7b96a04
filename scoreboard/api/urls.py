"""The API's operations, put together."""

import functools

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from scoreboard.api import bracket, catalogue, competitors, matches, people, squads, stats, suspensions
from scoreboard.api import fixtures as _fixtures  # noqa: F401  # adds its operations to the router of matches
from scoreboard.api.exports import answer_cached
from scoreboard.api.openapi import Api, make_document
from scoreboard.api.parameters import refuse_unknown
from scoreboard.api.problems import register_problems
from scoreboard.entrances.problems import answer_problem

api = Api(title="Scoreboard", version="1", openapi_url=None, docs_url=None, urls_namespace="api")
register_problems(api)
api.add_decorator(refuse_unknown, mode="operation")
api.add_router("", matches.router)
api.add_router("", catalogue.router)
api.add_router("", stats.router)
api.add_router("", bracket.router)
api.add_router("", suspensions.router)
api.add_router("", people.router)
api.add_router("", competitors.router)
api.add_router("", squads.router)


@functools.cache
def encode_document() -> bytes:
    """The OpenAPI document as JSON."""
    return msgspec.json.encode(make_document(api))


@csrf_exempt  # what takes no other method answers 405, not 403
@require_safe
def show_document(request: HttpRequest) -> HttpResponse:
    """The API's description of itself."""
    return answer_cached(request, encode_document())


@csrf_exempt  # there is nothing to forge: it only answers 404
def answer_unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for an address that the API does not have."""
    return answer_problem(404, f"The API has nothing at {request.path[:120]}; see /api/v1/openapi.json.")
