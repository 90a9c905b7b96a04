"""Rows as CSV (RFC 4180, UTF-8)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def format_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV with a heading; of each row these columns, empty where it has none."""
    text = io.StringIO()
    write_rows(text, columns, rows)
    return text.getvalue()


def write_rows(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """The same into a file (opened with `newline=""`), a row at a time; how many they were."""
    writer = csv.writer(file)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([format_cell(row.get(column)) for column in columns])
        count += 1
    return count


def format_cell(value: Any) -> Any:
    """A value as a cell. Text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
