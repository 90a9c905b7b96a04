"""Records as no release ever wrote them: bytes flipped, fields taken away, replaced, nested, swapped."""

import json
from typing import Any

from hypothesis import strategies as st

HOSTILE = [
    None, True, -1, 0, 2**31, 2**32 + 7, 2**63, 10**30, 1.5, 1e308, "", "x", "a\0b", "\x1b[31m", "y" * 3_000,
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", "2026-01-01T00:00:00", "25:99",
    [], {}, [[[[]]]], {"a": {"b": None}}, "goal", "status", "void", "amend", "scheduled", "nonsense", "tennis",
]  # fmt: skip
PLACES = st.lists(st.integers(0, 40), max_size=3)  # which way to go at each level: the rest of a division
VALUES = st.one_of(
    st.sampled_from(HOSTILE),
    st.integers(),
    st.text(max_size=8),
    st.recursive(st.none(), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner)),
)
EDITS = st.tuples(st.sampled_from(["remove", "replace", "nest", "swap", "add"]), PLACES, VALUES)
FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)
RAW = st.sampled_from([b"", b"\0", b"\xff", b"\\ud800", b"\\u0000", b"[" * 600, b'{"a":' * 2_000, b"9" * 5_000])
MUTATIONS = st.tuples(st.lists(EDITS, max_size=4), FLIPS, st.none() | st.tuples(st.floats(0, 1), RAW))


def mutate(value: bytes, mutation: Any) -> bytes:
    """A message with these edits of its JSON, these bytes flipped, and these put into it somewhere."""
    edits, flips, raw = mutation
    if edits:
        body = json.loads(value)
        for edit in edits:
            body = edit_json(body, *edit)
        value = json.dumps(body).encode()
    changed = bytearray(value)
    for where, byte in flips:
        if changed:
            changed[int(where * len(changed))] ^= byte
    if raw:
        where, more = raw
        at = int(where * len(changed))
        changed[at:at] = more
    return bytes(changed)


def edit_json(body: Any, how: str, place: list[int], value: Any) -> Any:
    """The same JSON with one edit, at a place that is there."""
    if not place or not isinstance(body, (dict, list)) or not body:
        return {"nest": [body], "add": {"added": value}}.get(how, value) if how in ("nest", "add") else value
    keys = list(body) if isinstance(body, dict) else list(range(len(body)))
    key, rest = keys[place[0] % len(keys)], place[1:]
    if rest and isinstance(body[key], (dict, list)) and body[key]:
        body[key] = edit_json(body[key], how, rest, value)
    elif how == "remove":
        del body[key]
    elif how == "nest":
        body[key] = [{"a": body[key]}]
    elif how == "swap":
        other = keys[(place[0] + 1) % len(keys)]
        body[key], body[other] = body[other], body[key]
    elif how == "add" and isinstance(body, dict):
        body[f"{key}_"] = value
    else:
        body[key] = value
    return body
