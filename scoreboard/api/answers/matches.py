"""Answers about matches: parts of their logs, and what was entered. What they are made of is in wire/."""

from typing import Literal

from msgspec import UNSET, UnsetType

from scoreboard.api.answers.common import Answer
from scoreboard.api.answers.stats import CurrentTo, TableRow
from scoreboard.sports.common import Ref
from scoreboard.wire.records import Record
from scoreboard.wire.snapshot import Changes, Snapshot, WordedSentence


class Log(Answer):
    """Records in order; `next` is the `after` of the next page, null on the last."""

    items: list[Record]
    next: int | None


class Segment(Answer):
    """A hundred records, for ever the same."""

    items: list[Record]


class Entered(Answer):
    """The record that was entered, and the match as it is now; `notes` say what was left open, of a line-up in part."""

    event: Record
    match: Snapshot
    notes: list[WordedSentence] | UnsetType = UNSET


class EnteredMany(Answer):
    """The records of a batch, and the match as it is now; `notes` say what was left open, of line-ups in part."""

    events: list[Record]
    match: Snapshot
    notes: list[WordedSentence] | UnsetType = UNSET


class TriedRow(Answer):
    """A row of a table as it is, and as it would be; null where it is not there."""

    before: TableRow | None
    after: TableRow | None


class TriedTable(Answer):
    """The rows that would differ in a group's table; in that of a season without groups, named null."""

    name: str | None
    rows: list[TriedRow]


class TriedSeason(Answer):
    """The tables of a season that would differ, as current as stats are."""

    season: Ref
    current_to: CurrentTo
    groups: list[TriedTable]


class Tried(Answer):
    """What would be, had it been entered: the match, what of its snapshot would change, and rows of tables."""

    dry_run: Literal[True]
    match: Snapshot
    changes: Changes  # type: ignore[valid-type]  # made from Snapshot's fields, which mypy does not follow
    tables: list[TriedSeason]
