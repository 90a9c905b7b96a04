"""Records in the tables: one row for those of a match that follow one another and came in one batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any

import msgspec
from django.db.models import F, Sum

from scoreboard import parsing
from stats.models import Segment
from stats.storage import bulk
from stats.storage.stored import Stored

FIELDS = ("match", "epoch", "seq", "payload", "partition", "offsets")
PAYLOADS = parsing.make_decoder(list[msgspec.Raw])
OFFSETS = parsing.make_decoder(list[int])
ROWS_AT_ONCE = 100
MOST_CHARS = 1_000_000  # of a row's records, unless a single one takes more: what a reader holds in memory of a match

Row = tuple[str, int, int, int, str, int, str]  # of Segment, in the order of its columns


def pack(records: Sequence[Stored]) -> Iterator[Row]:
    """The rows for a match's new records, which lie in one partition, in the order of their places."""
    for part in _split(records):
        first = part[0]
        payload = ",".join([stored.payload for stored in part])
        offsets = ",".join([str(stored.offset) for stored in part])
        yield first.match, first.epoch, first.seq, part[-1].seq, f"[{payload}]", first.partition, f"[{offsets}]"


def _split(records: Sequence[Stored]) -> Iterable[Sequence[Stored]]:
    """The parts that have no gap and are of one epoch, none too large for a row: as a rule there is one."""
    if not records:
        return []
    (_, epoch, first, *_), (_, last_epoch, last, *_) = records[0], records[-1]
    if last_epoch == epoch and last - first == len(records) - 1:
        parts: Iterable[Sequence[Stored]] = [records]
    else:
        numbered = groupby(enumerate(records), lambda each: (each[1].epoch, each[1].seq - each[0]))
        parts = [[stored for _, stored in part] for _, part in numbered]
    return chain.from_iterable(map(_cut, parts))


def _cut(records: Sequence[Stored]) -> Iterator[Sequence[Stored]]:
    """The same records in parts of at most MOST_CHARS."""
    size, begin = 0, 0
    for number, stored in enumerate(records):
        size += len(stored.payload)
        if size > MOST_CHARS and number > begin:
            yield records[begin:number]
            begin, size = number, len(stored.payload)
    yield records[begin:]


def unpack(row: Sequence[Any]) -> Iterator[Stored]:
    """The records of a segment, by its FIELDS."""
    match, epoch, seq, payload, partition, offsets = row
    for number, (raw, offset) in enumerate(zip(PAYLOADS.decode(payload), OFFSETS.decode(offsets), strict=True)):
        yield Stored(match, epoch, seq + number, bytes(raw).decode(), partition, offset)


def write(matches: Iterable[Sequence[Stored]]) -> None:
    """Insert new records, those of each match in the order of their places. Call it in a transaction."""
    bulk.insert_values(Segment, [row for records in matches for row in pack(records)])


def load(matches: Iterable[str]) -> Iterator[Stored]:
    """The records of these matches, by match, epoch and seq. One query."""
    rows = Segment.objects.filter(match__any=matches).order_by("match", "epoch", "seq")
    return chain.from_iterable(map(unpack, rows.values_list(*FIELDS)))


def load_all(*, broken: Callable[[str, Exception], object]) -> Iterator[Stored]:
    """Every record there is, in the same order, read some at a time; `broken` is told of rows that cannot be."""
    rows = Segment.objects.order_by("match", "epoch", "seq").values_list(*FIELDS)
    for row in rows.iterator(ROWS_AT_ONCE):
        try:
            yield from list(unpack(row))
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            broken(row[0], error)


def count() -> int:
    """How many records there are."""
    many: int = Segment.objects.aggregate(many=Sum(F("last_seq") - F("seq") + 1, default=0))["many"]
    return many
