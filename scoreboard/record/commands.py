"""The only write path of the match log: API, console, importers and replays all come through here.

One transaction locks the match, checks the idempotency key and the expected seq, asks the rules, inserts the records
and saves the match's new state; the push follows the commit. Who may is asked before, by the doors (permissions.py).
"""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from scoreboard import audit
from scoreboard.entrances.values import ROUNDS
from scoreboard.live import push
from scoreboard.models import Competitor, Match, MatchEvent, OutboxCursor, Person, Season, Stage, rows
from scoreboard.models.loading import EDGES
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import load_log, read_record, read_state
from scoreboard.record.people import People, change_ids
from scoreboard.record.request import BadEvent, build, check_event, enter_people, find_people, load_people, take_fixture
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTIONS, Fixture, FixtureChanges, Ref, Scheduled
from scoreboard.sports.corrections import check_correction
from scoreboard.sports.match import MatchState, as_conflict, fold_leniently, status_of, step
from scoreboard.wire.stored import FAILURES, encode_record, encode_state


class UnknownMatch(LookupError):
    """No match has that id."""


class StaleSeq(Exception):
    """The match has moved on since the scorer looked; `current` is its seq now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The match is at seq {current} by now: look again before entering.")
        self.current = current


class KeyReused(Exception):
    """The idempotency key was used for another request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request: use a new key for a new request.")


@dataclass(frozen=True)
class Recorded:
    """What became of a request: the records as stored, the match as it is now.

    `repeated`: it had been accepted before, under the same idempotency key.
    """

    records: tuple[Event, ...]
    match: Match
    state: MatchState
    repeated: bool = False


def record(
    *,
    match_id: UUID | str,
    events: Sequence[dict[str, Any]],
    actor: str,
    key: str | None = None,
    expected_seq: int | None = None,
    publish: bool = True,
) -> Recorded:
    """Enter a batch of events into a match's log: all are accepted, or none.

    `events` are bodies as in the API (docs/protocol.md); `actor` says who ("user:3", "import:openfootball"), and `key`
    is that actor's own; `publish` pushes them to viewers after the commit. Raises UnknownMatch, BadEvent, Refused,
    StaleSeq, KeyReused, UnreadableMatch.
    """
    bodies = list(events)
    if not bodies:
        raise BadEvent("events: expected at least one event")
    with transaction.atomic():
        match = lock_match(match_id)
        request_hash = hash_request({"events": bodies, "expected_seq": expected_seq}) if key else None
        if key and (repeated := find_repeated(match, actor, key, request_hash, bodies)):
            return repeated
        if expected_seq is not None and expected_seq != match.seq:
            raise StaleSeq(match.seq)
        before, stood = read_state(match), audit.look(match)
        now = max(timezone.now(), match.recorded_at)
        place = {"match": str(match.id), "sport": match.sport, "epoch": match.epoch, "recorded_at": now, "actor": actor}
        given = [
            check_event(match, body, now=now, place={**place, "seq": match.seq + number, "key": key})
            for number, body in enumerate(bodies, start=1)
        ]
        people = enter_people(match, given)
        records = tuple(find_people(match, event, people) for event in given)
        state, log = accept(match, before, records)
        with rows.storing():
            insert(match, records, request_hash)
            save(match, state, now)
            audit.note_records(match, records, state, before=stood, at=now)
        if publish:

            def push_after_commit() -> None:  # a function of its own: Django asks a robust callback for its name
                push.push_records(before=before, records=records, log=log, epoch=match.epoch)

            transaction.on_commit(push_after_commit, robust=True)
    return Recorded(records, match, state)


@dataclass(frozen=True)
class Prepared:
    """A new match with its first records, checked against the rules and not entered yet.

    `encoded` are the records as they will be stored, `newcomers` people whom it names who are not in the database yet.
    """

    match: Match
    records: tuple[Event, ...]
    encoded: tuple[str, ...]
    state: MatchState
    request_hash: bytes | None = None
    newcomers: tuple[Person, ...] = ()


