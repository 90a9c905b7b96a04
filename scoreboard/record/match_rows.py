"""The rows of one match: lock it, append its records, save its state and its outbox cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from scoreboard.entrances.values import ROUNDS
from scoreboard.models import Match, MatchEvent, OutboxCursor, rows
from scoreboard.record.outcome import UnknownMatch
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import Feeder, Fixture, Ref
from scoreboard.sports.days import find_day
from scoreboard.sports.state import MatchState, status_of
from scoreboard.wire.stored import encode_verified_record, encode_verified_state

# Columns of a match that follow from its state; `fill_from_state` sets them.
DERIVED_COLUMNS = (
    *("season_id", "stage_id", "home_id", "away_id", "home_feeder", "away_feeder", "group", "round", "round_number"),
    *("scheduled_at", "scheduled_on", "venue", "status", "phase", "home_score", "away_score"),
    *("state", "seq", "recorded_at"),
)


def lock_match(match_id: UUID | str) -> Match:
    """The match, locked until the transaction ends (SQLite locks the whole file when the transaction begins)."""
    try:
        found = rows.select(Match, lock=True, id=UUID(str(match_id)))
    except ValueError:
        found = []
    if not found:
        raise UnknownMatch(f"There is no match {str(match_id)[:60]!r}.")
    return found[0]


def append_records(match: Match, records: Sequence[Event], request_hash: bytes | None) -> None:
    """Append the records to the log, and set the outbox cursor to where it ends now."""
    if len(records) == 1:
        rows.insert(build_row(match, records[0], request_hash=request_hash))
    else:
        rows.insert_many(
            MatchEvent,
            (
                build_columns(match, event, encode_verified_record(event), number=number, request_hash=request_hash)
                for number, event in enumerate(records)
            ),
        )
    top = OutboxCursor(match_id=match.pk, top_seq=records[-1].seq, waiting_since=records[0].recorded_at)
    rows.update(top, ["top_seq"], unless_set=["waiting_since"])


def build_row(match: Match, event: Event, *, number: int = 0, request_hash: bytes | None = None) -> MatchEvent:
    """The row of one record; raises Refused where it could not be decoded again."""
    return MatchEvent(
        **build_columns(match, event, encode_verified_record(event), number=number, request_hash=request_hash)
    )


def build_columns(
    match: Match, event: Event, encoded: str, *, number: int = 0, request_hash: bytes | None = None
) -> dict[str, Any]:
    """What the row of one record holds; `number` is its place in the request's batch."""
    return {
        "match_id": match.pk,
        "seq": event.seq,
        "record": encoded,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "key": event.key,
        "key_index": number,
        "request_hash": request_hash,
    }


def save_state(match: Match, state: MatchState, now: datetime) -> None:
    """Save the match's new state."""
    fill_from_state(match, state, now)
    rows.update(match, DERIVED_COLUMNS)


def fill_from_state(match: Match, state: MatchState, now: datetime) -> None:
    """Set every derived column of a match from its state; raises Refused where that could not be decoded again."""
    fill_references(match, state.fixture)
    fill_from_play(match, state, now)


def fill_references(match: Match, fixture: Fixture) -> None:
    """Set the columns that refer to the catalogue from a match's fixture."""
    for side in ("season", "stage", "home", "away"):
        ref: Ref | None = getattr(fixture, side)
        setattr(match, f"{side}_id", UUID(ref.id) if ref else None)


def fill_from_play(match: Match, state: MatchState, now: datetime) -> None:
    """Set every other derived column; raises as `fill_from_state` does."""
    fixture = state.fixture
    match.state, view = encode_verified_state(state)
    match.home_feeder, match.away_feeder = find_feeder(fixture.home_from), find_feeder(fixture.away_from)
    match.group, match.round, match.venue = fixture.group or "", fixture.round or "", fixture.venue or ""
    match.round_number = check_round(fixture.round_number)
    match.scheduled_at = fixture.scheduled_at
    match.scheduled_on = find_day(fixture)
    match.status, match.phase = status_of(state, view), view.phase
    match.home_score, match.away_score = view.score.home, view.score.away
    match.seq, match.recorded_at = state.seq, now


def find_feeder(feeder: Feeder | None) -> UUID | None:
    """The id of the match from which a side comes; None where its fixture says none."""
    return UUID(feeder.match) if feeder else None


def check_round(number: int | None) -> int | None:
    """A round number that its column holds; raises Refused. PostgreSQL's driver would store a larger one as another."""
    if number is not None and not 0 <= number <= ROUNDS:
        raise Refused("match.round_number", number=number, most=ROUNDS)
    return number


def resend_log(match: Match) -> None:
    """Set the outbox back to a match's first record, and take the match from the relay that has it in hand."""
    OutboxCursor.objects.filter(match=match).update(
        top_seq=match.seq, sent_seq=0, waiting_since=timezone.now(), leased_by="", leased_until=None
    )
