"""Insert and update whole rows in plain SQL, without the ORM's price for each: the write path's statements.

Building and compiling a query costs Django more than PostgreSQL needs to run it: through the ORM the write path reached
a quarter of the rate of the bare statements, through this half and more (bench/write_path.py). Values pass the fields'
own conversions, so that both databases hold what the ORM would have written.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connections, router
from django.db.models import Field, Model

from scoreboard.sports.base import Refused

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)
# A statement. For each, SQLite keeps the pages that it changes, in case a trigger of models/checks.py refuses it: that
# costs as much as the row itself does.
ROWS_AT_ONCE = 30
AS_IT_IS = frozenset({str, int, type(None)})  # what a driver takes as the field gives it


@contextmanager
def storing() -> Iterator[None]:
    """Within this, what the database does not take (models/checks.py) raises Refused. To be left with a rollback."""
    try:
        yield
    except (DataError, IntegrityError, OverflowError) as error:
        logger.exception("The database does not take what the rules have accepted")
        said = str(error).partition("\n")[0]
        raise Refused("match.not_stored", why=said) from error


def select(model: type[Row], *, lock: bool = False, order_by: str = "", **equal: Any) -> list[Row]:
    """The rows whose fields (by attribute: `match_id`) equal the values given; `lock` them until the transaction ends.

    The lock is the one that an update takes: rows that refer to a locked row may be inserted meanwhile. SQLite has no
    row locks: there a transaction has the whole file from its beginning.
    """
    alias = router.db_for_read(model)
    connection = connections[alias]
    lock = lock and connection.features.has_select_for_update
    sql = build_select(model, alias, tuple(equal), order_by, lock)
    fields = fields_of(model)
    with connection.cursor() as cursor:
        cursor.execute(sql, prepare(connection, [(fields[name], value) for name, value in equal.items()]))
        rows = cursor.fetchall()
    return [
        model.from_db(
            alias, list(fields), [convert(field, value) for field, value in zip(fields.values(), row, strict=True)]
        )
        for row in rows
    ]


def insert(row: Model) -> None:
    """Insert a row as it is; its automatic key is not read back. Raises IntegrityError."""
    model = type(row)
    alias = router.db_for_write(model)
    fields = {name: field for name, field in fields_of(model).items() if not is_automatic(field)}
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(
            build_insert(model, alias),
            prepare(connection, [(field, getattr(row, name)) for name, field in fields.items()]),
        )


def insert_many(model: type[Model], rows: Iterable[Mapping[str, Any]], *, ignore_conflicts: bool = False) -> int:
    """Insert rows of which every field is given (by attribute), but for an automatic key; how many that were.

    Text and numbers go as they are; what else there is is converted, instants once for all columns. Raises
    IntegrityError; with `ignore_conflicts`, a row of which a unique value is there already is left out instead.
    """
    alias = router.db_for_write(model)
    connection = connections[alias]
    fields = {name: field for name, field in fields_of(model).items() if not is_automatic(field)}
    native = connection.features.has_native_uuid_field
    prepare_once = functools.cache(lambda name, value: fields[name].get_db_prep_save(value, connection))

    def convert(name: str, value: Any) -> Any:
        kind = type(value)
        if kind is UUID:  # to find one among those converted before takes longer
            return value if native else value.hex
        if kind in (dict, list):
            return fields[name].get_db_prep_save(value, connection)
        return prepare_instant(alias, value) if kind is datetime else prepare_once(name, value)

    values = [
        [value if type(value := row[name]) in AS_IT_IS else convert(name, value) for name in fields] for row in rows
    ]
    whole, inserted = len(values) - len(values) % ROWS_AT_ONCE, 0
    with connection.cursor() as cursor:
        if whole:
            some = (values[at : at + ROWS_AT_ONCE] for at in range(0, whole, ROWS_AT_ONCE))
            sql = build_insert(model, alias, ROWS_AT_ONCE, ignore_conflicts)
            cursor.executemany(sql, [list(chain.from_iterable(rows)) for rows in some])
            inserted += cursor.rowcount
        if rest := values[whole:]:
            cursor.executemany(build_insert(model, alias, 1, ignore_conflicts), rest)
            inserted += cursor.rowcount
    return inserted


def build(model: type[Row], *, related: Mapping[str, Model | None] | None = None, **given: Any) -> Row:
    """A new row, its fields by attribute (`match_id`); those that are not given have their defaults.

    `related` are the rows that it refers to, by name (`season`): it has their keys, and they are at hand.
    """
    defaults, makers = defaults_of(model)
    made = {name: make() for name, make in makers.items() if name not in given}
    there = {name: row for name, row in (related or {}).items() if row is not None}
    keys = {f"{name}_id": row.pk for name, row in there.items()}
    row = model(*(defaults | made | given | keys).values())
    row._state.fields_cache.update(there)  # noqa: SLF001  # what assigning them one by one comes to
    return row


def insert_new(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> int:
    """Insert new rows of one table as they are; Django knows then that they are there. As `insert_many` else."""
    if not rows:
        return 0
    inserted = insert_many(type(rows[0]), map(vars, rows), ignore_conflicts=ignore_conflicts)
    alias = router.db_for_write(type(rows[0]))
    for row in rows:
        row._state.adding, row._state.db = False, alias  # noqa: SLF001  # Django's documented names
    return inserted


def update(row: Model, names: Sequence[str], *, unless_set: Sequence[str] = ()) -> None:
    """Save the fields `names` (by attribute) of a row, and those of `unless_set` that are NULL in the database."""
    model = type(row)
    alias = router.db_for_write(model)
    fields = fields_of(model)
    key = model._meta.pk.attname  # noqa: SLF001  # Django's documented name
    connection = connections[alias]
    with connection.cursor() as cursor:
        values = [(fields[name], getattr(row, name)) for name in (*names, *unless_set, key)]
        cursor.execute(build_update(model, alias, tuple(names), tuple(unless_set)), prepare(connection, values))


# --- the statements, written once ------------------------------------------------------------------------------------


@functools.cache
def fields_of(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """A table's columns as fields, by attribute name."""
    return {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001


@functools.cache
def defaults_of(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What a new row's fields hold by default, in their order, and what makes those that every row has anew."""
    fields = fields_of(model)
    makers = {name: field.default for name, field in fields.items() if field.has_default() and callable(field.default)}
    return {name: None if name in makers else field.get_default() for name, field in fields.items()}, makers


def is_automatic(field: Field[Any, Any]) -> bool:
    """Whether the database gives the field its value."""
    return field.primary_key and field.get_internal_type().endswith("AutoField")


@functools.cache
def build_select(model: type[Model], alias: str, equal: tuple[str, ...], order_by: str, lock: bool) -> str:
    """`SELECT` of whole rows."""
    quote, fields = connections[alias].ops.quote_name, fields_of(model)
    columns = ", ".join(quote(str(field.column)) for field in fields.values())
    where = " AND ".join(f"{quote(str(fields[name].column))} = %s" for name in equal)
    order = f" ORDER BY {quote(str(fields[order_by].column))}" if order_by else ""
    table = quote(model._meta.db_table)  # noqa: SLF001
    return f"SELECT {columns} FROM {table} WHERE {where}{order}{' FOR NO KEY UPDATE' if lock else ''}"  # noqa: S608


@functools.cache
def build_insert(model: type[Model], alias: str, count: int = 1, ignore_conflicts: bool = False) -> str:
    """`INSERT` of one whole row, or of so many."""
    quote = connections[alias].ops.quote_name
    columns = [quote(str(field.column)) for field in fields_of(model).values() if not is_automatic(field)]
    table = quote(model._meta.db_table)  # noqa: SLF001
    unless = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}{unless}"  # noqa: S608


@functools.cache
def build_update(model: type[Model], alias: str, names: tuple[str, ...], unless_set: tuple[str, ...]) -> str:
    """`UPDATE` of some fields of one row."""
    meta, quote = model._meta, connections[alias].ops.quote_name  # noqa: SLF001
    columns = {name: quote(str(field.column)) for name, field in fields_of(model).items()}
    pairs = [f"{columns[name]} = %s" for name in names]
    pairs += [f"{columns[name]} = COALESCE({columns[name]}, %s)" for name in unless_set]
    return f"UPDATE {quote(meta.db_table)} SET {', '.join(pairs)} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608


@functools.lru_cache(maxsize=10_000)
def prepare_instant(alias: str, instant: datetime) -> Any:
    """An instant as the database takes it; that of a match's records stands in its own row and in the outbox, too."""
    return connections[alias].ops.adapt_datetimefield_value(instant)


def prepare(connection: Any, values: Sequence[tuple[Field[Any, Any], Any]]) -> list[Any]:
    """Values as the database takes them."""
    return [field.get_db_prep_save(value, connection) for field, value in values]


def convert(field: Field[Any, Any], value: Any) -> Any:
    """A value as the field has it in Python; SQLite gives instants without their zone, which is UTC.

    None where it is none of the field's, which only SQLite lets in.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return field.to_python(value) if isinstance(value, str) else value
    except ValidationError:
        return None
