"""Which changes of a schema old records and old readers can live with: one mutation a case."""

from copy import deepcopy

import pytest

from scoreboard.schemas.compatibility import compare, compare_all
from scoreboard.schemas.making import make_schemas

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
        "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
        "inner": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": []},
        "free": {"type": "object", "additionalProperties": {"type": "integer"}},
        "ratio": {"type": "number"},
    },
    "required": ["side", "count"],
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


def add(name, schema, *, required=False):
    def mutate(old):
        old["properties"][name] = schema
        old["required"] += [name] * required

    return mutate


def drop(name):
    return lambda schema: schema["properties"].pop(name)


def require(*names):
    return lambda schema: schema.update(required=list(names))


FINE = {
    "nothing": lambda schema: None,
    "words": lambda schema: schema.update(title="T", description="D"),
    "new optional field": add("new", {"type": "string"}),
    "new optional field inside": lambda schema: schema["properties"]["inner"]["properties"].update(b={"type": "null"}),
    "order of values": change("side", enum=["home", "away"]),
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
    "one more place": (lambda s: s["properties"]["pair"]["prefixItems"].append({"type": "null"}), {BACK, FORTH}),
    "another place": (lambda s: s["properties"]["pair"]["prefixItems"].reverse(), {BACK, FORTH}),
    "other values of free names": (change("free", additionalProperties={"type": "string"}), {BACK, FORTH}),
    "free names closed": (change("inner", additionalProperties=False), set()),
    "a word nobody knows": (change("count", maxContains=1), {BACK, FORTH}),
}


def find(mutate):
    new = deepcopy(OLD)
    mutate(new)
    return list(compare(OLD, new))


@pytest.mark.parametrize("name", FINE)
def test_what_old_and_new_can_live_with(name):
    assert find(FINE[name]) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_and_in_which_direction(name):
    mutate, directions = BROKEN[name]
    assert {way for way in (BACK, FORTH) for problem in find(mutate) if f"({way}" in problem} == directions


def test_a_break_names_its_place_and_what_was_expected():
    assert find(change("inner.a", type="string")) == [
        "$.inner.a: integer is written where string is read (backward: old records could not be read)",
        "$.inner.a: string is written where integer is read (forward: old readers could not read new records)",
    ]


def test_a_schema_that_is_gone_breaks_and_a_new_one_does_not():
    assert list(compare_all({"a.json": OLD}, {"a.json": OLD, "b.json": OLD})) == []
    assert list(compare_all({"a.json": OLD}, {"b.json": OLD})) == ["a.json: is gone; a released schema stays"]


def test_every_schema_of_ours_is_compatible_with_itself():
    schemas = make_schemas()
    assert list(compare_all(schemas, deepcopy(schemas))) == []
