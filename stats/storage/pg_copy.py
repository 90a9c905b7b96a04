"""Inserts rows into PostgreSQL by COPY in its binary format, which neither side has to format or parse as text.

Psycopg would cut a number that is too large for its column, so that is checked here.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import DataError
from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.datetime import DatetimeBinaryDumper

ENCODER = msgspec.json.Encoder()


class Integer(Dumper):
    """Converts whole numbers to four bytes; raises struct.error if they need more."""

    oid = adapters.types["int4"].oid
    format = Format.BINARY
    dump = staticmethod(struct.Struct("!i").pack)  # type: ignore[assignment]  # no call of Python's in between


class Json(Dumper):
    """Converts values to jsonb: JSON after the number of the format's version."""

    oid = adapters.types["jsonb"].oid
    format = Format.BINARY

    def dump(self, obj: Any) -> bytes:
        """The bytes of a value."""
        return b"\x01" + ENCODER.encode(obj)


class Instant(DatetimeBinaryDumper):
    """Converts instants, UTC if they have no zone; raises OverflowError if the year in UTC is not 1 to 9999."""

    def dump(self, obj: datetime) -> Any:
        """The bytes of a value."""
        # PostgreSQL would take other years, and psycopg could not read them again.
        return super().dump(obj.astimezone(UTC) if obj.tzinfo else obj.replace(tzinfo=UTC))


def copy_in(cursor: Any, statement: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows by a COPY `statement` that ends in FROM STDIN; `types` are PostgreSQL's names of its columns' types.

    Raises psycopg's errors, and Django's DataError if a number is too large.
    """
    for dumper in (Integer, Json, Instant):
        cursor.adapters.register_dumper(None, dumper)
    try:
        with cursor.copy(f"{statement} (FORMAT binary)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    except struct.error as error:
        raise DataError(f"a number does not fit its column: {error}") from error
