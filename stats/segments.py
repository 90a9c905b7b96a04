"""Records in the tables: one row for those of a match that follow one another and came in one batch."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any

import msgspec
from django.db.models import F, Sum

from stats import bulk
from stats.folding import Stored
from stats.models import Segment

FIELDS = ("match", "epoch", "seq", "payload", "partition", "offsets")
PAYLOADS = msgspec.json.Decoder(list[msgspec.Raw])
OFFSETS = msgspec.json.Decoder(list[int])
ROWS_AT_ONCE = 1_000

Row = tuple[str, int, int, int, str, int, str]  # of Segment, in the order of its columns


def pack(records: Sequence[Stored]) -> Iterator[Row]:
    """The rows for a match's new records, which lie in one partition, in the order of their places."""
    for part in _split(records):
        first = part[0]
        payload = ",".join([stored.payload for stored in part])
        offsets = ",".join([str(stored.offset) for stored in part])
        yield first.match, first.epoch, first.seq, part[-1].seq, f"[{payload}]", first.partition, f"[{offsets}]"


def _split(records: Sequence[Stored]) -> Iterable[Sequence[Stored]]:
    """The parts that have no gap and are of one epoch: as a rule there is one."""
    if not records:
        return []
    (_, epoch, first, *_), (_, last_epoch, last, *_) = records[0], records[-1]
    if last_epoch == epoch and last - first == len(records) - 1:
        return [records]
    numbered = groupby(enumerate(records), lambda each: (each[1].epoch, each[1].seq - each[0]))
    return [[stored for _, stored in part] for _, part in numbered]


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


def load_all() -> Iterator[Stored]:
    """Every record there is, in the same order, read some at a time."""
    rows = Segment.objects.order_by("match", "epoch", "seq").values_list(*FIELDS)
    return chain.from_iterable(map(unpack, rows.iterator(ROWS_AT_ONCE)))


def count() -> int:
    """How many records there are."""
    many: int = Segment.objects.aggregate(many=Sum(F("last_seq") - F("seq") + 1, default=0))["many"]
    return many
