"""Batters and pitchers of a side, of whom each play counts more."""

from collections.abc import Mapping
from typing import Any

import msgspec

from scoreboard.sports.base import count


def add(people: tuple[Any, ...], kind: type[Any], key: str, name: str | None, counts: Mapping[str, int]) -> Any:
    """The batters or pitchers with more counted for one of them, who may be new."""
    for number, one in enumerate(people):
        if one.key == key:
            summed = {field: count(getattr(one, field) + value) for field, value in counts.items() if value}
            return (*people[:number], msgspec.structs.replace(one, **summed), *people[number + 1 :])
    return (*people, kind(key, name or key, **counts))
