"""Load values from a database that Python cannot hold, so that one of them does not fail a whole query.

PostgreSQL knows years before 1 and after 9999, SQLite takes any text in any column; the drivers raise at the first such
value, and with it go all the other rows. Here an instant or a day that is none becomes the calendar's edge (MIN, MAX),
text that is no UTF-8 is kept as far as it is, and an id that is none becomes NULL. Whether its match can still be shown
is asked where the row is read (queries.py).
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import psycopg
from django.db.backends.signals import connection_created
from django.utils.dateparse import parse_date, parse_datetime
from psycopg.abc import Buffer
from psycopg.pq import Format
from psycopg.types.datetime import DateLoader

MIN, MAX = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EDGES: frozenset[date | None] = frozenset({MIN, MAX, date.min, date.max})
T = TypeVar("T", date, datetime)


def connect() -> None:
    """Have every connection opened from now on load values as this module says."""
    connection_created.connect(prepare_connection)


def prepare_connection(connection: Any, **kwargs: Any) -> None:
    """Have a new connection load values as this module says."""
    if connection.vendor == "postgresql":
        prepare_postgresql(connection.connection)
    else:
        prepare_sqlite(connection)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


class DayLoader(DateLoader):
    """Days, those beyond Python's calendar at its edge."""

    def load(self, data: Buffer) -> date:
        """A day of what PostgreSQL wrote."""
        try:
            return super().load(data)
        except psycopg.DataError:
            return date.min if is_early(data) else date.max


def prepare_postgresql(connection: psycopg.Connection) -> None:
    """Set up a PostgreSQL connection, once: a pool hands the same one out again and again."""
    adapters = connection.adapters
    oid = adapters.types["timestamptz"].oid
    loader: Any = adapters.get_loader(oid, Format.TEXT)  # Django's, which knows the connection's time zone
    if not getattr(loader, "at_the_edge", False):
        adapters.register_loader(oid, make_instant_loader(loader))
        adapters.register_loader("date", DayLoader)


def make_instant_loader(loader: Any) -> Any:
    """A loader as the one given, that gives the calendar's edge for what lies beyond."""

    class InstantLoader(loader):
        at_the_edge = True

        def load(self, data: Buffer) -> datetime:
            try:
                return super().load(data)
            except psycopg.DataError:
                return MIN if is_early(data) else MAX

    return InstantLoader


def is_early(data: Buffer) -> bool:
    """Whether PostgreSQL speaks of a time before the year 1."""
    text = bytes(data)
    return text.endswith(b"BC") or text.startswith(b"-")


# --- SQLite ----------------------------------------------------------------------------------------------------------


def prepare_sqlite(connection: Any) -> None:
    """Set up a SQLite connection. Converters are sqlite3's own, and so hold for every connection of the process."""
    sqlite3.register_converter("datetime", lambda raw: parse(raw, parse_datetime, MIN))
    sqlite3.register_converter("date", lambda raw: parse(raw, parse_date, date.min))
    connection.connection.text_factory = decode
    if "convert_uuidfield_value" not in vars(connection.ops):
        convert = connection.ops.convert_uuidfield_value

        def convert_uuid(value: Any, expression: Any, of: Any) -> Any:
            try:
                return convert(value, expression, of)
            except (ValueError, AttributeError):
                return None

        connection.ops.convert_uuidfield_value = convert_uuid


def decode(raw: bytes) -> str:
    """Text, with a sign in the place of what is no UTF-8."""
    return raw.decode(errors="replace")


def parse(raw: bytes, read: Callable[[str], T | None], otherwise: T) -> T:
    """What `read` makes of a column's text; `otherwise` where that is nothing."""
    try:
        return read(decode(raw)) or otherwise
    except ValueError:
        return otherwise
