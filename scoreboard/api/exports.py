"""Lists as JSON and as CSV (RFC 4180, UTF-8): the same rows at one address with `.csv` and without."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from ninja import Router

from scoreboard.api.bodies import JSON
from scoreboard.api.openapi import document_csv, document_operation
from scoreboard.api.problems import AWAY_S, Problem
from scoreboard.web.files import format_csv

CSV = "text/csv; charset=utf-8"
Row = Mapping[str, Any]


class Listing(NamedTuple):
    """Rows, what a file of them is called, the JSON where it is more than these rows, and columns of their own."""

    title: str
    rows: Sequence[Row]
    body: Row | None = None
    more: Sequence[str] = ()


def add_list(router: Router, path: str, *, summary: str, answer: Any, columns: Sequence[str]) -> Callable[[Any], Any]:
    """Add what a function lists to a router: as JSON at `path`, and as CSV with these columns at `path` with `.csv`.

    `answer` is the type of the JSON. The function takes the request and the operation's parameters, and returns a
    Listing. In CSV a reference named "home" is the columns "home_id" and "home".
    """

    def decorate(read: Callable[..., Listing]) -> Callable[..., Listing]:
        @functools.wraps(read)
        def as_json(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = ask(read, request, *args, **kwargs)
            return answer_cached(request, msgspec.json.encode(found.body or {"items": found.rows, "next": None}))

        @functools.wraps(read)
        def as_csv(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = ask(read, request, *args, **kwargs)
            return answer_csv(request, found.title, (*columns, *found.more), found.rows)

        as_csv.__name__ = f"{read.__name__}_csv"
        router.get(path, summary=summary, openapi_extra=document_operation(answer, cached=True))(as_json)
        router.get(f"{path}.csv", summary=f"{summary}, as CSV", openapi_extra=document_csv(columns))(as_csv)
        return read

    return decorate


def ask(read: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What stats answer; raises 503 where their database is away."""
    try:
        return read(*args, **kwargs)
    except DatabaseError as error:
        detail = "The tables cannot be read just now; scores go on."
        raise Problem(503, detail, headers={"Retry-After": str(AWAY_S)}) from error


def answer_cached(request: HttpRequest, body: bytes, content_type: str = JSON, **headers: str) -> HttpResponse:
    """A body that anyone may keep for ten seconds, or 304 where the caller has it already."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers |= {"ETag": etag, "Cache-Control": "public, max-age=10"}
    response = HttpResponse(body, content_type=content_type, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def answer_csv(request: HttpRequest, title: str, columns: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """Rows as a file named after `title`."""
    name = f"{slugify(title) or 'scoreboard'}.csv"
    body = format_csv(columns, map(flatten, rows)).encode()
    return answer_cached(request, body, CSV, **{"Content-Disposition": f'attachment; filename="{name}"'})


def flatten(row: Row) -> dict[str, Any]:
    """A row with each reference {"id", "name"} as two values, and each list of objects as text."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_id": value["id"], name: value["name"]}
        elif isinstance(value, list):
            flat[name] = "; ".join(" ".join(str(part) for part in item.values()) for item in value)
        else:
            flat[name] = value
    return flat
