"""Whether a schema may take the place of another one: old records stay readable, and old readers can read new records.

Backward: what the old schema allows, the new one reads. Forward: what the new one allows, the old one reads; readers
ignore fields that they do not know, so a new optional field is fine both ways. No field is ever removed, since a reader
may rely on it. A default is part of the meaning, since it is left out when written.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]
WORDS_ONLY = frozenset({"$schema", "$id", "title", "description", "examples"})
NO_LESS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
NO_MORE = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
SAME = ("pattern", "format", "multipleOf")
KNOWN = frozenset(
    {
        *WORDS_ONLY,
        *NO_LESS,
        *NO_MORE,
        *SAME,
        *("type", "enum", "const", "anyOf", "default", "properties", "required", "additionalProperties"),
        *("items", "prefixItems"),
    }
)


def compare_all(released: Mapping[str, Schema], current: Mapping[str, Schema]) -> Iterator[str]:
    """What is not compatible, file by file. A schema that is new breaks nothing; one that is gone does."""
    for name, old in released.items():
        if name not in current:
            yield f"{name}: is gone; a released schema stays"
            continue
        for problem in compare(old, current[name]):
            yield f"{name}: {problem}"


def compare(old: Schema, new: Schema) -> Iterator[str]:
    """What keeps `new` from taking the place of `old`: the place, what is wrong, and in which direction."""
    if old.get("$id") != new.get("$id"):
        return  # another version, by intention: messages name the one that describes them
    for problem in find_breaks(old, new, "$", removed=True):
        yield f"{problem} (backward: old records could not be read)"
    for problem in find_breaks(new, old, "$", removed=False):
        yield f"{problem} (forward: old readers could not read new records)"


def find_breaks(writer: Schema, reader: Schema, path: str, *, removed: bool) -> Iterator[str]:
    """What `writer` allows and `reader` does not; with `removed`, fields too that `reader` does not know any more."""
    written, readable = list_choices(writer), list_choices(reader)
    for choice in written:
        tried = [list(find_breaks_of_one(choice, other, path, removed=removed)) for other in readable]
        if all(tried):
            kind = choice.get("type")
            alike = [found for found, other in zip(tried, readable, strict=True) if other.get("type") == kind]
            alike = tried if len(tried) == 1 else alike
            yield from alike[0] if len(alike) == 1 else [f"{path}: {name_type(choice)} is not among what is read"]
    if removed and writer.get("default") != reader.get("default"):
        yield f"{path}: the default was {writer.get('default')!r} and is {reader.get('default')!r}"


def list_choices(schema: Schema) -> list[Schema]:
    """The alternatives of a schema, each of one type."""
    if "anyOf" in schema:
        return [choice for each in schema["anyOf"] for choice in list_choices(each)]
    kind = schema.get("type")
    return [{**schema, "type": each} for each in kind] if isinstance(kind, list) else [schema]


def name_type(schema: Schema) -> str:
    """A schema's type in a word."""
    values = list_values(schema)
    if values is not None:
        return f"one of {values}" if len(values) > 1 else repr(values[0])
    return str(schema.get("type", "anything"))


def list_values(schema: Schema) -> list[Any] | None:
    """The values that a schema allows, where it lists them."""
    return [schema["const"]] if "const" in schema else schema.get("enum")


def find_breaks_of_one(writer: Schema, reader: Schema, path: str, *, removed: bool) -> Iterator[str]:
    """Yield what is incompatible between two schemas that have no alternatives."""
    for word in sorted((writer.keys() | reader.keys()) - KNOWN):
        yield f"{path}: {word!r} is nothing this check knows"
    kind, read = writer.get("type"), reader.get("type")
    values, read_values = list_values(writer), list_values(reader)
    if values is None and read is not None and kind != read and (kind, read) != ("integer", "number"):
        yield f"{path}: {kind or 'anything'} is written where {read} is read"
        return
    if read_values is not None:
        extra = ["anything else"] if values is None else [value for value in values if value not in read_values]
        if extra:
            yield f"{path}: {', '.join(map(repr, extra))} is not among {read_values}"
        return
    if values is None:
        yield from find_narrower(writer, reader, path)
    if read == "object":
        yield from find_breaks_of_fields(writer, reader, path, removed=removed)
    if read == "array":
        yield from find_breaks_of_items(writer, reader, path, removed=removed)


def find_narrower(writer: Schema, reader: Schema, path: str) -> Iterator[str]:
    """Bounds within which `reader` keeps and `writer` does not."""
    for word in NO_LESS:
        if word in reader and writer.get(word, float("-inf")) < reader[word]:
            yield f"{path}: {word} {writer.get(word, 'none')} is written where {reader[word]} is read"
    for word in NO_MORE:
        if word in reader and writer.get(word, float("inf")) > reader[word]:
            yield f"{path}: {word} {writer.get(word, 'none')} is written where {reader[word]} is read"
    for word in SAME:
        if word in reader and writer.get(word) != reader[word]:
            yield f"{path}: {word} {writer.get(word, 'none')!r} is written where {reader[word]!r} is read"


def find_breaks_of_fields(writer: Schema, reader: Schema, path: str, *, removed: bool) -> Iterator[str]:
    """Fields that may be missing where they are needed, that are gone, that differ."""
    written, known = writer.get("properties", {}), reader.get("properties", {})
    for name in reader.get("required", []):
        if name not in writer.get("required", []):
            yield f"{path}.{name}: may be missing where it is required"
    for name, schema in written.items():
        if name in known:
            yield from find_breaks(schema, known[name], f"{path}.{name}", removed=removed)
        elif removed or reader.get("additionalProperties") is False:
            yield f"{path}.{name}: is not known {'any more' if removed else 'and not ignored'}"
    others, read_others = writer.get("additionalProperties", True), reader.get("additionalProperties", True)
    if isinstance(read_others, Mapping):
        schema = others if isinstance(others, Mapping) else {}
        if others is not False:
            yield from find_breaks(schema, read_others, f"{path}.*", removed=removed)


def find_breaks_of_items(writer: Schema, reader: Schema, path: str, *, removed: bool) -> Iterator[str]:
    """Items that differ, each in its place or all alike."""
    first, read_first = writer.get("prefixItems", []), reader.get("prefixItems", [])
    if len(first) != len(read_first):
        yield f"{path}: {len(first)} items are written where {len(read_first)} are read"
        return
    for number, (item, read_item) in enumerate(zip(first, read_first, strict=True)):
        yield from find_breaks(item, read_item, f"{path}[{number}]", removed=removed)
    if isinstance(reader.get("items"), Mapping):
        items = writer.get("items", {})
        if items is not False:
            yield from find_breaks(items, reader["items"], f"{path}[]", removed=removed)
