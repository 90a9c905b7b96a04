"""Changes of a match's fixture: the bodies that enter them, and how they are told."""

from typing import Any

import msgspec


def change(changes: dict[str, Any], *, reason: str) -> dict[str, Any]:
    """The body of a changed fixture."""
    return {"type": "fixture_changed", "data": {"reason": reason, **msgspec.to_builtins(changes)}}


def format_value(value: Any) -> str:
    """A detail in words."""
    return "nothing" if value in (None, ()) else str(getattr(value, "name", value))


def split_at_sides(bodies: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Bodies in two requests where the first one says who plays: whom the others name is looked up in these."""
    first = bodies[0] if bodies else {}
    if first.get("type") == "fixture_changed" and {"home", "away"} & first["data"].keys():
        return [bodies[:1], bodies[1:]]
    return [bodies]
