"""Inserts and updates many rows at once: by COPY on PostgreSQL, by one prepared statement on SQLite.

The ORM would compile every value into one statement, which takes most of a batch's time.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from django.db import DataError, IntegrityError, connections
from django.db.models import CharField, DateField, DateTimeField, Field, JSONField, Lookup, Model

from stats.storage.pg_copy import copy_in

Adapter = Callable[[Any], Any]
M = TypeVar("M", bound=Model)
# A row's values, in the order of its model's fields. A dict takes four times as long to make, a model's object forty.
Row = tuple[Any, ...]
ENCODER = msgspec.json.Encoder()
# What a database, or what converts values for it, raises because of a value: too long, too large, no text. All other
# errors (a connection lost, a full disk, a lock, a missing table) are no value's fault, and pass by themselves.
VALUE_ERRORS = (DataError, IntegrityError, msgspec.MsgspecError, OverflowError, RecursionError, ValueError)


@CharField.register_lookup
class AnyOf(Lookup):
    """The lookup `filter(match__any=matches)`: rows whose text is one of many, given as one parameter.

    It always uses the index. PostgreSQL turns a subquery of a list into a join, and reads the whole table for it if
    that has not been analyzed.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Compile it for PostgreSQL."""
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """Compile it for SQLite."""
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [msgspec.json.encode(list(self.rhs)).decode()]  # noqa: S608


class TableShape(NamedTuple):
    """A model's table: its name, its columns, and, by column number, what converts values for SQLite."""

    table: str
    columns: tuple[str, ...]
    adapters: tuple[tuple[int, Adapter], ...]


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The names of the columns of `model`, in the order of a Row's values."""
    return tuple(str(field.column) for field in _fields_of(model))


def make_objects(model: type[M], rows: Iterable[Row]) -> list[M]:
    """Make objects of a model out of rows, without saving them."""
    columns = columns_of(model)
    return [model(**dict(zip(columns, row, strict=True))) for row in rows]


def insert_values(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert new rows of `model`. Raises what bulk_create does."""
    if not rows:
        return
    connection = connections["stats"]
    shape = _shape_of(model)
    columns = ", ".join(f'"{column}"' for column in shape.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors:
                copy_in(cursor, f'COPY "{shape.table}" ({columns}) FROM STDIN', _types_of(model), rows)
        else:
            places = ", ".join(["%s"] * len(shape.columns))
            # Only names of our own models are put in, no values.
            statement = f'INSERT INTO "{shape.table}" ({columns}) VALUES ({places})'  # noqa: S608
            cursor.executemany(statement, _adapt(rows, shape))


def update_values(model: type[Model], rows: Sequence[Row]) -> None:
    """Update all columns of rows of `model`, found by the first column, its key."""
    if not rows:
        return
    connection = connections["stats"]
    shape = _shape_of(model)
    key, *others = shape.columns
    # Only names of our own models are put in, no values.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = [dict(zip(shape.columns, row, strict=True)) for row in rows]
            setting = ", ".join(f'"{column}" = new."{column}"' for column in others)
            cursor.execute(
                f'UPDATE "{shape.table}" AS old SET {setting} '  # noqa: S608
                f'FROM json_populate_recordset(NULL::"{shape.table}", %s) AS new '
                f'WHERE old."{key}" = new."{key}" AND old."{key}" = ANY(%s)',  # by its index: see AnyOf
                [msgspec.json.encode(named).decode(), [row[0] for row in rows]],
            )
        else:
            setting = ", ".join(f'"{column}" = %s' for column in others)
            cursor.executemany(
                f'UPDATE "{shape.table}" SET {setting} WHERE "{key}" = %s',  # noqa: S608
                [(*row[1:], row[0]) for row in _adapt(rows, shape)],
            )


@cache
def _shape_of(model: type[Model]) -> TableShape:
    fields = enumerate(_fields_of(model))
    adapters = tuple((number, adapter) for number, field in fields if (adapter := _find_adapter(field)))
    return TableShape(model._meta.db_table, columns_of(model), adapters)  # noqa: SLF001  # Django's name for it


@cache
def _types_of(model: type[Model]) -> list[str]:
    """PostgreSQL's names of the types of the columns."""
    return [str(field.db_type(connections["stats"])).partition("(")[0] for field in _fields_of(model)]


def _fields_of(model: type[Model]) -> "Sequence[Field[Any, Any]]":
    return model._meta.concrete_fields  # noqa: SLF001  # Django's documented name for it


def _find_adapter(field: "Field[Any, Any]") -> Adapter | None:
    """Find what converts a field's values for SQLite's driver; None if they need no conversion."""
    if isinstance(field, JSONField):
        return lambda value: ENCODER.encode(value).decode()
    if isinstance(field, DateTimeField):
        return lambda value: value and str((value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None))
    if isinstance(field, DateField):
        return lambda value: value and str(value)
    return None


def _adapt(rows: Sequence[Row], shape: TableShape) -> Sequence[Row]:
    return [_adapt_row(row, shape.adapters) for row in rows] if shape.adapters else rows


def _adapt_row(row: Row, adapters: Iterable[tuple[int, Adapter]]) -> Row:
    values = list(row)
    for number, adapt in adapters:
        values[number] = adapt(values[number])
    return tuple(values)
