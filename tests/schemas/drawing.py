"""Draws pairs of small schemas that are nearly alike, and has values to try both with, for what holds of the check."""

import itertools

from hypothesis import strategies as st

from scoreboard.schemas.references import change_parts

SCALARS = [None, True, False, -1, 0, 1, 2, 3, 1.5, 2.0, "", "a", "b", "ab", "ba", "abc"]
LISTS = [[], *[[value] for value in SCALARS], [0, "a"], ["a", 0], [1, 2], [1, None], [1, 2, 3], [[1]], [{"a": 1}], [{}]]
FIELDS = [None, True, 0, 3, 1.5, "", "ab", [], [1], {}, {"a": 1}, {"b": "a"}, {"a": {"a": 0}}, {"a": {"a": "b"}}]
OBJECTS = [
    {},
    *[{name: value} for name in "abc" for value in FIELDS],
    *[{"a": first, "b": second} for first, second in itertools.product([0, "ab", None, {"b": 1}], repeat=2)],
    {"a": 1, "b": 2, "c": 3},
    {"b": None, "c": "a"},
]
VALUES = [*SCALARS, *LISTS, *OBJECTS]
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
NAMES = st.sampled_from(["a", "b", "c"])
SMALL = st.integers(0, 3)
WORDS = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(st.sampled_from([*SCALARS, [], [1], {"a": 1}, {"b": None}]), min_size=1, max_size=4),
    "const": st.sampled_from([*SCALARS, [0], [1, 2], {}, {"a": 1}]),
    **dict.fromkeys(
        ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"], st.sampled_from([-1, 0, 1, 1.5, 2])
    ),
    **dict.fromkeys(["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"], SMALL),
    "pattern": st.sampled_from(["a", "^a", "b$"]),
    "multipleOf": st.sampled_from([1, 2, 1.5]),
    "required": st.lists(NAMES, max_size=2, unique=True),
    "default": st.sampled_from([None, 0, "a"]),
    "$ref": st.sampled_from(["#/$defs/A", "#/$defs/B"]),
}


@st.composite
def draw_schema(draw, words, *, most=3):
    """A schema of some of these words."""
    names = draw(st.lists(st.sampled_from(list(words)), max_size=most, unique=True))
    return {name: draw(words[name]) for name in names}


def draw_holder(inner):
    """A schema that holds schemas drawn from `inner`."""
    parts = {
        "properties": st.dictionaries(NAMES, inner, max_size=3),
        "additionalProperties": inner,
        "items": inner,
        "prefixItems": st.lists(inner, min_size=1, max_size=2),
        "anyOf": st.lists(inner, min_size=1, max_size=3),
    }
    return draw_schema({**WORDS, **parts, **parts}) | draw_schema(parts, most=2)


SCHEMAS = st.recursive(st.booleans() | draw_schema(WORDS), draw_holder, max_leaves=5)


@st.composite
def draw_like(draw, schema):
    """A schema like this one, with changes here and there."""
    if isinstance(schema, bool) or draw(st.integers(0, 9)) == 0:
        return draw(SCHEMAS)
    like = change_parts(schema, lambda part, _place: draw(draw_like(part)) if draw(st.booleans()) else part)
    if draw(st.integers(0, 2)) == 0:
        like |= draw(draw_schema(WORDS, most=1))
    for word in draw(st.lists(st.sampled_from(sorted(like.keys() - {"$defs"}) or [""]), max_size=1)):
        like.pop(word, None)
    return like


@st.composite
def draw_pair(draw):
    """Two documents that are alike, each a schema with two in its `$defs` that all may refer to."""
    first, second = draw(SCHEMAS), draw(SCHEMAS)
    whole = draw(SCHEMAS.filter(lambda schema: isinstance(schema, dict)))
    document = {**whole, "$defs": {"A": first, "B": second}}
    like = draw(draw_like(document))
    return document, like if isinstance(like, dict) and "$defs" in like else {**whole, "$defs": {"A": like, "B": first}}
