"""Which changes of a schema old records and old readers can live with: one mutation a case."""

from copy import deepcopy

import pytest

from scoreboard.schemas.compatibility import Comparison, compare_all
from scoreboard.schemas.making import make_bundles
from scoreboard.schemas.references import Library

OLD = {
    "$id": "urn:x:1",
    "type": "object",
    "properties": {
        "side": {"enum": ["away", "home"]},
        "kind": {"const": "goal"},
        "count": {"type": "integer", "minimum": 0, "maximum": 10},
        "name": {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 9, "pattern": "x"}, {"type": "null"}]},
        "on": {"type": "string", "format": "date"},
        "flag": {"type": "boolean", "default": False},
        "many": {"type": "array", "items": {"type": "integer"}},
        "pair": {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "string"}],
            "items": False,
            "minItems": 2,
            "maxItems": 2,
        },
        "inner": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": []},
        "free": {"type": "object", "additionalProperties": {"type": "integer"}},
        "ratio": {"type": "number"},
        "score": {"$ref": "#/$defs/Score"},
        "inning": {"$ref": "#/$defs/Period"},
        "place": {"$ref": "urn:shared#/$defs/Place", "properties": {"hall": {"type": "string"}}},
    },
    "required": ["side", "count"],
    "$defs": {
        "Score": {"type": "object", "properties": {"home": {"type": "integer"}}, "required": ["home"]},
        "Period": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/$defs/Period"}}},
        },
    },
}
SHARED = {
    "$id": "urn:shared",
    "$defs": {"Place": {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}},
}
BACK, FORTH = "backward", "forward"


def change(place, **words):
    def mutate(schema):
        for step in place.split("."):
            schema = schema["properties"][step]
        for word, value in words.items():
            if value is None:
                schema.pop(word)
            else:
                schema[word] = value

    return mutate


def change_defs(name, field, **words):
    return lambda schema: schema["$defs"][name]["properties"][field].update(words)


def add(name, schema, *, required=False):
    def mutate(old):
        old["properties"][name] = schema
        old["required"] += [name] * required

    return mutate


def drop(place):
    *steps, name = place.split(".")

    def mutate(schema):
        for step in steps:
            schema = schema["properties"][step]
        schema["properties"].pop(name)

    return mutate


def require(*names):
    return lambda schema: schema.update(required=list(names))