def schedule(*, actor: str, key: str | None = None, **fixture: Any) -> Recorded:
    """Make a match and enter its first record, `scheduled`; takes what `prepare` takes.

    Raises BadEvent, Refused, KeyReused.
    """
    made = prepare(actor=actor, key=key, **fixture)
    with rows.storing():
        try:
            with transaction.atomic():
                if key and (repeated := find_scheduled(actor, key, made.request_hash)):
                    return repeated
                enter_many([made])
                audit.note_records(made.match, made.records, made.state, before=None, at=made.match.recorded_at)
        except IntegrityError:
            # The same request, sent twice at once: the other one was first.
            repeated = find_scheduled(actor, key, made.request_hash) if key else None
            if repeated is None:
                raise
            return repeated
    return Recorded(made.records, made.match, made.state)


def prepare(
    *,
    season: Season,
    home: Competitor | None,
    away: Competitor | None,
    actor: str,
    key: str | None = None,
    stage: Stage | None = None,
    replay_of: Match | None = None,
    ruleset: dict[str, Any] | None = None,
    events: Sequence[dict[str, Any]] = (),
    people: People | None = None,
    **fixture: Any,
) -> Prepared:
    """A match to be made, with its resolved ruleset (`ruleset` on top of it) and the events known of it already.

    `fixture` holds the further fields of sports.common.Fixture: scheduled_at (UTC), scheduled_on, group, round, venue…
    `people` remembers those whom the events of other matches have named. Raises BadEvent, Refused.
    """
    competition = season.competition
    check_sides(competition.sport, home, away)
    given = build(
        Fixture,
        sport=competition.sport,
        competition=refer(competition),
        season=refer(season),
        stage=refer(stage),
        home=refer(home),
        away=refer(away),
        replay_of=str(replay_of.id) if replay_of else None,
        ruleset=resolve_ruleset(season=season, stage=stage, match=ruleset),
        **fixture,
    )
    request_hash = hash_request([msgspec.to_builtins(given)]) if key else None
    now, data = timezone.now(), take_fixture(given)
    match = Match(sport=competition.sport, recorded_at=now, season=season, replay_of=replay_of, home=home, away=away)
    place = {"match": str(match.id), "sport": match.sport, "epoch": match.epoch, "recorded_at": now, "actor": actor}
    records: list[Event] = [
        Scheduled(match=str(match.id), sport=match.sport, seq=1, recorded_at=now, actor=actor, key=key, data=data)
    ]
    records += [
        check_event(match, body, now=now, place={**place, "seq": seq, "key": key}) for seq, body in enumerate(events, 2)
    ]
    if any(isinstance(event, CORRECTIONS) for event in records):
        raise BadEvent("A new match has no record to correct - at `$.events`")
    people = people or People()
    records, newcomers = people.find_all(match, records)
    state = replay(records)
    fill(match, state, now)
    return Prepared(match, tuple(records), tuple(map(encode_record, records)), state, request_hash, newcomers)


def replay(records: Sequence[Event]) -> MatchState:
    """The state after the first records of a match; raises Refused."""
    state = functools.reduce(step, records, None)
    assert state is not None
    return state


def schedule_many(prepared: Sequence[Prepared]) -> None:
    """Enter prepared matches with their logs in one transaction, a statement a table; nothing is pushed.

    Raises Refused, and enters none, where the database does not take one.
    """
    with rows.storing(), transaction.atomic():
        enter_many(prepared)
        records = sum(len(made.records) for made in prepared)
        actor = prepared[0].records[0].actor or ""
        audit.note_import([made.match for made in prepared], records, actor=actor)


def enter_many(prepared: Sequence[Prepared]) -> None:
    """Insert prepared matches with their people, logs and outbox cursors."""
    with transaction.atomic():
        prepared = enter_newcomers(prepared)
        Match.objects.bulk_create([made.match for made in prepared])
        OutboxCursor.objects.bulk_create(
            [
                OutboxCursor(match=made.match, top_seq=made.state.seq, waiting_since=made.match.recorded_at)
                for made in prepared
            ]
        )
        rows.insert_many(
            MatchEvent,
            (
                list_columns(made.match, event, encoded, request_hash=made.request_hash if event.seq == 1 else None)
                for made in prepared
                for event, encoded in zip(made.records, made.encoded, strict=True)
            ),
        )


