"""What can go wrong in an operation, and how each is answered: as a problem document (entrances/problems.py)."""

import logging
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from scoreboard.entrances.problems import answer_problem
from scoreboard.models.unreadable import UnreadableMatch, report
from scoreboard.record.outcome import KeyReused, StaleSeq, Unconfirmed, UnknownMatch
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error
from scoreboard.wire.snapshot import word_sentence

logger = logging.getLogger(__name__)
CHALLENGE = 'Bearer realm="scoreboard"'  # RFC 6750, 3
AWAY_S = 2  # when to come back where the database is away: about as long as it takes to have another one elected


class Problem(Exception):
    """An answer other than the one asked for; `extra` are further members of the problem document."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.extra = status, detail, headers or {}, extra


def register_problems(api: NinjaAPI) -> None:
    """Make `api` answer every error of the rules, the write path and the framework as a problem document.

    Any other exception goes on to Django, which logs it and answers 500.
    """

    def on(error: type[Exception], answer: Any) -> None:
        api.add_exception_handler(error, lambda request, exc: answer(exc))

    on(Problem, answer)
    on(UnknownMatch, lambda e: answer_problem(404, str(e)))
    on(StaleSeq, lambda e: answer_problem(409, str(e), current_seq=e.current))
    on(KeyReused, lambda e: answer_problem(422, str(e)))
    on(UnreadableMatch, answer_unreadable)
    on(BadEvent, lambda e: answer_problem(422, str(e), errors=[split_place(str(e))]))
    on(Refused, answer_refused)
    on(Unconfirmed, answer_unconfirmed)
    on(AuthenticationError, lambda e: answer(unauthorized()))
    on(RequestDataTooBig, lambda e: answer(too_large()))
    on(HttpError, lambda e: answer_problem(e.status_code, str(e)))
    on(OperationalError, answer_away)
    on(InterfaceError, answer_away)
    on(Exception, pass_on)
    api.add_exception_handler(ValidationError, answer_invalid)


def answer(problem: Problem) -> HttpResponse:
    """A problem as a response."""
    response = answer_problem(problem.status, problem.detail, **problem.extra)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def answer_refused(error: Refused) -> HttpResponse:
    """422 for what a rule forbids: why as a code with its parameters, and in English."""
    said = msgspec.to_builtins(error.sentence)
    return answer_problem(422, explain_error(error), rule=error.rule, seqs=list(error.seqs), **said)


def answer_unconfirmed(error: Unconfirmed) -> HttpResponse:
    """422 for what is unlikely: each warning, and what to send as `confirm` to enter it nevertheless."""
    said = [word_sentence(one) for one in error.warnings]
    detail, warnings, first = " ".join(one.detail for one in said), msgspec.to_builtins(said), error.sentence
    why: dict[str, Any] = {
        "rule": error.rule,
        "seqs": [],
        "code": first.code,
        "params": msgspec.to_builtins(first.params),
    }
    return answer_problem(422, detail, **why, warnings=warnings, confirm=error.codes)


def unauthorized(error: str | None = None) -> Problem:
    """The 401 for who shows nothing, or (`error`) for a token that does not open anything."""
    if error is None:
        detail = "Expected `Authorization: Bearer TOKEN`, or a login."
        return Problem(401, detail, headers={"WWW-Authenticate": CHALLENGE})
    challenge = f'{CHALLENGE}, error="invalid_token", error_description="{error}"'
    return Problem(401, f"{error}.", headers={"WWW-Authenticate": challenge})


def too_large() -> Problem:
    """The 413 for a body beyond the limit."""
    return Problem(413, f"Expected at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")


def answer_away(error: Exception) -> HttpResponse:
    """503 where the database does not answer, or gave this transaction up for another one."""
    logger.error("The database does not answer: %s", error, exc_info=error)
    detail = "The database does not answer just now. Send the same request again, with the same Idempotency-Key."
    return answer(Problem(503, detail, headers={"Retry-After": str(AWAY_S)}))


def pass_on(error: Exception) -> HttpResponse:
    """Leave an error to Django."""
    raise error


def answer_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """The parameters that the framework refused, each with its place; in the path they name nothing that there is."""
    errors = [
        {"where": ".".join(str(part) for part in item["loc"]), "why": item["msg"].removeprefix("Value error, ")}
        for item in error.errors
    ]
    if any(item["where"].startswith("path.") for item in errors):
        return answer_problem(404, f"The API has nothing at {request.path[:120]}.")
    return answer_problem(422, "; ".join(f"{item['where']}: {item['why']}" for item in errors), errors=errors)


def answer_unreadable(error: UnreadableMatch) -> HttpResponse:
    """503 for a match that cannot be read: the same request, sent again later, will do."""
    report(error)
    return answer(Problem(503, str(error), headers={"Retry-After": "60", "Cache-Control": "no-store"}))


def split_place(message: str) -> dict[str, str]:
    """A message of the form "what - at `$.place`" in its two parts."""
    why, _, where = message.partition(" - at ")
    return {"where": where.strip("`") or "$", "why": why}
