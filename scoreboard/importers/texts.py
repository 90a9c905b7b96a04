"""The text of published files, whatever their encoding, and what is in those that are JSON."""

from typing import Any

import msgspec

from scoreboard.importers.base import BadFile


def read_text(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Windows writes in Western Europe (no byte is lost)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_json(data: bytes) -> Any:
    """What a file holds as JSON, in whatever encoding; raises BadFile where it is none."""
    try:
        return msgspec.json.decode(read_text(data))
    except msgspec.DecodeError as error:
        raise BadFile(f"not JSON: {error}") from error


def as_mapping(value: Any) -> dict[str, Any]:
    """An object of a file, empty where there is none in its place."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list of a file, empty where there is none in its place."""
    return value if isinstance(value, list) else []
