"""Makes a second set of the stats tables, to be filled while the first is in use, and swaps the two at once.

Within `open_shadow_tables`, the database alias "stats" means the second set, in this thread, so that it is filled by
the code that fills the first. Leases and offsets are swapped with the facts, and every lease gets a token that no
worker has: a worker that still saves for the old tables rolls back, and goes on from the new offsets.

Tables that were not swapped stay, and are filled further the next time, unless the code has changed. While they are
filled they have only the indexes that filling needs. The others are made before the swap, which costs less.
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
LOCK = 7_305_113  # a key of PostgreSQL's advisory locks that nothing else uses in a database of stats
FENCE = 1_000_000  # more leases than workers take between the last look and the swap
SWAP_ATTEMPTS = 10
LOCK_WAIT = "3s"
# A commit need not wait for the disk, since a lost batch is lost with its offset. Sequential scans are off, since the
# planner would choose them for tables that were not analyzed yet. That makes unavoidable ones look so costly that
# PostgreSQL would compile the query first, which takes 40 ms: so jit is off, too.
FILLING = "-c synchronous_commit=off -c enable_seqscan=off -c jit=off"
COMPRESSING = "-c default_toast_compression=lz4"  # takes a third of pglz' time; not every PostgreSQL has it


class AlreadyRunning(Exception):
    """Another process is building shadow tables."""


class ShadowTables(Protocol):
    """The second set of tables."""

    def swap(self) -> None:
        """Replace the tables in use by these; a reader sees either the old ones or the new ones."""


@contextmanager
def open_shadow_tables(*, anew: bool = False) -> Iterator[ShadowTables]:
    """Make shadow tables, or open those that were not swapped; within this context, "stats" means them.

    `anew`: drop those that were not swapped. Raises AlreadyRunning.
    """
    live = connections["stats"]
    tables = SqliteShadow(live) if live.vendor == "sqlite" else PostgresShadow(live)
    version = _hash_code()
    with tables.locked():
        tables.remove(keep="" if anew else version)
        connections["stats"] = tables.connect(version)
        try:
            _make_tables()
            Lease.objects.update(owner="", expires_at=None, token=F("token") + 1)  # of a process that was killed
            yield tables
        finally:
            connections["stats"].close()
            connections["stats"] = live


def _hash_code() -> str:
    """Hash the code that facts depend on: tables begun by other code are not filled further."""
    digest = hashlib.sha256()
    for package in (Path(scoreboard.__file__).parent / "sports", Path(stats.__file__).parent):
        for file in sorted(package.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _list_tables() -> list[tuple[type[Model], str, list[Index]]]:
    """List every model, its table, and the indexes that filling it does not need."""
    models = apps.get_app_config("stats").get_models()
    return [(model, model._meta.db_table, list(model._meta.indexes)) for model in models]  # noqa: SLF001  # Django's own


def _make_tables() -> None:
    """Make the tables as the models say, all or none, unless they are there; no index that filling does not need.

    Running the migrations gives equal tables (CI checks that), and takes ten times as long.
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
        editor.deferred_sql = [sql for sql in editor.deferred_sql if "UNIQUE" in str(sql)]


def _make_indexes() -> None:
    """Make the other indexes, and analyze the tables for PostgreSQL's planner."""
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
    """Make a connection like `live`, with another database or more options, and in no pool."""
    settings = deepcopy(live.settings_dict)
    settings["NAME"] = name or settings["NAME"]
    settings["OPTIONS"] = {**settings["OPTIONS"], **options}
    settings["OPTIONS"].pop("pool", None)
    wrapper: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "stats")
    return wrapper


def _raise_tokens(floor: int) -> None:
    """Give every lease a token above `floor`, and no owner."""
    Lease.objects.update(token=F("token") + floor + FENCE, owner="", expires_at=None)


def _find_highest_token() -> int:
    return Lease.objects.aggregate(top=Max("token", default=0))["top"]


class SqliteShadow:
    """Shadow tables in a second file, which SQLite's backup copies over the first in one write transaction."""

    def __init__(self, live: BaseDatabaseWrapper) -> None:
        self._live = live
        self._file = Path(live.settings_dict["NAME"])
        self._next = self._file

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time in. Raises AlreadyRunning."""
        with self._file.with_name(f"{self._file.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunning("another process builds the tables at this moment") from error
            yield

    def connect(self, version: str) -> BaseDatabaseWrapper:
        """Connect to the shadow tables begun by the code of that version."""
        self._next = self._file.with_name(f"{self._file.name}.next-{version}")
        return _connect(self._live, name=str(self._next))

    def remove(self, *, keep: str = "") -> None:
        """Delete second files, but for one of the version `keep`."""
        for file in self._file.parent.glob(f"{self._file.name}.next-*"):
            if not (keep and f".next-{keep}" in file.name):
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
        """Copy the tables of the first file that are no models of stats: which migrations were applied."""
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


class PostgresShadow:
    """Shadow tables in a schema of their own; one transaction drops the old tables and moves these into their place."""

    def __init__(self, live: BaseDatabaseWrapper) -> None:
        self._live = live
        self._tables = [table for _, table, _ in _list_tables()]
        self._schema = SCHEMA

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time in; the lock ends with its connection. Raises AlreadyRunning."""
        holder = _connect(self._live)
        try:
            with holder.cursor() as cursor:
                cursor.execute(
                    f"SET lock_timeout = '{LOCK_WAIT}'"
                )  # helpers of a process that was killed end within that time
                try:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                except OperationalError as error:
                    raise AlreadyRunning("another process builds the tables at this moment") from error
            yield
        finally:
            holder.close()

    def connect(self, version: str) -> BaseDatabaseWrapper:
        """Connect to the shadow tables begun by the code of that version."""
        self._schema = f"{SCHEMA}_{version}"
        with self._live.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
            cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
            (has_lz4,) = cursor.fetchone() or (False,)
        options = f"-c search_path={self._schema} {FILLING}"
        return _connect(self._live, options=f"{options} {COMPRESSING}" if has_lz4 else options)

    def remove(self, *, keep: str = "") -> None:
        """Drop second schemas, but for one of the version `keep`."""
        with self._live.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [SCHEMA])
            for (schema,) in cursor.fetchall():
                if schema != f"{SCHEMA}_{keep}":
                    cursor.execute(f"DROP SCHEMA {schema} CASCADE")

    def swap(self) -> None:
        """Move the shadow tables into the place of the old ones."""
        _make_indexes()
        shadow = connections["stats"]
        shadow.close()
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
            connections["stats"] = shadow

    def _move(self) -> None:
        with transaction.atomic(using="stats"), self._live.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            cursor.execute("SELECT current_schema()")
            schema = self._live.ops.quote_name(cursor.fetchone()[0])
            # Every worker's transaction locks the leases first (leases.lock_table). So once this one has locked
            # them, no other can hold a lock of the other tables.
            leases = Lease._meta.db_table  # noqa: SLF001  # Django's own
            for tables in ([leases], [table for table in self._tables if table != leases]):
                cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            floor = _find_highest_token()
            for table in self._tables:
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"ALTER TABLE {self._schema}.{table} SET SCHEMA {schema}")
            _raise_tokens(floor)
