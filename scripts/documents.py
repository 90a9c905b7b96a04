"""Parts of documents that programs write: what stands between `<!-- MARK -->` and the next `<!-- end -->`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from scripts.reference.markdown import format_table

END = "<!-- end -->"


def replace_part(document: Path, *, mark: str, text: str) -> None:
    """Put `text` in place of a document's part; raises ValueError where it has no such part, or more than one."""
    begin = f"<!-- {mark} -->\n"
    before, rest = document.read_text().split(begin)
    _, after = rest.split(END, 1)
    document.write_text(f"{before}{begin}{text}{END}{after}")


def replace_table(
    document: Path, *, mark: str, said: str, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Put a table in place of a document's part, under today's date (UTC) and what is said of it."""
    lines = [f"{datetime.now(UTC):%d %B %Y}: {said}.", "", *format_table(headings, rows)]
    replace_part(document, mark=mark, text="\n".join([*lines, ""]))
