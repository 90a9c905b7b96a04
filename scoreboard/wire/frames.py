"""Frames: the JSON objects that a server sends to viewers (docs/protocol.md), as types, and their close codes.

docs/asyncapi.yaml is made from these types: what it says of a frame is the docstring here. Written frames are made by
layer_messages.py (a record's) and encoded_frames.py (all others); who reads one decodes it as AnyFrame.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from scoreboard.wire.records import CursorText, MatchId
from scoreboard.wire.snapshot import BriefSnapshot, Changes

ErrorCode = Literal[1009, 1011, 4400, 4404, 4429]
LowerTransport = Literal["sse", "poll"]  # of a full server's viewers
Seq = Annotated[int, Meta(ge=1)]


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """A frame; `t` says which."""


class SnapshotFrame(Frame, frozen=True, tag="snapshot"):
    """The match as a whole: start from it."""

    match: BriefSnapshot


class EventFrame(Frame, frozen=True, tag="event"):
    """One event, and what it changed in the snapshot."""

    id: MatchId
    seq: Seq
    cursor: CursorText
    event: Annotated[msgspec.Raw, Meta(extra_json_schema={"$ref": "#/components/schemas/Record"})]
    changes: Changes  # type: ignore[valid-type]  # made from Snapshot's fields, which mypy does not follow


class BatchFrame(Frame, frozen=True, tag="batch"):
    """Several event frames in one, on sockets of many matches."""

    events: Annotated[list[EventFrame], Meta(min_length=1)]


class ResumedFrame(Frame, frozen=True, tag="resumed"):
    """The first frame after a resume."""

    id: MatchId
    cursor: CursorText
    recovered: Annotated[
        bool,
        Meta(
            description="True: exactly the events after `cursor` follow. False: the log could not serve that, and a "
            "snapshot at `cursor` follows, which replaces what the client had."
        ),
    ]


class BeatFrame(Frame, frozen=True, tag="beat"):
    """How far each match's log reaches; sent every few seconds, and after each `subscribe`."""

    tops: Annotated[dict[str, int], Meta(description="The `seq` of the last record, by the match's id.")]
    stale: Annotated[bool, Meta(description="The server cannot tell at the moment whether that is all.")] = False


class ShedFrame(Frame, frozen=True, tag="shed"):
    """The only frame of a server that is full, or whose share the address has: go down to that transport.

    The close 1013 follows; try again in some minutes.
    """

    to: LowerTransport


class ByeFrame(Frame, frozen=True, tag="bye"):
    """The server goes away. The close 1012 follows."""

    wait_ms: Annotated[int, Meta(ge=0, description="Come back after so long.")]


class ViewersFrame(Frame, frozen=True, tag="viewers"):
    """How many connections look at a match, in all processes; from 1,000 on with two figures, rounded down."""

    counts: Annotated[dict[str, Annotated[int, Meta(ge=0)]], Meta(description="By the match's id.")]


class ErrorFrame(Frame, frozen=True, tag="error"):
    """What was wrong. A close with the code follows, but for 4404 and 1011 on a socket of many matches."""

    code: ErrorCode
    detail: Annotated[str, Meta(description="For people.")]


AnyFrame = (
    SnapshotFrame
    | EventFrame
    | BatchFrame
    | ResumedFrame
    | BeatFrame
    | ShedFrame
    | ByeFrame
    | ViewersFrame
    | ErrorFrame
)
