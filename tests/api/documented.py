"""Holds what the API answers to its OpenAPI document: each status, header, content type and schema.

Answers are held to the document as it stands today: a field that it does not name is an error here, though clients must
pass over it.
"""

import functools
import json
import re
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from scoreboard.api.urls import encode_document

PROBLEM = "application/problem+json"


class DocumentedClient(Client):
    """Django's test client; an answer of the API that is not as documented fails the test."""

    def request(self, **request: Any) -> HttpResponse:
        """Send a request."""
        response = super().request(**request)
        path = response.wsgi_request.path
        if path.startswith("/api/"):
            check(request["REQUEST_METHOD"], path, response)
        return response


@functools.cache
def load() -> dict[str, Any]:
    """The document, its objects closed."""
    return close(json.loads(encode_document()))


def close(schema: Any) -> Any:
    """A schema whose objects have the fields that it names and no others, where it does not say so itself."""
    if isinstance(schema, list):
        return [close(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: close(value) for name, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        closed.setdefault("additionalProperties", False)
    return closed


@functools.cache
def list_addresses() -> list[tuple[re.Pattern[str], str]]:
    """Each address as an expression, those first that name most literally."""
    paths = sorted(load()["paths"], key=lambda path: (path.count("{"), -len(path)))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path) for path in paths]


@functools.cache
def validator_of(reference: str) -> Draft202012Validator:
    """What checks a schema of the document, by its place in it."""
    schema = {"$ref": f"#{quote(reference)}", **{name: load()[name] for name in ("paths", "components")}}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def find_operation(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """The operation of an address, with its place in the document; None where there is none."""
    found = next((template for pattern, template in list_addresses() if pattern.fullmatch(path)), None)
    operation = load()["paths"].get(found, {}).get(method.lower())
    return None if operation is None else (f"/paths/{escape(found)}/{method.lower()}", operation)


def check(method: str, path: str, response: HttpResponse) -> None:
    """Fail where an answer is not as documented."""
    found = find_operation("get" if method == "HEAD" else method, path)
    if found is None or method == "OPTIONS":
        assert response.status_code in {204, 404, 405}, (method, path, response.status_code)
        place, documented = "/components/responses/Problem404", load()["components"]["responses"]["Problem404"]
    else:
        place, operation = found
        where = f"{method} {path}: {response.status_code}"
        assert str(response.status_code) in operation["responses"], f"{where} is not documented"
        place, documented = follow(f"{place}/responses/{response.status_code}")
    for name, header in documented.get("headers", {}).items():
        assert name in response.headers or not header["required"], f"{method} {path}: no header {name}"
    if response.streaming or not response.content:
        return
    kind = response["Content-Type"].partition(";")[0]
    assert kind in documented["content"], f"{method} {path}: {response.status_code} {kind} is not documented"
    said = response.json() if "json" in kind else response.content.decode()
    reference = f"{place}/content/{escape(kind)}/schema"
    for error in validator_of(reference).iter_errors(said):
        raise AssertionError(f"{method} {path}: {response.status_code} {error.json_path}: {error.message[:300]}")


def follow(place: str) -> tuple[str, dict[str, Any]]:
    """A part of the document, and its place, with a reference followed."""
    part = load()
    for step in place.strip("/").split("/"):
        part = part[step.replace("~1", "/").replace("~0", "~")]
    return follow(part["$ref"].removeprefix("#")) if "$ref" in part else (place, part)


def escape(step: str) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")