def change_fixture(
    *,
    match_id: UUID | str,
    actor: str,
    reason: str | None = None,
    key: str | None = None,
    expected_seq: int | None = None,
    status: dict[str, Any] | None = None,
    **changes: Any,
) -> Recorded:
    """Enter a changed fixture: another time, place, side, or season (model instances for season, stage, home, away).

    `status` declares a status with it, in one transaction (sports.common.StatusData). A match moved before its start
    takes the ruleset of where it moves to. Raises as `record` does.
    """
    season, stage = changes.get("season"), changes.get("stage")
    if season is not None:
        changes["competition"] = season.competition
        changes.setdefault("stage", None)
    if season is not None or stage is not None:
        match = Match.objects.filter(pk=match_id).select_related("season__competition").first()
        if match is not None and match.status in ("scheduled", "delayed", "postponed"):
            changes["ruleset"] = resolve_ruleset(season=season or match.season, stage=stage)
    for field in ("competition", "season", "stage", "home", "away"):
        if changes.get(field) is not None:
            changes[field] = refer(changes[field])
    bodies = []
    if changes:
        data = build(FixtureChanges, reason=reason, **changes)
        bodies.append({"type": "fixture_changed", "data": msgspec.to_builtins(data)})
    if status is not None:
        bodies.append({"type": "status", "data": {"reason": reason, **status}})
    return record(match_id=match_id, events=bodies, actor=actor, key=key, expected_seq=expected_seq)


# --- another epoch ---------------------------------------------------------------------------------------------------


def raise_epoch(*, match_id: UUID | str, reason: str) -> Match:
    """Have a match's whole log sent again under the next epoch, which supersedes everywhere what was sent before.

    `reason` is for the audit log. For a match that may have lost accepted events with a database (docs/operations.md).
    Raises UnknownMatch.
    """
    with transaction.atomic():
        match = lock_match(match_id)
        match.epoch += 1
        with rows.storing():
            rows.update(match, ["epoch"])
        send_anew(match)
        audit.note(
            kind="epoch",
            what=f"epoch {match.epoch} to record {match.seq}",
            match=match,
            subject=name_subject(match),
            reason=reason,
            before={"epoch": match.epoch - 1},
            after={"epoch": match.epoch},
        )
    return match


def name_subject(match: Match) -> str:
    """A match in the audit log's words; by its row where its state cannot be read."""
    try:
        return audit.name_match(read_state(match))
    except UnreadableMatch:
        return str(match)


def restart_replay(*, match_id: UUID | str, scheduled_at: datetime) -> Recorded:
    """Begin a replay anew: its log is the record `scheduled` alone, for another time, in the next epoch.

    For replays only: their records are nobody's history (docs/decisions/0003). Raises UnknownMatch, Refused.
    """
    with transaction.atomic():
        match = lock_match(match_id)
        if match.replay_of_id is None:
            raise Refused("match.replay", "Only a replay can begin anew: the log of a match that was played is kept.")
        first = read_record(match.pk, 1, MatchEvent.objects.get(match=match, seq=1).record)
        assert isinstance(first, Scheduled)
        now = timezone.now() if match.recorded_at in EDGES else max(timezone.now(), match.recorded_at)
        match.epoch += 1
        data = msgspec.structs.replace(first.data, scheduled_at=scheduled_at)
        event = msgspec.structs.replace(first, epoch=match.epoch, recorded_at=now, key=None, data=data)
        state = step(None, event)
        MatchEvent.objects.filter(match=match).delete()
        with rows.storing():
            rows.insert(build_row(match, event))
            fill(match, state, now)
            rows.update(match, [*FILLED, "epoch"])
        send_anew(match)

        def push_after_commit() -> None:
            push.push_records(before=None, records=[event], log=None, epoch=match.epoch)

        transaction.on_commit(push_after_commit, robust=True)
    return Recorded((event,), match, state)


