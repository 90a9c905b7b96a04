"""What a viewer is sent: frames, as docs/protocol.md lists them, each made once whoever looks on.

The same function makes a record's frame for the push and for a repair from the log, so that both are the same bytes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from scoreboard import envelope
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.match import CORRECTIONS, MatchState, fold_leniently, step


class Frame(msgspec.Struct, frozen=True):
    """A record's frame, with its place in the match log."""

    match: str
    epoch: int
    seq: int
    body: bytes


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
        shown = envelope.snapshot(before, match_id=records[0].match, epoch=epoch)
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
        after = envelope.snapshot(state, match_id=record.match, epoch=epoch)
        body = {
            "t": "event",
            "id": record.match,
            "seq": record.seq,
            "cursor": after["cursor"],
            "event": envelope.publish_record(record),
            "changes": envelope.changes(shown, after),
        }
        yield Frame(record.match, epoch, record.seq, msgspec.json.encode(body))
        shown = after


def frame_snapshot(snapshot: dict[str, Any]) -> bytes:
    """The frame that shows a whole match, or `recovers` nothing before it."""
    return msgspec.json.encode({"t": "snapshot", "match": snapshot})
