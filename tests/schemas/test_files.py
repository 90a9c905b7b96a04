"""Schemas as files: what is written is read again, in lines that can be read."""

import json

import pytest

from scoreboard.schemas.files import RELEASED, WIDTH, find_stale, format_schema, read_schemas, write_schemas

SHORT = {"$id": "urn:x:1", "enum": ["ä", None, 1.5, True], "default": {}}
LONG = {"$id": "urn:x:2", "properties": {f"field_{n}": {"enum": ["a" * 40, "b" * 40, n]} for n in range(30)}}


@pytest.mark.parametrize("schema", [SHORT, LONG, {"enum": ["x" * 200]}, {"anyOf": [LONG, SHORT, []]}, {}])
def test_a_file_says_what_its_schema_does_in_the_same_order(schema):
    assert json.dumps(json.loads(format_schema(schema))) == json.dumps(schema)


def test_a_line_holds_what_fits_into_it():
    assert format_schema(SHORT) == '{"$id": "urn:x:1", "enum": ["ä", null, 1.5, true], "default": {}}\n'
    lines = format_schema(LONG).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) == 30 + 5


def test_what_is_written_is_read_and_the_rest_is_gone_but_for_what_was_released(tmp_path):
    write_schemas(tmp_path / RELEASED, {"x.json": SHORT})
    write_schemas(tmp_path, {"old/x.json": SHORT, "y.json": SHORT})
    write_schemas(tmp_path, {"y.json": LONG})
    assert read_schemas(tmp_path) == {"released/x.json": SHORT, "y.json": LONG}


def test_a_file_is_stale_that_is_missing_or_another_one_or_too_many(tmp_path):
    write_schemas(tmp_path, {"a.json": SHORT, "b.json": SHORT, "c.json": SHORT})
    (tmp_path / "c.json").write_text("{")
    assert find_stale(tmp_path, {"a.json": SHORT, "c.json": SHORT, "d.json": SHORT}) == ["b.json", "c.json", "d.json"]
