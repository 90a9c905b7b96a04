"""References between schemas: within a document, to another one, in what they say besides, in circles."""

import pytest

from scoreboard.schemas.references import BUNDLES, Library, Unreadable, identify

PLACE = {"title": "Place", "type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}
SHARED = {"$id": f"{BUNDLES}shared", "$defs": {"Place": PLACE, "Own/er": {"type": "string"}}}
SPORT = {
    "$id": f"{BUNDLES}sport",
    "$defs": {
        "goal": {
            "$id": "urn:goal:1",
            "$defs": {"Side": {"enum": ["home", "away"]}},
            "$ref": f"{BUNDLES}shared#/$defs/Place",
            "title": "Goal",
            "properties": {"side": {"$ref": "#/$defs/Side"}, "town": {"const": "Bern"}},
            "required": ["side"],
        },
        "foul": {"$id": "urn:foul:1", "anyOf": [{"$ref": "urn:goal:1"}, {"$ref": f"{BUNDLES}sport#/$defs/Owner"}]},
        "Owner": {"type": "array", "items": {"$ref": f"{BUNDLES}shared#/$defs/Own~1er"}},
    },
}


def test_a_schema_in_one_piece_says_what_it_and_its_references_say():
    goal = {
        "title": "Goal",
        "type": "object",
        "properties": {"town": {"type": "string", "const": "Bern"}, "side": {"enum": ["home", "away"]}},
        "required": ["town", "side"],
    }
    library = Library([SPORT, SHARED])
    assert library.inline("urn:goal:1") == goal
    assert library.inline("urn:foul:1") == {"anyOf": [goal, {"type": "array", "items": {"type": "string"}}]}


def test_what_messages_name_are_not_the_bundles():
    assert Library([SPORT, SHARED]).list_named() == ["urn:goal:1", "urn:foul:1"]


@pytest.mark.parametrize("reference", ["urn:x:1", f"{BUNDLES}shared#/$defs/Town", f"{BUNDLES}shared#/$defs/Place/type"])
def test_a_reference_that_leads_nowhere_is_said(reference):
    with pytest.raises(Unreadable, match="leads nowhere"):
        Library([SHARED]).find(reference)


def test_two_schemas_of_one_id_are_refused():
    with pytest.raises(Unreadable, match="stands there twice"):
        Library([SHARED, SHARED])


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/A"},
        {"$ref": "#"},
        {"properties": {"a": {"$ref": "urn:x:1"}}},
        {"anyOf": [{"items": {"$ref": "#/$defs/A"}}]},
    ],
)
def test_a_schema_that_holds_itself_has_no_form_in_one_piece(schema):
    with pytest.raises(Unreadable, match="refers to itself"):
        Library([{"$id": "urn:x:1", **schema, "$defs": {"A": schema}}]).inline("urn:x:1")


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ({"type": "string"}, {"type": "integer"}),
        ({"const": 1}, {"const": True}),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}),
        ({"properties": {"a": {}}}, {"additionalProperties": False}),
        ({"prefixItems": [{}]}, {"items": False}),
        ({"anyOf": [{"minimum": 1}]}, {"anyOf": [{"maximum": 3}]}),
    ],
)
def test_what_no_one_schema_says_is_refused(inner, outer):
    library = Library([{"$id": "urn:x:1", "$ref": "#/$defs/A", **outer, "$defs": {"A": inner}}])
    with pytest.raises(Unreadable, match="cannot tell what both allow"):
        library.inline("urn:x:1")


def test_values_are_told_apart_as_json_schema_does():
    assert identify([1, {"b": 2, "a": 0.5}]) == identify([1.0, {"a": 0.5, "b": 2.0}])
    assert len({identify(value) for value in (1, True, "1", None, 0, False, [], {}, [1], [True])}) == 10
