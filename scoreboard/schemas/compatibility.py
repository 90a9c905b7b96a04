"""Whether a schema may take the place of another one: old records stay readable, and old readers can read new records.

Backward: what the old schema allows, the new one reads. Forward: what the new one allows, the old one reads; readers
ignore fields that they do not know, so a new optional field is fine both ways. No field is ever removed, since a reader
may rely on it. A default is part of the meaning, since it is left out when written.

A writer writes the fields that its schema names, and others only where the schema says what they hold, or names none.
Where a schema is too intricate to be judged (one alternative that only two others together read), that is a break, too.
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scoreboard.schemas.references import Library, Schema, Unreadable, identify, join, leave_out

TYPES = ("null", "boolean", "number", "string", "array", "object")  # an integer is a number
AT_LEAST_ZERO = ("minLength", "minItems", "minProperties")  # where nothing is said
NUMBER_LIMITS = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))
LIMITS = {
    "integer": NUMBER_LIMITS,
    "number": NUMBER_LIMITS,
    "string": (("minLength", "", 1), ("maxLength", "", -1)),
    "array": (("minItems", "", 1), ("maxItems", "", -1)),
    "object": (("minProperties", "", 1), ("maxProperties", "", -1)),
}
PATTERNS = {"integer": ("multipleOf",), "number": ("multipleOf",), "string": ("pattern", "format")}
ANYTHING = [{"type": kind} for kind in TYPES]
Choice = Mapping[str, Any]  # a schema of one type; of a value that is named, `const`


def compare_all(released: Library, current: Library) -> Iterator[str]:
    """What is not compatible, by `$id`. A schema that is new breaks nothing; one that is gone does.

    One whose number is another now is not gone: messages name the one that describes them, and the old one stays among
    those released.
    """
    yield from sorted({*released.unknown, *current.unknown})
    versioned = {name.rpartition(":")[0] for name in current.schemas}
    for name in released.list_named():
        if name in current.schemas:
            for problem in compare(name, released, current):
                yield f"{name}: {problem}"
        elif name.rpartition(":")[0] not in versioned:
            yield f"{name}: is gone; a released schema stays"


def compare(name: str, released: Library, current: Library) -> Iterator[str]:
    """What keeps a schema from taking the place of the released one: where, what is wrong, and in which direction."""
    old, new = released.schemas[name], current.schemas[name]
    backward = Comparison(writers=released, readers=current, removed=True)
    forward = Comparison(writers=current, readers=released, removed=False)
    try:
        for problem in backward.find_breaks(old, new, "$"):
            yield f"{problem} (backward: old records could not be read)"
        for problem in forward.find_breaks(new, old, "$"):
            yield f"{problem} (forward: old readers could not read new records)"
    except Unreadable as error:
        yield str(error)


@dataclass(frozen=True)
class Comparison:
    """Finds what writers' schemas allow and readers' do not; with `removed`, fields too that readers no longer know.

    Raises Unreadable where a reference leads nowhere or in a circle.
    """

    writers: Library
    readers: Library
    removed: bool

    def find_breaks(
        self, writer: Schema, reader: Schema, path: str, within: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """What `writer` allows and `reader` does not; `within` has the pairs of schemas that these two stand in."""
        if writer is False or reader is True:
            return  # nothing is written, or all is read
        pair = json.dumps([writer, reader])
        if pair in within:
            return  # a schema that holds itself: what it breaks is found further out
        written, readable = list(list_choices(writer, self.writers)), list(list_choices(reader, self.readers))
        names = [name_choice(choice) for choice in readable]
        if written == ANYTHING and not set(TYPES) <= set(names):
            yield f"{path}: anything is written where {' or '.join(names) or 'nothing'} is read"
            return
        for choice in written:
            tried = [list(self.find_breaks_of_one(choice, other, path, within | {pair})) for other in readable]
            if not all(tried):
                continue
            alike = [found for found, other in zip(tried, readable, strict=True) if other["type"] == choice["type"]]
            alike = tried if len(tried) == 1 else alike
            yield from alike[0] if len(alike) == 1 else [f"{path}: {name_choice(choice)} is not among what is read"]

    def find_breaks_of_one(self, writer: Choice, reader: Choice, path: str, within: frozenset[str]) -> Iterator[str]:
        """What is incompatible between two schemas that have no alternatives."""
        same = "const" not in reader or ("const" in writer and identify(writer["const"]) == identify(reader["const"]))
        if not is_among(writer["type"], [reader["type"]]) or not same:
            yield f"{path}: {name_choice(writer)} is written where {name_choice(reader)} is read"
        else:
            written = describe_value(writer["const"]) if "const" in writer else writer
            yield from find_narrower(written, reader, path)
            if reader["type"] == "object":
                yield from self.find_breaks_of_fields(written, reader, path, within)
            if reader["type"] == "array":
                yield from self.find_breaks_of_items(written, reader, path, within)

    def find_breaks_of_fields(self, writer: Choice, reader: Choice, path: str, within: frozenset[str]) -> Iterator[str]:
        """Fields that may be missing where they are needed, that are gone, that differ."""
        written, known = writer.get("properties", {}), reader.get("properties", {})
        others = writer.get("additionalProperties", "properties" not in writer)
        read_others = reader.get("additionalProperties", True)
        for name in reader.get("required", []):
            if name not in writer.get("required", []):
                yield f"{path}.{name}: may be missing where it is required"
        for name, schema in written.items():
            if name in known:
                yield from self.find_breaks(schema, known[name], f"{path}.{name}", within)
                yield from self.find_other_default(schema, known[name], f"{path}.{name}")
            elif self.removed:
                yield f"{path}.{name}: is not known any more"
            elif read_others is False:
                yield f"{path}.{name}: is not known and not ignored"
            else:
                yield from self.find_breaks(schema, read_others, f"{path}.{name}", within)
        for name in known.keys() - written.keys():
            yield from self.find_breaks(others, known[name], f"{path}.{name}", within)
        yield from self.find_breaks(others, read_others, f"{path}.*", within)

    def find_other_default(self, writer: Schema, reader: Schema, path: str) -> Iterator[str]:
        """Say where a field that is left out means something else."""
        was, now = (
            name_default(library.follow(schema)[0])
            for library, schema in ((self.writers, writer), (self.readers, reader))
        )
        if self.removed and was != now:
            yield f"{path}: the default was {was} and is {now}"

    def find_breaks_of_items(self, writer: Choice, reader: Choice, path: str, within: frozenset[str]) -> Iterator[str]:
        """Items that differ, each in its place or all alike."""
        places = max(len(writer.get("prefixItems", [])), len(reader.get("prefixItems", [])))
        for number in range(places):
            item, read_item = (find_item(schema, number) for schema in (writer, reader))
            yield from self.find_breaks(item, read_item, f"{path}[{number}]", within)
        yield from self.find_breaks(writer.get("items", True), reader.get("items", True), f"{path}[]", within)


def find_item(schema: Choice, number: int) -> Schema:
    """The schema of an array's item in a place."""
    first = schema.get("prefixItems", [])
    found: Schema = first[number] if number < len(first) else schema.get("items", True)
    return found


