"""Damages what is stored of a match, by SQL, as nothing of Scoreboard does."""

import msgspec
from django.db import connection

from scoreboard.models import Match, MatchEvent


def run(sql, *values):
    """Run a statement without the database's own checks, which would refuse what this is about."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master"
                " WHERE type = 'trigger' AND tbl_name IN ('scoreboard_match', 'scoreboard_matchevent')"
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(sql, values)
            for _, trigger in triggers:
                cursor.execute(trigger)
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid IN ('scoreboard_match'::regclass, 'scoreboard_matchevent'::regclass)"
        )
        checks = cursor.fetchall()
        for table, name, _ in checks:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(sql, values)
        for table, name, definition in checks:
            cursor.execute(
                f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition.removesuffix(" NOT VALID")} NOT VALID'
            )


def clear_state(match):
    """Leave a match without a state; for a test whose transaction is rolled back."""
    run("ALTER TABLE scoreboard_match ALTER COLUMN state DROP NOT NULL")
    set_column(match, "state", None)


def key(match):
    """A match's key as the database has it."""
    return match.pk.hex if connection.vendor == "sqlite" else match.pk


def set_column(match, column, value):
    """Write a value into a match's row."""
    run(f"UPDATE scoreboard_match SET {column} = %s WHERE id = %s", value, key(match))


def set_expression(match, column, expression):
    """Write what SQL makes of an expression into a match's row."""
    run(f"UPDATE scoreboard_match SET {column} = {expression} WHERE id = %s", key(match))


def set_record(match, seq, text):
    """Write a text in the place of a record."""
    run("UPDATE scoreboard_matchevent SET record = %s WHERE match_id = %s AND seq = %s", text, key(match), seq)


def drop_record(match, seq):
    """Take a record away."""
    run("DELETE FROM scoreboard_matchevent WHERE match_id = %s AND seq = %s", key(match), seq)


def change_state(match, change):
    """Have `change` alter a match's state, as JSON values, and store that."""
    state = msgspec.json.decode(Match.objects.values_list("state", flat=True).get(pk=match.pk))
    change(state)
    set_column(match, "state", msgspec.json.encode(state).decode())


def too_high(state):
    state["play"]["score"] = {"home": 10_001, "away": 0}


def unknown_phase(state):
    state["play"]["phase"] = "third_half"


def too_early(state):
    state["fixture"]["scheduled_at"] = "0001-01-01T00:00:00+14:00"


SHARED = {
    "garbage": lambda match: set_column(match, "state", "garbage"),
    "nothing": lambda match: set_column(match, "state", ""),
    "another thing": lambda match: set_column(match, "state", '{"fixture": 1}'),
    "too deep": lambda match: set_column(match, "state", "[" * 100_000),
    "a score too high": lambda match: change_state(match, too_high),
    "an unknown phase": lambda match: change_state(match, unknown_phase),
    "a time that has no UTC": lambda match: change_state(match, too_early),
    "another sport": lambda match: set_column(match, "sport", "tennis"),
    "an unknown sport": lambda match: set_column(match, "sport", "chess"),
    "another seq": lambda match: set_column(match, "seq", 99),
}
POSTGRESQL = {
    "null": clear_state,
    "kick-off before Christ": lambda match: set_column(match, "scheduled_at", "0001-12-31 10:00+00 BC"),
    "kick-off never": lambda match: set_column(match, "scheduled_at", "infinity"),
    "a day before Christ": lambda match: set_column(match, "scheduled_on", "0044-03-15 BC"),
    "recorded before all time": lambda match: set_column(match, "recorded_at", "-infinity"),
}
SQLITE = {
    "bytes": lambda match: set_column(match, "state", b"\xff\xfe"),
    "text that is no UTF-8": lambda match: set_expression(match, "state", "CAST(X'7bff' AS TEXT)"),
    "kick-off in month 99": lambda match: set_column(match, "scheduled_at", "2026-99-99 10:00:00"),
    "kick-off in words": lambda match: set_column(match, "scheduled_at", "after lunch"),
    "recorded in month 99": lambda match: set_column(match, "recorded_at", "2026-99-99 10:00:00"),
    "words for an epoch": lambda match: set_column(match, "epoch", "first"),
}
DAMAGES = {**SHARED, **(POSTGRESQL if connection.vendor == "postgresql" else SQLITE)}


def restore(match, row):
    """Put a match's row back as it was."""
    Match.objects.filter(pk=match.pk).update(**row)


def count_records(match):
    """How many records a match's log has."""
    return MatchEvent.objects.filter(match=match).count()
