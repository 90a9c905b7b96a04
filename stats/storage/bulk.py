"""Many rows at once, faster than the ORM takes them: COPY on PostgreSQL, one prepared statement on SQLite.

The ORM compiles every value into one statement, which takes most of a batch's time.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from django.db import connections
from django.db.models import CharField, DateField, DateTimeField, Field, JSONField, Lookup, Model

from stats.storage.pg_copy import copy_in

Adapter = Callable[[Any], Any]
M = TypeVar("M", bound=Model)
# Values in the order of their model's fields. A dict takes four times as long to make, a model's object forty times.
Row = tuple[Any, ...]
ENCODER = msgspec.json.Encoder()


@CharField.register_lookup
class AnyOf(Lookup):
    """Texts to look rows up by, `filter(match__any=matches)`: one parameter, however many, and always by an index.

    What PostgreSQL makes of a list in a subquery is a join, for which it reads a whole table that it has not analyzed.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL's form."""
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """SQLite's."""
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [msgspec.json.encode(list(self.rhs)).decode()]  # noqa: S608


class Shape(NamedTuple):
    """A model's table: its columns, and what makes values fit SQLite."""

    table: str
    columns: tuple[str, ...]
    adapters: tuple[tuple[int, Adapter], ...]


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The columns of a row of `model`, in the order of its fields."""
    return tuple(str(field.column) for field in _fields_of(model))


def make_objects(model: type[M], rows: Iterable[Row]) -> list[M]:
    """The rows as objects of their model, not in the database."""
    columns = columns_of(model)
    return [model(**dict(zip(columns, row, strict=True))) for row in rows]


def insert_values(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert new rows of `model`, their values in the order of its fields. Raises what bulk_create does."""
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
    """Set all columns of rows that are there, found by the first column; values in the order of the model's fields."""
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
def _shape_of(model: type[Model]) -> Shape:
    fields = enumerate(_fields_of(model))
    adapters = tuple((number, adapter) for number, field in fields if (adapter := _find_adapter(field)))
    return Shape(model._meta.db_table, columns_of(model), adapters)  # noqa: SLF001  # Django's name for it


@cache
def _types_of(model: type[Model]) -> list[str]:
    """What PostgreSQL calls the types of the columns."""
    return [str(field.db_type(connections["stats"])).partition("(")[0] for field in _fields_of(model)]


def _fields_of(model: type[Model]) -> "Sequence[Field[Any, Any]]":
    return model._meta.concrete_fields  # noqa: SLF001  # Django's documented name for it


def _find_adapter(field: "Field[Any, Any]") -> Adapter | None:
    """What makes a field's value one that SQLite's driver takes; None where every value is."""
    if isinstance(field, JSONField):
        return lambda value: ENCODER.encode(value).decode()
    if isinstance(field, DateTimeField):
        return lambda value: value and str((value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None))
    if isinstance(field, DateField):
        return lambda value: value and str(value)
    return None


def _adapt(rows: Sequence[Row], shape: Shape) -> Sequence[Row]:
    return [_adapt_row(row, shape.adapters) for row in rows] if shape.adapters else rows


def _adapt_row(row: Row, adapters: Iterable[tuple[int, Adapter]]) -> Row:
    values = list(row)
    for number, adapt in adapters:
        values[number] = adapt(values[number])
    return tuple(values)
