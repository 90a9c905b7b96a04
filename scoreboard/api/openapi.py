"""The API's description of itself (OpenAPI 3.1): ninja's, completed by what all operations have in common.

Schemas are made from the types that are read and written (`document_operation` names them); tests hold every answer to
it.
"""

from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from django.conf import settings
from ninja import NinjaAPI
from ninja.operation import Operation

from scoreboard.api.answers import FURTHER
from scoreboard.api.answers.common import ProblemDocument
from scoreboard.api.answers.document import Document
from scoreboard.api.bodies import JSON, KEY
from scoreboard.entrances.problems import PROBLEM
from scoreboard.live.transports.client_reports import Report
from scoreboard.schemas.making import sort_alternatives
from scoreboard.sports import SPORTS
from scoreboard.wire.frames import AnyFrame, BatchFrame
from scoreboard.wire.records import CursorText

Part = dict[Any, Any]
Headers = dict[str, str]  # by name, each with what it says
ROOT = "/api/v1"
DESCRIPTION = """Live scores and the history behind them.

Every error is a problem document (RFC 9457). HEAD is answered as GET, OPTIONS with the methods there are. Answers are
JSON whatever `Accept` says; tables are CSV at the same address with `.csv`. A parameter that an operation does not have
is refused, so that one misspelt is not passed over. Every writing call carries an `Idempotency-Key`: the same request
under the same key is answered 200 and enters nothing a second time. Fields may be added to answers within v1.
"""
TAGS = {
    "matches": "Fixtures, snapshots, logs; entering events and corrections.",
    "catalogue": "Sports, competitions and seasons.",
    "people": "Who people and competitors are: merged and split; and who is in which squad.",
    "stats": "Tables and figures, now and then.",
    "push": "What follows a match as it goes on. WebSockets are described in docs/protocol.md.",
}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token made by `manage.py token`."},
    "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "Goes with `session`."},
}
PROBLEMS = {
    400: "No JSON, no Idempotency-Key, no Host of ours: the request cannot be read.",
    401: "No token, and nobody logged in; or a token that is unknown, has expired, or whose user may not act.",
    403: "The caller may not do this; or a session without its CSRF token, or the second factor that it needs.",
    404: "There is nothing of that name.",
    405: "The address does not have this method.",
    408: "The request took too long to come in.",
    409: "The match has moved on since `expected_seq`: `current_seq` says how far.",
    412: "An `If-Match` that does not match.",
    413: f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.",
    414: "The address is too long.",
    415: "The body is said to be something else than JSON.",
    422: "A parameter, or the body, does not fit (`errors`), or a rule of the sport refuses (`rule`, `code`, …).",
    429: "Too many requests from one address, or in all.",
    431: "The head of the request is too large.",
    500: "The server failed.",
    503: "The database does not answer, the match cannot be read, or this server is going away or is full.",
}
MEANINGS = {
    "after": "The `seq` of the last record that the caller has.",
    "at": "As it was at this cursor of the log, e1-41: that never changes.",
    "by": "What the rows are of.",
    "competition": "Of this competition.",
    "cursor": "The `next` of the page before.",
    "date": "Of this day of play: the ground's, or with `offset` the viewer's.",
    "end_offset": "The same when the day ends, where clocks are put forward or back on it.",
    "dry_run": "With 1, say what would be, and enter nothing; it takes no Idempotency-Key.",
    "first": "The competitor from whose side the matches are seen.",
    "last": "How many matches back.",
    "limit": "At most so many.",
    "live": "Whether matches being played count as they stand.",
    "offset": "How far the viewer's clock is from UTC when the day begins, in minutes east.",
    "on": "As it stood after this day of play.",
    "recorded_at": "As the system knew it at this instant.",
    "round": "Of rounds up to this one, whenever they were played.",
    "season": "Of this season.",
    "second": "The other competitor.",
    "sport": "Of this sport: an `id` of `GET /sports`.",
    "stats": "The sport's own names of statistics, comma-separated; ordered by the first.",
    "status": "Of this status.",
}
EVERYWHERE = (400, 405, 408, 413, 414, 429, 431, 500, 503)
HEADERS: dict[int, Headers] = {
    401: {"WWW-Authenticate": '`Bearer`, with `error="invalid_token"` where a token was shown (RFC 6750).'},
    405: {"Allow": "The methods that the address has."},
    415: {"Accept": "What is expected."},
    429: {"Retry-After": "Seconds."},
    503: {"Retry-After": "Seconds."},
}
CACHED = {"ETag": "What the answer is of.", "Cache-Control": "How long a shared cache may keep it."}


class Api(NinjaAPI):
    """Ninja's, whose operations are called what their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name."""
        return str(operation.view_func.__name__)


