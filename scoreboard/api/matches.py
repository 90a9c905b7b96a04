"""Matches: reading them, and entering events and corrections."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from msgspec import Meta
from ninja import Query, Router

from scoreboard import queries
from scoreboard.api.answers.common import Page
from scoreboard.api.answers.matches import Entered, EnteredMany, Log, Segment, Tried
from scoreboard.api.auth import AUTH, Caller
from scoreboard.api.bodies import answer_json, format_page_cursor, parse_body, parse_key, parse_page_cursor
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import After, Cursor, Day, MatchId, Number, Offset, Seq, Switch, Word, is_on
from scoreboard.api.problems import Problem
from scoreboard.entrances.days import ViewersDay
from scoreboard.entrances.values import Instant, Line, Lines, Top
from scoreboard.models import Match
from scoreboard.models.unreadable import load_each
from scoreboard.record.commands import record
from scoreboard.record.outcome import Recorded
from scoreboard.sports import get_sport
from scoreboard.sports.base import Milliseconds, ShirtNumber, Side
from scoreboard.sports.common import Status
from scoreboard.sports.lineups import Lineup, count_starting, note_partial
from scoreboard.sports.sentences import name_sides
from scoreboard.sports.state import MatchState
from scoreboard.wire.records import make_public
from scoreboard.wire.snapshot import Snapshot, Summary, WordedSentence, build_snapshot, find_changes, word_sentence
from stats.queries.consequences import load_consequences

router = Router(tags=["matches"])
SEGMENT = 100
# A shared cache may answer from what is so old, and a second longer while it asks anew (RFC 5861).
LIVE_FOR = "public, max-age=1, stale-while-revalidate=1"
STILL_FOR = "public, max-age=10, stale-while-revalidate=1"
IMMUTABLE = "public, max-age=31536000, immutable"
Limit = Annotated[int, Query(ge=1, le=500)]
EventData = Annotated[dict[str, Any], Meta(description="As the type has it: `GET /sports/{sport}`.")]
Confirmed = Annotated[
    list[Annotated[str, Meta(max_length=60)]],
    Meta(max_length=20, description="Codes of warnings that were answered, and are meant: `not_in_lineup`."),
]
EventBody = Annotated[
    dict[str, Any],
    Meta(description="An event as `OneEvent`, without `expected_seq`; with its own `confirm`, in a batch."),
]


# --- reading ---------------------------------------------------------------------------------------------------------


@router.get("/matches", summary="Match summaries, by day of play", openapi_extra=document_operation(Page[Summary]))
def list_matches(
    request: HttpRequest,
    date: Day | None = None,
    offset: Offset | None = None,
    end_offset: Offset | None = None,
    status: Status | None = None,
    sport: Word | None = None,
    competition: UUID | None = None,
    season: UUID | None = None,
    cursor: Cursor | None = None,
    limit: Limit = 100,
) -> HttpResponse:
    """By day of play, then by id; `next` leads to the page after.

    `date` is the day at the ground; with `offset` it is the viewer's, from its first instant to its last.
    """
    if (offset is None and end_offset is not None) or (date is None and offset is not None):
        raise Problem(422, "Expected a `date` with `offset`, and an `offset` with `end_offset`.")
    viewers_day = None
    if date is not None and offset is not None:
        viewers_day, date = ViewersDay(date, offset, offset if end_offset is None else end_offset), None
    after = parse_page_cursor(cursor) if cursor else None
    rows = queries.filter_matches(
        day=date,
        viewers_day=viewers_day,
        status=status,
        sport=sport,
        competition_id=competition,
        season_id=season,
        after=after,
    )[: limit + 1]
    page = list(rows)
    more = len(page) > limit
    last = page[:limit][-1] if more else None
    return answer_json(
        {
            "items": load_each(page[:limit], queries.load_summary),
            "next": format_page_cursor(last.scheduled_on, last.pk) if last else None,
        }
    )


@router.get(
    "/matches/{match_id}", summary="A match's snapshot", openapi_extra=document_operation(Snapshot, cached=True)
)
def read_match(request: HttpRequest, match_id: MatchId) -> HttpResponse:
    """The match as it is now, under its present names."""
    match = find_match(match_id)
    etag = queries.format_etag(match)
    response = get_conditional_response(request, etag=etag) or answer_json(queries.load_snapshot(match))
    response["ETag"] = etag
    response["Cache-Control"] = LIVE_FOR if match.status in queries.LIVE else STILL_FOR
    return response


@router.get("/matches/{match_id}/events", summary="A match's log, in order", openapi_extra=document_operation(Log))
def list_events(request: HttpRequest, match_id: MatchId, after: After = 0, limit: Limit = 100) -> HttpResponse:
    """The records after `after`; `next` is the `after` of the next page."""
    match = find_match(match_id)
    records = queries.load_log(match, after=after, limit=limit + 1)
    more = len(records) > limit
    items = [make_public(event) for event in records[:limit]]
    return answer_json({"items": items, "next": records[limit - 1].seq if more else None})


@router.get(
    "/matches/{match_id}/segments/{epoch}-{number}",
    summary="A complete segment of the log, immutable",
    openapi_extra=document_operation(Segment, headers={"Cache-Control": "For ever."}),
)
def read_segment(request: HttpRequest, match_id: MatchId, epoch: Number, number: Number) -> HttpResponse:
    """Segment n holds the records n·100+1 to n·100+100; there is none before it is complete."""
    match = find_match(match_id)
    first = number * SEGMENT
    if epoch != match.epoch or match.seq < first + SEGMENT:
        raise Problem(404, f"There is no complete segment {epoch}-{number} of this match.")
    items = [make_public(event) for event in queries.load_log(match, after=first, limit=SEGMENT)]
    response = answer_json({"items": items})
    response["Cache-Control"] = IMMUTABLE
    return response


def find_match(match_id: str) -> Match:
    """The match with its names; raises 404."""
    match = queries.find_match(match_id)
    if match is None:
        raise Problem(404, f"There is no match {match_id[:60]!r}.")
    return match


# --- entering --------------------------------------------------------------------------------------------------------


class OneEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One event; which fields it takes, and what is in `data`, `GET /sports/{sport}` says for each type."""

    type: str
    side: Side | None = None
    period: Line | None = None
    clock_ms: Milliseconds | None = None
    player: Line | None = None
    player_id: Line | None = None
    number: ShirtNumber | None = None
    data: EventData | None = None
    occurred_at: Instant | None = None
    expected_seq: Top | None = None
    confirm: Confirmed = []


