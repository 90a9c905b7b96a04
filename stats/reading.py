"""What a Kafka message says: a record's place and JSON, a catalogue entry, or nothing that can be read."""

from datetime import datetime
from typing import Annotated, Any, Protocol

import msgspec

from stats.folding import Stored
from stats.models import ID, DeadLetter

LARGEST = 2**31 - 1  # what a database's integer holds
PARENTS = {"season": "competition", "stage": "season", "adjustment": "season", "person": "competitor"}


class Arrival(Protocol):
    """The part of a Kafka message that is read here."""

    def topic(self) -> str | None: ...
    def partition(self) -> int | None: ...
    def offset(self) -> int | None: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...


class Unreadable(ValueError):
    """A message that is none of ours, and why."""


class Entry(msgspec.Struct, frozen=True):
    """A catalogue entry, as the topic `catalogue` has it."""

    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=ID)]
    version: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    data: dict[str, Any]

    def parent(self) -> str:
        """The entry that this one belongs to; "" where it belongs to none."""
        return str(self.data.get(PARENTS.get(self.kind, ""), ""))[:ID]


class Head(msgspec.Struct, frozen=True, gc=False):
    """What files a record; the rest of it is read when it is applied."""

    match: str
    sport: str
    seq: int
    type: str
    epoch: int = 1


ENTRY = msgspec.json.Decoder(Entry)
HEAD = msgspec.json.Decoder(Head)


def read_record(message: Arrival) -> Stored:
    """A match record's place and JSON; what it says is looked at when it is applied. Raises Unreadable."""
    value = message.value()
    if value is None:
        raise Unreadable("no value")
    try:
        payload = value.decode()
        head = HEAD.decode(payload)
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise Unreadable(f"no record: {error}") from error
    if not (0 < head.seq <= LARGEST and 0 < head.epoch <= LARGEST):
        raise Unreadable(f"no place in a log: epoch {head.epoch}, seq {head.seq}")
    if not 0 < len(head.match) <= ID or "\0" in head.match or len(head.sport) > 30:
        raise Unreadable(f"no match: {head.match[:60]!r}, sport {head.sport[:40]!r}")
    return Stored(head.match, head.epoch, head.seq, payload, message.partition() or 0, message.offset() or 0)


def read_entry(message: Arrival) -> Entry:
    """A catalogue entry. Raises Unreadable."""
    try:
        return ENTRY.decode(message.value() or b"")
    except msgspec.MsgspecError as error:
        raise Unreadable(f"no catalogue entry: {error}") from error


def make_letter(message: Arrival, error: Unreadable, now: datetime) -> DeadLetter:
    """The dead letter of a message that cannot be read; its key names the match, if it is one."""
    key = message.key()
    return DeadLetter(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=key,
        value=message.value(),
        match=(key or b"").decode("ascii", errors="ignore").replace("\0", "")[:ID],
        reason=str(error)[:500],
        at=now,
    )