def send_anew(match: Match) -> None:
    """Set the outbox back to a match's first record, and take the match from the relay that has it in hand."""
    OutboxCursor.objects.filter(match=match).update(
        top_seq=match.seq, sent_seq=0, waiting_since=timezone.now(), leased_by="", leased_until=None
    )


# --- fixtures --------------------------------------------------------------------------------------------------------


def enter_newcomers(prepared: Sequence[Prepared]) -> Sequence[Prepared]:
    """Enter the people whom matches name and who are not there yet; the matches, with the ids these have now."""
    newcomers = {person.pk: person for made in prepared for person in made.newcomers}
    if not newcomers:
        return prepared
    # Another one may have been quicker; in one order, whoever enters them, since two would wait for each other.
    in_order = sorted(newcomers.values(), key=lambda person: (person.competitor_id, person.name))
    Person.objects.bulk_create(in_order, ignore_conflicts=True)
    named = {(person.competitor_id, person.name) for person in newcomers.values()}
    entered = load_people(named)
    changed = {str(pk): str(entered[person.competitor_id, person.name].pk) for pk, person in newcomers.items()}
    if all(old == new for old, new in changed.items()):
        return prepared
    return [rename_people(made, changed) for made in prepared]


def rename_people(made: Prepared, changed: Mapping[str, str]) -> Prepared:
    """A prepared match with other ids for some of its people."""
    records = tuple(change_ids(made.match, event, changed) for event in made.records)
    state = replay(records)
    fill(made.match, state, made.match.recorded_at)
    return replace(made, records=records, encoded=tuple(map(encode_record, records)), state=state)


def hash_request(request: Any) -> bytes:
    """What tells one request from another under the same idempotency key; raises BadEvent where it is no JSON."""
    try:
        encoded = msgspec.json.encode(request, order="deterministic")
    except FAILURES as error:
        raise BadEvent(f"events: {error}") from error
    return hashlib.sha256(encoded).digest()[:16]


def refer(row: Any) -> Ref | None:
    """A catalogue row by its id and its present name."""
    return None if row is None else Ref(id=str(row.id), name=row.name)


def check_sides(sport: str, home: Competitor | None, away: Competitor | None) -> None:
    """Refuse a match against oneself, or with a competitor of another sport."""
    if home is not None and home == away:
        raise Refused("match.sides", f"{home.name} cannot play against itself.")
    for side in (home, away):
        if side is not None and side.sport != sport:
            raise Refused("match.sides", f"{side.name} does not play {sport}.")


def resolve_ruleset(*, season: Season, stage: Stage | None, match: dict[str, Any] | None = None) -> dict[str, Any]:
    """The ruleset of play, each level overriding the one above: sport ‹ competition ‹ season ‹ stage ‹ match."""
    given = {**season.competition.ruleset, **season.ruleset, **(stage.ruleset if stage else {}), **(match or {})}
    ruleset = build(get_sport(season.competition.sport).ruleset, **given)
    return dict(msgspec.to_builtins(ruleset))


# --- inside the transaction ------------------------------------------------------------------------------------------


def lock_match(match_id: UUID | str) -> Match:
    """The match, locked until the transaction ends (SQLite locks the whole file when the transaction begins)."""
    try:
        found = rows.select(Match, lock=True, id=UUID(str(match_id)))
    except ValueError:
        found = []
    if not found:
        raise UnknownMatch(f"There is no match {str(match_id)[:60]!r}.")
    return found[0]


def find_repeated(
    match: Match, actor: str, key: str, request_hash: bytes | None, bodies: Sequence[Any]
) -> Recorded | None:
    """What an earlier request of the same actor and key was answered; raises KeyReused if that was another request.

    Before the expected seq was a part of it, the hash was of the bodies alone: such keys still hold.
    """
    found = rows.select(MatchEvent, order_by="seq", match_id=match.pk, actor=actor, key=key)
    if not found:
        return None
    if bytes(found[0].request_hash or b"") not in (request_hash, hash_request(bodies)):
        raise KeyReused
    records = tuple(read_record(match.pk, row.seq, row.record) for row in found)
    return Recorded(records, match, read_state(match), repeated=True)


