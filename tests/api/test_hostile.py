"""Hostile requests: whatever is sent to whatever takes it, there is an answer, as documented, and never a failure.

On PostgreSQL, too: tests/integration/test_postgresql.py runs these there.
"""

import json
from urllib.parse import quote
from uuid import uuid4

import pytest

from scoreboard.models import ApiToken, Match
from scoreboard.record.fixture import schedule
from tests.api.documented import DocumentedClient
from tests.factories import enter, make_competitor

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
NUL, SURROGATE, TWICE = "\x00", "\\ud800", '{"type":"goal","side":"home","type":"period_end"}'
GOAL = {"type": "goal", "side": "home"}
NUMBERS = [-1, 0, 1.5, 2**31, 2**32 + 7, 2**62, 2**63, 2**64, 10**30, True, "1", [], {}, None]
TEXTS = [
    f"a{NUL}b",
    NUL,
    "",
    "   ",
    "\u200b",
    "\u202eevil",
    "x" * 121,
    "x" * 50_000,
    "<script>",
    "\n",
    "\x7f",
    5,
    [],
    {},
]
INSTANTS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
INSTANTS += ["2026-01-01T00:00:00", "2026-01-01T00:00:00+23:59", "2026-01-01T24:00:00Z", "5", "", NUL, 5, []]
DAYS = ["0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "0", NUL, 5, []]
TIMES = ["19:30\n", "1٣:30", "24:00", "", NUL, 5]
RAW = [
    b"",
    b"null",
    b"5",
    b'"x"',
    b"[]",
    b"{",
    b"\xff",
    b"\xef\xbb\xbf{}",
    b'{"a":"\xff"}',
    b'{"type":"goal"} x',
    b"NaN",
]
RAW += ['{"type":"goal"}'.encode("utf-16"), b'{"type":"g\x00"}', b'{"player":"\xed\xa0\x80"}', TWICE.encode()]
RAW += [b"NaN", b'{"clock_ms":1e400}', b'{"clock_ms":' + b"9" * 60_000 + b"}", f'{{"player":"{SURROGATE}"}}'.encode()]


@pytest.fixture
def client():
    """A failure is an answer here, which is looked at."""
    return DocumentedClient(raise_request_exception=False)


@pytest.fixture
def send(client, scorer):
    """Write as the scorer; the status, below 500. What is sent is JSON, or bytes as they are."""
    token = ApiToken.issue(user=scorer)

    def write(method, path, body):
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        response = client.generic(method, f"/api/v1{path}", data, "application/json", headers=headers)
        assert response.status_code < 500, (method, path, data[:200], response.content[:200])
        return response.status_code

    return write


def test_hostile_events_are_refused_and_never_fail(send, live_match):
    enter(live_match, GOAL)
    bodies = [
        *({**GOAL, "clock_ms": value} for value in NUMBERS),
        *({**GOAL, "expected_seq": value} for value in NUMBERS),
        *({**GOAL, name: value} for name in ("player", "player_id", "period", "side", "type") for value in TEXTS),
        *({**GOAL, "data": value} for value in (5, [], "x", {NUL: 1}, {"assist": NUL}, {"x": {"y": [[[]]]}})),
        *({**GOAL, "occurred_at": value} for value in INSTANTS),
        *({"type": kind, "data": {"seq": value, "reason": "x"}} for kind in ("void", "review") for value in NUMBERS),
        *({"type": "void", "data": {"seq": 2, "reason": value}} for value in TEXTS),
        *({"type": "manual", "side": "home", "data": {"points": value, "reason": "x"}} for value in NUMBERS),
        *({"type": "status", "data": {"status": value, "reason": NUL}} for value in ("delayed", NUL, 5, None)),
        *({"type": "amend", "data": {"seq": 3, "reason": "x", "event": value}} for value in (5, [], {}, {"type": NUL})),
        {"type": "amend", "data": {"seq": 3, "reason": "x", "event": {**GOAL, "clock_ms": 2**64}}},
        {"type": "amend", "data": {"seq": 3, "reason": "x", "event": {**GOAL, "data": {"zz": 2**64}}}},
        {"type": "scheduled", "data": {"sport": "football"}},
        {"type": "fixture_changed", "data": {"venue": NUL}},
        {**GOAL, "actor": "user:1", "seq": 5, "epoch": 9},
        *(
            {"events": value}
            for value in (5, None, [], [1, 2], [{"type": None}], [{"type": ["goal"]}], [[]], [GOAL] * 900)
        ),
        *RAW,
    ]
    for body in bodies:
        send("POST", f"/matches/{live_match.pk}/events", body)


def test_hostile_corrections_are_refused_and_never_fail(send, live_match):
    enter(live_match, GOAL)
    path = f"/matches/{live_match.pk}/events/3"
    for body in [*({"reason": text} for text in TEXTS), {"reason": "x", "expected_seq": 2**64}, *RAW]:
        send("POST", f"{path}/void", body)
    inner = [
        5,
        [],
        {},
        {"type": NUL},
        {**GOAL, "clock_ms": 2**64},
        {**GOAL, "player": NUL},
        {**GOAL, NUL: 1},
        "x" * 50_000,
    ]
    for body in [*({"reason": "x", "event": event} for event in inner), {"reason": NUL, "event": GOAL}, *RAW]:
        send("POST", f"{path}/amend", body)


def list_fields():
    """Fields of a fixture, each with what it should not have."""
    texts = dict.fromkeys(("venue", "group", "round", "home", "stage", "season", "competition"), TEXTS)
    fields = {**texts, "round_number": NUMBERS, "scheduled_at": INSTANTS, "scheduled_on": DAYS, "local_time": TIMES}
    fields |= {
        "time_zone": TEXTS,
        "neutral": NUMBERS,
        "attendance": NUMBERS,
        "officials": [NUMBERS, [{}], [{"role": text, "name": text} for text in TEXTS]],
        "ruleset": [{"half_minutes": 1}],
        "replay_of": [str(uuid4())],
        "clock_rate": [1e300],
    }
    return [(name, value) for name, values in fields.items() for value in values]


def test_hostile_fixtures_are_refused_and_what_is_made_can_be_read(send, client, season):
    home, away = make_competitor(), make_competitor()
    good = {"sport": "football", "competition": str(season.competition_id), "season": str(season.pk)}
    good |= {"home": str(home.pk), "away": str(away.pk), "scheduled_at": "2026-11-26T15:00:00Z"}
    for name, value in [*list_fields(), *(("sport", text) for text in TEXTS), ("home", None), ("away", good["home"])]:
        send("POST", "/matches", {**good, name: value})
    for body in RAW:
        send("POST", "/matches", body)
    for match in Match.objects.all():
        assert client.get(f"/api/v1/matches/{match.pk}").status_code == 200
    assert client.get("/api/v1/matches?limit=500").status_code == 200


def test_hostile_changes_of_a_fixture_are_refused_and_the_match_can_be_read(send, client, season):
    sides = {"home": make_competitor(), "away": make_competitor()}
    match = schedule(season=season, actor="user:1", **sides).match
    further = [("status", value) for value in (NUL, 5, "on")] + [("expected_seq", value) for value in NUMBERS]
    for name, value in [*list_fields(), *further]:
        if send("PATCH", f"/matches/{match.pk}", {name: value}) == 201:
            assert client.get(f"/api/v1/matches/{match.pk}").status_code == 200, (name, value)
    for score in NUMBERS:
        body = {"status": "awarded", "winner": "home", "score": {"home": score, "away": 0}, "reason": "x"}
        send("PATCH", f"/matches/{match.pk}", body)
    for body in [{"status": "postponed", "reason": NUL}, {"venue": "x", "reason": "x" * 501}, {}, *RAW]:
        send("PATCH", f"/matches/{match.pk}", body)
    assert client.get("/api/v1/matches").status_code == 200


VALUES = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "9" * 30,
    "9" * 5000,
    "-1",
    "1e9",
    "NaN",
    "null",
    "٣",
    "²",
    "x" * 5000,
    "[]",
]
VALUES += [
    "9999-12-31",
    "0001-01-01",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00",
    "'",
    "../..",
    "a&a=b",
]


def test_hostile_parameters_are_refused_and_never_fail(client, live_match):
    document = client.get("/api/v1/openapi.json").json()
    ids = {"match_id": live_match.pk, "season_id": live_match.season_id, "competitor_id": live_match.home_id}
    ids |= {"competition_id": live_match.season.competition_id, "sport": "football", "epoch": 1, "number": 0}
    asked = 0
    for path, parts in document["paths"].items():
        if "get" not in parts or path.endswith(("/stream", ".csv")) or "person_id" in path:
            continue
        names = [each["name"] for each in parts["get"].get("parameters", []) if each.get("in") == "query"]
        for name in names:
            for value in VALUES if "/stats/" not in path or name not in ("on", "recorded_at", "round") else VALUES[:3]:
                query = f"{name}={value if value.startswith('%') or '%' in value else quote(value, safe='&=')}"
                response = client.get(f"{path.format(**ids)}?{query}")
                assert response.status_code < 500, (path, query[:100], response.content[:200])
                asked += 1
    assert asked > 300
