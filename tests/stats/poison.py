"""Messages that nobody should ever send: what each topic is fed with beside what is right."""

import json

CLOCK_AHEAD = "9999-12-31T23:59:59-14:00"
CLOCK_BACK = "0001-01-01T00:00:00+14:00"


def nest(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    """JSON that is nested so deep."""
    return opening * depth + (b"1" if opening.endswith(b":") else b"") + closing * depth


def record(match: str = "x", seq: int = 1, kind: str = "goal", *, raw: bytes = b"", **fields) -> bytes:
    """A record's JSON; `raw` is the JSON of its data."""
    text = json.dumps({"match": match, "sport": "football", "seq": seq, "type": kind, **fields}).encode()
    return text[:-1] + b',"data":' + raw + b"}" if raw else text


def scheduled(match: str, *, recorded_at: str = "2026-01-01T00:00:00Z", **fixture) -> bytes:
    """A match's first record."""
    names = {"competition": "C", "season": "S", "home": "H", "away": "A"}
    data = {"sport": "football", **{key: {"id": key, "name": name} for key, name in names.items()}, **fixture}
    return record(match, 1, "scheduled", recorded_at=recorded_at, data=data)


# Each becomes a dead letter: whatever the database.
LETTERS = {
    "null": None,
    "garbage": b"\xff\xfe\x00",
    "empty": b"",
    "a list": b"[]",
    "a number": b"1e999",
    "half a record": record()[:-9],
    "NUL bytes": b"\0" * 50,
    "a raw NUL in a text": record(x="?").replace(b"?", b"\0"),
    "half a surrogate": record(x="?").replace(b"?", b"\\ud800"),
    "surrogate in UTF-8": record(x="?").replace(b"?", b"\xed\xa0\x80"),
    "seq 0": record(seq=0),
    "seq -1": record(seq=-1),
    "seq 2^31": record(seq=2**31),
    "seq 2^63": record(seq=2**63),
    "seq of 5,000 digits": record(seq=0).replace(b'"seq": 0', b'"seq": ' + b"9" * 5_000),
    "seq is a float": record(seq=1.5),
    "seq is a text": record(seq="1"),
    "epoch 0": record(epoch=0),
    "epoch 2^40": record(epoch=2**40),
    "no match": record(""),
    "NUL in the match": record("a\0b"),
    "a match of 37 characters": record("é" * 37),
    "a match of 900 kB": record("m" * 900_000),
    "NUL in the sport": record(sport="a\0"),
    "a sport of 31 characters": record(sport="s" * 31),
    "type is a number": record(kind=5),
    "lists 501 deep": record(raw=nest(500)),
    "lists 950 deep": record(raw=nest(950)),
    "lists 100,000 deep": record(raw=nest(100_000)),
    "objects 100,000 deep": record(raw=nest(100_000, b'{"a":', b"}")),
    "lists 100,000 deep without an end": record(raw=b"[" * 100_000),
    "only brackets": b"[" * 900_000,
    "a fixture without sides": scheduled("p1", home=3),
    "a first record that is none": record("p2"),
    "year 1": scheduled("p3", scheduled_at=CLOCK_BACK),
    "year 9999": scheduled("p4", scheduled_at=CLOCK_AHEAD),
    "recorded in the year 1": scheduled("p5", recorded_at=CLOCK_BACK),
    "recorded in no year": scheduled("p6", recorded_at="0000-01-01T00:00:00Z"),
    "round -1": scheduled("p7", round_number=-1),
    "round 2^63": scheduled("p8", round_number=2**63),
    "a round of 30 digits": scheduled("p9", round_number=10**30),
    "a ruleset of another sport": scheduled("p10", ruleset={"halves": "x"}),
}
# PostgreSQL refuses these, and they become dead letters there; SQLite has no such bounds.
POSTGRESQL = {
    "NUL in a name": scheduled("q1", home={"id": "h", "name": "a\0b"}),
    "NUL in an id": scheduled("q2", season={"id": "s\0", "name": "S"}),
    "an id of 3,000 characters": scheduled("q3", season={"id": "c" * 3_000, "name": "S"}),
    "a name of 5,000 characters": scheduled("q4", home={"id": "h", "name": "H" * 5_000}),
    "round 2^31": scheduled("q5", round_number=2**31),
}
# Each waits: for a record before it, or for a release that knows it.
WAITING = {
    "a gap": (record("w1", 7), ""),
    "the last place": (record("w2", 2**31 - 1, epoch=2**31 - 1), ""),
    "900 kB after a gap": (record("w3", 2, x="y" * 900_000), ""),
    "500 deep after a gap": (record("w4", 2, raw=nest(498)), ""),
    "unknown sport": (record("w5", sport="quidditch"), "sport 'quidditch'"),
    "unknown sport with an escape": (record("w6", sport="\x1b[31m"), "sport '\\x1b[31m'"),
    "unknown type": (record("w7", kind="nonsense"), "type 'nonsense'"),
    "unknown type of 900 kB": (record("w8", kind="n" * 900_000), f"type {'n' * 60!r}"),
    "unknown type with a NUL": (record("w9", kind="a\0b"), "type 'a\\x00b'"),
}


def entry(kind: str = "competitor", item: str = "z", version: int = 1, *, raw: bytes = b"", **data) -> bytes:
    """A catalogue entry; `raw` is the JSON of its data."""
    text = json.dumps({"kind": kind, "id": item, "version": version, "data": data}).encode()
    return text.replace(b'"data": {}', b'"data": ' + raw) if raw else text


ENTRIES = {
    "null": None,
    "garbage": b"\xff\xfe\x00",
    "half": b"{",
    "a long kind": entry("x" * 21),
    "no kind": entry(""),
    "a long id": entry(item="z" * 37),
    "version 0": entry(version=0),
    "version 2^31": entry(version=2**31),
    "NUL in the id": entry(item="z\0"),
    "NUL in the kind": entry("z\0"),
    "data is a list": entry(raw=b"[]"),
    "data 100,000 deep": entry(raw=b'{"a":' + nest(100_000) + b"}"),
    "data 950 deep": entry(raw=b'{"a":' + nest(950) + b"}"),
    "half a surrogate": entry(name="?").replace(b"?", b"\\ud800"),
    "a number of 5,000 digits": entry(raw=b'{"a":' + b"9" * 5_000 + b"}"),
    "a number beyond all": entry(raw=b'{"a":1e999}'),
}
ENTRIES_POSTGRESQL = {
    "NUL in data": entry(item="z1", name="a\0b"),
    "NUL in a name of data": entry(item="z2", **{"a\0b": 1}),
    "NUL in the parent": entry("season", "z3", competition="a\0b"),
}
ENTRIES_WRITTEN = {
    "unknown kind": entry("referee", "k1", name="R"),
    "data 490 deep": entry(item="k2", raw=b'{"a":' + nest(490) + b"}"),
    "900 kB": entry(item="k3", name="n" * 900_000),
    "a number of 30 digits": entry(item="k4", number=10**30),
    "a parent that is a list": entry("season", "k5", competition=[1, {"a": None}]),
}
