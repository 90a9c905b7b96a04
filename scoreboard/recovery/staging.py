"""Keeps what `rebuild matches` has read of Kafka so far in an SQLite file, so that memory is bounded.

A partition's records and the offset after them are saved in one transaction, so that a rebuild that was killed goes on
where it was. The file belongs to one Kafka cluster, and is removed when all matches are restored.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from scoreboard import parsing
from scoreboard.wire.catalogue import CatalogueEntry
from scoreboard.wire.kafka_messages import KafkaMessage, parse_record

TABLES = """
CREATE TABLE about (cluster TEXT);
CREATE TABLE place (topic TEXT, partition INTEGER, next_offset INTEGER, PRIMARY KEY (topic, partition));
CREATE TABLE entry (kind TEXT, id TEXT, version INTEGER, data BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE log (match TEXT PRIMARY KEY, replay INTEGER DEFAULT 0) WITHOUT ROWID;
CREATE TABLE record (
    match TEXT, epoch INTEGER, seq INTEGER, partition INTEGER, payload TEXT, PRIMARY KEY (match, epoch, seq)
) WITHOUT ROWID;
"""


class LogOffset(NamedTuple):
    """How far a partition of a topic is read: `next_offset` comes next."""

    topic: str
    partition: int
    next_offset: int


class StagedRecord(NamedTuple):
    """A match record as it is staged: where it stands in its log, where in Kafka it was, and its JSON."""

    match: str
    epoch: int
    seq: int
    partition: int
    payload: str

    @classmethod
    def of_message(cls, message: KafkaMessage) -> Self:
        """The record of a message; raises Unreadable."""
        record, payload = parse_record(message)
        return cls(record.match, record.epoch, record.seq, message.partition() or 0, payload)


class Staging:
    """The staged records and entries of one cluster; those of another cluster are removed."""

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
        """The offset from which on a partition is still to be read."""
        query = "SELECT next_offset FROM place WHERE topic = ? AND partition = ?"
        row = self._database.execute(query, [topic, partition]).fetchone()
        return int(row[0]) if row else 0

    def add_records(self, records: Iterable[StagedRecord], reached: LogOffset) -> None:
        """Stage the records of a partition up to `reached`; of doubles, the first one stays."""
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
            self._advance(reached)

    def add_entries(self, entries: Iterable[CatalogueEntry], reached: LogOffset) -> None:
        """Stage the entries of a partition up to `reached`; of an entry's versions, the highest one stays."""
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
                "SET version = excluded.version, data = excluded.data WHERE excluded.version > version",
                [(each.kind, each.id, each.version, msgspec.json.encode(each.data)) for each in entries],
            )
            self._advance(reached)

    def _advance(self, reached: LogOffset) -> None:
        statement = "INSERT INTO place VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset"
        self._database.execute(statement, reached)

    def list_matches(self) -> list[str]:
        """The matches whose first record is staged; replays of other matches come last, since they refer to these."""
        return [row[0] for row in self._database.execute("SELECT match FROM log ORDER BY replay, match")]

    def list_orphans(self) -> list[str]:
        """The matches of which records are staged, but not the first."""
        query = "SELECT DISTINCT match FROM record WHERE match NOT IN (SELECT match FROM log) ORDER BY match"
        return [row[0] for row in self._database.execute(query)]

    def load_records(self, match: str) -> list[StagedRecord]:
        """Load a match's records of every epoch, by epoch and seq."""
        query = "SELECT match, epoch, seq, partition, payload FROM record WHERE match = ? ORDER BY epoch, seq"
        return [StagedRecord(*row) for row in self._database.execute(query, [match])]

    def load_entries(self, kind: str) -> Iterator[CatalogueEntry]:
        """Load the catalogue entries of a kind."""
        query = "SELECT kind, id, version, data FROM entry WHERE kind = ?"
        for name, row, version, data in self._database.execute(query, [kind]):
            yield CatalogueEntry(name, row, version, parsing.decode(data))

    def close(self) -> None:
        """Close the file, and keep it for the next run."""
        self._database.close()

    def remove(self) -> None:
        """Close and delete the file."""
        self._database.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
