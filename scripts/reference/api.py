"""The page of the HTTP API: its operations, parameters, bodies and answers, from its OpenAPI document."""

import re
from collections.abc import Iterator
from typing import Any

from scoreboard.api.openapi import make_document
from scoreboard.api.urls import api
from scripts.reference.markdown import MADE, format_code, format_table, join_page

Part = dict[str, Any]
TITLES = {"matches": "Matches", "catalogue": "Catalogue", "stats": "Standings and statistics", "push": "Push"}
METHODS = ("get", "post", "patch", "put", "delete")


def make_page() -> str:
    """The page."""
    document = make_document(api)
    lines = [MADE.format("the API's OpenAPI document"), INTRODUCTION]
    for tag in document["tags"]:
        lines += [f"## {TITLES.get(tag['name'], tag['name'])}", "", tag["description"], ""]
        rows = list(list_operations(document, tag["name"]))
        lines += format_table(("call", "does", "parameters", "body", "answer"), rows)
    lines += ["## Parameters", "", *format_table(("parameter", "takes", "means"), list_parameters(document))]
    lines += ["## Statuses", "", "Beside 200, 201, 204 and 304, any call may be answered:", ""]
    responses = document["components"]["responses"].items()
    rows = [(name.removeprefix("Problem"), part["description"]) for name, part in responses]
    lines += [*format_table(("status", "means"), rows), "## Types", "", TYPES, ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += [f"### {name}", "", schema.get("description", ""), "", *format_table(HEAD, list_fields(schema))]
    return join_page(lines)


INTRODUCTION = """\
# HTTP API

This is an overview of `/api/v1/openapi.json`, which has every bound and header. How to call it, what all calls have in
common, and when to send one again stands in [the protocol](../protocol.md#requests-and-answers). Calls marked `token`
need a token or a session; those marked `.csv` have the same list as CSV at the same address with `.csv`.
"""
TYPES = "What calls take and answer. Fields may be added within v1; a reader passes over those that it does not know."
HEAD = ("field", "is", "")


def list_operations(document: Part, tag: str) -> Iterator[list[str]]:
    """The operations of a tag, a row each; those that answer CSV are told with those that they are the CSV of."""
    paths = document["paths"]
    for path, parts in paths.items():
        for method in (method for method in METHODS if method in parts):
            operation = parts[method]
            if tag not in operation.get("tags", ()) or path.endswith(".csv"):
                continue
            marks = (" `token`" if "security" in operation else "") + (" `.csv`" if f"{path}.csv" in paths else "")
            says = " ".join(filter(None, [f"{operation['summary']}.", operation.get("description", "")]))
            queries = [part["name"] for part in operation.get("parameters", ()) if part.get("in") == "query"]
            body = operation.get("requestBody", {}).get("content", {})
            answers = [part.get("content", {}) for status, part in operation["responses"].items() if int(status) < 300]
            call = f"`{method.upper()} {path}`{marks}"
            yield [call, says, format_code(*queries), name_content(body), name_content(answers[-1] if answers else {})]


def name_content(content: Part) -> str:
    """The type of a body or an answer, linked."""
    for kind, part in content.items():
        schema = part.get("schema", {})
        named = [name for choice in schema.get("anyOf", [schema]) if (name := find_name(choice))]
        return " or ".join(f"[{name}](#{anchor(name)})" for name in named) or f"`{kind}`"
    return ""


def find_name(schema: Part) -> str:
    """The name of a type that a schema refers to; empty where it refers to none."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def anchor(name: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w-]", "", name.lower())


def list_parameters(document: Part) -> list[tuple[str, str, str]]:
    """Every query parameter there is; one that differs between calls has a row for each."""
    operations = [part for parts in document["paths"].values() for part in parts.values() if isinstance(part, dict)]
    found = {
        (f"`{part['name']}`", describe(part["schema"]), part.get("description", ""))
        for operation in operations
        for part in operation.get("parameters", ())
        if part.get("in") == "query"
    }
    return sorted(found)


def list_fields(schema: Part) -> Iterator[tuple[str, str, str]]:
    """The fields of an object, a row each."""
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        told = part.get("description", "") or ("" if name in required else "may be left out")
        yield f"`{name}`", describe(part), told


def describe(schema: Part) -> str:
    """What a schema allows, in words."""
    if name := find_name(schema):
        return f"[{name}](#{anchor(name)})"
    if "anyOf" in schema:
        return "; or ".join(sorted(map(describe, schema["anyOf"]), key=lambda words: words == "null"))
    if "const" in schema or "enum" in schema:
        return format_code(*schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return "; or ".join(describe({**schema, "type": each}) for each in kind)
    if kind == "array":
        items = schema.get("prefixItems") or [schema.get("items") or {}]
        return f"a list of: {', '.join(map(describe, items))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"an object with any names, of: {describe(schema['additionalProperties'])}"
    bounds = [f"{words} {schema[word]}" for word, words in BOUNDS.items() if word in schema]
    return ", ".join([FORMATS.get(schema.get("format", ""), KINDS.get(kind or "", "anything")), *bounds])


FORMATS = {"date": "a day", "date-time": "an instant", "uuid": "an id (UUID)"}
KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "object": "an object",
    "null": "null",
}
BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minItems": "items at least",
    "maxItems": "items at most",
}
