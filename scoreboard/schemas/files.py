"""Reads and writes schemas as files: JSON, what fits into a line on one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoreboard.schemas.references import Schema

RELEASED = "released"  # the folder within that of the current ones
WIDTH = 120


def read_schemas(folder: Path) -> dict[str, Schema]:
    """The documents in a folder and those below it, by name: `football.json`."""
    return {path.relative_to(folder).as_posix(): json.loads(path.read_text()) for path in list_files(folder)}


def find_stale(folder: Path, documents: Mapping[str, Schema]) -> list[str]:
    """The names of those files that are not these documents; what is released is not looked at."""
    there = {path.relative_to(folder).as_posix() for path in list_files(folder)}
    names = {name for name in there if not name.startswith(f"{RELEASED}/")} | documents.keys()
    return sorted(
        name
        for name in names
        if name not in there or name not in documents or (folder / name).read_text() != format_schema(documents[name])
    )


def write_schemas(folder: Path, documents: Mapping[str, Schema]) -> None:
    """Write documents as files; others that are there are removed, those released apart."""
    for name in find_stale(folder, documents):
        path = folder / name
        if name in documents:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(format_schema(documents[name]))
        else:
            path.unlink()


def list_files(folder: Path) -> list[Path]:
    """The files with schemas, in a folder and those below it."""
    return sorted(folder.rglob("*.json"))


def format_schema(document: Schema) -> str:
    """A document as its file has it."""
    return format_value(document) + "\n"


def format_value(value: Any, *, margin: str = "", before: int = 0) -> str:
    """A value as JSON after a margin and `before` further characters: on one line, or an item a line."""
    line = json.dumps(value, ensure_ascii=False)
    if len(margin) + before + len(line) < WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = margin + "  "
    if isinstance(value, list):
        opening, closing = "[]"
        items = [format_value(item, margin=inner) for item in value]
    else:
        opening, closing = "{}"
        names = {name: json.dumps(name, ensure_ascii=False) + ": " for name in value}
        items = [names[name] + format_value(value[name], margin=inner, before=len(names[name])) for name in value]
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{margin}{closing}"