class ManyEvents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A batch: all are accepted, or none."""

    events: list[EventBody]
    expected_seq: Top | None = None
    confirm: Confirmed = []


class Voiding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a record is to be read as if it had never been."""

    reason: Lines
    expected_seq: Top | None = None


class Amending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a record is to be read as, and why."""

    event: EventBody
    reason: Lines
    expected_seq: Top | None = None
    confirm: Confirmed = []


@router.post(
    "/matches/{match_id}/events",
    auth=AUTH,
    summary="Enter an event, or a batch",
    openapi_extra=document_operation((Entered, EnteredMany), takes=(OneEvent, ManyEvents), tries=Tried),
)
def enter_event(request: HttpRequest, match_id: MatchId, dry_run: Switch = "0") -> HttpResponse:
    """One event, or with `events` a batch, which is accepted as a whole or not at all."""
    body = parse_body(request, dict[str, Any])
    if "events" in body:
        many = parse_body(request, ManyEvents)
        return enter(
            request,
            match_id,
            many.events,
            expected_seq=many.expected_seq,
            confirm=many.confirm,
            dry_run=dry_run,
            batch=True,
        )
    parse_body(request, OneEvent)
    expected_seq, confirm = body.pop("expected_seq", None), body.pop("confirm", ())
    return enter(request, match_id, [body], expected_seq=expected_seq, confirm=confirm, dry_run=dry_run)


@router.post(
    "/matches/{match_id}/events/{seq}/void",
    auth=AUTH,
    summary="Void a record",
    openapi_extra=document_operation(Entered, takes=Voiding, tries=Tried),
)
def void_event(request: HttpRequest, match_id: MatchId, seq: Seq, dry_run: Switch = "0") -> HttpResponse:
    """The match is then as if the record had never been. A correction is a record, and can be voided, too."""
    body: Voiding = parse_body(request, Voiding)
    event = {"type": "void", "data": {"seq": seq, "reason": body.reason}}
    return enter(request, match_id, [event], expected_seq=body.expected_seq, dry_run=dry_run)


@router.post(
    "/matches/{match_id}/events/{seq}/amend",
    auth=AUTH,
    summary="Amend a record",
    openapi_extra=document_operation(Entered, takes=Amending, tries=Tried),
)
def amend_event(request: HttpRequest, match_id: MatchId, seq: Seq, dry_run: Switch = "0") -> HttpResponse:
    """The match is then as if the record had been `event`. A correction is a record of its own."""
    body: Amending = parse_body(request, Amending)
    event = {"type": "amend", "data": {"seq": seq, "reason": body.reason, "event": body.event}}
    return enter(request, match_id, [event], expected_seq=body.expected_seq, confirm=body.confirm, dry_run=dry_run)


def enter(
    request: HttpRequest,
    match_id: str,
    events: Sequence[dict[str, Any]],
    *,
    expected_seq: int | None,
    dry_run: Switch,
    confirm: Collection[str] = (),
    batch: bool = False,
) -> HttpResponse:
    """Ask the write path to record `events` for the caller, and answer with them and the match as it is now."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    tried = is_on(dry_run)
    key = None if tried else parse_key(request)
    match = find_match(match_id)
    caller.check_may_score(match)
    for number, event in enumerate(events):
        if event.get("type") == "fixture_changed":
            place = f"$.events[{number}].type" if batch else "$.type"
            raise Problem(422, f"A fixture is changed by PATCH /matches/{{id}} - at `{place}`")
    recorded = record(
        match_id=match.pk,
        events=events,
        actor=caller.actor,
        key=key,
        expected_seq=expected_seq,
        dry_run=tried,
        confirm=confirm,
    )
    if tried:
        return answer_tried(match=match, before=queries.decode_state(match), after=recorded.state)
    return answer(recorded, batch=batch)


