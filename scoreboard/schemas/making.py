"""Makes the JSON Schemas of every event type and of every kind of catalogue entry, from the types themselves.

A room of `scoreboard/sports` has a bundle: `football.json`, `timed.json`; base.py and common.py have `common.json`. It
holds a schema for each type that stands there, and in a sport's there are besides those of its records, each with an
`$id` of its own: the `ce_dataschema` of the messages it describes (wire/kafka_messages.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import models
from msgspec import inspect

from scoreboard import parsing
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.models.catalogued import Catalogued
from scoreboard.models.listed import Listed
from scoreboard.schemas.references import BUNDLES, Library
from scoreboard.sports import SPORTS, get_sport
from scoreboard.sports.base import Event
from scoreboard.sports.common import FIRST_STATUSES
from scoreboard.sports.decoding import event_types
from scoreboard.wire.catalogue import name_entry_schema
from scoreboard.wire.records import name_event_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LOG_FIELDS = ("match", "sport", "seq")  # of the record's place, what every record says; an epoch left out is 1
BASE_FIELDS = frozenset(Event.__struct_fields__)
GROUND = ("base", "common", "lineups")  # modules that every sport stands on
Schema = dict[str, Any]
# `data` of a status of version 1: the statuses that there were, and nothing that came since.
EARLIER_STATUS: Schema = {
    "status": {"enum": sorted(FIRST_STATUSES)},
    "both_lose": {"const": False},
}


def make_bundles() -> dict[str, Schema]:
    """Every bundle, by its file's name: `football.json`."""
    types = make_type_schemas({struct for sport in SPORTS for struct in event_types(sport).values()})
    records = {sport: make_record_schemas(sport) for sport in SPORTS}
    bundles = {
        room: make_bundle(room, title=f"Types of records that stand in {room}", schemas=types[room])
        for room in sorted(types.keys() - records.keys())
    }
    for sport, schemas in records.items():
        title = f"A record of the log of a match: {get_sport(sport).label}"
        bundles[sport] = make_bundle(sport, title=title, one_of=schemas, schemas=types[sport] | schemas)
    entries = {model.KIND: make_entry_schema(model) for model in CATALOGUE}
    bundles["catalogue"] = make_bundle("catalogue", title="An entry of the catalogue", one_of=entries, schemas=entries)
    return {f"{name}.json": bundle for name, bundle in bundles.items()}


def make_earlier(released: Library, current: Library) -> dict[str, Schema]:
    """The bundle, by its file's name, of those released schemas that are current no more, each in one piece."""
    names = [name for name in released.list_named() if name not in current.schemas]
    schemas = {name: {"$id": name, **released.inline(name)} for name in names}
    return {"earlier.json": make_bundle("earlier", title="Schemas of before", schemas=schemas)} if schemas else {}


def make_bundle(name: str, *, title: str, schemas: dict[str, Schema], one_of: Iterable[str] = ()) -> Schema:
    """The document of some schemas by name; what it describes itself is `one_of` them."""
    choices = [{"$ref": schemas[each]["$id"]} for each in one_of]
    described = {"anyOf": choices} if choices else {}
    return {"$schema": DIALECT, "$id": BUNDLES + name, "title": title, **described, "$defs": schemas}


def make_record_schemas(sport: str) -> dict[str, Schema]:
    """The schemas of a sport's records, by type: each is of the type's own schema, and of that sport.

    A type with two versions has both: the second is what it says, the first what it said before.
    """
    schemas = {name: make_record_schema(sport, name) for name in event_types(sport)}
    status = {**make_record_schema(sport, "status"), "$id": name_event_schema(sport, "status", 2)}
    schemas["status"]["properties"] |= {"data": {"type": "object", "properties": EARLIER_STATUS}}
    return {**schemas, "status_2": status}


def make_record_schema(sport: str, name: str) -> Schema:
    """The schema of a type of record of a sport."""
    return {
        "$id": name_event_schema(sport, name),
        "$ref": name_place(event_types(sport)[name]),
        "type": "object",
        "properties": {"sport": {"const": sport}},
    }


def make_type_schemas(events: Iterable[type]) -> dict[str, dict[str, Schema]]:
    """The schemas of events' types and of all types that they are made of, by room and name, in alphabetical order."""
    structs = sorted({Event, *list_structs(events)}, key=lambda struct: (struct.__name__, struct.__module__))
    found, components = msgspec.json.schema_components(structs, ref_template="{name}")
    names = {struct: schema["$ref"] for schema, struct in zip(found, structs, strict=True)}
    rooms: dict[str, dict[str, Schema]] = defaultdict(dict)
    for struct, name in names.items():
        room = name_room(struct)
        schema = tidy(components[name], {other: name_place(each, room=room) for each, other in names.items()})
        if struct is Event:
            schema = make_base(schema)
        elif issubclass(struct, Event):
            schema = leave_to_base(schema, name_place(Event, room=room))
        rooms[room][struct.__name__] = schema
    return rooms