def find_narrower(writer: Choice, reader: Choice, path: str) -> Iterator[str]:
    """Bounds within which `reader` keeps and `writer` does not."""
    kind = reader["type"]
    for word, exclusive, sign in LIMITS.get(kind, ()):
        written, read = (find_limit(schema, word, exclusive, sign) for schema in (writer, reader))
        if written < read:
            wide, narrow = (name_limit(limit, word, exclusive, sign) for limit in (written, read))
            yield f"{path}: {wide} is written where {narrow} is read"
    for word in PATTERNS.get(kind, ()):
        if word not in reader or identify(writer.get(word)) == identify(reader[word]):
            continue
        if word == "pattern" and "const" in writer and re.search(reader[word], writer["const"]):
            continue
        yield f"{path}: {word} {writer.get(word, 'none')!r} is written where {reader[word]!r} is read"


def find_limit(schema: Choice, word: str, exclusive: str, sign: int) -> tuple[float, bool]:
    """The bound that a schema sets: the greater, the less it allows. True is for a bound that is itself not allowed."""
    found = [(schema[each] * sign, each == exclusive) for each in (word, exclusive) if each in schema]
    return max(found, default=(0 if word in AT_LEAST_ZERO else -math.inf, False))


def name_limit(limit: tuple[float, bool], word: str, exclusive: str, sign: int) -> str:
    """A bound in words."""
    return f"no {word}" if math.isinf(limit[0]) else f"{exclusive if limit[1] else word} {limit[0] * sign}"


def list_choices(schema: Schema, library: Library, within: tuple[str, ...] = ()) -> Iterator[Choice]:
    """The alternatives of a schema, each of one type, and each value that it lists by itself."""
    schema, within = library.follow(schema, within)
    if isinstance(schema, bool):
        yield from ANYTHING if schema else []
    elif "anyOf" in schema:
        rest = leave_out(schema, {"anyOf"})
        for choice in schema["anyOf"]:
            yield from list_choices(join(choice, rest), library, within)
    else:
        said = schema.get("type", TYPES)
        types = [said] if isinstance(said, str) else said
        rest = leave_out(schema, {"enum", "const"})
        if "enum" in schema or "const" in schema:
            values = [value for value in list_values(schema) if is_among(type_of(value), types)]
            yield from [{**rest, "type": type_of(value), "const": value} for value in values]
        else:
            yield from [{**rest, "type": kind} for kind in types]


def list_values(schema: Mapping[str, Any]) -> list[Any]:
    """The values that a schema lists."""
    both = [schema["const"]] if "const" in schema else schema["enum"]
    enum = {identify(value) for value in schema.get("enum", both)}
    return [value for value in both if identify(value) in enum]


def type_of(value: Any) -> str:
    """The type of a value in JSON Schema, the narrowest."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "integer" if value == int(value) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def is_among(kind: str, types: Collection[str]) -> bool:
    """Whether every value of a type is of one of these types."""
    return kind in types or (kind == "integer" and "number" in types)


def name_default(schema: Schema) -> str:
    """The value of a field that is left out, as JSON."""
    return identify(schema["default"]) if isinstance(schema, Mapping) and "default" in schema else "none"


def name_choice(choice: Choice) -> str:
    """The value or the type that a schema without alternatives allows."""
    return identify(choice["const"]) if "const" in choice else str(choice["type"])


def describe_value(value: Any) -> Choice:
    """The schema that one value has, and no other one of another size, or with other fields or items."""
    kind, number = {"type": type_of(value), "const": value}, {"minimum": value, "maximum": value}
    if isinstance(value, str):
        return kind | {"minLength": len(value), "maxLength": len(value)}
    if isinstance(value, list):
        items = [{"const": item} for item in value]
        return kind | {"prefixItems": items, "items": False, "minItems": len(value), "maxItems": len(value)}
    if isinstance(value, dict):
        fields = {"properties": {name: {"const": inner} for name, inner in value.items()}, "required": list(value)}
        return kind | fields | {"additionalProperties": False, "minProperties": len(value), "maxProperties": len(value)}
    return kind | number if kind["type"] in {"integer", "number"} else kind
