"""A second set of the stats tables, built beside those that are read, and put in their place in one go.

Within `tables_beside`, the database alias "stats" means the new tables, in this thread: whatever fills them is the code
that fills the others. Leases and offsets are swapped with the facts, and every lease gets a token that no worker has:
who still writes for the old tables rolls back, and goes on from the new offsets.

What was not swapped stays, and is gone on with the next time, if the code is the same by then. While the tables are
filled they have only the indexes that filling needs; the others are made before the swap, which costs less.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Index, Max, Model
from django.db.utils import load_backend

import scoreboard
import stats
from stats.models import Lease

SCHEMA = "stats_next"
LOCK = 7_305_113  # of PostgreSQL's advisory locks: nobody else's number in a database of stats
FENCE = 1_000_000  # more leases than workers take between the last look and the swap
SWAP_ATTEMPTS = 10
LOCK_WAIT = "3s"
# A commit need not wait for the disk, since what is lost is lost with its offset. The planner, who knows nothing of
# tables that nobody has analyzed, reads one whole to find a match in it; and where one must be read whole, that now
# counts as so costly that PostgreSQL would compile the query first, for 40 ms.
FILLING = "-c synchronous_commit=off -c enable_seqscan=off -c jit=off"
COMPRESSING = "-c default_toast_compression=lz4"  # a third of pglz' time; where PostgreSQL was built with it


class AlreadyRunning(Exception):
    """Another process builds the tables at this moment."""


class Beside(Protocol):
    """New tables, and how they come into the place of the old ones."""

    def swap(self) -> None:
        """Put the new tables in the place of the old ones; readers see these or those."""


@contextmanager
def tables_beside(*, anew: bool = False) -> Iterator[Beside]:
    """Make tables beside those in use, or go on with those that were not swapped; "stats" means them within this.

    `anew`: forget what was not swapped. Raises AlreadyRunning.
    """
    live = connections["stats"]
    beside = Sqlite(live) if live.vendor == "sqlite" else Postgres(live)
    with beside.locked():
        beside.remove(but="" if anew else _read_version())
        connections["stats"] = beside.connect(_read_version())
        try:
            _make_tables()
            Lease.objects.update(owner="", expires_at=None, token=F("token") + 1)  # of a process that was ended
            yield beside
        finally:
            connections["stats"].close()
            connections["stats"] = live


def _read_version() -> str:
    """What the code makes of a log depends on: tables begun by other code are not gone on with."""
    digest = hashlib.sha256()
    for package in (Path(scoreboard.__file__).parent / "sports", Path(stats.__file__).parent):
        for file in sorted(package.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _list_tables() -> list[tuple[type[Model], str, list[Index]]]:
    """Every model, its table, and the indexes that filling it does not need."""
    models = apps.get_app_config("stats").get_models()
    return [(model, model._meta.db_table, list(model._meta.indexes)) for model in models]  # noqa: SLF001  # Django's own


def _make_tables() -> None:
    """Make the tables as the models say, all or none, unless they are there; and no index that filling does not need.

    Migrations end with the same (CI checks that) and take ten times as long.
    """
    connection = connections["stats"]
    there = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model, table, indexes in _list_tables():
            if table not in there:
                editor.create_model(model)
            else:
                for index in indexes:
                    editor.execute(f'DROP INDEX IF EXISTS "{index.name}"')
        editor.deferred_sql.clear()


def _make_indexes() -> None:
    """Make the other indexes, and have PostgreSQL's planner know roughly what is in the tables."""
    connection = connections["stats"]
    with connection.schema_editor() as editor:
        for model, _, indexes in _list_tables():
            for index in indexes:
                editor.add_index(model, index)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET default_statistics_target = 10")
            for _, table, _ in _list_tables():
                cursor.execute(f'ANALYZE "{table}"')


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
        self._next = self._file

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time."""
        with self._file.with_name(f"{self._file.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunning("another process builds the tables at this moment") from error
            yield

    def connect(self, version: str) -> BaseDatabaseWrapper:
        """A connection to the new tables."""
        self._next = self._file.with_name(f"{self._file.name}.next-{version}")
        return _connect(self._live, name=str(self._next))

    def remove(self, *, but: str = "") -> None:
        """Remove second files, but for one of that version."""
        for file in self._file.parent.glob(f"{self._file.name}.next-*"):
            if not (but and f".next-{but}" in file.name):
                file.unlink(missing_ok=True)

    def swap(self) -> None:
        """Copy the second file over the first."""
        _make_indexes()
        with closing(sqlite3.connect(self._file, timeout=20)) as target:
            floor = target.execute("SELECT COALESCE(MAX(token), 0) FROM stats_lease").fetchone()[0]
            _raise_tokens(floor)
            connections["stats"].close()
            with closing(sqlite3.connect(self._next)) as source:
                self._copy_others(source)
                source.backup(target)
        self.remove()

    def _copy_others(self, source: sqlite3.Connection) -> None:
        """Copy what is in the first file and no table of ours: which migrations it has."""
        ours = [table for _, table, _ in _list_tables()]
        source.execute("ATTACH ? AS live", [str(self._file)])
        tables = source.execute("SELECT name, sql FROM live.sqlite_master WHERE type = 'table'").fetchall()
        for name, sql in tables:
            if name not in ours and not name.startswith("sqlite_"):
                source.execute(f'DROP TABLE IF EXISTS main."{name}"')
                source.execute(sql)
                source.execute(f'INSERT INTO main."{name}" SELECT * FROM live."{name}"')  # noqa: S608  # names of tables
        source.commit()
        source.execute("DETACH live")


class Postgres:
    """The new tables are in a schema of their own; one transaction drops the old ones and moves the new ones there."""

    def __init__(self, live: BaseDatabaseWrapper) -> None:
        self._live = live
        self._tables = [table for _, table, _ in _list_tables()]
        self._schema = SCHEMA

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time; the lock ends with its connection."""
        holder = _connect(self._live)
        try:
            with holder.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_WAIT}'")  # the processes of one that was killed end by then
                try:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                except OperationalError as error:
                    raise AlreadyRunning("another process builds the tables at this moment") from error
            yield
        finally:
            holder.close()

    def connect(self, version: str) -> BaseDatabaseWrapper:
        """A connection to the new tables."""
        self._schema = f"{SCHEMA}_{version}"
        with self._live.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
            cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
            (has_lz4,) = cursor.fetchone() or (False,)
        options = f"-c search_path={self._schema} {FILLING}"
        return _connect(self._live, options=f"{options} {COMPRESSING}" if has_lz4 else options)

    def remove(self, *, but: str = "") -> None:
        """Remove second schemas, but for one of that version."""
        with self._live.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [SCHEMA])
            for (schema,) in cursor.fetchall():
                if schema != f"{SCHEMA}_{but}":
                    cursor.execute(f"DROP SCHEMA {schema} CASCADE")

    def swap(self) -> None:
        """Move the new tables to where the old ones are."""
        _make_indexes()
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
                    self.remove()
                    return
        finally:
            connections["stats"] = beside

    def _move(self) -> None:
        with transaction.atomic(using="stats"), self._live.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            cursor.execute("SELECT current_schema()")
            schema = self._live.ops.quote_name(cursor.fetchone()[0])
            # Whoever writes comes to the leases first (leases.come_first): then nobody is left who could wait for this.
            leases = Lease._meta.db_table  # noqa: SLF001  # Django's own
            for tables in ([leases], [table for table in self._tables if table != leases]):
                cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            floor = _top_token()
            for table in self._tables:
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"ALTER TABLE {self._schema}.{table} SET SCHEMA {schema}")
            _raise_tokens(floor)
