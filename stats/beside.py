"""A second set of the stats tables, built beside those that are read, and put in their place in one go.

Within `tables_beside`, the database alias "stats" means the new tables, in this thread: whatever fills them is the code
that fills the others. Leases and offsets are swapped with the facts, and every lease gets a token that no worker has:
who still writes for the old tables rolls back, and goes on from the new offsets.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Max
from django.db.utils import load_backend

from stats.models import Lease

SCHEMA = "stats_next"
FENCE = 1_000_000  # more leases than workers take between the last look and the swap
SWAP_ATTEMPTS = 10
LOCK_WAIT = "3s"


class Beside(Protocol):
    """New tables, and how they come into the place of the old ones."""

    def swap(self) -> None:
        """Put the new tables in the place of the old ones; readers see these or those."""


@contextmanager
def tables_beside() -> Iterator[Beside]:
    """Make empty tables beside those in use, which "stats" means within this; what was not swapped is removed."""
    live = connections["stats"]
    beside = Sqlite(live) if live.vendor == "sqlite" else Postgres(live)
    beside.remove()
    connections["stats"] = beside.connect()
    try:
        call_command("migrate", database="stats", verbosity=0, interactive=False)
        yield beside
    finally:
        connections["stats"].close()
        connections["stats"] = live
        beside.remove()


def _connect(live: BaseDatabaseWrapper, *, name: str | None = None, **options: Any) -> BaseDatabaseWrapper:
    """A connection like that one, but for its database or its options, and in no pool."""
    settings = deepcopy(live.settings_dict)
    settings["NAME"] = name or settings["NAME"]
    settings["OPTIONS"] = {**settings["OPTIONS"], **options}
    settings["OPTIONS"].pop("pool", None)
    wrapper: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "stats")
    return wrapper


def _raise_tokens(floor: int) -> None:
    """Give every lease of the present tables a token above `floor`, and to nobody."""
    Lease.objects.update(token=F("token") + floor + FENCE, owner="", expires_at=None)


def _top_token() -> int:
    return Lease.objects.aggregate(top=Max("token", default=0))["top"]


class Sqlite:
    """The new tables are a second file; SQLite's backup copies it over the first, as one write transaction of it."""

    def __init__(self, live: BaseDatabaseWrapper) -> None:
        self._live = live
        self._file = Path(live.settings_dict["NAME"])
        self._next = self._file.with_name(f"{self._file.name}.next")

    def connect(self) -> BaseDatabaseWrapper:
        """A connection to the new tables."""
        return _connect(self._live, name=str(self._next))

    def remove(self) -> None:
        """Remove the second file."""
        for suffix in ("", "-wal", "-shm"):
            self._next.with_name(self._next.name + suffix).unlink(missing_ok=True)

    def swap(self) -> None:
        """Copy the second file over the first."""
        with closing(sqlite3.connect(self._file, timeout=20)) as target:
            floor = target.execute("SELECT COALESCE(MAX(token), 0) FROM stats_lease").fetchone()[0]
            _raise_tokens(floor)
            connections["stats"].close()
            with closing(sqlite3.connect(self._next)) as source:
                source.backup(target)


class Postgres:
    """The new tables are in a schema of their own; one transaction drops the old ones and moves the new ones there."""

    def __init__(self, live: BaseDatabaseWrapper) -> None:
        self._live = live
        self._tables = [model._meta.db_table for model in apps.get_app_config("stats").get_models()]  # noqa: SLF001

    def connect(self) -> BaseDatabaseWrapper:
        """A connection to the new tables."""
        with self._live.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        return _connect(self._live, options=f"-c search_path={SCHEMA}")

    def remove(self) -> None:
        """Remove the second schema."""
        with self._live.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    def swap(self) -> None:
        """Move the new tables to where the old ones are."""
        beside = connections["stats"]
        beside.close()
        connections["stats"] = self._live
        try:
            for attempt in range(SWAP_ATTEMPTS):
                try:
                    self._move()
                except OperationalError:  # a worker was in the way: a deadlock, or a lock held for long
                    if attempt == SWAP_ATTEMPTS - 1:
                        raise
                else:
                    return
        finally:
            connections["stats"] = beside

    def _move(self) -> None:
        with transaction.atomic(using="stats"), self._live.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            cursor.execute("SELECT current_schema()")
            schema = self._live.ops.quote_name(cursor.fetchone()[0])
            cursor.execute(f"LOCK TABLE {', '.join(self._tables)} IN ACCESS EXCLUSIVE MODE")
            floor = _top_token()
            for table in self._tables:
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA {schema}")
            _raise_tokens(floor)
