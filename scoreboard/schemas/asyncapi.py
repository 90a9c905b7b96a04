"""Makes the description of all that is pushed (AsyncAPI 3.0): WebSockets, server-sent events and the topics of Kafka.

Frames, commands and headers are described by their types in `wire`, with their docstrings; the values of Kafka messages
by the `$id`s of the JSON Schemas that `making.py` makes.
"""

import inspect
from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from django.conf import settings

from scoreboard.models.catalogue import CATALOGUE
from scoreboard.schemas.making import Schema, make_record_schemas, sort_alternatives
from scoreboard.sports import SPORTS
from scoreboard.wire.catalogue import name_entry_schema
from scoreboard.wire.commands import FRAME_BYTES, Command
from scoreboard.wire.frames import AnyFrame
from scoreboard.wire.kafka_messages import MOST_BYTES, DeadLetterHeaders, EntryHeaders, RecordHeaders
from scoreboard.wire.records import CursorText, MatchId, Record

Part = dict[str, Any]
FRAMES: dict[str, type[msgspec.Struct]] = {str(frame.__struct_config__.tag): frame for frame in get_args(AnyFrame)}
HEADERS = (RecordHeaders, EntryHeaders, DeadLetterHeaders)
DESCRIPTION = """Live matches by WebSocket and server-sent events, and the match log in Kafka.

docs/protocol.md says to people what this document says to machines: which frame comes when, limits, close codes, and
how a client that is always right goes about. Unknown fields, and frames whose `t` is unknown, are to be passed over.
"""
JSON = "application/json"
WS = {"bindingVersion": "0.1.0"}
KAFKA = {"bindingVersion": "0.5.0"}
KEPT = {"cleanup.policy": ["delete"], "retention.ms": -1, "retention.bytes": -1}  # nothing is ever deleted


def make_document() -> Part:
    """The document, the same every time."""
    references, schemas = make_schemas()
    channels = make_push_channels(references["CursorText"]) | make_topics()
    info = {"title": "Scoreboard push", "version": "1", "description": DESCRIPTION}
    return {
        "asyncapi": "3.0.0",
        "info": clean(info),
        "defaultContentType": JSON,
        "channels": channels,
        "operations": make_operations(),
        "components": {"messages": make_messages(references), "schemas": schemas},
    }


def make_schemas() -> tuple[dict[str, Part], dict[str, Schema]]:
    """References to the schemas of frames, commands and headers, by the types' names; and all schemas by name."""
    structs: list[type] = [*FRAMES.values(), Command, Record, *HEADERS]
    types: dict[str, Any] = {kind.__name__: kind for kind in structs} | {"CursorText": CursorText, "MatchId": MatchId}
    found, schemas = msgspec.json.schema_components(types.values(), ref_template="#/components/schemas/{name}")
    schemas = {name: clean(schema) for name, schema in sort_alternatives(schemas).items()}
    return {name: clean(schema) for name, schema in zip(types, found, strict=True)}, schemas


