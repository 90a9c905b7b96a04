"""JSON Schemas of what the API takes, made from the same structs that check it."""

from typing import Any

from scoreboard.schemas.making import inline_schema
from scoreboard.sports.decoding import event_types

LOG_FIELDS = {"match", "sport", "epoch", "seq", "recorded_at", "actor", "key"}


def build_event_schemas(sport: str) -> dict[str, dict[str, Any]]:
    """The JSON Schema of each event type of a sport as a scorer enters it: without its place in the log."""
    schemas = {}
    for name, struct in event_types(sport).items():
        if name in ("scheduled", "fixture_changed"):
            continue  # made by POST and PATCH /matches
        schema = inline_schema(struct)
        schema["properties"] = {key: value for key, value in schema["properties"].items() if key not in LOG_FIELDS}
        schemas[name] = schema
    return schemas
