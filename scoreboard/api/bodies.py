"""Requests and answers as JSON: bodies, idempotency keys, cursors of lists."""

import base64
import re
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from scoreboard import parsing
from scoreboard.api.problems import Problem, too_large
from scoreboard.entrances.values import Unfit, check_value, explain

JSON = "application/json"
UNSAID = frozenset({"", "application/x-www-form-urlencoded"})  # what curl and urllib write where nobody says a type
DEPTH = 32  # of arrays and objects within each other; what can be entered needs seven
BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', re.DOTALL)  # a string is one piece: brackets in it do not count
KEY = re.compile(r"[!-~]([ -~]*[!-~])?")


def parse_body(request: HttpRequest, struct: Any) -> Any:
    """The request's JSON body as `struct`.

    Raises 415 where it is said to be something else, 413 beyond the limit, 400 where it is no JSON, and 422 with the
    place where it does not fit.
    """
    if request.content_type != JSON and request.content_type not in UNSAID:
        raise Problem(415, f"Expected `Content-Type: {JSON}`.", headers={"Accept": JSON})
    body = request.body
    if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:  # of a body that did not say its length before
        raise too_large()
    check_depth(body)
    try:
        plain = parsing.decode(body)
        check_value(plain)
        return parsing.convert(plain, struct)
    except (msgspec.ValidationError, Unfit) as error:
        said = explain(error)
        why, _, where = said.partition(" - at ")
        raise Problem(422, said, errors=[{"where": where.strip("`") or "$", "why": why}]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, f"The body is not JSON: {error}") from error


def check_depth(body: bytes) -> None:
    """Raise 422 where arrays and objects are nested beyond DEPTH: what reads them would run out of stack."""
    if body.count(b"[") + body.count(b"{") <= DEPTH:
        return
    depth = 0
    for found in BRACKETS.finditer(body):
        bracket = found[0]
        depth += (bracket in b"[{") - (bracket in b"]}")
        if depth > DEPTH:
            why = f"expected at most {DEPTH} arrays and objects within each other"
            place = f"byte {found.start()}"
            raise Problem(422, f"{place}: {why}.", errors=[{"where": place, "why": why}])


def parse_key(request: HttpRequest) -> str:
    """The Idempotency-Key, which every writing call carries; raises 400 without it."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 200 or not KEY.fullmatch(key):
        raise Problem(400, "Expected the header Idempotency-Key: 1 to 200 ASCII characters, new for each new request.")
    return key


def answer_json(data: Any, *, status: int = 200) -> HttpResponse:
    """A JSON response."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=JSON)


def format_page_cursor(day: date | None, pk: UUID) -> str:
    """Where the next page of a list of matches begins: after this day and id."""
    return base64.urlsafe_b64encode(f"{day or ''}_{pk}".encode()).decode().rstrip("=")


def parse_page_cursor(text: str) -> tuple[date | None, UUID]:
    """The day and id that a page begins after; raises 422."""
    try:
        day, _, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("_")
        return (date.fromisoformat(day) if day else None), UUID(pk)
    except ValueError:
        raise Problem(422, "cursor: expected the `next` of an earlier answer, unchanged.") from None
