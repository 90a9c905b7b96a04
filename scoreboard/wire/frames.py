"""Frames: the JSON objects that viewers are sent (docs/protocol.md), each encoded once for however many viewers.

A record's frame travels from the process that wrote the record to those that have viewers as a LayerMessage. The same
function makes it for the push and for a repair from the match log, so that both are the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTIONS
from scoreboard.sports.match import MatchState, fold_leniently, step
from scoreboard.wire.records import Cursor, build_public_record, format_cursor
from scoreboard.wire.snapshot import build_snapshot, find_changes


class LayerMessage(msgspec.Struct, frozen=True):
    """A record's frame as the channel layer carries it: its place in the match log, when the server took the record
    (seconds since 1970), and the frame as JSON.
    """

    match: str
    epoch: int
    seq: int
    at: float
    body: bytes

    @property
    def cursor(self) -> Cursor:
        """Its place in the match log."""
        return self.epoch, self.seq


def encode_layer_message(message: LayerMessage) -> dict[str, Any]:
    """A message as the channel layer takes it; the type is Channels' name for who handles it."""
    return {"type": "frame", **msgspec.structs.asdict(message)}


def decode_layer_message(message: Mapping[str, Any]) -> LayerMessage:
    """A message that the channel layer brought; raises msgspec.ValidationError where it is none of ours."""
    return parsing.convert(message, LayerMessage)


def make_layer_messages(
    *, before: MatchState | None, records: Sequence[Event], epoch: int, log: Sequence[Event] | None = None
) -> Iterator[LayerMessage]:
    """The messages of `records`: each with a frame that says what the record changed in the snapshot.

    `before` is the state before them (None at a match's beginning); `log` the records before them, needed where one of
    `records` is a correction. Within a batch a state may be one that the rules would not let stand: it is shown so.
    """
    past = list(log or ())
    state, shown = before, None
    if before is not None:
        shown = build_snapshot(before, match_id=records[0].match, epoch=epoch)
    for record in records:
        past.append(record)
        if isinstance(record, CORRECTIONS):
            state = fold_leniently(past).state
        else:
            try:
                state = step(state, record)
            except Refused:
                state = fold_leniently(past).state
        assert state is not None
        state = msgspec.structs.replace(state, seq=record.seq)
        after = build_snapshot(state, match_id=record.match, epoch=epoch)
        body = {
            "t": "event",
            "id": record.match,
            "seq": record.seq,
            "cursor": after["cursor"],
            "event": build_public_record(record),
            "changes": find_changes(shown, after),
        }
        at = record.recorded_at.timestamp() if record.recorded_at else 0.0
        yield LayerMessage(record.match, epoch, record.seq, at, msgspec.json.encode(body))
        shown = after


class EncodedFrame:
    """A frame ready to be written: encoded once for each kind of connection, however many viewers get it.

    `body` is the frame as JSON, `matches` the ids of those it is about, `cursor` where a viewer stands after it (""
    where it moves no viewer), `retry_ms` after how long to come back (SSE).
    """

    __slots__ = ("_asgi_message", "_sse_bytes", "_websocket_bytes", "body", "cursor", "matches", "retry_ms")

    def __init__(
        self, body: bytes, *, matches: frozenset[str] = frozenset(), cursor: str = "", retry_ms: int | None = None
    ) -> None:
        self.matches = matches
        self.cursor = cursor
        self.retry_ms = retry_ms
        self.body = body
        self._asgi_message: dict[str, str] | None = None
        self._websocket_bytes: bytes | None = None
        self._sse_bytes: bytes | None = None

    @property
    def asgi_message(self) -> dict[str, str]:
        """The frame as an ASGI message, for a server that makes WebSocket frames itself."""
        if self._asgi_message is None:
            self._asgi_message = {"type": "websocket.send", "text": self.body.decode()}
        return self._asgi_message

    @property
    def websocket_bytes(self) -> bytes:
        """The frame as a WebSocket text frame (RFC 6455, 5.2: final, not masked)."""
        if self._websocket_bytes is None:
            size = len(self.body)
            if size < 126:
                head = bytes((0x81, size))
            elif size < 1 << 16:
                head = b"\x81\x7e" + size.to_bytes(2, "big")
            else:
                head = b"\x81\x7f" + size.to_bytes(8, "big")
            self._websocket_bytes = head + self.body
        return self._websocket_bytes

    @property
    def sse_bytes(self) -> bytes:
        """The frame as a server-sent event."""
        if self._sse_bytes is None:
            retry = "" if self.retry_ms is None else f"retry: {self.retry_ms}\n"
            cursor = self.cursor and f"id: {self.cursor}\n"
            self._sse_bytes = f"{retry}{cursor}data: ".encode() + self.body + b"\n\n"
        return self._sse_bytes


def encode_event(message: LayerMessage) -> EncodedFrame:
    """A record's frame, ready to be written."""
    cursor = format_cursor(message.epoch, message.seq)
    return EncodedFrame(message.body, matches=frozenset((message.match,)), cursor=cursor)


def encode_batch(events: Sequence[EncodedFrame]) -> EncodedFrame:
    """Several records' frames in one."""
    body = b'{"t":"batch","events":[' + b",".join(event.body for event in events) + b"]}"
    return EncodedFrame(body, matches=frozenset().union(*(event.matches for event in events)))


def encode_snapshot(snapshot: Mapping[str, Any]) -> EncodedFrame:
    """The frame that shows a match as a whole."""
    body = msgspec.json.encode({"t": "snapshot", "match": snapshot})
    return EncodedFrame(body, matches=frozenset((snapshot["id"],)), cursor=snapshot["cursor"])


def encode_resumed(match_id: str, cursor: str, *, recovered: bool) -> EncodedFrame:
    """The first frame after a resume. Recovered: every event after `cursor` follows; else a snapshot at `cursor`."""
    body = {"t": "resumed", "id": match_id, "cursor": cursor, "recovered": recovered}
    return EncodedFrame(msgspec.json.encode(body), matches=frozenset((match_id,)), cursor=cursor if recovered else "")


def encode_beat(log_ends: Mapping[str, int], *, stale: bool = False) -> EncodedFrame:
    """The frame that says how far each match's log reaches, as seq by match id.

    `stale`: the server cannot tell now whether that is still so.
    """
    body = {"t": "beat", "tops": log_ends, "stale": True} if stale else {"t": "beat", "tops": log_ends}
    return EncodedFrame(msgspec.json.encode(body))


def encode_bye(wait_ms: int) -> EncodedFrame:
    """The last frame of a server that goes away: come back after so long."""
    return EncodedFrame(msgspec.json.encode({"t": "bye", "wait_ms": wait_ms}), retry_ms=wait_ms)


def encode_shed(to: str, *, retry_ms: int | None = None) -> EncodedFrame:
    """The only frame of a server that is full: go down to that transport."""
    return EncodedFrame(msgspec.json.encode({"t": "shed", "to": to}), retry_ms=retry_ms)


def encode_viewers(counts: Mapping[str, int]) -> EncodedFrame:
    """The frame that says how many watch each match, in all processes, by match id."""
    return EncodedFrame(msgspec.json.encode({"t": "viewers", "counts": counts}))


def encode_error(code: int, detail: str) -> EncodedFrame:
    """The frame that says what was wrong, under the close code that it has or would have."""
    return EncodedFrame(msgspec.json.encode({"t": "error", "code": code, "detail": detail}))
