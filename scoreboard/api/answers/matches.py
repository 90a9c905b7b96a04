"""Answers about matches: records of their logs, and what was entered. Summary and Snapshot are wire/snapshot.py's."""

from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from scoreboard.api.answers.common import Answer
from scoreboard.sports.base import Side
from scoreboard.wire.snapshot import Snapshot


class Record(Answer, kw_only=True):
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
    data: dict[str, Any] | UnsetType = UNSET


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
