"""Markdown: tables, and texts that are safe in their cells."""

from collections.abc import Iterable, Sequence

MADE = "<!-- made by `make reference` from {} -->"


def format_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table and an empty one, or none where there are no rows."""
    lines = [format_row(row) for row in rows]
    return [format_row(head), format_row(["---"] * len(head)).replace(" ", ""), *lines, ""] if lines else []


def format_row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def format_code(*words: object) -> str:
    """Words as code, comma-separated."""
    return ", ".join(f"`{word}`" for word in words)


def join_page(lines: Iterable[str]) -> str:
    """A page of its lines."""
    return "\n".join(lines).rstrip("\n") + "\n"


def clean_docstring(text: str | None) -> str:
    """A docstring as paragraphs, each one line."""
    paragraphs = (text or "").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
