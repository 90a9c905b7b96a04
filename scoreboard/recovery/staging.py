"""What `rebuild matches` has read of Kafka so far: an SQLite file, so that memory is bounded, and a kill loses nothing.

What a partition gave and how far it is read are one transaction. The file belongs to one cluster, and is removed when
the matches are made.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from scoreboard import parsing

TABLES = """
CREATE TABLE about (cluster TEXT);
CREATE TABLE place (topic TEXT, partition INTEGER, next_offset INTEGER, PRIMARY KEY (topic, partition));
CREATE TABLE entry (kind TEXT, id TEXT, version INTEGER, data BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE log (match TEXT PRIMARY KEY, replay INTEGER DEFAULT 0) WITHOUT ROWID;
CREATE TABLE record (
    match TEXT, epoch INTEGER, seq INTEGER, partition INTEGER, payload TEXT, PRIMARY KEY (match, epoch, seq)
) WITHOUT ROWID;
"""


class Entry(Protocol):
    """A version of a catalogue row, as the topic has it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Stored(Protocol):
    """A record, as the topic has it."""

    @property
    def match(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def partition(self) -> int: ...


class Place(NamedTuple):
    """How far a partition is read."""

    topic: str
    partition: int
    next_offset: int


class Staged(NamedTuple):
    """A record as it was staged."""

    match: str
    epoch: int
    seq: int
    partition: int
    payload: str


class StagedEntry(NamedTuple):
    """The newest version of a catalogue row."""

    kind: str
    id: str
    version: int
    data: dict[str, Any]


class Staging:
    """The staged log of one cluster; what was staged of another one before is forgotten."""

    def __init__(self, path: Path, *, cluster: str) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        if self._find_cluster() != cluster:
            self.remove()
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript(f"BEGIN; {TABLES} COMMIT")
            self._database.execute("INSERT INTO about VALUES (?)", [cluster])

    def _find_cluster(self) -> str | None:
        try:
            row = self._database.execute("SELECT cluster FROM about").fetchone()
        except sqlite3.OperationalError:
            return None
        return str(row[0]) if row else None

    def find_offset(self, topic: str, partition: int) -> int:
        """From where on a partition is still to be read."""
        query = "SELECT next_offset FROM place WHERE topic = ? AND partition = ?"
        row = self._database.execute(query, [topic, partition]).fetchone()
        return int(row[0]) if row else 0

    def add_records(self, records: Iterable[Stored], place: Place) -> None:
        """Stage records that a partition gave up to `place`; doubles are dropped, the first one stays."""
        records = list(records)
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)",
                [(each.match, each.epoch, each.seq, each.partition, each.payload) for each in records],
            )
            self._database.executemany(
                "INSERT INTO log VALUES (?, ?) ON CONFLICT DO UPDATE SET replay = max(replay, excluded.replay)",
                [(each.match, '"replay_of":"' in each.payload) for each in records if each.seq == 1],
            )
            self._advance(place)

    def add_entries(self, entries: Iterable[Entry], place: Place) -> None:
        """Stage versions of catalogue rows: the highest one stays."""
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
                "SET version = excluded.version, data = excluded.data WHERE excluded.version > version",
                [(each.kind, each.id, each.version, msgspec.json.encode(each.data)) for each in entries],
            )
            self._advance(place)

    def _advance(self, place: Place) -> None:
        statement = "INSERT INTO place VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset"
        self._database.execute(statement, place)

    def count_matches(self) -> int:
        """How many matches have a first record."""
        return int(self._database.execute("SELECT count(*) FROM log").fetchone()[0])

    def list_matches(self) -> list[str]:
        """The matches that have a first record; those that play another one again come after all others."""
        return [row[0] for row in self._database.execute("SELECT match FROM log ORDER BY replay, match")]

    def list_orphans(self) -> list[str]:
        """The matches of which there are records, but not the first."""
        query = "SELECT DISTINCT match FROM record WHERE match NOT IN (SELECT match FROM log) ORDER BY match"
        return [row[0] for row in self._database.execute(query)]

    def read_log(self, match: str) -> list[Staged]:
        """A match's records of every epoch, in order."""
        query = "SELECT match, epoch, seq, partition, payload FROM record WHERE match = ? ORDER BY epoch, seq"
        return [Staged(*row) for row in self._database.execute(query, [match])]

    def read_entries(self, kind: str) -> Iterator[StagedEntry]:
        """The catalogue's rows of a kind."""
        query = "SELECT kind, id, version, data FROM entry WHERE kind = ?"
        for name, row, version, data in self._database.execute(query, [kind]):
            yield StagedEntry(name, row, version, parsing.decode(data))

    def close(self) -> None:
        """Keep the file for the next time."""
        self._database.close()

    def remove(self) -> None:
        """Forget all of it."""
        self._database.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
