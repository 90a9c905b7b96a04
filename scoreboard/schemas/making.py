"""Makes the JSON Schema of every event type and of every kind of catalogue entry, from the types themselves.

A schema's `$id` is the `ce_dataschema` of the messages it describes (wire/kafka_messages.py).
"""

from typing import Any

import msgspec
from django.db import models

from scoreboard import parsing
from scoreboard.models.catalogue import CATALOGUE, Catalogued
from scoreboard.sports import SPORTS
from scoreboard.sports.decoding import event_types
from scoreboard.wire.catalogue import name_entry_schema
from scoreboard.wire.records import name_event_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LOG_FIELDS = ("match", "sport", "seq")  # of the record's place, what every record says; an epoch left out is 1
Schema = dict[str, Any]


def make_schemas() -> dict[str, Schema]:
    """Every schema, by its file's name: `football/goal.json`, `catalogue/season.json`."""
    events = {
        f"{sport}/{name}.json": make_event_schema(sport, name, struct)
        for sport in SPORTS
        for name, struct in event_types(sport).items()
    }
    return events | {f"catalogue/{model.KIND}.json": make_entry_schema(model) for model in CATALOGUE}


def make_event_schema(sport: str, name: str, struct: type) -> Schema:
    """The schema of a record of one type, as the log holds it."""
    schema = inline_schema(struct)
    fields = schema["properties"]
    for field in LOG_FIELDS:
        fields[field] = {key: value for key, value in fields[field].items() if key != "default"}
    fields["sport"]["const"] = sport
    required = [field for field in fields if field in LOG_FIELDS or field in schema["required"]]
    return {"$schema": DIALECT, "$id": name_event_schema(sport, name), **schema, "required": required}


def make_entry_schema(model: type[Catalogued]) -> Schema:
    """The schema of a kind of catalogue entry: which, in what version, and what it says."""
    data = {name: make_field_schema(model, name) for name in model.PAYLOAD}
    properties = {
        "kind": {"const": model.KIND},
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer", "minimum": 1},
        "data": {"type": "object", "properties": data, "required": list(data)},
    }
    return {
        "$schema": DIALECT,
        "$id": name_entry_schema(model.KIND),
        "title": model.__name__,
        "description": model.__doc__,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def make_field_schema(model: type[Catalogued], name: str) -> Schema:
    """The schema of a row's field, as its payload has it."""
    field = model._meta.get_field(name)  # noqa: SLF001  # Django's documented name
    if isinstance(field, models.ForeignKey):
        return {"type": "string", "format": "uuid"}
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.JSONField):
        return {"type": "object"}
    return {"type": "string", "maxLength": field.max_length}  # type: ignore[union-attr]  # a CharField is what is left


def inline_schema(struct: Any) -> Schema:
    """The JSON Schema of a type in one piece, without references."""
    (schema,), components = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    # There and back through JSON, in which a default of () is [].
    inlined: Schema = parsing.decode(msgspec.json.encode(sort_alternatives(inline(schema, components))))
    return inlined


def inline(schema: Any, components: dict[str, Any]) -> Any:
    """A schema with each reference replaced by what it refers to: none of ours refers to itself."""
    if isinstance(schema, list):
        return [inline(item, components) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inline(components[schema["$ref"].rsplit("/", 1)[1]], components)
    return {name: inline(value, components) for name, value in schema.items()}


def sort_alternatives(schema: Any) -> Any:
    """A schema, the same every time: alternatives are a set, and come in another order in every process."""
    if isinstance(schema, list):
        return [sort_alternatives(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: sort_alternatives(value) for name, value in schema.items()}
    for name in ("enum", "anyOf"):
        if name in found:
            found[name].sort(key=lambda value: msgspec.json.encode(value, order="deterministic"))
    return found
