"""Fixtures: a match is made with its first records, one by one or many at once, and changed by further records."""

import functools
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from scoreboard import audit, parsing
from scoreboard.models import Competitor, Match, MatchEvent, OutboxCursor, Season, Stage, rows
from scoreboard.record.commands import fill_in_after_commit, record
from scoreboard.record.covering import restrict
from scoreboard.record.idempotency import find_scheduled, hash_request
from scoreboard.record.known_people import KnownPeople, Newcomer, enter_newcomers
from scoreboard.record.match_rows import build_columns, fill_from_play, fill_from_state, fill_references
from scoreboard.record.moving import complete_times
from scoreboard.record.outcome import Recorded
from scoreboard.record.people import change_ids, find_people
from scoreboard.record.request import BadEvent, build_position, build_struct, check_event, check_fixture_bounds
from scoreboard.sports import get_sport
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTIONS, Fixture, FixtureChanges, Ref, Scheduled
from scoreboard.sports.days import check_times
from scoreboard.sports.match import enter
from scoreboard.sports.state import MatchState
from scoreboard.wire.stored import encode_verified_record


@dataclass(frozen=True)
class Prepared:
    """A new match with its first records, checked against the rules and not entered yet.

    `encoded` are the records as they will be stored, `newcomers` people whom it names, and what is
    new of them, which are not in the database yet.
    """

    match: Match
    records: tuple[Event, ...]
    encoded: tuple[str, ...]
    state: MatchState
    request_hash: bytes | None = None
    newcomers: tuple[Newcomer, ...] = ()


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
                fill_in_those_fed([made])
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
    people: KnownPeople | None = None,
    checked: bool = False,
    **fixture: Any,
) -> Prepared:
    """A match to be made, with its resolved ruleset (`ruleset` on top of it) and the events known of it already.

    `fixture` holds the further fields of sports.common.Fixture: scheduled_at (UTC), scheduled_on, group, round, venue…
    `people` remembers those whom the events of other matches have named. Where these fields are `checked`, they are
    what entrances.values.check_details gave. Raises BadEvent, Refused.
    """
    competition = season.competition
    check_sides(competition.sport, home, away)
    given = build_struct(
        Fixture,
        sport=competition.sport,
        competition=make_ref(competition),
        season=make_ref(season),
        stage=make_ref(stage),
        home=make_ref(home),
        away=make_ref(away),
        replay_of=str(replay_of.id) if replay_of else None,
        ruleset=resolve_ruleset(season=season, stage=stage, match=ruleset),
        **fixture,
    )
    request_hash = hash_request([msgspec.to_builtins(given)]) if key else None
    now, data = timezone.now(), complete_times(given if checked else check_fixture_bounds(given))
    check_times(data)
    related = {"season": season, "stage": stage, "replay_of": replay_of, "home": home, "away": away}
    match = rows.build(Match, related=related, sport=competition.sport, recorded_at=now)
    position = build_position(match, now=now, actor=actor, key=key)
    records: list[Event] = [
        Scheduled(match=str(match.id), sport=match.sport, seq=1, recorded_at=now, actor=actor, key=key, data=data)
    ]
    records += [
        check_event(match, body, now=now, position={**position, "seq": seq}) for seq, body in enumerate(events, 2)
    ]
    if any(isinstance(event, CORRECTIONS) for event in records):
        raise BadEvent("A new match has no record to correct - at `$.events`")
    people = people or KnownPeople()
    people.restrict(competition, (home, away))
    named, newcomers = find_people(match, records, people)
    state = fold_new_log(named)
    if state.fixture is not data:  # the events have changed it
        fill_references(match, state.fixture)
    fill_from_play(match, state, now)
    return Prepared(match, tuple(named), tuple(map(encode_verified_record, named)), state, request_hash, newcomers)


def schedule_many(prepared: Sequence[Prepared]) -> None:
    """Enter prepared matches with their logs in one transaction, a statement a table; nothing is pushed.

    Raises Refused, and enters none, where the database does not take one.
    """
    with rows.storing(), transaction.atomic():
        enter_many(prepared)
        records = sum(len(made.records) for made in prepared)
        actor = prepared[0].records[0].actor or ""
        audit.note_import([made.match for made in prepared], records, actor=actor)
        fill_in_those_fed(prepared)


def fill_in_those_fed(prepared: Sequence[Prepared]) -> None:
    """Fill in the sides of new matches that come from matches which are decided, once they are committed."""
    for made in prepared:
        if made.match.home_feeder or made.match.away_feeder:
            fill_in_after_commit(made.match)


