"""What clients report, and what becomes of it at /metrics."""

import msgspec
import pytest

from scoreboard.live import metrics

pytestmark = pytest.mark.django_db(databases=["default", "stats"])  # /metrics reads both
GOOD = {"transport": "websocket", "first": 2, "last": 10, "shown": 8, "latencies_ms": [12, 40]}


def send(client, report):
    body = report if isinstance(report, bytes | str) else msgspec.json.encode(report)
    return client.post("/api/v1/reports", data=body, content_type="text/plain;charset=UTF-8")


def counts():
    return {name: metrics.client_events.labels(name)._value.get() for name in ("shown", "lost", "doubled", "jumped")}


@pytest.fixture
def grown():
    """How the counts have grown since."""
    before = counts()
    return lambda: {name: count - before[name] for name, count in counts().items() if count != before[name]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"shown": 8}),
        ({"shown": 5}, {"shown": 5, "lost": 3}),
        ({"shown": 1, "jumped": 7}, {"shown": 1, "jumped": 7}),
        ({"doubled": 2, "transport": "sse"}, {"shown": 8, "doubled": 2}),
    ],
)
def test_what_was_shown_is_counted_and_what_was_not_is_lost(client, grown, change, expected):
    assert send(client, {**GOOD, **change}).status_code == 204
    assert grown() == expected
    shown, lost = counts()["shown"], counts()["lost"]
    assert metrics.loss_ratio() == lost / (shown + lost)
    text = client.get("/metrics").content.decode()
    assert f"scoreboard_client_loss_ratio {metrics.loss_ratio()}" in text


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"{",
        b"\xff",
        [],
        {**GOOD, "shown": 9},
        {**GOOD, "last": 1},
        {**GOOD, "transport": "pigeon"},
        {**GOOD, "shown": -1},
        {**GOOD, "latencies_ms": [1] * 51},
        {**GOOD, "more": 1},
    ],
)
def test_what_cannot_be_is_not_counted(client, grown, report):
    answer = send(client, report)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Not a report: ")
    assert grown() == {}


@pytest.mark.parametrize("size", [2_049, 70_000])
def test_what_is_too_large_is_not_counted(client, grown, size):
    answer = send(client, b" " * size)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert grown() == {}


def test_it_is_for_posting(client):
    assert client.get("/api/v1/reports").status_code == 405