def clean(part: Any) -> Any:
    """A part whose descriptions are paragraphs of a line each, without a docstring's indentation."""
    if isinstance(part, list | tuple):
        return [clean(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: "\n\n".join(list_paragraphs(value)) if name == "description" and isinstance(value, str) else clean(value)
        for name, value in part.items()
    }


def list_paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a docstring, each as a line."""
    return [" ".join(paragraph.split()) for paragraph in inspect.cleandoc(text or "").split("\n\n")]


# --- messages --------------------------------------------------------------------------------------------------------


def make_messages(references: dict[str, Part]) -> dict[str, Part]:
    """Every message by its name: frames, commands, a sport's records, a kind's entries, dead letters."""
    frames = {name: describe(frame) | {"payload": references[frame.__name__]} for name, frame in FRAMES.items()}
    command = describe(Command) | {"payload": references["Command"]}
    return frames | {"command": command} | make_kafka_messages(references)


def make_kafka_messages(references: dict[str, Part]) -> dict[str, Part]:
    """The messages in Kafka, whose values are described by the `$id`s of their schemas."""
    records = {
        name_record(sport): {
            "summary": f"A record of a match: {rules.label.lower()}.",
            "headers": references["RecordHeaders"],
            "payload": {"oneOf": [{"$ref": schema["$id"]} for schema in make_record_schemas(sport).values()]},
            "bindings": make_key(references["MatchId"]),
        }
        for sport, rules in SPORTS.items()
    }
    entries = {
        name_entry(model.KIND): {
            "summary": f"A version of a {model.KIND}.",
            "headers": references["EntryHeaders"],
            "payload": {"$ref": name_entry_schema(model.KIND)},
            "bindings": make_key({"type": "string", "description": "`kind:id`."}),
        }
        for model in CATALOGUE
    }
    dead = {
        "summary": f"A message that could not be read, as it was, its value cut after {MOST_BYTES:,} bytes.",
        "contentType": "application/octet-stream",
        "headers": references["DeadLetterHeaders"],
    }
    return records | entries | {"deadLetter": dead}


def name_record(sport: str) -> str:
    """The name of the message of a sport's records."""
    return f"record_{sport}"


def name_entry(kind: str) -> str:
    """The name of the message of a kind of catalogue entry."""
    return f"entry_{kind}"


def make_key(schema: Schema) -> Part:
    """The binding that says what a message's key is."""
    return {"kafka": {"key": schema, **KAFKA}}


def describe(kind: type[msgspec.Struct]) -> Part:
    """What a type's docstring says: its first paragraph, and the rest."""
    summary, *rest = list_paragraphs(kind.__doc__)
    return {"summary": summary, "description": "\n\n".join(rest)} if rest else {"summary": summary}


# --- channels and operations -----------------------------------------------------------------------------------------


def make_push_channels(cursor: Schema) -> dict[str, Part]:
    """The addresses that viewers connect to, with the frames that come there."""
    one = [name for name in FRAMES if name != "batch"]
    parameters = {"id": {"description": "The match's id."}}
    begins = {"type": "object", "properties": {"cursor": cursor}}
    return {
        "match": {
            "address": "/ws/matches/{id}",
            "description": "One match, from a snapshot or from `cursor` on. Read only.",
            "parameters": parameters,
            "messages": refer(one),
            "bindings": {"ws": {"method": "GET", "query": begins, **WS}},
        },
        "live": {
            "address": "/ws/live",
            "description": f"Many matches on one socket. A client's frame has at most {FRAME_BYTES} bytes.",
            "messages": refer((*FRAMES, "command")),
            "bindings": {"ws": {"method": "GET", **WS}},
        },
        "stream": {
            "address": "/api/v1/matches/{id}/stream",
            "description": "One match as server-sent events: each frame is one event's `data`, its cursor the event's "
            "`id`. It begins at `Last-Event-ID`, else at the parameter `cursor`, else with a snapshot.",
            "parameters": parameters,
            "messages": refer(one),
        },
    }


def make_topics() -> dict[str, Part]:
    """The topics of Kafka."""

    def make_topic(name: str, description: str, messages: Iterable[str]) -> Part:
        bindings = {"kafka": {"topic": name, "topicConfiguration": KEPT, **KAFKA}}
        return {"address": name, "description": description, "messages": refer(messages), "bindings": bindings}

    return {
        "matchEvents": make_topic(
            settings.KAFKA_TOPIC_EVENTS,
            "Every record of every match; those of a match are on one partition, in order. One may come twice: drop "
            "what is not newer by (`epoch`, `seq`). The history of a new epoch supersedes that of the one before.",
            map(name_record, SPORTS),
        ),
        "catalogue": make_topic(
            settings.KAFKA_TOPIC_CATALOGUE,
            "Names and ranking rules. Of a kind and id the highest `version` counts.",
            (name_entry(model.KIND) for model in CATALOGUE),
        ),
        "deadLetters": make_topic(
            settings.KAFKA_TOPIC_DEAD,
            "Messages that could not be read, with the reason in their headers.",
            ["deadLetter"],
        ),
    }


def refer(names: Iterable[str]) -> dict[str, Part]:
    """References to messages, by their names."""
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def make_operations() -> dict[str, Part]:
    """What Scoreboard does at each channel: it sends all there is, and receives commands."""

    def make(action: str, channel: str, summary: str, *messages: str) -> Part:
        operation: Part = {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}
        named = [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages]
        return operation | ({"messages": named} if named else {})

    return {
        "seeMatch": make("send", "match", "Show a match to a viewer."),
        "seeMany": make("send", "live", "Show many matches to a viewer.", *FRAMES),
        "subscribe": make("receive", "live", "Begin and end to show matches, as the viewer asks.", "command"),
        "streamMatch": make("send", "stream", "Show a match to a viewer that WebSockets do not get through to."),
        "sendRecords": make("send", "matchEvents", "Send what was recorded of matches."),
        "sendEntries": make("send", "catalogue", "Send what names and ranks matches."),
        "sendDeadLetters": make("send", "deadLetters", "Send what could not be read."),
    }