# --- what operations say of themselves -------------------------------------------------------------------------------


def document_operation(
    answer: Any, *, takes: Any = None, tries: Any = None, cached: bool = False, headers: Headers | None = None
) -> Part:
    """The `openapi_extra` of an operation: the type of its answer, and of its body where it `takes` one.

    A tuple of types is one of them. `cached`: the answer has an ETag, and is not sent again to whom has it. `tries` is
    what is answered to `dry_run`.
    """
    content = {JSON: {"schema": name_type(answer)}}
    if takes is None:
        return document_reading(content, cached=cached, headers=headers)
    return document_writing(content, name_type(takes), tries=tries, headers=headers or {})


def name_type(answer: Any) -> Part:
    """The place of a type's schema, which `resolve` fills in."""
    return {"anyOf": [{"$type": kind} for kind in answer]} if isinstance(answer, tuple) else {"$type": answer}


def document_csv(columns: Sequence[str]) -> Part:
    """The `openapi_extra` of a list as CSV, whose heading has these columns first."""
    schema = {
        "type": "string",
        "contentMediaType": "text/csv",
        "description": f"A heading, and a line a row (RFC 4180). {', '.join(columns)}; and the sport's own, where any.",
        "pattern": f"^{','.join(columns)}(,[a-z0-9_]+)*\r\n",
    }
    content = {"text/csv": {"schema": schema}}
    return document_reading(content, cached=True, headers={"Content-Disposition": "What a file of it is called."})


def document_reading(content: Part, *, cached: bool, headers: Headers | None = None) -> Part:
    """The part that says of a reading operation what it answers."""
    said = (CACHED if cached else {}) | (headers or {})
    responses: Part = {200: {"description": "OK", "content": content, "headers": document_headers(said)}}
    if not cached:
        return {"responses": responses}
    responses[304] = {"description": "The caller has it already.", "headers": document_headers(CACHED)}
    responses[412] = refer("responses", "Problem412")
    return {"responses": responses, "parameters": [refer("parameters", "IfNoneMatch")]}


def document_writing(content: Part, takes: Part, *, tries: Any, headers: Headers) -> Part:
    """The part that says of a writing operation what it takes and answers.

    201 where the request was new, 200 where it had been accepted before under its idempotency key, or is only tried.
    """
    before, again = "The same request had been accepted before: nothing was entered.", content
    if tries is not None:
        before = "The same request had been accepted before, or is only tried (`dry_run`): nothing was entered."
        again = {JSON: {"schema": {"anyOf": [content[JSON]["schema"], {"$type": tries}]}}}
    responses: Part = {
        201: {"description": "Entered.", "content": content, "headers": document_headers(headers)},
        200: {"description": before, "content": again, "headers": document_headers(headers, always=tries is None)},
        **{status: refer("responses", f"Problem{status}") for status in (409, 415)},
    }
    return {
        "requestBody": {"required": True, "content": {JSON: {"schema": takes}}},
        "responses": responses,
        "parameters": [refer("parameters", "IdempotencyKey")],
    }


def document_headers(headers: Headers, *, always: bool = True) -> Part:
    """Headers that an answer has, always or not."""
    return {
        name: {"description": words, "required": always, "schema": {"type": "string"}}
        for name, words in headers.items()
    }


def refer(kind: str, name: str) -> Part:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


# --- the document ----------------------------------------------------------------------------------------------------