FINE = {
    "nothing": lambda schema: None,
    "words": lambda schema: schema.update(title="T", description="D"),
    "new optional field": add("new", {"type": "string"}),
    "new optional field inside": lambda schema: schema["properties"]["inner"]["properties"].update(b={"type": "null"}),
    "order of values": change("side", enum=["home", "away"]),
    "free names closed": change("inner", additionalProperties=False),
    "a reference in place of what it leads to": lambda schema: (
        schema["$defs"].update(Inner=schema["properties"]["inner"]),
        schema["properties"].update(inner={"$ref": "#/$defs/Inner"}),
    ),
    "the same, said in full": lambda schema: schema["properties"].update(score=schema["$defs"]["Score"]),
    "what holds itself, said in full once": lambda schema: schema["properties"].update(
        inning=schema["$defs"]["Period"]
    ),
    "another version, under another id": lambda schema: schema.update({"$id": "urn:x:2", "required": ["new"]}),
}
BROKEN = {
    "new required field": (add("new", {"type": "string"}, required=True), {BACK}),
    "an optional field is required": (require("side", "count", "on"), {BACK}),
    "a required field is optional": (require("side"), {FORTH}),
    "a field is gone": (drop("on"), {BACK}),
    "a required field is gone": (lambda s: (drop("count")(s), require("side")(s)), {BACK, FORTH}),
    "another type": (change("flag", type="string"), {BACK, FORTH}),
    "another type inside": (change("inner.a", type="string"), {BACK, FORTH}),
    "a wider type": (change("count", type="number"), {FORTH}),
    "a narrower type": (change("ratio", type="integer"), {BACK}),
    "null is allowed": (change("ratio", type=["number", "null"]), {FORTH}),
    "null is not any more": (change("name", anyOf=[OLD["properties"]["name"]["anyOf"][0]]), {BACK}),
    "one more value": (change("side", enum=["away", "home", "neutral"]), {FORTH}),
    "one value less": (change("side", enum=["home"]), {BACK}),
    "values opened": (change("side", enum=None, type="string"), {FORTH}),
    "another constant": (change("kind", const="own_goal"), {BACK, FORTH}),
    "a lower maximum": (change("count", maximum=9), {BACK}),
    "a higher maximum": (change("count", maximum=11), {FORTH}),
    "no maximum": (change("count", maximum=None), {FORTH}),
    "a higher minimum": (change("count", minimum=1), {BACK}),
    "a longer text": (lambda s: s["properties"]["name"]["anyOf"][0].update(maxLength=10), {FORTH}),
    "a shorter text": (lambda s: s["properties"]["name"]["anyOf"][0].update(maxLength=8), {BACK}),
    "another pattern": (lambda s: s["properties"]["name"]["anyOf"][0].update(pattern="y"), {BACK, FORTH}),
    "another format": (change("on", format="date-time"), {BACK, FORTH}),
    "another default": (change("flag", default=True), {BACK}),
    "a default is gone": (change("flag", default=None), {BACK}),
    "other items": (change("many", items={"type": "string"}), {BACK, FORTH}),
    "one more place": (
        lambda s: s["properties"]["pair"].update(prefixItems=[{"type": "integer"}, {"type": "string"}, {}], maxItems=3),
        {FORTH},
    ),
    "a place that must be there": (change("pair", minItems=1), {FORTH}),
    "further places": (change("pair", items=True, maxItems=None), {FORTH}),
    "another place": (lambda s: s["properties"]["pair"]["prefixItems"].reverse(), {BACK, FORTH}),
    "other values of free names": (change("free", additionalProperties={"type": "string"}), {BACK, FORTH}),
    "free names named": (lambda s: s["properties"]["free"].update(properties={"a": {"type": "string"}}), {BACK, FORTH}),
    "null among the values": (change("side", enum=["away", "home", None]), {FORTH}),
    "values opened, that were text or null": (change("side", enum=None, anyOf=[{"type": "string"}]), {FORTH}),
    "null as the constant": (change("kind", const=None, enum=[None]), {BACK, FORTH}),
    "another type where a reference leads": (change_defs("Score", "home", type="string"), {BACK, FORTH}),
    "another type in what holds itself": (change_defs("Period", "name", type="null"), {BACK, FORTH}),
    "a reference to another place": (change("score", **{"$ref": "#/$defs/Period"}), {BACK, FORTH}),
    "another type beside a reference": (change("place.hall", type="null"), {BACK, FORTH}),
    "less beside a reference": (drop("place.hall"), {BACK}),
}


def find(mutate):
    new = deepcopy(OLD)
    mutate(new)
    return list(compare_all(Library([OLD, SHARED]), Library([new, SHARED])))


@pytest.mark.parametrize("name", FINE)
def test_what_old_and_new_can_live_with(name):
    assert find(FINE[name]) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_and_in_which_direction(name):
    mutate, directions = BROKEN[name]
    assert {way for way in (BACK, FORTH) for problem in find(mutate) if f"({way}" in problem} == directions


