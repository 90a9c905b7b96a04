"""Builds and parses Kafka messages of match records, catalogue entries and dead letters (docs/protocol.md, Kafka).

Values are JSON, headers CloudEvents 1.0 in binary mode. The value alone says everything, and is all that our readers
parse; the headers serve other engines and routers. Any bytes may lie in a topic: what is none of ours is Unreadable.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import accumulate
from typing import Annotated, Literal, NamedTuple, Protocol

import msgspec
from django.conf import settings
from msgspec import UNSET, Meta, UnsetType

from scoreboard import parsing
from scoreboard.wire.catalogue import ID_CHARS, LARGEST, CatalogueEntry, name_entry_schema
from scoreboard.wire.covers import cover_text, parse_shown
from scoreboard.wire.records import (
    RECORD_IDENTITY,
    RecordIdentity,
    decode_record,
    encode_record,
    find_version,
    name_event_schema,
)

Headers = list[tuple[str, str | bytes | None]]
MOST_BYTES = 450_000  # of a dead letter's key or value: Kafka and its client take a megabyte a message, with headers
# The most levels of nesting in a message. No entrance takes nearly as many. What parses, folds and writes a record
# uses one of Python's 1,000 nested calls a level.
DEEPEST = 500
SPORT_CHARS = 30  # as many as readers' columns have
TEXTS = re.compile(r'"(?:[^"\\]+|\\.)*+"?', re.DOTALL)  # whose brackets do not count; the last one may have no end
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
PARSE_ERRORS = (UnicodeDecodeError, msgspec.MsgspecError, RecursionError)
ENTRY = parsing.make_decoder(CatalogueEntry)


class Unsendable(ValueError):
    """A stored record that cannot be read, so that no message can be made of it."""


class Unreadable(ValueError):
    """A message that is no record or entry of ours, and why."""


class Message(NamedTuple):
    """A message to be handed to a Kafka producer."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class DeadLetterMessage(NamedTuple):
    """The message of a dead letter, whose own message may have had no key or no value."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


class KafkaMessage(Protocol):
    """The methods of confluent_kafka.Message that readers use."""

    def topic(self) -> str | None: ...
    def partition(self) -> int | None: ...
    def offset(self) -> int | None: ...
    def key(self) -> bytes | None: ...
    def value(self) -> bytes | None: ...


# --- headers ---------------------------------------------------------------------------------------------------------


class TypeHeaders(msgspec.Struct, frozen=True, kw_only=True, rename={"content_type": "content-type"}):
    """The headers that all messages of one type have in common (CloudEvents 1.0, binary mode)."""

    ce_specversion: Literal["1.0"]
    ce_source: Literal["/scoreboard"]
    ce_type: Annotated[str, Meta(description="`scoreboard.match.` or `scoreboard.catalogue.` and which type or kind.")]
    ce_dataschema: Annotated[str, Meta(description="The `$id` of the value's schema.")]
    content_type: Literal["application/json"]


class EntryHeaders(TypeHeaders, frozen=True, kw_only=True):
    """The headers of a catalogue entry."""

    ce_id: Annotated[str, Meta(description="`kind/id/version`.", examples=["season/01a2…/3"])]


class RecordHeaders(TypeHeaders, frozen=True, kw_only=True):
    """The headers of a match record."""

    ce_id: Annotated[str, Meta(description="`match/epoch/seq`.", examples=["01a2…/1/41"])]
    ce_time: Annotated[datetime, Meta(description="When the server took the record, its `recorded_at`.")]


class DeadLetterHeaders(msgspec.Struct, frozen=True, kw_only=True):
    """The headers of a dead letter: why it is dead, and where its message was."""

    reason: str
    topic: str
    partition: int
    offset: int
    at: Annotated[datetime, Meta(description="When it was found to be unreadable.")]
    cut: Annotated[int, Meta(description="How many bytes the value has, where it was cut.")] | UnsetType = UNSET


def format_headers(headers: TypeHeaders | DeadLetterHeaders) -> Iterator[tuple[str, bytes]]:
    """Headers as Kafka takes them, in the order of their fields."""
    for field in msgspec.structs.fields(headers):
        value = getattr(headers, field.name)
        if value is not UNSET:
            yield field.encode_name, (value.isoformat() if isinstance(value, datetime) else str(value)).encode()


# --- what is written -------------------------------------------------------------------------------------------------


class HeaderFields(msgspec.Struct, frozen=True):
    """The fields of a record that its headers repeat, `recorded_at` as it was written, and what tells its version."""

    match: str
    sport: str
    seq: int
    type: str
    recorded_at: str
    epoch: int = 1
    data: msgspec.Raw = msgspec.Raw(b"{}")


HEADER_FIELDS = parsing.make_decoder(HeaderFields)


def build_record_message(
    record: str, *, epoch: int, match: str | None = None, seq: int | None = None, shown_names: str | None = None
) -> Message:
    """Build the message of a stored record, under its match's present epoch and with its shown names (JSON).

    Raises Unsendable if the record cannot be read, or does not say the `match` and `seq` under which it is stored.
    """
    try:
        if shown_names:
            record = cover_text(record, parse_shown(shown_names))
        fields = HEADER_FIELDS.decode(record)
        value = record.encode()
        if fields.epoch != epoch:  # recorded before a restored backup began a new epoch
            value = encode_record(msgspec.structs.replace(decode_record(record), epoch=epoch))
        version = find_version(fields.type, fields.data)
    except Exception as error:
        raise Unsendable(parsing.describe_error(error)) from error
    if (match or fields.match, seq or fields.seq) != (fields.match, fields.seq):
        raise Unsendable(f"it says that it is record {fields.seq} of {fields.match[:60]!r}")
    return Message(
        settings.KAFKA_TOPIC_EVENTS,
        format_record_key(fields.match),
        value,
        [
            ("ce_id", f"{fields.match}/{epoch}/{fields.seq}"),
            ("ce_time", fields.recorded_at),
            *_headers_of_records(fields.type, fields.sport, version),
        ],
    )


def build_entry_message(entry: CatalogueEntry) -> Message:
    """Build the message of a catalogue entry."""
    return Message(
        settings.KAFKA_TOPIC_CATALOGUE,
        f"{entry.kind}:{entry.id}".encode(),
        msgspec.json.encode(entry),
        [
            ("ce_id", f"{entry.kind}/{entry.id}/{entry.version}".encode()),
            *_shared_headers(f"scoreboard.catalogue.{entry.kind}", name_entry_schema(entry.kind)),
        ],
    )


def build_dead_letter_message(key: bytes | None, value: bytes | None, headers: DeadLetterHeaders) -> DeadLetterMessage:
    """Build the message of a dead letter, of the key and value that its message had.

    Either is cut beyond MOST_BYTES; the headers say where the whole message is.
    """
    if len(value or b"") > MOST_BYTES:
        headers = msgspec.structs.replace(headers, cut=len(value or b""))
    return DeadLetterMessage(
        settings.KAFKA_TOPIC_DEAD,
        None if key is None else key[:MOST_BYTES],
        None if value is None else value[:MOST_BYTES],
        [*format_headers(headers)],
    )


def format_record_key(match: str) -> bytes:
    """The key of all messages of a match, which keeps them in order on one partition."""
    return match.encode()


@cache
def _headers_of_records(kind: str, sport: str, version: int) -> Headers:
    return _shared_headers(f"scoreboard.match.{kind}", name_event_schema(sport, kind, version))


@cache
def _shared_headers(event_type: str, schema: str) -> Headers:
    """The headers that all messages of a type share, made once."""
    headers = TypeHeaders(
        ce_specversion="1.0",
        ce_source="/scoreboard",
        ce_type=event_type,
        ce_dataschema=schema,
        content_type="application/json",
    )
    return [*format_headers(headers)]


# --- what is read ----------------------------------------------------------------------------------------------------


def parse_record(message: KafkaMessage) -> tuple[RecordIdentity, str]:
    """Parse which match record a message holds, and its JSON, whose rest readers decode. Raises Unreadable."""
    try:
        payload = decode_text(message)
        record: RecordIdentity = RECORD_IDENTITY.decode(payload)
    except PARSE_ERRORS as error:
        raise Unreadable(f"no record: {error}") from error
    if not (0 < record.seq <= LARGEST and 0 < record.epoch <= LARGEST):
        raise Unreadable(f"no place in a log: epoch {record.epoch}, seq {record.seq}")
    match, sport = record.match, record.sport
    if not 0 < len(match) <= ID_CHARS or len(sport) > SPORT_CHARS or "\0" in match or "\0" in sport:
        raise Unreadable(f"no match: {match[:60]!r}, sport {sport[:40]!r}")
    return record, payload


def parse_record_key(key: bytes | None) -> str:
    """The match that a key names; what is no text of it is left out, since any bytes may be a key."""
    return (key or b"").decode("ascii", errors="ignore")


def parse_entry(message: KafkaMessage) -> CatalogueEntry:
    """Parse a message of the catalogue. Raises Unreadable."""
    try:
        entry: CatalogueEntry = ENTRY.decode(decode_text(message))
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
