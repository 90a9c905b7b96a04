"""Where the check finds no break, there is none: jsonschema says so of pairs of schemas that are drawn."""

from hypothesis import HealthCheck, given, reject, settings
from jsonschema import Draft202012Validator

from scoreboard.schemas.compatibility import Comparison
from scoreboard.schemas.references import Library, Unreadable, change_parts
from tests.schemas.drawing import VALUES, draw_pair


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(pair=draw_pair())
def test_what_a_writer_may_write_its_reader_reads(pair):
    check_pair(*pair)


def check_pair(writer, reader, validator=Draft202012Validator):
    """Try every value with two schemas of which the check says that the second reads what the first one allows."""
    if find_breaks(writer, reader):
        return
    written, read = validator(close(writer, writer["$defs"])), validator(reader)
    try:
        untold = [value for value in VALUES if written.is_valid(value) and not read.is_valid(value)]
    except RecursionError:  # a definition that is nothing but a reference to itself says nothing of any value
        reject()
    assert not untold, (writer, reader)


def find_breaks(writer, reader):
    """What the check finds; that it cannot read a schema is a break, too."""
    libraries = [Library([{**schema, "$id": "urn:x:1"}]) for schema in (writer, reader)]
    try:
        written, read = (library.find("urn:x:1") for library in libraries)
        return list(Comparison(*libraries, removed=False).find_breaks(written, read, "$"))
    except Unreadable as error:
        return [str(error)]


def close(schema, defs):
    """A schema as a writer takes it: where it names an object's fields, there are no others."""
    if isinstance(schema, bool):
        return schema
    closed = close_parts(schema, defs)
    if "additionalProperties" not in schema and names_fields(schema, defs):
        closed["unevaluatedProperties"] = False
    return closed


def close_parts(schema, defs):
    """A schema of which only the fields and items are closed: what refers to it may name more."""
    if isinstance(schema, bool):
        return schema

    def close_part(part, place):
        return (close_parts if place.startswith(("$defs", "anyOf")) else close)(part, defs)

    return change_parts(schema, close_part)


def names_fields(schema, defs, within=()):
    """Whether a schema names an object's fields, by itself or where it refers to."""
    if isinstance(schema, bool) or id(schema) in within:
        return False
    further = [*schema.get("anyOf", []), *([defs[schema["$ref"][-1]]] if "$ref" in schema else [])]
    return "properties" in schema or any(names_fields(part, defs, (*within, id(schema))) for part in further)
