"""Saves and loads match records: consecutive records of a match that came in one batch share a row, a segment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any

import msgspec
from django.db.models import F, Sum

from scoreboard import parsing
from stats.models import Segment
from stats.storage import bulk
from stats.storage.stored_record import StoredRecord

FIELDS = ("match", "epoch", "seq", "payload", "partition", "offsets")
PAYLOADS = parsing.make_decoder(list[msgspec.Raw])
OFFSETS = parsing.make_decoder(list[int])
ROWS_AT_ONCE = 100
MOST_CHARS = 1_000_000  # of a row's records, unless one alone takes more, so that a reader's memory is bounded

Row = tuple[str, int, int, int, str, int, str]  # of Segment, in the order of its columns


def pack(records: Sequence[StoredRecord]) -> Iterator[Row]:
    """Build the rows of a match's new records, which are of one partition and sorted by their cursors."""
    for part in _split(records):
        first = part[0]
        payload = ",".join([stored.payload for stored in part])
        offsets = ",".join([str(stored.offset) for stored in part])
        yield first.match, first.epoch, first.seq, part[-1].seq, f"[{payload}]", first.partition, f"[{offsets}]"


def _split(records: Sequence[StoredRecord]) -> Iterable[Sequence[StoredRecord]]:
    """Split records at gaps, between epochs, and where a row would be too large. As a rule the result is one part."""
    if not records:
        return []
    (_, epoch, first, *_), (_, last_epoch, last, *_) = records[0], records[-1]
    if last_epoch == epoch and last - first == len(records) - 1:
        parts: Iterable[Sequence[StoredRecord]] = [records]
    else:
        numbered = groupby(enumerate(records), lambda each: (each[1].epoch, each[1].seq - each[0]))
        parts = [[stored for _, stored in part] for _, part in numbered]
    return chain.from_iterable(map(_cut, parts))


def _cut(records: Sequence[StoredRecord]) -> Iterator[Sequence[StoredRecord]]:
    """Split records into parts of at most MOST_CHARS."""
    size, begin = 0, 0
    for number, stored in enumerate(records):
        size += len(stored.payload)
        if size > MOST_CHARS and number > begin:
            yield records[begin:number]
            begin, size = number, len(stored.payload)
    yield records[begin:]


def unpack(row: Sequence[Any]) -> Iterator[StoredRecord]:
    """Make the records of a segment, whose values are in the order of FIELDS."""
    match, epoch, seq, payload, partition, offsets = row
    for number, (raw, offset) in enumerate(zip(PAYLOADS.decode(payload), OFFSETS.decode(offsets), strict=True)):
        yield StoredRecord(match, epoch, seq + number, bytes(raw).decode(), partition, offset)


def save(matches: Iterable[Sequence[StoredRecord]]) -> None:
    """Insert new records, those of each match sorted by their cursors. Call it in a transaction."""
    bulk.insert_values(Segment, [row for records in matches for row in pack(records)])


def load(matches: Iterable[str]) -> Iterator[StoredRecord]:
    """Load the records of these matches, by match, epoch and seq, in one query."""
    rows = Segment.objects.filter(match__any=matches).order_by("match", "epoch", "seq")
    return chain.from_iterable(map(unpack, rows.values_list(*FIELDS)))


def load_all(*, broken: Callable[[str, Exception], object]) -> Iterator[StoredRecord]:
    """Load all records by match, epoch and seq; `broken` is called with the match of a row that cannot be read."""
    rows = Segment.objects.order_by("match", "epoch", "seq").values_list(*FIELDS)
    for row in rows.iterator(ROWS_AT_ONCE):
        try:
            yield from list(unpack(row))
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            broken(row[0], error)


def count() -> int:
    """Count all records."""
    many: int = Segment.objects.aggregate(many=Sum(F("last_seq") - F("seq") + 1, default=0))["many"]
    return many
