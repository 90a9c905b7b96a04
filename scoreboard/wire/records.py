"""A record of the match log as JSON, and its cursor: one form for the database, Kafka, the API and the push.

Knows the rules' structs and no model, so that the live side and `stats` read one and the same record.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from scoreboard import parsing
from scoreboard.sports.base import Event, Side
from scoreboard.sports.common import FIRST_STATUSES
from scoreboard.sports.decoding import decoder_of

Cursor = tuple[int, int]  # (epoch, seq): a record's place in its match's log; cursors compare as these tuples do
CursorText = Annotated[str, Meta(pattern="^e[0-9]{1,9}-[0-9]{1,15}$", examples=["e1-41"])]
MatchId = Annotated[str, Meta(description="The match's id.", extra_json_schema={"format": "uuid"})]
ENCODER = msgspec.json.Encoder()


class RecordIdentity(msgspec.Struct, frozen=True, gc=False):
    """Which record of which match: what every record says of itself, whatever its sport. Other fields are ignored."""

    match: str
    sport: str
    seq: int
    type: str
    epoch: int = 1


class SaidStatus(msgspec.Struct, frozen=True, gc=False):
    """What tells the version of a status, which may be one that only a newer release knows."""

    status: str
    both_lose: bool = False


class Record(msgspec.Struct, kw_only=True):
    """A record of a match's log. Which further fields a type has, and what `data` is, `GET /sports/{sport}` says."""

    type: str
    match: str
    sport: str
    seq: int
    epoch: int | UnsetType = UNSET
    recorded_at: datetime
    occurred_at: datetime | UnsetType = UNSET
    period: str | UnsetType = UNSET
    clock_ms: int | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    player: str | UnsetType = UNSET
    player_id: str | UnsetType = UNSET
    data: Annotated[dict[str, Any], Meta(description="As the type has it: `GET /sports/{sport}`.")] | UnsetType = UNSET


SAID_STATUS = parsing.make_decoder(SaidStatus)
RECORD_IDENTITY = parsing.make_decoder(RecordIdentity)


class BadCursor(ValueError):
    """A cursor that is not of the form `e1-41`."""


def format_cursor(epoch: int, seq: int) -> str:
    """The cursor of a place in a match log: the same in SQL, Kafka, WebSocket, SSE and HTTP."""
    return f"e{epoch}-{seq}"


def parse_cursor(text: str) -> Cursor:
    """The (epoch, seq) of a cursor; raises BadCursor."""
    epoch, dash, seq = text.removeprefix("e").partition("-")
    if not (text.startswith("e") and dash and epoch.isascii() and seq.isascii()):
        raise BadCursor(f"cursor {text[:40]!r}: expected the form e1-41")
    if not (epoch.isdigit() and seq.isdigit() and len(epoch) < 10 and len(seq) < 16):
        raise BadCursor(f"cursor {text[:40]!r}: expected the form e1-41")
    return int(epoch), int(seq)


def name_event_schema(sport: str, kind: str, version: int = 1) -> str:
    """The `$id` of the schema of a type of record, which every message of it names."""
    return f"urn:scoreboard:match-event:{sport}:{kind}:{version}"


def find_version(kind: str, data: bytes | msgspec.Raw) -> int:
    """Which version of its type's schema a record of this `data` (JSON) is of: the first that knows all that it says.

    So readers of the first version take all that they took before, and know what they cannot take.
    """
    if kind != "status":
        return 1
    said = SAID_STATUS.decode(data)
    return 1 if said.status in FIRST_STATUSES and not said.both_lose else 2


def encode_record(record: Event) -> bytes:
    """A record as JSON, as the database, Kafka and the API hold it."""
    return ENCODER.encode(record)


def decode_record(data: bytes | str) -> Event:
    """A record from its JSON; raises msgspec.DecodeError or LookupError (unknown sport)."""
    return decoder_of(RECORD_IDENTITY.decode(data).sport).decode(data)


def make_public(record: Event) -> Event:
    """A record as everyone may see it (`Record` describes it as JSON): without who entered it and under which key."""
    return msgspec.structs.replace(record, actor=None, key=None)
