"""What one scorer's token stores in one match, to take the pages of all down: each attack is a few requests."""

import json
from collections.abc import Callable
from typing import Any

from tests.attacks.system import System

Store = Callable[[System, str], list[int]]


def write(system: System, method: str, path: str, body: Any) -> int:
    """The status that a request is answered with."""
    return system.ask(method, path, json.dumps(body).encode() if not isinstance(body, bytes) else body)[0]


def enter(system: System, match: str, *events: dict[str, Any]) -> int:
    """Enter a batch of events."""
    return write(system, "POST", f"/api/v1/matches/{match}/events", {"events": list(events)})


def manual(points: int) -> dict[str, Any]:
    """Points by hand."""
    return {"type": "manual", "side": "home", "data": {"points": points, "reason": "x"}}


def score_beyond_its_bound(system: System, match: str) -> list[int]:
    """C1: eleven times a thousand points."""
    return [enter(system, match, *[manual(1_000)] * 11)]


def instant_at_the_edge(system: System, match: str) -> list[int]:
    """H1: a fixture in the year 0, or 10000, in UTC."""
    edges = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
    return [write(system, "PATCH", f"/api/v1/matches/{match}", {"scheduled_at": edge}) for edge in edges]


def round_beyond_its_column(system: System, match: str) -> list[int]:
    """M2: a round's number that no column holds, or that wraps."""
    numbers = (-1, 2**31, 2**32 + 7, 2**63, 10**30)
    return [write(system, "PATCH", f"/api/v1/matches/{match}", {"round_number": number}) for number in numbers]


def nul_in_texts(system: System, match: str) -> list[int]:
    """M3: NUL in a name, a reason, a venue."""
    return [
        enter(system, match, {"type": "goal", "side": "home", "player": "a\0b"}),
        write(system, "PATCH", f"/api/v1/matches/{match}", {"venue": "a\0b"}),
        write(system, "POST", f"/api/v1/matches/{match}/events/2/void", {"reason": "a\0b"}),
    ]


def surrogate_in_texts(system: System, match: str) -> list[int]:
    """A lone surrogate, escaped as JSON allows."""
    body = b'{"type": "goal", "side": "home", "player": "a\\ud800b"}'
    return [write(system, "POST", f"/api/v1/matches/{match}/events", body)]


def deep_json(system: System, match: str) -> list[int]:
    """L1: lists within lists, and corrections within corrections."""
    body = b'{"type": "goal", "side": "home", "data": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    event: dict[str, Any] = {"type": "goal", "side": "home"}
    for _ in range(300):
        event = {"type": "amend", "data": {"seq": 2, "reason": "x", "event": event}}
    path = f"/api/v1/matches/{match}/events"
    return [write(system, "POST", path, body), write(system, "POST", path, event)]


STORED: dict[str, Store] = {
    "score beyond its bound": score_beyond_its_bound,
    "instant at the calendar's edge": instant_at_the_edge,
    "round beyond its column": round_beyond_its_column,
    "NUL in texts": nul_in_texts,
    "lone surrogate in texts": surrogate_in_texts,
    "deep JSON": deep_json,
}


def pages_of(system: System, match: str) -> list[str]:
    """Every page and list that shows a match."""
    day = system.fixture["scheduled_at"][:10]
    return [
        "/",
        f"/?date={day}",
        f"/matches/{match}",
        f"/seasons/{system.season}",
        f"/api/v1/matches/{match}",
        "/api/v1/matches?limit=500",
        f"/api/v1/matches/{match}/events",
        f"/api/v1/seasons/{system.season}/standings",
    ]
