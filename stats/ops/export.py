"""The Kafka log as a Parquet file, for other engines: a row a message, streamed in bounded memory.

Doubles stay in, as Kafka has them: a reader drops what it has seen by (match, epoch, seq), and takes the newest epoch
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
from stats.ingest.kafka_reader import Broker
from stats.ingest.reading import ERRORS, Arrival, Unreadable, read_record, show

ROW_GROUP = 20_000
PLACES = 20  # of messages that cannot be read, which are named
LARGEST_CLOCK = 2**63 - 1  # what the column holds
TEXTS = ("match", "sport", "type", "side", "period", "player", "player_id")


class MissingPackage(Exception):
    """pyarrow is not installed."""

    def __init__(self) -> None:
        super().__init__("Parquet wants pyarrow: pip install -r requirements-export.txt")


class Line(msgspec.Struct, frozen=True, gc=False):
    """What of a record has a column of its own; a sport may name other things so, and then its column is empty."""

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


LINE = parsing.make_decoder(Line)


@dataclass
class Exported:
    """How many records were written, and how many messages could not be read: the first of them by place and reason."""

    records: int = 0
    unreadable: int = 0
    places: list[str] = field(default_factory=list)


def write_log(path: Path, *, report: Callable[[int, int], object]) -> Exported:
    """Write the topic `match-events`, from its first message to where it ends now; the file is there when it is whole.

    `report` is told how many messages are done, and of how many. Raises MissingPackage, KafkaException, OSError.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # wanted by this alone
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackage from error
    schema = make_schema()
    exported = Exported()
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.touch()  # where it cannot be written, that is known at once
    broker = Broker()
    try:
        topic = broker.find_topic(settings.KAFKA_TOPIC_EVENTS)
        ends = broker.read_ends(topic)
        done, total = 0, sum(ends.values())
        rows: list[dict[str, Any]] = []
        with parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
            for partition, end in ends.items():
                offset = 0
                for after, messages in broker.read_on(topic.name, partition, offset, end):
                    rows += make_rows(messages, exported)
                    done, offset = done + after - offset, after
                    report(done, total)
                    if len(rows) >= ROW_GROUP:
                        writer.write_table(pa.Table.from_pylist(rows, schema))
                        rows.clear()
            writer.write_table(pa.Table.from_pylist(rows, schema))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
        broker.close()
    return exported


def make_schema() -> Any:
    """The columns of the file."""
    import pyarrow as pa  # noqa: PLC0415

    instant = pa.timestamp("us", tz="UTC")
    columns = {name: pa.string() for name in TEXTS}
    columns |= {"epoch": pa.int32(), "seq": pa.int32(), "clock_ms": pa.int64()}
    columns |= {"occurred_at": instant, "recorded_at": instant, "record": pa.string()}
    columns |= {"partition": pa.int32(), "offset": pa.int64()}
    return pa.schema(list(columns.items()))


def make_rows(messages: Iterable[Arrival], exported: Exported) -> list[dict[str, Any]]:
    """A row of each message that can be read."""
    rows = []
    for message in messages:
        try:
            stored = read_record(message)
            line = LINE.decode(stored.payload)
            instants = {name: to_utc(getattr(line, name)) for name in ("occurred_at", "recorded_at")}
        except (Unreadable, OverflowError, *ERRORS) as error:
            exported.unreadable += 1
            if len(exported.places) < PLACES:
                place = f"{message.topic()}[{message.partition()}]@{message.offset()}"
                exported.places.append(f"{place}: {show(str(error))}")
            continue
        row = {**msgspec.structs.asdict(line), **instants}
        row |= {name: row[name] if isinstance(row[name], str) else None for name in TEXTS}
        is_clock = type(line.clock_ms) is int and abs(line.clock_ms) <= LARGEST_CLOCK
        row["clock_ms"] = line.clock_ms if is_clock else None
        rows.append({**row, "record": stored.payload, "partition": stored.partition, "offset": stored.offset})
    exported.records += len(rows)
    return rows


def to_utc(instant: datetime | None) -> datetime | None:
    """An instant in UTC. Raises OverflowError where it has no year there."""
    if instant is None:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
