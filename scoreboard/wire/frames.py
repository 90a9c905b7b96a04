"""What a viewer is sent: frames, as docs/protocol.md lists them, each made once whoever looks on.

The same function makes a record's frame for the push and for a repair from the log, so that both are the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTIONS
from scoreboard.sports.match import MatchState, fold_leniently, step
from scoreboard.wire.records import build_public_record, format_cursor
from scoreboard.wire.snapshot import build_snapshot, find_changes


class Frame(msgspec.Struct, frozen=True):
    """A record's frame, with its place in the match log and the time the server took the record (s since 1970)."""

    match: str
    epoch: int
    seq: int
    at: float
    body: bytes


def write_message(frame: Frame) -> dict[str, Any]:
    """A frame as a message of the channel layer."""
    return {"type": "frame", **msgspec.structs.asdict(frame)}


def read_frame(message: Mapping[str, Any]) -> Frame:
    """The frame in a message of the channel layer; raises msgspec.ValidationError where it is none."""
    return parsing.convert(message, Frame)


class Packet:
    """A frame ready to be written: encoded once for each kind of connection, however many look on.

    `matches` are those it is about, `cursor` where a viewer stands after it ("" where it moves nobody), `retry_ms` when
    to come back (SSE).
    """

    __slots__ = ("_chunk", "_framed", "_message", "body", "cursor", "matches", "retry_ms")

    def __init__(
        self, body: bytes, *, matches: frozenset[str] = frozenset(), cursor: str = "", retry_ms: int | None = None
    ) -> None:
        self.matches = matches
        self.cursor = cursor
        self.retry_ms = retry_ms
        self.body = body
        self._message: dict[str, str] | None = None
        self._framed: bytes | None = None
        self._chunk: bytes | None = None

    @property
    def message(self) -> dict[str, str]:
        """The frame as an ASGI message, for a server that does its own framing."""
        if self._message is None:
            self._message = {"type": "websocket.send", "text": self.body.decode()}
        return self._message

    @property
    def framed(self) -> bytes:
        """The frame as a WebSocket text frame (RFC 6455, 5.2: final, not masked)."""
        if self._framed is None:
            size = len(self.body)
            if size < 126:
                head = bytes((0x81, size))
            elif size < 1 << 16:
                head = b"\x81\x7e" + size.to_bytes(2, "big")
            else:
                head = b"\x81\x7f" + size.to_bytes(8, "big")
            self._framed = head + self.body
        return self._framed

    @property
    def chunk(self) -> bytes:
        """The frame as an SSE event."""
        if self._chunk is None:
            retry = "" if self.retry_ms is None else f"retry: {self.retry_ms}\n"
            cursor = self.cursor and f"id: {self.cursor}\n"
            self._chunk = f"{retry}{cursor}data: ".encode() + self.body + b"\n\n"
        return self._chunk


def frame_records(
    *, before: MatchState | None, records: Sequence[Event], epoch: int, log: Sequence[Event] | None = None
) -> Iterator[Frame]:
    """The frames of `records`, each with what it changed in the snapshot.

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
        yield Frame(record.match, epoch, record.seq, at, msgspec.json.encode(body))
        shown = after


def pack_record(frame: Frame) -> Packet:
    """A record's frame, ready to be written."""
    return Packet(frame.body, matches=frozenset((frame.match,)), cursor=format_cursor(frame.epoch, frame.seq))


def pack_batch(packets: Sequence[Packet]) -> Packet:
    """Several records' frames in one; encoded they are already."""
    body = b'{"t":"batch","events":[' + b",".join(packet.body for packet in packets) + b"]}"
    return Packet(body, matches=frozenset().union(*(packet.matches for packet in packets)))


def pack_snapshot(snapshot: Mapping[str, Any]) -> Packet:
    """The frame that shows a match as a whole."""
    body = msgspec.json.encode({"t": "snapshot", "match": snapshot})
    return Packet(body, matches=frozenset((snapshot["id"],)), cursor=snapshot["cursor"])


def pack_resumed(match_id: str, cursor: str, *, recovered: bool) -> Packet:
    """The first frame after a resume. Recovered: every event after `cursor` follows; else a snapshot at `cursor`."""
    body = {"t": "resumed", "id": match_id, "cursor": cursor, "recovered": recovered}
    return Packet(msgspec.json.encode(body), matches=frozenset((match_id,)), cursor=cursor if recovered else "")


def pack_beat(tops: Mapping[str, int], *, stale: bool = False) -> Packet:
    """The frame that says how far each match's log reaches; `stale`: nobody can tell now whether that is so still."""
    body = {"t": "beat", "tops": tops, "stale": True} if stale else {"t": "beat", "tops": tops}
    return Packet(msgspec.json.encode(body))


def pack_bye(wait_ms: int) -> Packet:
    """The last frame of a server that goes away: come back after so long."""
    return Packet(msgspec.json.encode({"t": "bye", "wait_ms": wait_ms}), retry_ms=wait_ms)


def pack_shed(to: str, *, retry_ms: int | None = None) -> Packet:
    """The only frame of a server that is full: go down to that transport."""
    return Packet(msgspec.json.encode({"t": "shed", "to": to}), retry_ms=retry_ms)


def pack_viewers(counts: Mapping[str, int]) -> Packet:
    """How many look at each match, in all."""
    return Packet(msgspec.json.encode({"t": "viewers", "counts": counts}))


def pack_error(code: int, detail: str) -> Packet:
    """What was wrong, under the close code that it has or would have."""
    return Packet(msgspec.json.encode({"t": "error", "code": code, "detail": detail}))
