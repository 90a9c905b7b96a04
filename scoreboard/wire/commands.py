"""What a client of `/ws/live` says: commands, and the topics that they name (docs/protocol.md)."""

from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta

from scoreboard import parsing
from scoreboard.wire.records import Cursor, parse_cursor

FRAME_BYTES = 4 * 1024  # no client has more to say at once
UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# What asyncapi.yaml says; parse_topic checks it, and says what was expected.
TopicText = Annotated[
    str,
    Meta(
        description="`live`: all matches that are being played. `competition:ID`: those of one. `match:ID`: one match, "
        "with `@` and a cursor from there on.",
        examples=["live", "match:01a20b9a-1405-7066-8ec3-4ade04ed55d1@e1-41"],
        extra_json_schema={
            "pattern": f"^(live|competition:{UUID_PATTERN}|match:{UUID_PATTERN}(@e[0-9]{{1,9}}-[0-9]{{1,15}})?)$"
        },
    ),
]


class BadCommand(ValueError):
    """A client's frame that says nothing we know; says what was expected."""


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a socket is to show from now on, and what no more. At most 4 KiB."""

    subscribe: list[TopicText] = []
    unsubscribe: list[TopicText] = []


class Topic(NamedTuple):
    """What a client asks for: `kind` is "match", "competition" or "live", `of` which one's ("" for live).

    `cursor` is from where on a match is asked for, if it is said.
    """

    kind: str
    of: str
    cursor: Cursor | None

    @property
    def name(self) -> str:
        """The topic as text, without its cursor."""
        return f"{self.kind}:{self.of}" if self.of else self.kind


def parse_command(text: str) -> Command:
    """A client's frame as a command; raises BadCommand."""
    try:
        command: Command = parsing.decode(text, Command)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadCommand(f'Expected {{"subscribe": [topics], "unsubscribe": [topics]}}: {error}.') from error
    return command


def parse_topic(text: str) -> Topic:
    """A topic of a command: "match:ID@e1-41", "match:ID", "competition:ID", "live"; raises BadCommand, BadCursor."""
    name, at, cursor = text.partition("@")
    kind, _, of = name.partition(":")
    if kind == "match" and of:
        return Topic(kind, of, parse_cursor(cursor) if at else None)
    if (name == "live" or (kind == "competition" and is_id(of))) and not at:
        return Topic(kind, of, None)
    raise BadCommand(f'Topic {text[:60]!r}: expected "match:ID", "match:ID@e1-41", "competition:ID" or "live".')


def is_id(text: str) -> bool:
    """Whether `text` is an id as the API writes it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
