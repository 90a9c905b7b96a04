"""Formats match records and catalogue entries as Kafka messages: JSON values, CloudEvents 1.0 in binary mode.

The value alone says everything; the headers serve other engines and routers.
"""

from functools import cache
from typing import NamedTuple

import msgspec
from django.conf import settings

from scoreboard import parsing
from scoreboard.wire.catalogue import CatalogueEntry, name_entry_schema
from scoreboard.wire.records import decode_record, encode_record, name_event_schema

Headers = list[tuple[str, str | bytes | None]]
SOURCE = "/scoreboard"


class Unsendable(ValueError):
    """A stored record that cannot be read, so that no message can be made of it."""


class Message(NamedTuple):
    """A message to be handed to a Kafka producer."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class HeaderFields(msgspec.Struct, frozen=True):
    """The fields of a record that its headers repeat; `recorded_at` is passed on as it was written."""

    match: str
    sport: str
    seq: int
    type: str
    recorded_at: str
    epoch: int = 1


HEADER_FIELDS = parsing.make_decoder(HeaderFields)


def build_record_message(record: str, *, epoch: int, match: str | None = None, seq: int | None = None) -> Message:
    """Build the message of a stored record, under its match's present epoch.

    Raises Unsendable if the record cannot be read, or does not say the `match` and `seq` under which it is stored.
    """
    try:
        fields = HEADER_FIELDS.decode(record)
        value = record.encode()
        if fields.epoch != epoch:  # recorded before a restored backup began a new epoch
            value = encode_record(msgspec.structs.replace(decode_record(record), epoch=epoch))
    except Exception as error:
        raise Unsendable(parsing.describe_error(error)) from error
    if (match or fields.match, seq or fields.seq) != (fields.match, fields.seq):
        raise Unsendable(f"it says that it is record {fields.seq} of {fields.match[:60]!r}")
    return Message(
        settings.KAFKA_TOPIC_EVENTS,
        fields.match.encode(),
        value,
        [
            ("ce_id", f"{fields.match}/{epoch}/{fields.seq}"),
            ("ce_time", fields.recorded_at),
            *_headers_of_records(fields.type, fields.sport),
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


@cache
def _headers_of_records(kind: str, sport: str) -> Headers:
    return _shared_headers(f"scoreboard.match.{kind}", name_event_schema(sport, kind))


@cache
def _shared_headers(event_type: str, schema: str) -> Headers:
    """The headers that all messages of a type share, made once."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_source", SOURCE.encode()),
        ("ce_type", event_type.encode()),
        ("ce_dataschema", schema.encode()),
        ("content-type", b"application/json"),
    ]
