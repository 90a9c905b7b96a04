"""Parses Kafka messages: a match record with its offset, or an entry of the catalogue.

Any bytes may lie in a topic. A message that is neither is Unreadable, and becomes a dead letter.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Protocol, Self

import msgspec
from django.conf import settings

from scoreboard import parsing
from scoreboard.wire.catalogue import LARGEST, CatalogueEntry
from scoreboard.wire.records import RECORD_IDENTITY
from stats.models import ID, DeadLetter
from stats.storage.stored_record import StoredRecord

# The most levels of nesting in a message. No entrance takes nearly as many. What parses, folds and writes a record
# uses one of Python's 1,000 nested calls a level.
DEEPEST = 500
SPORT_CHARS = 30  # as many as the column has
REASON_CHARS = 500  # of the reason of a dead letter
TEXTS = re.compile(r'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)  # whose brackets do not count; the last one may have no end
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
PARSE_ERRORS = (UnicodeDecodeError, msgspec.MsgspecError, RecursionError)
ENTRY = parsing.make_decoder(CatalogueEntry)


class KafkaMessage(Protocol):
    """The methods of confluent_kafka.Message that are used here."""

    def topic(self) -> str | None: ...
    def partition(self) -> int | None: ...
    def offset(self) -> int | None: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class MessageCopy:
    """A KafkaMessage made of what is stored of it."""

    _topic: str
    _partition: int
    _offset: int
    _key: bytes | None
    _value: bytes | None

    @classmethod
    def of_record(cls, stored: StoredRecord) -> Self:
        """The message of a stored record, with the match as its key, as the relay sends it."""
        topic, key = str(settings.KAFKA_TOPIC_EVENTS), stored.match.encode()
        return cls(topic, stored.partition, stored.offset, key, stored.payload.encode())

    @classmethod
    def of_dead_letter(cls, letter: DeadLetter) -> Self:
        """The message that became this dead letter."""
        key, value = (None if data is None else bytes(data) for data in (letter.key, letter.value))
        return cls(letter.topic, letter.partition, letter.offset, key, value)

    def topic(self) -> str:
        return self._topic

    def partition(self) -> int:
        return self._partition

    def offset(self) -> int:
        return self._offset

    def key(self) -> bytes | None:
        return self._key

    def value(self) -> bytes | None:
        return self._value


class Unreadable(ValueError):
    """A message that is no record or entry of ours, and why."""


def parse_record(message: KafkaMessage) -> StoredRecord:
    """Parse which match record a message holds; the rest of it is parsed when it is applied. Raises Unreadable."""
    try:
        payload = decode_text(message)
        record = RECORD_IDENTITY.decode(payload)
    except PARSE_ERRORS as error:
        raise Unreadable(f"no record: {error}") from error
    if not (0 < record.seq <= LARGEST and 0 < record.epoch <= LARGEST):
        raise Unreadable(f"no place in a log: epoch {record.epoch}, seq {record.seq}")
    match, sport = record.match, record.sport
    if not 0 < len(match) <= ID or len(sport) > SPORT_CHARS or "\0" in match or "\0" in sport:
        raise Unreadable(f"no match: {match[:60]!r}, sport {sport[:40]!r}")
    return StoredRecord(match, record.epoch, record.seq, payload, message.partition() or 0, message.offset() or 0)


def parse_entry(message: KafkaMessage) -> CatalogueEntry:
    """Parse a message of the catalogue. Raises Unreadable."""
    try:
        entry = ENTRY.decode(decode_text(message))
    except PARSE_ERRORS as error:
        raise Unreadable(f"no catalogue entry: {error}") from error
    if "\0" in entry.kind or "\0" in entry.id:
        raise Unreadable(f"no catalogue entry: kind {entry.kind!r}, id {entry.id!r}")
    return entry


def decode_text(message: KafkaMessage) -> str:
    """Decode a message's value. Raises UnicodeDecodeError, and Unreadable if it is missing or nested too deep."""
    value = message.value()
    if value is None:
        raise Unreadable("no value")
    text = value.decode()
    if len(text) > 2 * DEEPEST and (depth := measure_depth(text)) > DEEPEST:
        raise Unreadable(f"nested {depth} deep, at most {DEEPEST} can be read")
    return text


def measure_depth(text: str) -> int:
    """Count the levels of nesting of a JSON text; 0 if it has too few brackets to exceed DEEPEST."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    brackets = TEXTS.sub("", text).encode().translate(None, NO_BRACKETS)
    return max(accumulate(map(STEPS.__getitem__, brackets)), default=0)


def build_dead_letter(message: KafkaMessage, error: Exception, now: datetime) -> DeadLetter:
    """Build the dead letter of an unreadable message; its key, if it is a text, is taken for the match."""
    key = message.key()
    return DeadLetter(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=key,
        value=message.value(),
        match=escape((key or b"").decode("ascii", errors="ignore"))[:ID],
        reason=escape(str(error))[:REASON_CHARS],
        at=now,
    )


def escape(text: str) -> str:
    """Escape control characters and lone surrogates, which some databases cannot store and terminals cannot show.

    Longer texts are cut after twice REASON_CHARS.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[: 2 * REASON_CHARS]
    )