def find_scheduled(actor: str, key: str, request_hash: bytes | None) -> Recorded | None:
    """The match that an earlier request under the same key made; raises KeyReused if that was another request."""
    row = MatchEvent.objects.filter(seq=1, actor=actor, key=key).select_related("match").first()
    if row is None:
        return None
    if bytes(row.request_hash or b"") != request_hash:
        raise KeyReused
    first = read_record(row.match_id, row.seq, row.record)
    return Recorded((first,), row.match, read_state(row.match), repeated=True)


def accept(match: Match, before: MatchState, records: Sequence[Event]) -> tuple[MatchState, Sequence[Event] | None]:
    """The state after `records`, and the log before them where it had to be read; raises Refused."""
    if not any(isinstance(event, CORRECTIONS) for event in records):
        state = before
        for event in records:
            state = step(state, event)
        return state, None
    log = load_log(match)
    for number, event in enumerate(records):
        check_correction([*log, *records[:number]], event)
    folded = fold_leniently([*log, *records])
    # A record refused already before this request was accepted under rules of its time: not this request's doing.
    known = {event.seq for event, _ in fold_leniently(log).refused}
    refused = [(event, error) for event, error in folded.refused if event.seq not in known]
    if refused:
        raise as_conflict(refused)
    return folded.state, log


def insert(match: Match, records: Sequence[Event], request_hash: bytes | None) -> None:
    """Append the records to the log, and tell the outbox how far it reaches now."""
    if len(records) == 1:
        rows.insert(build_row(match, records[0], request_hash=request_hash))
    else:
        rows.insert_many(
            MatchEvent,
            (
                list_columns(match, event, encode_record(event), number=number, request_hash=request_hash)
                for number, event in enumerate(records)
            ),
        )
    top = OutboxCursor(match_id=match.pk, top_seq=records[-1].seq, waiting_since=records[0].recorded_at)
    rows.update(top, ["top_seq"], unless_set=["waiting_since"])


def build_row(match: Match, event: Event, *, number: int = 0, request_hash: bytes | None = None) -> MatchEvent:
    """The row of one record; raises Refused where nobody could read it."""
    return MatchEvent(**list_columns(match, event, encode_record(event), number=number, request_hash=request_hash))


def list_columns(
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


def save(match: Match, state: MatchState, now: datetime) -> None:
    """Save the match's new state."""
    fill(match, state, now)
    rows.update(match, FILLED)


FILLED = (
    *(
        "season_id",
        "stage_id",
        "home_id",
        "away_id",
        "group",
        "round",
        "round_number",
        "scheduled_at",
        "scheduled_on",
        "venue",
    ),
    *("status", "phase", "home_score", "away_score", "state", "seq", "recorded_at"),
)


def check_round(number: int | None) -> int | None:
    """A round number that its column holds; raises Refused. PostgreSQL's driver would store another one in silence."""
    if number is not None and not 0 <= number <= ROUNDS:
        raise Refused("match.round_number", f"Round {number} cannot be kept: change the fixture, to 0 to {ROUNDS}.")
    return number


def fill(match: Match, state: MatchState, now: datetime) -> None:
    """Set every derived column of a match from its state; raises Refused where nobody could read that."""
    fixture = state.fixture
    match.state, view = encode_state(state)
    for side in ("season", "stage", "home", "away"):
        ref: Ref | None = getattr(fixture, side)
        setattr(match, f"{side}_id", UUID(ref.id) if ref else None)
    match.group, match.round, match.venue = fixture.group or "", fixture.round or "", fixture.venue or ""
    match.round_number = check_round(fixture.round_number)
    match.scheduled_at = fixture.scheduled_at
    match.scheduled_on = fixture.scheduled_on or (fixture.scheduled_at.date() if fixture.scheduled_at else None)
    match.status, match.phase = status_of(state, view), view.phase
    match.home_score, match.away_score = view.score.home, view.score.away
    match.seq, match.recorded_at = state.seq, now
