"""How a record and a catalogue row look in Kafka: JSON values, CloudEvents 1.0 in binary mode.

The reader of a message needs no header to make sense of it; headers serve other engines and routers.
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
    """What is stored of a record cannot be read, so that nobody can say how it should look in Kafka."""


class Message(NamedTuple):
    """What the producer is given."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class Head(msgspec.Struct, frozen=True):
    """What the headers say of a record; its time is passed on as it was written."""

    match: str
    sport: str
    seq: int
    type: str
    recorded_at: str
    epoch: int = 1


HEAD = parsing.make_decoder(Head)


def message_of_record(record: str, *, epoch: int, match: str | None = None, seq: int | None = None) -> Message:
    """The message of a stored record, under its match's present epoch.

    Raises Unsendable where it cannot be read, or says another place than `match` and `seq`, where it is stored.
    """
    try:
        head = HEAD.decode(record)
        value = record.encode()
        if head.epoch != epoch:  # written before a restored backup made its match begin anew
            value = encode_record(msgspec.structs.replace(decode_record(record), epoch=epoch))
    except Exception as error:
        raise Unsendable(parsing.describe_error(error)) from error
    if (match or head.match, seq or head.seq) != (head.match, head.seq):
        raise Unsendable(f"it says that it is record {head.seq} of {head.match[:60]!r}")
    return Message(
        settings.KAFKA_TOPIC_EVENTS,
        head.match.encode(),
        value,
        [
            ("ce_id", f"{head.match}/{epoch}/{head.seq}"),
            ("ce_time", head.recorded_at),
            *_headers_of_records(head.type, head.sport),
        ],
    )


def message_of_entry(entry: CatalogueEntry) -> Message:
    """The message of a catalogue entry."""
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
    """The headers that every message of a type has in common, made once."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_source", SOURCE.encode()),
        ("ce_type", event_type.encode()),
        ("ce_dataschema", schema.encode()),
        ("content-type", b"application/json"),
    ]
