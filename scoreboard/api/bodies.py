"""Reading requests: JSON bodies, idempotency keys, cursors of lists."""

import base64
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from scoreboard.api.problems import Problem

JSON = "application/json"


def read_body(request: HttpRequest, struct: Any) -> Any:
    """The request's JSON body as `struct`; raises 400 where it is no JSON, 422 with the place where it does not fit."""
    try:
        return msgspec.json.decode(request.body, type=struct)
    except msgspec.ValidationError as error:
        why, _, where = str(error).partition(" - at ")
        raise Problem(422, str(error), errors=[{"where": where.strip("`") or "$", "why": why}]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, f"The body is not JSON: {error}") from error


def read_key(request: HttpRequest) -> str:
    """The Idempotency-Key, which every writing call carries; raises 400 without it."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= 200:
        raise Problem(400, "Expected the header Idempotency-Key with 1 to 200 characters, new for each new request.")
    return key


def write_json(data: Any, *, status: int = 200) -> HttpResponse:
    """A JSON response."""
    return HttpResponse(msgspec.json.encode(data), status=status, content_type=JSON)


def write_page_cursor(day: date | None, pk: UUID) -> str:
    """Where the next page of a list of matches begins: after this day and id."""
    return base64.urlsafe_b64encode(f"{day or ''}_{pk}".encode()).decode().rstrip("=")


def read_page_cursor(text: str) -> tuple[date | None, UUID]:
    """The day and id that a page begins after; raises 422."""
    try:
        day, _, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("_")
        return (date.fromisoformat(day) if day else None), UUID(pk)
    except ValueError:
        raise Problem(422, "cursor: expected the `next` of an earlier answer, unchanged.") from None
