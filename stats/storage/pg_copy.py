"""Rows into PostgreSQL by COPY in its binary form: nothing is written as text here and read again there.

What does not fit its column is refused here, as the database refuses it in a text: psycopg would cut a number that is
too large.
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
    """A whole number of four bytes; raises struct.error where it has more."""

    oid = adapters.types["int4"].oid
    format = Format.BINARY
    dump = staticmethod(struct.Struct("!i").pack)  # type: ignore[assignment]  # no call of Python's in between


class Json(Dumper):
    """A value as JSON, after the number of the form's version."""

    oid = adapters.types["jsonb"].oid
    format = Format.BINARY

    def dump(self, obj: Any) -> bytes:
        """The bytes of a value."""
        return b"\x01" + ENCODER.encode(obj)


class Instant(DatetimeBinaryDumper):
    """An instant; one without a zone is in UTC. Raises OverflowError where it has no year of UTC from 1 to 9999."""

    def dump(self, obj: datetime) -> Any:
        """The bytes of a value."""
        # PostgreSQL would take it, and psycopg could not read it again.
        return super().dump(obj.astimezone(UTC) if obj.tzinfo else obj.replace(tzinfo=UTC))


def copy_in(cursor: Any, statement: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """COPY rows in by a `statement` that ends in FROM STDIN; `types` are those of its columns.

    Raises what psycopg does, and django's DataError where a number is too large.
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
