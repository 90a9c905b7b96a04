"""Reads the audit log: a page of it, newest first, or all of it for a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from scoreboard.entrances.values import Unfit, check_day, check_text
from scoreboard.models import AuditEntry
from scoreboard.models.audit import KINDS
from scoreboard.wire.instants import format_instant

COLUMNS = ("id", "at", "kind", "actor", "name", "address", "match", "subject", "what", "reason", "before", "after")
READ_AT_ONCE = 1_000


class BadFilter(ValueError):
    """A filter that cannot be read; says which, and what was expected."""


@dataclass(frozen=True)
class Filter:
    """Which entries: of one actor (by name, or as the log has it), match, kind, from one day to another (UTC)."""

    actor: str = ""
    match: UUID | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None

    def select(self) -> QuerySet[AuditEntry]:
        """The entries, newest first."""
        found = AuditEntry.objects.with_address().order_by("-id")
        if self.actor:
            found = found.filter(Q(name=self.actor) | Q(actor=self.actor))
        if self.match:
            found = found.filter(match=self.match)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.since:
            found = found.filter(at__gte=datetime.combine(self.since, time.min, UTC))
        if self.until:
            found = found.filter(at__lt=datetime.combine(self.until + timedelta(days=1), time.min, UTC))
        return found


def parse_filter(fields: Mapping[str, str]) -> Filter:
    """The filter of a form's or an address's fields: actor, match, kind, from, to. Raises BadFilter."""
    kind, actor = fields.get("kind", "").strip(), fields.get("actor", "").strip()[:150]
    try:
        check_text(actor)
    except Unfit as error:
        raise BadFilter(f"actor={actor[:40]!a}: {error.within()}.") from None
    if kind and kind not in KINDS:
        raise BadFilter(f"kind={kind[:40]!r}: expected one of: {', '.join(KINDS)}.")
    return Filter(
        actor=actor,
        match=_parse_match(fields.get("match", "").strip()),
        kind=kind,
        since=_parse_day("from", fields.get("from", "").strip()),
        until=_parse_day("to", fields.get("to", "").strip()),
    )


def _parse_match(text: str) -> UUID | None:
    """A match's id, or its page's address."""
    try:
        return UUID(text.rstrip("/").rpartition("/")[2]) if text else None
    except ValueError:
        raise BadFilter(f"match={text[:60]!r}: expected a match's id or the address of its page.") from None


def _parse_day(name: str, text: str) -> date | None:
    try:
        return check_day(date.fromisoformat(text)) if text else None
    except ValueError:
        raise BadFilter(f"{name}={text[:40]!r}: expected a day as 2022-12-18.") from None


def list_rows(entries: QuerySet[AuditEntry]) -> Iterator[dict[str, Any]]:
    """Entries as rows of a file, in bounded memory: instants in UTC, before and after as JSON."""
    for entry in entries.iterator(READ_AT_ONCE):
        row = {name: getattr(entry, name) for name in COLUMNS}
        row["at"] = format_instant(entry.at)
        row["match"] = str(entry.match or "")
        row["address"] = row["address"] or ""
        for name in ("before", "after"):
            row[name] = "" if row[name] is None else msgspec.json.encode(row[name]).decode()
        yield row
