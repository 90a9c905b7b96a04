"""Frames ready to be written: encoded once for each kind of connection, however many viewers get them."""

from collections.abc import Sequence

import msgspec

from scoreboard.wire.frames import (
    BeatFrame,
    ByeFrame,
    ErrorCode,
    ErrorFrame,
    Frame,
    LowerTransport,
    ResumedFrame,
    ShedFrame,
    SnapshotFrame,
    ViewersFrame,
)
from scoreboard.wire.layer_messages import LayerMessage
from scoreboard.wire.records import ENCODER, format_cursor
from scoreboard.wire.snapshot import BriefSnapshot


class EncodedFrame(msgspec.Struct, eq=False):
    """A frame ready to be written.

    `body` is the frame as JSON; `frame` what it was encoded from, None for records' frames, which come encoded.
    `matches` are the ids of those it is about, `cursor` is where a viewer stands after it ("" where it moves no
    viewer), `retry_ms` after how long to come back (SSE).
    """

    body: bytes
    frame: Frame | None = None
    matches: frozenset[str] = frozenset()
    cursor: str = ""
    retry_ms: int | None = None
    _asgi_message: dict[str, str] | None = None
    _websocket_bytes: bytes | None = None
    _sse_bytes: bytes | None = None

    @classmethod
    def of(
        cls, frame: Frame, *, matches: frozenset[str] = frozenset(), cursor: str = "", retry_ms: int | None = None
    ) -> "EncodedFrame":
        """A frame, encoded."""
        return cls(ENCODER.encode(frame), frame, matches=matches, cursor=cursor, retry_ms=retry_ms)

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
    """Several records' frames in one: a BatchFrame, put together of what is encoded already."""
    body = b'{"t":"batch","events":[' + b",".join(event.body for event in events) + b"]}"
    return EncodedFrame(body, matches=frozenset().union(*(event.matches for event in events)))


def encode_snapshot(snapshot: BriefSnapshot) -> EncodedFrame:
    """The frame that shows a match as a whole."""
    return EncodedFrame.of(SnapshotFrame(match=snapshot), matches=frozenset((snapshot.id,)), cursor=snapshot.cursor)


def encode_resumed(match_id: str, cursor: str, *, recovered: bool) -> EncodedFrame:
    """The first frame after a resume. Recovered: every event after `cursor` follows; else a snapshot at `cursor`."""
    frame = ResumedFrame(id=match_id, cursor=cursor, recovered=recovered)
    return EncodedFrame.of(frame, matches=frozenset((match_id,)), cursor=cursor if recovered else "")


def encode_beat(log_ends: dict[str, int], *, stale: bool = False) -> EncodedFrame:
    """The frame that says how far each match's log reaches, as seq by match id.

    `stale`: the server cannot tell now whether that is still so.
    """
    return EncodedFrame.of(BeatFrame(tops=log_ends, stale=stale))


def encode_bye(wait_ms: int) -> EncodedFrame:
    """The last frame of a server that goes away: come back after so long."""
    return EncodedFrame.of(ByeFrame(wait_ms=wait_ms), retry_ms=wait_ms)


def encode_shed(to: LowerTransport, *, retry_ms: int | None = None) -> EncodedFrame:
    """The only frame of a server that is full: go down to that transport."""
    return EncodedFrame.of(ShedFrame(to=to), retry_ms=retry_ms)


def encode_viewers(counts: dict[str, int]) -> EncodedFrame:
    """The frame that says how many watch each match, in all processes, by match id."""
    return EncodedFrame.of(ViewersFrame(counts=counts))


def encode_error(code: ErrorCode, detail: str) -> EncodedFrame:
    """The frame that says what was wrong, under the close code that it has or would have."""
    return EncodedFrame.of(ErrorFrame(code=code, detail=detail))
