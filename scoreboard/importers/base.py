"""What every importer makes of a published file, whatever its format."""

from datetime import date, datetime
from typing import Any

import msgspec


class BadFile(ValueError):
    """A file that is not of its format; says where in the file, and what was expected there."""


class Note(msgspec.Struct, frozen=True):
    """A warning or a rejection: where in the file, and why."""

    where: str
    why: str


class ImportedMatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A match as a file tells it: its fixture by names, and its events as bodies for record.py, in order.

    `where` is its place in the file, `ruleset` what differs from its stage's.
    """

    where: str
    home: str
    away: str
    stage: str | None = None
    group: str | None = None
    round: str | None = None
    round_number: int | None = None
    scheduled_at: datetime | None = None
    scheduled_on: date | None = None
    local_time: str | None = None
    venue: str | None = None
    neutral: bool = False
    coverage: str = "result"
    ruleset: dict[str, Any] = {}
    events: list[dict[str, Any]] = []


class ImportedSeason(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A file's content: one season of a competition, with the rules that its stages have."""

    sport: str
    competition: str
    season: str
    source: str = ""
    licence: str = ""
    ruleset: dict[str, Any] = {}
    ranking: dict[str, Any] = {}
    stages: dict[str, dict[str, Any]] = {}
    matches: list[ImportedMatch] = []
    warnings: list[Note] = []
    rejected: list[Note] = []