# What a reader does not take, and a check that cannot fail let through. Writer, reader, what is said.
HOLES = {
    "null in values without a type": ({"enum": ["x", None]}, {"type": "string"}, "$: null is written where string is"),
    "null as a constant without a type": (
        {"const": None},
        {"type": "string"},
        "$: null is written where string is read",
    ),
    "a value beyond the bounds": ({"enum": [1, 11]}, {"type": "integer", "maximum": 10}, "$: maximum 11 is written"),
    "a text that does not match": ({"const": "b"}, {"type": "string", "pattern": "a"}, "$: pattern 'none' is written"),
    "true where 1 is read": ({"enum": [True]}, {"enum": [1]}, "$: true is written where 1 is read"),
    "values that what stands beside them excludes": (
        {"const": "a"},
        {"type": "string", "const": "a", "minLength": 2},
        "$: minLength 1 is written where minLength 2 is read",
    ),
    "bounds beside alternatives": (
        {"type": "integer"},
        {"anyOf": [{"type": "integer"}], "maximum": 3},
        "$: no maximum is written where maximum 3 is read",
    ),
    "a bound that is not allowed itself": (
        {"minimum": 1},
        {"exclusiveMinimum": 1},
        "$: minimum 1 is written where excl",
    ),
    "a field that a reader without a type requires": ({"type": "object"}, {"required": ["a"]}, "$.a: may be missing"),
    "items where none are read": (
        {"type": "array"},
        {"type": "array", "items": False},
        "$[]: anything is written where",
    ),
    "a free object where a field is typed": (
        {"type": "object"},
        {"type": "object", "properties": {"a": {"type": "integer"}}},
        "$.a: anything is written where integer is read",
    ),
    "a field that is read as the free ones are": (
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        "$.a: string is written where integer is read",
    ),
    "free fields where none are read": (
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "additionalProperties": False},
        "$.*: integer is not among what is read",
    ),
}


@pytest.mark.parametrize("name", HOLES)
def test_what_a_reader_does_not_take_is_found(name):
    writer, reader, said = HOLES[name]
    library = Library([])
    (problem,) = Comparison(library, library, removed=False).find_breaks(writer, reader, "$")
    assert problem.startswith(said)


def test_a_break_names_its_place_and_what_was_expected():
    assert find(change("inner.a", type="string")) == [
        "urn:x:1: $.inner.a: integer is written where string is read (backward: old records could not be read)",
        "urn:x:1: $.inner.a: string is written where integer is read (forward: old readers could not read new records)",
    ]


def test_another_default_says_both():
    assert find(change("flag", default=True)) == [
        "urn:x:1: $.flag: the default was false and is true (backward: old records could not be read)"
    ]
    assert "none and is null" in find(lambda schema: schema["properties"]["on"].update(default=None))[0]


def test_a_word_that_the_check_does_not_know_is_a_problem_wherever_it_stands():
    assert find(change("count", maxContains=1)) == [
        "urn:x:1#/properties/count: 'maxContains' is nothing this check knows"
    ]
    assert find(add("new", {"anyOf": [{"not": {}}]})) == [
        "urn:x:1#/properties/new/anyOf/0: 'not' is nothing this check knows"
    ]


def test_what_cannot_be_read_is_a_problem():
    nowhere, circle = {"$ref": "urn:shared#/$defs/Town"}, {"$ref": "#/$defs/Score"}
    assert find(change("score", **nowhere)) == ["urn:x:1: urn:shared#/$defs/Town leads nowhere"]
    assert find(lambda schema: schema["$defs"].update(Score=circle)) == [
        "urn:x:1: urn:x:1#/$defs/Score refers to itself"
    ]
    clash = {"$ref": "urn:shared#/$defs/Place", "type": "array"}
    assert find(lambda schema: schema["properties"].update(place=clash)) == [
        "urn:x:1: 'type' is said twice, and this check cannot tell what both allow"
    ]


def test_what_shared_schemas_say_is_compared_with_what_they_said():
    shared = deepcopy(SHARED)
    shared["$defs"]["Place"]["properties"]["town"] = {"type": "null"}
    problems = list(compare_all(Library([OLD, SHARED]), Library([OLD, shared])))
    assert [problem.split(" (")[0] for problem in problems] == [
        "urn:x:1: $.place.town: string is written where null is read",
        "urn:x:1: $.place.town: null is written where string is read",
    ]


def test_a_schema_that_is_gone_breaks_and_a_new_one_does_not():
    old, more = Library([OLD, SHARED]), Library([OLD, SHARED, {**OLD, "$id": "urn:y:1"}])
    assert list(compare_all(old, more)) == []
    assert list(compare_all(more, old)) == ["urn:y:1: is gone; a released schema stays"]


def test_every_schema_of_ours_is_compatible_with_itself():
    bundles = make_bundles().values()
    assert list(compare_all(Library(bundles), Library(bundles))) == []
