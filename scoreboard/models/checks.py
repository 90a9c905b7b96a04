"""Conditions in SQL by which the database itself refuses rows, whoever writes past record/.

A check is a condition in SQL that both databases read, with `{row}` before each column. PostgreSQL has it as a CHECK
constraint, which is not validated where rows of before break it; SQLite, where a constraint would mean to write the
whole table anew, and could not be had at all beside such rows, as two triggers. A migration that makes one of these
tables anew on SQLite drops its triggers: it has to add them again.
"""

import logging
from collections.abc import Iterable
from typing import NamedTuple

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

logger = logging.getLogger(__name__)
NAMED = 20  # rows of before that break a check are named up to so many


class Check(NamedTuple):
    """A condition that every row of a table keeps, about one column."""

    name: str
    table: str
    column: str
    condition: str
    vendors: tuple[str, ...] = ("postgresql", "sqlite")


def add_checks(editor: BaseDatabaseSchemaEditor, checks: Iterable[Check]) -> None:
    """Have the database refuse from now on what breaks a check, and name the rows that do so already; they stay."""
    vendor = editor.connection.vendor
    for check in checks:
        if vendor not in check.vendors:
            continue
        broken = find_broken(editor, check)
        if vendor == "postgresql":
            add_constraint(editor, check, valid=not broken)
        else:
            add_triggers(editor, check)


def drop_checks(editor: BaseDatabaseSchemaEditor, checks: Iterable[Check]) -> None:
    """Take checks back."""
    for check in checks:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE {check.table} DROP CONSTRAINT IF EXISTS "{check.name}"')
            continue
        for when in ("insert", "update"):
            editor.execute(f'DROP TRIGGER IF EXISTS "{check.name}_{when}"')


def find_broken(editor: BaseDatabaseSchemaEditor, check: Check) -> int:
    """How many rows break a check; each is named in the log, with what is wrong with it."""
    condition = check.condition.format(row="")
    with editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {check.table} WHERE NOT ({condition})")  # noqa: S608  # our own words
        count = int(cursor.fetchone()[0])
        if count:
            cursor.execute(
                f"SELECT id FROM {check.table} WHERE NOT ({condition}) ORDER BY id LIMIT {NAMED}"  # noqa: S608
            )
            names = ", ".join(str(row[0]) for row in cursor.fetchall())
            logger.warning(
                "%s rows of %s do not keep %s (%s) and stay as they are; no other one is taken any more: %s%s",
                *(count, check.table, check.name, condition, names, ", …" if count > NAMED else ""),
            )
    return count


def add_constraint(editor: BaseDatabaseSchemaEditor, check: Check, *, valid: bool) -> None:
    """Add a CHECK constraint, which asks new rows at once; that the old ones keep it is a second, slower step."""
    condition = check.condition.format(row="")
    editor.execute(f'ALTER TABLE {check.table} DROP CONSTRAINT IF EXISTS "{check.name}"')
    editor.execute(f'ALTER TABLE {check.table} ADD CONSTRAINT "{check.name}" CHECK ({condition}) NOT VALID')
    if valid:
        editor.execute(f'ALTER TABLE {check.table} VALIDATE CONSTRAINT "{check.name}"')


def add_triggers(editor: BaseDatabaseSchemaEditor, check: Check) -> None:
    """Add the triggers that refuse a row when it is written."""
    condition = check.condition.format(row="NEW.")
    for when, event in (("insert", "INSERT"), ("update", f'UPDATE OF "{check.column}"')):
        editor.execute(f'DROP TRIGGER IF EXISTS "{check.name}_{when}"')
        editor.execute(
            f'CREATE TRIGGER "{check.name}_{when}" BEFORE {event} ON {check.table} WHEN NOT ({condition}) '
            f"BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {check.name}'); END"
        )


# --- conditions ------------------------------------------------------------------------------------------------------


def between(column: str, least: int, most: int) -> str:
    """A number lies between two, both included."""
    return f'{{row}}"{column}" BETWEEN {least} AND {most}'


def of_our_times(column: str) -> str:
    """An instant or a day lies between 1800 and 2200; SQLite compares what is written."""
    return f"""{{row}}"{column}" >= '1800-01-01' AND {{row}}"{column}" < '2200-01-01'"""


def given(column: str) -> str:
    """A text is not empty."""
    return f"""{{row}}"{column}" <> ''"""


def fits(column: str, most: int) -> str:
    """A text is no longer than its type says, and has no NUL: what PostgreSQL asks by itself, and SQLite does not."""
    return f'length({{row}}"{column}") <= {most} AND instr({{row}}"{column}", char(0)) = 0'
