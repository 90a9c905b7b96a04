"""The text of published files, whatever their encoding; the lines and rows of it, and what is in those that are JSON.

None of them has more than a file of its kind ever has: what is small on disk must not fill the memory.
"""

import csv
from collections.abc import Iterator
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.entrances import values
from scoreboard.importers.base import BadFile

MAX_LINES = 250_000  # five times the largest of the files known: all international football since 1872
MAX_LINE = 100_000  # letters
MAX_VALUES = 1_000_000  # of a JSON: numbers, texts, lists, objects


def decode_text(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Windows writes in Western Europe (no byte is lost)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def list_lines(text: str) -> Iterator[str]:
    """The lines of a text; raises BadFile where one is too long, or they are too many."""
    for number, line in enumerate(text.splitlines(), start=1):
        if number > MAX_LINES:
            raise BadFile(f"line {number}: expected no more than {MAX_LINES} lines")
        if len(line) > MAX_LINE:
            raise BadFile(f"line {number}: expected no more than {MAX_LINE} letters")
        yield line


def find_separator(text: str) -> str:
    """What parts the columns of a table: a comma, or what spreadsheets write as well, by its heading."""
    heading = text.lstrip().partition("\n")[0]
    return max(",;\t", key=heading.count)


def list_rows(text: str, *, separator: str = ",") -> Iterator[list[str]]:
    """The rows of separated values, a line each; raises BadFile as `list_lines` does, or where it is none."""
    rows = csv.reader(list_lines(text), delimiter=separator)
    try:
        yield from rows
    except csv.Error as error:
        raise BadFile(f"line {rows.line_num}: {error}") from error


def parse_json(data: bytes, *, type: Any = Any) -> Any:  # noqa: A002  # as msgspec's own
    """What a file holds as JSON, in whatever encoding; raises BadFile where it is none, or too deep or too much."""
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise BadFile(f"$: expected no more than {MAX_VALUES} values")
    try:
        return parsing.decode(decode_text(data), type)
    except msgspec.ValidationError as error:
        raise BadFile(str(error)) from error
    except msgspec.DecodeError as error:
        raise BadFile(f"not JSON: {error}") from error
    except RecursionError as error:
        raise BadFile("$: nested too deep") from error


def check_text(name: str, text: str, *, most: int) -> None:
    """Raise BadFile where a text has unseen characters (NUL, half of a pair), or more than `most` letters."""
    if len(text) > most:
        raise BadFile(f"{name}: expected no more than {most} letters, got {len(text)}: {text:.40}…")
    try:
        values.check_text(text, most=most)
    except values.Unfit as error:
        raise BadFile(f"{name}: {error.within()}") from error


def as_mapping(value: Any) -> dict[str, Any]:
    """An object of a file, empty where there is none in its place."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A list of a file, empty where there is none in its place."""
    return value if isinstance(value, list) else []