def make_document(api: Api) -> Part:
    """The document, the same every time."""
    made = api.get_openapi_schema(path_prefix=ROOT)
    paths = {
        path: {method: complete(path, part) for method, part in parts.items()} for path, parts in made["paths"].items()
    }
    components: Part = {
        "securitySchemes": SECURITY,
        "parameters": PARAMETERS,
        "responses": {f"Problem{status}": document_problem(status) for status in PROBLEMS},
    }
    document = {
        "openapi": made["openapi"],
        "info": {**made["info"], "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths | make_other_paths(),
        "components": components,
    }
    types = list(dict.fromkeys(list_types(document)))
    found, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    for answer, further in FURTHER.items():
        schemas[answer.__name__]["additionalProperties"] = further
    schemas["NewFixture"]["properties"]["sport"]["enum"] = list(SPORTS)
    components["schemas"] = sort_alternatives(schemas)
    resolved: Part = resolve(document, dict(zip(types, found, strict=True)))
    return resolved


def complete(path: str, operation: Part) -> Part:
    """An operation with what all have in common: their errors, who may call, parameters as they are sent."""
    parameters = [part if "$ref" in part else strip_parameter(part) for part in operation["parameters"]]
    statuses = [*EVERYWHERE, 422]
    names_things = "{" in path or any(part.get("required") and part["in"] == "query" for part in parameters)
    statuses += [404] if names_things else []
    statuses += [401, 403] if "security" in operation else []
    responses = operation["responses"] | {status: refer("responses", f"Problem{status}") for status in statuses}
    security: Part = {"security": [{"token": []}, {"session": [], "csrf": []}]} if "security" in operation else {}
    return {**operation, "parameters": parameters, "responses": dict(sorted(responses.items())), **security}


def strip_parameter(parameter: Part) -> Part:
    """A parameter as it is sent: one that may be left out is never null."""
    schema = parameter["schema"]
    options = [option for option in schema.get("anyOf", [{}]) if option.get("type") != "null"]
    kept = {name: value for name, value in schema.items() if name not in {"anyOf", "title"}}
    if kept.get("default", 0) is None:
        del kept["default"]
    words = {"description": MEANINGS[parameter["name"]]} if parameter["in"] == "query" else {}
    return {**{name: parameter[name] for name in ("name", "in", "required")}, **words, "schema": kept | options[0]}


def document_problem(status: int) -> Part:
    """An error as a component."""
    return {
        "description": PROBLEMS[status],
        "headers": document_headers(HEADERS.get(status, {})),
        "content": {PROBLEM: {"schema": {"$type": ProblemDocument}}},
    }


def list_types(part: Any) -> list[Any]:
    """The types that a part of the document names, in their order."""
    if isinstance(part, list):
        return [found for item in part for found in list_types(item)]
    if not isinstance(part, dict):
        return []
    return [part["$type"]] if "$type" in part else [found for value in part.values() for found in list_types(value)]


def resolve(part: Any, schemas: dict[Any, Part]) -> Any:
    """A part of the document with a schema in place of each type."""
    if isinstance(part, list):
        return [resolve(item, schemas) for item in part]
    if not isinstance(part, dict):
        return part
    return (
        schemas[part["$type"]] if "$type" in part else {name: resolve(value, schemas) for name, value in part.items()}
    )


CURSOR = msgspec.json.schema(CursorText)
STREAMED = tuple(frame for frame in get_args(AnyFrame) if frame is not BatchFrame)
EVENT: Part = {
    "description": "An event of the stream.",
    "type": "object",
    "properties": {
        "id": CURSOR | {"description": "Where the client stands after it."},
        "data": {
            "type": "string",
            "description": "A frame.",
            "contentMediaType": JSON,
            "contentSchema": name_type(STREAMED),
        },
        "retry": {"type": "integer", "minimum": 0, "description": "After how many milliseconds to come back."},
    },
    "required": ["data"],
}
PARAMETERS: Part = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "New for each new request, the same when it is sent again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": f"^{KEY.pattern}$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of an answer that the caller has; what is none matches nothing.",
        "schema": {"type": "string"},
    },
}


def make_other_paths() -> Part:
    """What is served beside ninja: the stream, reports, this document."""
    match_id = {"name": "match_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}

    def errors(*statuses: int) -> Part:
        return {status: refer("responses", f"Problem{status}") for status in statuses}

    stream = {
        "operationId": "stream",
        "summary": "A match's frames, as server-sent events",
        "description": "From `Last-Event-ID`, or `cursor`, on; else from a snapshot. docs/protocol.md has the frames.",
        "tags": ["push"],
        "parameters": [
            match_id,
            {"name": "cursor", "in": "query", "description": "Where to begin.", "schema": CURSOR},
            {
                "name": "Last-Event-ID",
                "in": "header",
                "description": "The same, and counts first.",
                "schema": {"type": "string"},
            },
        ],
        "responses": {
            200: {
                "description": "OK",
                "headers": document_headers({"Cache-Control": "Nobody may keep it."}),
                "content": {"text/event-stream": {"schema": EVENT}},
            },
            **errors(404, *EVERYWHERE),
        },
    }
    report = {
        "operationId": "take_report",
        "summary": "What a client was shown, and how soon",
        "description": "Anonymous; what is told is counted, not believed. Pages send it for one viewer in many.",
        "tags": ["push"],
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"$type": Report}} for kind in (JSON, "text/plain")},
        },
        "responses": {204: {"description": "Counted."}, **errors(*EVERYWHERE)},
    }
    document = {
        "operationId": "show_document",
        "summary": "This document",
        "description": "OpenAPI 3.1, made from the types that are read and written.",
        "tags": ["catalogue"],
        **document_reading({JSON: {"schema": {"$type": Document}}}, cached=True),
    }
    document["responses"] |= errors(*EVERYWHERE)
    return {
        f"{ROOT}/matches/{{match_id}}/stream": {"get": stream},
        f"{ROOT}/reports": {"post": report},
        f"{ROOT}/openapi.json": {"get": document},
    }
