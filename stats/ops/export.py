"""Exports the Kafka log to a Parquet file for other engines: a row a message, in bounded memory.

Who is not to be named in full now, as the topic `catalogue` has it, is not in records of before either.
Doubles stay in, as Kafka has them. A reader keeps one record of each (match, epoch, seq), and each match's newest epoch
(docs/sql/standings.sql shows how).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

from scoreboard import parsing
from scoreboard.wire.catalogue import CatalogueEntry
from scoreboard.wire.covers import NOBODY, Shown, cover_text
from scoreboard.wire.kafka_messages import PARSE_ERRORS, KafkaMessage, Unreadable, parse_entry
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.messages import escape, parse_record

ROW_GROUP = 20_000  # rows, which are in memory until they are written
NAMED = 20  # unreadable messages whose offsets and reasons are reported
LARGEST_CLOCK = 2**63 - 1  # what the column holds
TEXTS = ("match", "sport", "type", "side", "period", "player", "player_id")


class MissingPackage(Exception):
    """pyarrow is not installed."""

    def __init__(self) -> None:
        super().__init__("Parquet wants pyarrow: pip install -r requirements-export.txt")


class RecordColumns(msgspec.Struct, frozen=True, gc=False):
    """The fields of a record that get a column of their own, empty if a sport has a value of another type there."""

    match: str
    sport: str
    seq: int
    type: str
    epoch: int = 1
    side: Any = None
    period: Any = None
    clock_ms: Any = None
    player: Any = None
    player_id: Any = None
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None


RECORD_COLUMNS = parsing.make_decoder(RecordColumns)


@dataclass
class Exported:
    """How many records were exported, how many messages are unreadable, and of the first ones the offset and reason."""

    records: int = 0
    unreadable: int = 0
    places: list[str] = field(default_factory=list)


def export_log(path: Path, *, report: Callable[[int, int], object], row_group: int = ROW_GROUP) -> Exported:
    """Export the topic `match-events`, from its first message to its present end. The file appears once it is whole.

    `report` is called with how many messages are done, and of how many. Raises MissingPackage, KafkaException, OSError.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # wanted by this alone
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackage from error
    schema = build_schema()
    exported = Exported()
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.touch()  # raises at once if it cannot be written
    reader = KafkaReader()
    try:
        shown = load_covered(reader)
        topic = reader.find_topic(settings.KAFKA_TOPIC_EVENTS)
        ends = reader.find_ends(topic)
        done, total = 0, sum(ends.values())
        rows: list[dict[str, Any]] = []
        with parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
            for partition, end in ends.items():
                offset = 0
                for after, messages in reader.read_range(topic.name, partition, offset, end):
                    rows += build_rows(messages, exported, shown)
                    done, offset = done + after - offset, after
                    report(done, total)
                    if len(rows) >= row_group:
                        writer.write_table(pa.Table.from_pylist(rows, schema))
                        rows.clear()
            writer.write_table(pa.Table.from_pylist(rows, schema))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        reader.close()
    return exported


def build_schema() -> Any:
    """Build the file's schema: its columns and their types."""
    import pyarrow as pa  # noqa: PLC0415

    instant = pa.timestamp("us", tz="UTC")
    columns = {name: pa.string() for name in TEXTS}
    columns |= {"epoch": pa.int32(), "seq": pa.int32(), "clock_ms": pa.int64()}
    columns |= {"occurred_at": instant, "recorded_at": instant, "record": pa.string()}
    columns |= {"partition": pa.int32(), "offset": pa.int64()}
    return pa.schema(list(columns.items()))


def load_covered(reader: KafkaReader) -> Shown:
    """What people are called who are not to be named in full, by the newest entry of each in the catalogue's topic."""
    topic = reader.find_topic(settings.KAFKA_TOPIC_CATALOGUE)
    newest: dict[str, CatalogueEntry] = {}
    for partition, end in reader.find_ends(topic).items():
        for _, messages in reader.read_range(topic.name, partition, 0, end):
            for message in messages:
                try:
                    entry = parse_entry(message)
                except Unreadable:
                    continue  # a dead letter, which stats tell of
                if entry.kind == "person" and (entry.id not in newest or newest[entry.id].version < entry.version):
                    newest[entry.id] = entry
    return {person: name for person, entry in newest.items() if (name := entry.name_covered()) is not None}


def build_rows(messages: Iterable[KafkaMessage], exported: Exported, shown: Shown = NOBODY) -> list[dict[str, Any]]:
    """Build a row of each readable message, and count both kinds in `exported`."""
    rows = []
    for message in messages:
        try:
            stored = parse_record(message)
            payload = cover_text(stored.payload, shown) if shown else stored.payload
            columns = RECORD_COLUMNS.decode(payload)
            instants = {name: to_utc(getattr(columns, name)) for name in ("occurred_at", "recorded_at")}
        except (Unreadable, OverflowError, *PARSE_ERRORS) as error:
            exported.unreadable += 1
            if len(exported.places) < NAMED:
                where = f"{message.topic()}[{message.partition()}]@{message.offset()}"
                exported.places.append(f"{where}: {escape(str(error))}")
            continue
        row = {**msgspec.structs.asdict(columns), **instants}
        row |= {name: row[name] if isinstance(row[name], str) else None for name in TEXTS}
        is_clock = type(columns.clock_ms) is int and abs(columns.clock_ms) <= LARGEST_CLOCK
        row["clock_ms"] = columns.clock_ms if is_clock else None
        rows.append({**row, "record": payload, "partition": stored.partition, "offset": stored.offset})
    exported.records += len(rows)
    return rows


def to_utc(instant: datetime | None) -> datetime | None:
    """Convert an instant to UTC. Raises OverflowError if its year is not 1 to 9999 there."""
    if instant is None:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
