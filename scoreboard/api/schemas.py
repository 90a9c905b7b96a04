"""JSON Schemas of what the API takes, made from the same structs that check it."""

from typing import Any

import msgspec

from scoreboard.sports.match import event_types

PLACE = {"match", "sport", "epoch", "seq", "recorded_at", "actor", "key"}


def body_schema(struct: Any) -> dict[str, Any]:
    """The `openapi_extra` that says what an operation's body is."""
    (schema,), components = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {**inline(schema, components)}}},
        }
    }


def inline(schema: Any, components: dict[str, Any]) -> Any:
    """A schema with each reference replaced by what it refers to: none of ours refers to itself."""
    if isinstance(schema, list):
        return [inline(item, components) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inline(components[schema["$ref"].rsplit("/", 1)[1]], components)
    return {name: inline(value, components) for name, value in schema.items()}


def event_schemas(sport: str) -> dict[str, dict[str, Any]]:
    """The JSON Schema of each event type of a sport as a scorer enters it: without its place in the log."""
    schemas = {}
    for name, struct in event_types(sport).items():
        if name in ("scheduled", "fixture_changed"):
            continue  # made by POST and PATCH /matches
        (ref,), components = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
        schema = inline(ref, components)
        schema["properties"] = {key: value for key, value in schema["properties"].items() if key not in PLACE}
        schemas[name] = schema
    return schemas
