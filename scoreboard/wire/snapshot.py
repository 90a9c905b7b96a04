"""A match as it looks outside: its snapshot, the summary of it in lists, and what changed between two snapshots."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from scoreboard.sports.base import Clock, Incident, PeriodScore, Score, Shown, Side
from scoreboard.sports.common import DETAILS, Ref, Status, extended, list_fields
from scoreboard.sports.match import MatchState, status_of, view_of
from scoreboard.wire.records import format_cursor


@extended([(name, kind) for name, kind, _ in list_fields(DETAILS)])
class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A match in a list: all that its snapshot says but the incidents (docs/protocol.md has the words).

    The details of its fixture that are not declared here stand after the other fields.
    """

    id: str
    sport: str
    competition: Ref
    season: Ref
    stage: Ref | None
    round: str | None
    group: str | None
    scheduled_at: datetime | None
    scheduled_on: date | None
    local_time: str | None
    venue: str | None
    neutral: bool
    status: Status
    status_reason: str | None
    phase: str
    coverage: Literal["live", "events", "result"]
    replay_of: str | None
    home: Ref | None
    away: Ref | None
    score: Score
    shown: Shown | None
    periods: list[PeriodScore]
    totals: list[PeriodScore]
    turn: Side | None
    points: Shown | None
    situation: str | None
    shootout: Score | None
    winner: Side | None
    decided_by: str | None
    aggregate: Score | None
    advances: Side | None
    summary: str | None
    clock: Clock | None
    seq: int
    cursor: str


class Snapshot(Summary, frozen=True, kw_only=True):
    """A match as the API, the pages and the push show it."""

    incidents: list[Incident]


def build_snapshot(state: MatchState, *, match_id: str, epoch: int) -> dict[str, Any]:
    """A match as it looks outside, in plain values: what Snapshot describes."""
    fixture, view = state.fixture, view_of(state)
    details: dict[str, Any] = {name: getattr(fixture, name) for name in DETAILS}
    # Lists for tuples, so that a snapshot is equal to what is read back from its JSON.
    details |= {name: list(value) for name, value in details.items() if isinstance(value, tuple)}
    shown = Snapshot(
        id=match_id,
        sport=fixture.sport,
        competition=fixture.competition,
        season=fixture.season,
        stage=fixture.stage,
        status=status_of(state, view),
        status_reason=state.declared.reason if state.declared else None,
        phase=view.phase,
        coverage=fixture.coverage,
        replay_of=fixture.replay_of,
        home=fixture.home,
        away=fixture.away,
        score=view.score,
        shown=view.shown,
        periods=list(view.periods),
        totals=list(view.totals),
        turn=view.turn,
        points=view.points,
        situation=view.situation,
        shootout=view.shootout,
        winner=view.winner,
        decided_by=view.decided_by,
        aggregate=view.aggregate,
        advances=view.advances,
        summary=view.summary,
        clock=view.clock,
        seq=state.seq,
        cursor=format_cursor(epoch, state.seq),
        incidents=list(state.incidents),
        **details,
    )
    plain: dict[str, Any] = msgspec.to_builtins(shown)
    return plain


def find_changes(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    """Every field of the snapshot `after` that differs from `before`; of incidents, those to replace by their seq.

    An incident that is gone altogether is named in `incidents_removed`.
    """
    if before is None:
        return dict(after)
    changed = {name: value for name, value in after.items() if name != "incidents" and before.get(name) != value}
    if before["incidents"] == after["incidents"]:
        return changed
    known = {incident["seq"]: incident for incident in before["incidents"]}
    incidents = [incident for incident in after["incidents"] if known.pop(incident["seq"], None) != incident]
    if incidents:
        changed["incidents"] = incidents
    if known:
        changed["incidents_removed"] = sorted(known)
    return changed
