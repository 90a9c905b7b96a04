"""Records as JSON: their cursors."""

import pytest

from scoreboard.wire.records import BadCursor, format_cursor, parse_cursor


def test_cursors_are_written_and_read():
    assert parse_cursor(format_cursor(2, 41)) == (2, 41)
    for text in ("", "e1", "1-2", "e-1", "e1-", "e1-2-3", "e1-٣", "e1-99999999999999999"):
        with pytest.raises(BadCursor, match="expected the form"):
            parse_cursor(text)