def answer(recorded: Recorded, *, batch: bool = False) -> HttpResponse:
    """201 with what was entered and the match as it is now; 200 where the same request had been accepted before."""
    events = [make_public(event) for event in recorded.records]
    match = find_match(str(recorded.match.pk))
    body: dict[str, Any] = {"events": events} if batch else {"event": events[0]}
    if notes := list_notes(recorded):
        body["notes"] = notes
    return answer_json({**body, "match": queries.load_snapshot(match)}, status=200 if recorded.repeated else 201)


def list_notes(recorded: Recorded) -> list[WordedSentence]:
    """What was left open by what was entered: line-ups in part, each with how far it goes."""
    fixture, notes = recorded.state.fixture, list[WordedSentence]()
    starting = count_starting(get_sport(fixture.sport).starting, recorded.state.play.ruleset)
    names = name_sides(fixture.home, fixture.away)
    for event in recorded.records:
        if isinstance(event, Lineup) and (said := note_partial(event, starting=starting)) is not None:
            notes.append(word_sentence(said, sport=fixture.sport, names=names))
    return notes


def answer_tried(*, match: Match, before: MatchState | None, after: MatchState) -> HttpResponse:
    """200 with what a request would have made of a match, which was `before` (None: is not there) and stays so."""
    pk, epoch = str(match.pk), match.epoch
    was = None if before is None else build_snapshot(before, match_id=pk, epoch=epoch)
    would = build_snapshot(after, match_id=pk, epoch=epoch)
    tables = load_consequences(after, match=pk, epoch=epoch)
    return answer_json({"dry_run": True, "match": would, "changes": find_changes(was, would), "tables": tables})
