"""Errors as RFC 9457 problem details, one shape for everything that can go wrong."""

from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from scoreboard.entry import BadEvent
from scoreboard.record import KeyReused, StaleSeq, UnknownMatch
from scoreboard.sports.base import Refused


class Problem(Exception):
    """An answer other than the one asked for; `extra` are further members of the problem document."""

    def __init__(self, status: int, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.extra = status, detail, extra


def write_problem(status: int, detail: str, **extra: Any) -> HttpResponse:
    """A problem document as a response."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **extra}
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/problem+json")


def register_problems(api: NinjaAPI) -> None:
    """Make `api` answer every error of the rules, the write path and the framework as a problem document."""

    def on(error: type[Exception], answer: Any) -> None:
        api.add_exception_handler(error, lambda request, exc: answer(exc))

    on(Problem, lambda e: write_problem(e.status, e.detail, **e.extra))
    on(UnknownMatch, lambda e: write_problem(404, str(e)))
    on(StaleSeq, lambda e: write_problem(409, str(e), current_seq=e.current))
    on(KeyReused, lambda e: write_problem(422, str(e)))
    on(BadEvent, lambda e: write_problem(422, str(e), errors=[split_place(str(e))]))
    on(Refused, lambda e: write_problem(422, e.detail, rule=e.rule, seqs=list(e.seqs)))
    on(AuthenticationError, lambda e: write_problem(401, "Expected `Authorization: Bearer TOKEN`, or a login."))
    on(
        RequestDataTooBig,
        lambda e: write_problem(413, f"Expected at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes."),
    )
    on(HttpError, lambda e: write_problem(e.status_code, str(e)))
    api.add_exception_handler(ValidationError, write_invalid)


def write_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """The parameters that the framework refused, each with its place."""
    errors = [{"where": ".".join(str(part) for part in item["loc"]), "why": item["msg"]} for item in error.errors]
    return write_problem(422, "; ".join(f"{item['where']}: {item['why']}" for item in errors), errors=errors)


def split_place(message: str) -> dict[str, str]:
    """A message of the form "what - at `$.place`" in its two parts."""
    why, _, where = message.partition(" - at ")
    return {"where": where.strip("`") or "$", "why": why}