def make_base(event: Schema) -> Schema:
    """The schema of what every record has, of which LOG_FIELDS are never left out; made of that of `Event`."""
    fields = {name: field for name, field in event["properties"].items() if name != "type"}
    for name in LOG_FIELDS:
        fields[name] = {word: value for word, value in fields[name].items() if word != "default"}
    return {**event, "properties": fields, "required": list(LOG_FIELDS)}


def leave_to_base(schema: Schema, base: str) -> Schema:
    """The schema of a type of event that refers to `base` for the fields that every record has."""
    fields = {name: field for name, field in schema["properties"].items() if name not in BASE_FIELDS}
    required = [name for name in schema["required"] if name in fields]
    named = {word: schema[word] for word in ("title", "description")}
    return {**named, "$ref": base, "type": "object", "properties": fields, "required": required}


def name_room(struct: type) -> str:
    """The room of scoreboard/sports that a type stands in."""
    room = struct.__module__.split(".")[2]
    return "common" if room in GROUND else room


def name_place(struct: type, *, room: str = "") -> str:
    """The reference to a type's schema, from within the bundle of a room."""
    place = name_room(struct)
    return f"{'' if place == room else BUNDLES + place}#/$defs/{struct.__name__}"


def list_structs(types: Iterable[type]) -> set[type]:
    """These structs, and those that they are made of."""
    found: set[type] = set()
    waiting: list[Any] = list(inspect.multi_type_info(types))
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part
        elif isinstance(part, inspect.Type | inspect.Field) and getattr(part, "cls", None) not in found:
            found |= {part.cls} if isinstance(part, inspect.StructType) else set()
            waiting += [getattr(part, name) for name in part.__struct_fields__]
    return found


def tidy(schema: Any, places: dict[str, str]) -> Schema:
    """A schema as msgspec makes it, its references led to `places`, and the same every time.

    What stands beside a reference is left out: the default of a struct, which the defaults of its fields say.
    """
    # There and back through JSON, in which a default of () is [].
    tidied: Schema = parsing.decode(msgspec.json.encode(sort_alternatives(redirect(schema, places))))
    return tidied


def redirect(schema: Any, places: dict[str, str]) -> Any:
    """A schema whose references lead to their `places`, where these have them."""
    if isinstance(schema, list):
        return [redirect(item, places) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": places.get(schema["$ref"], schema["$ref"])}
    return {name: redirect(value, places) for name, value in schema.items()}


def make_entry_schema(model: type[Catalogued]) -> Schema:
    """The schema of a kind of catalogue entry: which, in what version, and what it says."""
    data = {name: make_field_schema(model, name) for name in model.PAYLOAD}
    properties = {
        "kind": {"const": model.KIND},
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer", "minimum": 1},
        "data": {"type": "object", "properties": data, "required": [name for name in data if name not in model.LATER]},
    }
    return {
        "$id": name_entry_schema(model.KIND),
        "title": model.__name__,
        "description": model.__doc__,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def make_listed_schema(model: type[Listed]) -> Schema:
    """The schema of a row of a list in an entry of its owner."""
    fields = {name: make_field_schema(model, name) for name in model.SAID}
    required = [name for name in fields if not model._meta.get_field(name).null]  # noqa: SLF001  # as above
    return {"type": "object", "properties": fields, "required": required}


def make_field_schema(model: type[Catalogued | Listed], name: str) -> Schema:
    """The schema of a row's field, or of the rows of a list, as its payload has it."""
    field: Any = model._meta.get_field(name)  # noqa: SLF001  # Django's documented name
    if issubclass(model, Catalogued) and name in model.LISTS:
        return {"type": "array", "items": make_listed_schema(field.related_model)}
    if isinstance(field, models.ForeignKey):
        return {"type": "string", "format": "uuid"}
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.JSONField):
        return {"type": "object"}
    return {"type": "string", "maxLength": field.max_length}


def inline_schema(struct: Any) -> Schema:
    """The JSON Schema of a type in one piece, without references."""
    document = BUNDLES + "types"
    (schema,), components = msgspec.json.schema_components([struct], ref_template=document + "#/$defs/{name}")
    return Library([{"$id": document, "$defs": tidy(components, {})}]).inline(schema["$ref"])


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