def change_fixture(
    *,
    match_id: UUID | str,
    actor: str,
    reason: str | None = None,
    key: str | None = None,
    expected_seq: int | None = None,
    status: dict[str, Any] | None = None,
    dry_run: bool = False,
    **changes: Any,
) -> Recorded:
    """Enter a changed fixture: another time, place, side, or season (model instances for season, stage, home, away).

    `status` declares a status with it, in one transaction (sports.common.StatusData). A match moved before its start
    takes the ruleset of where it moves to. `dry_run` and what is raised are as of `record`.
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
            changes[field] = make_ref(changes[field])
    bodies = []
    if changes:
        data = complete_times(check_fixture_bounds(build_struct(FixtureChanges, reason=reason, **changes)))
        bodies.append({"type": "fixture_changed", "data": msgspec.to_builtins(data)})
    if status is not None:
        bodies.append({"type": "status", "data": {"reason": reason, **status}})
    return record(match_id=match_id, events=bodies, actor=actor, key=key, expected_seq=expected_seq, dry_run=dry_run)


def enter_many(prepared: Sequence[Prepared]) -> None:
    """Insert prepared matches with their people, logs and outbox cursors."""
    with transaction.atomic():
        prepared = enter_people_of(prepared)
        rows.insert_new([made.match for made in prepared])
        rows.insert_many(OutboxCursor, map(build_cursor, prepared))
        rows.insert_many(
            MatchEvent,
            (
                build_columns(made.match, event, encoded, request_hash=made.request_hash if event.seq == 1 else None)
                for made in prepared
                for event, encoded in zip(made.records, made.encoded, strict=True)
            ),
        )
        for made in prepared:
            restrict(made.match.season.competition, (made.match.home, made.match.away))


def build_cursor(made: Prepared) -> dict[str, Any]:
    """What the row of a new match's outbox cursor holds: nothing of its log is sent yet."""
    return {
        "match_id": made.match.pk,
        "top_seq": made.state.seq,
        "sent_seq": 0,
        "partition": None,
        "waiting_since": made.match.recorded_at,
        "leased_by": "",
        "leased_until": None,
    }


def enter_people_of(prepared: Sequence[Prepared]) -> Sequence[Prepared]:
    """Enter the people whom matches name and who are not there yet; the matches, with the ids these have now."""
    newcomers = {id(row): row for made in prepared for row in made.newcomers}
    changed = enter_newcomers(newcomers.values()) if newcomers else {}
    return [rename_people(made, changed) for made in prepared] if changed else prepared


def rename_people(made: Prepared, changed: Mapping[str, str]) -> Prepared:
    """A prepared match with other ids for some of its people."""
    records = tuple(change_ids(made.match, event, changed) for event in made.records)
    state = fold_new_log(records)
    fill_from_state(made.match, state, made.match.recorded_at)
    return replace(made, records=records, encoded=tuple(map(encode_verified_record, records)), state=state)


def fold_new_log(records: Sequence[Event]) -> MatchState:
    """The state after the first records of a match; raises Refused."""
    state = functools.reduce(enter, records, None)
    assert state is not None
    return state


def make_ref(row: Any) -> Ref | None:
    """A catalogue row by its id and its present name."""
    return None if row is None else Ref(id=str(row.id), name=row.name)


def check_sides(sport: str, home: Competitor | None, away: Competitor | None) -> None:
    """Refuse a match against oneself, or with a competitor of another sport."""
    if home is not None and home == away:
        raise Refused("match.sides.itself", team=home.name)
    for side in (home, away):
        if side is not None and side.sport != sport:
            raise Refused("match.sides.sport", team=side.name, sport=sport)


def resolve_ruleset(*, season: Season, stage: Stage | None, match: dict[str, Any] | None = None) -> dict[str, Any]:
    """The resolved ruleset of play, each level overriding the one above: sport ‹ competition ‹ season ‹ stage ‹ match.

    It says the sport's present edition, so that the match is played on by it when later code knows another.
    """
    levels = season.competition.ruleset, season.ruleset, stage.ruleset if stage else {}, match or {}
    return dict(resolve_levels(season.competition.sport, msgspec.json.encode(levels)))


@functools.lru_cache(maxsize=1_000)
def resolve_levels(name: str, levels: bytes) -> dict[str, Any]:
    """The ruleset of a sport by the levels above it and its own, a JSON: the matches of a stage have one."""
    sport, given = get_sport(name), dict(ChainMap(*reversed(parsing.decode(levels))))
    return dict(msgspec.to_builtins(build_struct(sport.ruleset, **sport.add_edition(given))))
