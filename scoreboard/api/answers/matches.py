"""Answers about matches: parts of their logs, and what was entered. What they are made of is in wire/."""

from scoreboard.api.answers.common import Answer
from scoreboard.wire.records import Record
from scoreboard.wire.snapshot import Snapshot


class Log(Answer):
    """Records in order; `next` is the `after` of the next page, null on the last."""

    items: list[Record]
    next: int | None


class Segment(Answer):
    """A hundred records, for ever the same."""

    items: list[Record]


class Entered(Answer):
    """The record that was entered, and the match as it is now."""

    event: Record
    match: Snapshot


class EnteredMany(Answer):
    """The records of a batch, and the match as it is now."""

    events: list[Record]
    match: Snapshot
