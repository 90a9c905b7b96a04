"""What a Kafka message says: a record's place and JSON, a catalogue entry, or nothing that can be read.

Whatever bytes somebody puts into a topic, they are read, or they are Unreadable and become a dead letter.
"""

import re
from datetime import datetime
from itertools import accumulate
from typing import Protocol

import msgspec

from scoreboard import parsing
from scoreboard.wire.catalogue import LARGEST, CatalogueEntry
from stats.models import ID, DeadLetter
from stats.storage.stored import Stored

# How deep JSON may be nested. No entrance takes anything like it; and whatever reads, folds and writes a record further
# on uses one of Python's 1,000 nested calls for every level.
DEEPEST = 500
REASON = 500  # characters of a reason that are kept
TEXTS = re.compile(r'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)  # whose brackets do not count; the last one may have no end
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
ERRORS = (UnicodeDecodeError, msgspec.MsgspecError, RecursionError)


class Arrival(Protocol):
    """The part of a Kafka message that is read here."""

    def topic(self) -> str | None: ...
    def partition(self) -> int | None: ...
    def offset(self) -> int | None: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...


class Unreadable(ValueError):
    """A message that is none of ours, and why."""


class Head(msgspec.Struct, frozen=True, gc=False):
    """What files a record; the rest of it is read when it is applied."""

    match: str
    sport: str
    seq: int
    type: str
    epoch: int = 1


ENTRY = parsing.make_decoder(CatalogueEntry)
HEAD = parsing.make_decoder(Head)


def read_record(message: Arrival) -> Stored:
    """A match record's place and JSON; what it says is looked at when it is applied. Raises Unreadable."""
    try:
        payload = read_text(message)
        head = HEAD.decode(payload)
    except ERRORS as error:
        raise Unreadable(f"no record: {error}") from error
    if not (0 < head.seq <= LARGEST and 0 < head.epoch <= LARGEST):
        raise Unreadable(f"no place in a log: epoch {head.epoch}, seq {head.seq}")
    if not 0 < len(head.match) <= ID or len(head.sport) > 30 or "\0" in head.match or "\0" in head.sport:
        raise Unreadable(f"no match: {head.match[:60]!r}, sport {head.sport[:40]!r}")
    return Stored(head.match, head.epoch, head.seq, payload, message.partition() or 0, message.offset() or 0)


def read_entry(message: Arrival) -> CatalogueEntry:
    """A catalogue entry. Raises Unreadable."""
    try:
        entry = ENTRY.decode(read_text(message))
    except ERRORS as error:
        raise Unreadable(f"no catalogue entry: {error}") from error
    if "\0" in entry.kind or "\0" in entry.id:
        raise Unreadable(f"no catalogue entry: kind {entry.kind!r}, id {entry.id!r}")
    return entry


def read_text(message: Arrival) -> str:
    """A message's text, which is not nested too deep to be read on. Raises Unreadable, UnicodeDecodeError."""
    value = message.value()
    if value is None:
        raise Unreadable("no value")
    text = value.decode()
    if len(text) > 2 * DEEPEST and (depth := measure_depth(text)) > DEEPEST:
        raise Unreadable(f"nested {depth} deep, at most {DEEPEST} can be read")
    return text


def measure_depth(text: str) -> int:
    """How deep a JSON text is nested; 0 where it has too few brackets to be nested too deep."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    brackets = TEXTS.sub("", text).encode().translate(None, NO_BRACKETS)
    return max(accumulate(map(STEPS.__getitem__, brackets)), default=0)


def make_letter(message: Arrival, error: Exception, now: datetime) -> DeadLetter:
    """The dead letter of a message that cannot be read; its key names the match, if it is one."""
    key = message.key()
    return DeadLetter(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=key,
        value=message.value(),
        match=show((key or b"").decode("ascii", errors="ignore"))[:ID],
        reason=show(str(error))[:REASON],
        at=now,
    )


def show(text: str) -> str:
    """A text that any database stores and any terminal shows: control characters and lone surrogates are escaped."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: 2 * REASON]
    )
