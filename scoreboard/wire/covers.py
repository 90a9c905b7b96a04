"""Names that are not shown in full: what stands in their place, and how it is put over records that have them.

An overlay is `{person's id: the name shown}`. It is put over JSON by where ids stand in it, so that it knows no sport:
whatever has a `player_id` beside `player`, and so on, in whatever depth. Rules: docs/decisions/0018.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from scoreboard import parsing

FULL, INITIALS, NUMBERS = "full", "initials", "numbers"
RULES = {FULL: "Full names", INITIALS: "Initials", NUMBERS: "Numbers only"}  # the strictest last
STRICTNESS = {rule: number for number, rule in enumerate(RULES)}
Shown = Mapping[str, str]  # what people are called, by their ids
NOBODY: Shown = {}
SHOWN = parsing.make_decoder(dict[str, str])


def find_strictest(*rules: str) -> str:
    """The rule that shows least; an empty one says nothing."""
    strictest = FULL
    for rule in rules:
        if rule and STRICTNESS[rule] > STRICTNESS[strictest]:
            strictest = rule
    return strictest


def cover_name(name: str, rule: str, *, number: int | None = None) -> str:
    """What a person is called by a rule: "Lionel Messi", "L. M.", "Player 10"."""
    if rule == FULL:
        return name
    if rule == NUMBERS:
        return call_by_number(number)
    return " ".join(f"{begin(word)}." for word in name.split())


def call_by_number(number: int | None) -> str:
    """What somebody without a name is called."""
    return "Player" if number is None else f"Player {number}"


def begin(word: str) -> str:
    """The first letter of a word, with its accents."""
    composed = unicodedata.normalize("NFC", word)
    end = 1
    while end < len(composed) and unicodedata.combining(composed[end]):
        end += 1
    return composed[:end]


def cover(value: Any, shown: Shown) -> Any:
    """A plain value, as JSON has it, with the names that are shown."""
    if isinstance(value, list):
        return [cover(one, shown) for one in value]
    if not isinstance(value, dict):
        return value
    covered = {name: cover(one, shown) for name, one in value.items()}
    return covered | {field: shown[person] for field, person, _ in list_pairs(value) if person in shown}


def cover_text(text: str, shown: Shown) -> str:
    """A JSON with the names that are shown; raises msgspec.DecodeError."""
    return msgspec.json.encode(cover(parsing.decode(text), shown)).decode()


def list_names(value: Any) -> Iterator[tuple[str, str]]:
    """Whoever is named in a plain value with an id, as (id, name)."""
    if isinstance(value, list):
        for one in value:
            yield from list_names(one)
    elif isinstance(value, dict):
        yield from ((person, name) for _, person, name in list_pairs(value))
        for one in value.values():
            yield from list_names(one)


def list_pairs(value: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """An object's fields that name somebody, as (field, id, name): `player` beside `player_id`, `name` beside `id`."""
    for key, person in value.items():
        field = "name" if key == "id" else key.removesuffix("_id")
        if field != key and isinstance(person, str) and isinstance(name := value.get(field), str):
            yield field, person, name


def parse_shown(text: str | None) -> Shown:
    """An overlay from its JSON, which is empty where there is none; raises msgspec.DecodeError."""
    return SHOWN.decode(text) if text else NOBODY
