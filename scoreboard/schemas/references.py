"""Follows the references between schemas: `$id`, `$ref` and `$defs` of JSON Schema 2020-12.

A `$ref` names a schema by its `$id`, or a place below one by a JSON pointer: `urn:x:1#/$defs/Score`, within that schema
`#/$defs/Score` too. Anchors and dynamic references are not known here; nor is any other word that KNOWN does not have.
"""

import json
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

BUNDLES = "urn:scoreboard:schemas:"  # begins the `$id` of a bundle of ours, which no message names
Schema = Mapping[str, Any] | bool  # true allows everything, false nothing
NAMES = frozenset({"$schema", "$id", "$defs"})
WORDS_ONLY = frozenset({"title", "description", "examples", "default"})
ONE_SCHEMA = frozenset({"items", "additionalProperties"})
LISTED_SCHEMAS = frozenset({"anyOf", "prefixItems"})
NAMED_SCHEMAS = frozenset({"properties", "$defs"})
BOUNDS = frozenset({"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "pattern", "format"})
SIZES = frozenset({"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"})
PLAIN = frozenset({"type", "enum", "const", "required", "$ref"})
KNOWN = NAMES | WORDS_ONLY | ONE_SCHEMA | LISTED_SCHEMAS | NAMED_SCHEMAS | BOUNDS | SIZES | PLAIN
REST = (("properties", "additionalProperties"), ("prefixItems", "items"))  # the second is about what the first leaves


class Unreadable(ValueError):
    """A reference that leads nowhere or in a circle, or two schemas that cannot be written as one."""


class Library:
    """Documents with the schemas in them: a bundle holds many, each with an `$id` of its own.

    `schemas` has those with an `$id`, by it; `unknown` each word that is not in KNOWN, with its place.
    Raises Unreadable where two schemas have one `$id`.
    """

    def __init__(self, documents: Iterable[Schema]) -> None:
        self.schemas: dict[str, Schema] = {}
        self.unknown: list[str] = []
        for document in documents:
            self._add(document, "", "")

    def _add(self, schema: Schema, base: str, pointer: str) -> Schema:
        """Take in a schema and those within it; the schema with its references made absolute."""
        if isinstance(schema, bool):
            return schema
        if "$id" in schema:
            base, pointer = schema["$id"], ""
        self.unknown += [f"{base}#{pointer}: {word!r} is nothing this check knows" for word in schema.keys() - KNOWN]
        absolute = change_parts(schema, lambda part, step: self._add(part, base, f"{pointer}/{step}"))
        if schema.get("$ref", "").startswith("#"):
            absolute["$ref"] = base + schema["$ref"]
        if "$id" in schema and self.schemas.setdefault(base, absolute) is not absolute:
            raise Unreadable(f"{base} stands there twice")
        return absolute

    def find(self, reference: str) -> Schema:
        """The schema that a reference names; raises Unreadable where there is none."""
        name, _, pointer = reference.partition("#")
        found: Any = self.schemas.get(name)
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping | bool):
            raise Unreadable(f"{reference} leads nowhere")
        return found

    def follow(self, schema: Schema, within: tuple[str, ...] = ()) -> tuple[Schema, tuple[str, ...]]:
        """A schema with what its reference names in the reference's place, and `within` with the references followed.

        Raises Unreadable where that leads back to one of `within`, the references that are being followed.
        """
        while isinstance(schema, Mapping) and "$ref" in schema:
            reference = schema["$ref"]
            if reference in within:
                raise Unreadable(f"{reference} refers to itself")
            within = (*within, reference)
            found = self.find(reference)
            schema = join(found if isinstance(found, bool) else leave_out(found, NAMES), leave_out(schema, {"$ref"}))
        return schema, within

    def list_named(self) -> list[str]:
        """The `$id`s that messages name, not those of bundles."""
        return [name for name in self.schemas if not name.startswith(BUNDLES)]

    def inline(self, reference: str) -> dict[str, Any]:
        """The schema that a reference names, without references; raises Unreadable where it would hold itself."""
        inlined = self._inline({"$ref": reference}, ())
        return dict(inlined) if isinstance(inlined, Mapping) else {"anyOf": [inlined]}

    def _inline(self, schema: Schema, within: tuple[str, ...]) -> Schema:
        followed, within = self.follow(schema, within)
        if isinstance(followed, bool):
            return followed
        return change_parts(leave_out(followed, NAMES), lambda part, _step: self._inline(part, within))


def change_parts(schema: Mapping[str, Any], change: Callable[[Schema, str], Schema]) -> dict[str, Any]:
    """A schema with `change` made to each schema directly within it; `change` gets its place, too: `properties/a`."""
    changed = dict(schema)
    for word, value in schema.items():
        if word in ONE_SCHEMA:
            changed[word] = change(value, word)
        elif word in LISTED_SCHEMAS:
            changed[word] = [change(part, f"{word}/{number}") for number, part in enumerate(value)]
        elif word in NAMED_SCHEMAS:
            changed[word] = {name: change(part, f"{word}/{name}") for name, part in value.items()}
    return changed


def identify(value: Any) -> str:
    """A plain value as a text that is its alone: in JSON Schema 1 equals 1.0 but not true, in Python both."""
    return json.dumps(json.loads(json.dumps(value), parse_float=parse_number), sort_keys=True)


def parse_number(text: str) -> float:
    """A number as an int, where it is a whole one."""
    number = float(text)
    return int(number) if number.is_integer() else number


def leave_out(schema: Mapping[str, Any], words: Container[str]) -> dict[str, Any]:
    """A schema without these words."""
    return {word: value for word, value in schema.items() if word not in words}


def join(inner: Schema, outer: Schema) -> Schema:
    """The schema of what both allow, described as `outer` is; raises Unreadable where one schema cannot say it."""
    if isinstance(inner, bool) or isinstance(outer, bool):
        return False if inner is False or outer is False else (outer if inner is True else inner)
    joined = {**inner, **outer}
    for word in (inner.keys() & outer.keys()) - WORDS_ONLY:
        if word == "properties":
            joined[word] = join_fields(inner[word], outer[word])
        elif word == "required":
            joined[word] = list(dict.fromkeys([*inner[word], *outer[word]]))
        elif word == "enum":
            joined[word] = [value for value in outer[word] if value in inner[word]]
        elif identify(inner[word]) != identify(outer[word]):
            raise Unreadable(f"{word!r} is said twice, and this check cannot tell what both allow")
    for first, rest in REST:
        told = [schema.keys() & {first, rest} for schema in (inner, outer)]
        if all(told) and any(rest in words for words in told) and list_names(inner, first) != list_names(outer, first):
            raise Unreadable(f"{rest!r} is said beside other {first!r}, and this check cannot tell what both allow")
    return joined


def join_fields(inner: Mapping[str, Schema], outer: Mapping[str, Schema]) -> dict[str, Schema]:
    """The fields of two objects that are one."""
    both = {name: join(inner[name], outer[name]) for name in inner if name in outer}
    return {**inner, **outer, **both}


def list_names(schema: Mapping[str, Any], word: str) -> list[Any]:
    """What a word of a schema speaks of: fields by their names, items by their number."""
    return sorted(schema.get(word, ())) if word == "properties" else list(range(len(schema.get(word, ()))))
