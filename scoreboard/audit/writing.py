"""Writes the audit log, inside the transaction of what it records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from scoreboard.audit.origin import REQUEST, Origin, find_origin
from scoreboard.models import AuditAddress, AuditEntry, Match, rows
from scoreboard.sports.base import Event
from scoreboard.sports.common import CORRECTIONS, FIXED, FixtureChanged, StatusChanged
from scoreboard.sports.state import MatchState

PEOPLE = ("user:", "token:")
SHOWN = 5  # of the records of a batch


def note(
    *,
    kind: str,
    what: str,
    origin: Origin | None = None,
    at: datetime | None = None,
    match: Match | None = None,
    subject: str = "",
    reason: str = "",
    before: Any = None,
    after: Any = None,
) -> None:
    """Note one act: of the origin given, else of who is found to act now. Texts are cut to what a row holds."""
    origin = origin or find_origin()
    at = at or timezone.now()
    address = AuditAddress(address=origin.address, at=at) if origin.address else None
    if address is not None:
        rows.insert(address)
    entry = AuditEntry(
        at=at,
        kind=kind,
        actor=origin.actor,
        name=origin.name or origin.actor,
        address_key=address.key if address is not None else None,
        match=match.pk if match else None,
        subject=subject[:300],
        what=what[:500],
        reason=reason[:500],
        before=before,
        after=after,
    )
    rows.insert(entry)


def summarise_match(match: Match) -> dict[str, Any]:
    """A match's score, status, phase and seq: what an audit entry says before and after."""
    score = f"{match.home_score}–{match.away_score}"
    return {"score": score, "status": match.status, "phase": match.phase, "seq": match.seq}


def note_records(
    match: Match, records: Sequence[Event], state: MatchState, *, before: dict[str, Any] | None, at: datetime
) -> None:
    """Note what a request entered into a match's log.

    What a program enters into a replay is no act of a person, and not noted (decisions/0005).
    """
    actor = records[0].actor or ""
    if match.replay_of_id is not None and not actor.startswith(PEOPLE):
        return
    kind, reason = "event", None
    for record in records:
        if isinstance(record, CORRECTIONS):
            kind = "correction"
        elif kind == "event" and isinstance(record, StatusChanged):
            kind = "status"
        elif kind == "event" and isinstance(record, FIXED):
            kind = "fixture"
        reason = reason or getattr(getattr(record, "data", None), "reason", None)
    what = "; ".join(map(describe_record, records[:SHOWN]))
    if len(records) > SHOWN:
        what += f"; and {len(records) - SHOWN} more"
    note(
        kind=kind,
        what=what,
        origin=act_as(actor),
        at=at,
        match=match,
        subject=name_match(state),
        reason=reason or "",
        before=before,
        after=summarise_match(match),
    )


def note_import(matches: Sequence[Match], records: int, *, actor: str) -> None:
    """Note a batch of new matches: one entry, however many they are."""
    if all(match.replay_of_id is not None for match in matches) and not actor.startswith(PEOPLE):
        return
    note(
        kind="import",
        what=f"{len(matches)} matches with {records} records",
        origin=act_as(actor),
        after={"first": str(matches[0].pk), "last": str(matches[-1].pk)},
    )


def act_as(actor: str) -> Origin:
    """The origin of an act whose actor an entrance has named: with the caller's name and address, if there is one."""
    if REQUEST.get() is None:
        return Origin(actor, actor)
    found = find_origin()
    return Origin(actor, found.name if found.actor == actor else actor, found.address)


def name_match(state: MatchState) -> str:
    """Who plays, in what."""
    home, away = (side.name if side else "?" for side in (state.fixture.home, state.fixture.away))
    return f"{home} – {away}, {state.fixture.competition.name}"


def describe_record(record: Event) -> str:
    """A record in a few words: `goal home Lionel Messi`, `void of 17`, `status postponed`."""
    kind = str(type(record).__struct_config__.tag)
    if isinstance(record, CORRECTIONS):
        return f"{kind} of {record.data.seq}"
    if isinstance(record, StatusChanged):
        return f"{kind} {record.data.status}"
    if isinstance(record, FIXED):
        changes = record.data.list_given() if isinstance(record, FixtureChanged) else ()
        return " ".join([kind, *changes])
    return " ".join(filter(None, [kind, getattr(record, "side", None), getattr(record, "player", None)]))
