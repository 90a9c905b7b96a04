"""Makes the frame of each record, and carries it through the channel layer as a LayerMessage.

It travels so from the process that wrote the record to those that have viewers. The push and a repair from the match
log make it by the same function, so that both are the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTIONS
from scoreboard.sports.match import fold_leniently, step
from scoreboard.sports.state import MatchState
from scoreboard.wire.frames import EventFrame
from scoreboard.wire.records import ENCODER, Cursor, encode_record, format_cursor, make_public
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
        frame = EventFrame(
            id=record.match,
            seq=record.seq,
            cursor=format_cursor(epoch, record.seq),
            event=msgspec.Raw(encode_record(make_public(record))),
            changes=find_changes(shown, after),
        )
        at = record.recorded_at.timestamp() if record.recorded_at else 0.0
        yield LayerMessage(record.match, epoch, record.seq, at, ENCODER.encode(frame))
        shown = after
