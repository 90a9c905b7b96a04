"""Many new rows at once, faster than the ORM writes them: COPY on PostgreSQL, one prepared statement on SQLite.

The ORM compiles every value of a bulk_create into one statement, which takes most of a batch's time.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django.db import connections
from django.db.models import AutoField, DateField, Field, JSONField, Model


def insert(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert new rows of `model`, whose keys the database makes. Raises what bulk_create does."""
    rows = list(rows)
    if not rows:
        return
    connection = connections["stats"]
    meta = model._meta  # noqa: SLF001  # Django's documented name for it
    fields = [field for field in meta.concrete_fields if not isinstance(field, AutoField)]
    read = attrgetter(*(field.attname for field in fields))
    adapt = [(number, adapter) for number, field in enumerate(fields) if (adapter := _find_adapter(field, connection))]
    values = [_adapt_row(read(row), adapt) for row in rows]
    table, columns = f'"{meta.db_table}"', ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            # Only names of our own models are put in, no values.
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608


def _find_adapter(field: "Field[Any, Any]", connection: Any) -> Callable[[Any], Any] | None:
    """What makes a field's value one that the database's driver takes; None where every value is."""
    if isinstance(field, JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, DateField) and connection.vendor == "sqlite":  # and times, which are dates to Django
        return lambda value: field.get_db_prep_value(value, connection)
    return None


def _adapt_row(row: tuple[Any, ...], adapt: list[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    if not adapt:
        return row
    values = list(row)
    for number, adapter in adapt:
        values[number] = adapter(values[number])
    return tuple(values)
