"""The only write path of a match's log: API, console, importers and replays enter their records here.

One transaction locks the match, checks the idempotency key and the expected seq, asks the rules, inserts the records
and saves the match's new state; the push follows the commit. The entrances ask permissions.py before they come here.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scoreboard import audit
from scoreboard.audit.origin import Origin
from scoreboard.live import push
from scoreboard.models import AuditEntry, Match, rows
from scoreboard.queries import decode_state, load_log
from scoreboard.record.covering import restrict
from scoreboard.record.idempotency import find_repeated, hash_request
from scoreboard.record.match_rows import append_records, lock_match, save_state
from scoreboard.record.moving import complete_change
from scoreboard.record.numbers import resolve_numbers
from scoreboard.record.outcome import KeyReused, Recorded, StaleSeq
from scoreboard.record.people import enter_people
from scoreboard.record.request import BadEvent, build_position, check_event, list_confirmed, strip_confirmed
from scoreboard.record.ties import ACTOR, Filling, Held, find_fillings, may_fill
from scoreboard.record.warnings import check_confirmed, find_warnings
from scoreboard.sports.base import Event, Refused, Sentence
from scoreboard.sports.common import CORRECTIONS, Amend, FixtureChanged
from scoreboard.sports.corrections import check_correction
from scoreboard.sports.days import TIMES, check_times
from scoreboard.sports.lineups import Lineup
from scoreboard.sports.match import as_conflict, enter, fold_leniently, step
from scoreboard.sports.state import MatchState, lineups_of

logger = logging.getLogger(__name__)
ATTEMPTS = 3  # at filling in a match into which others enter at the same time


def record(
    *,
    match_id: UUID | str,
    events: Sequence[dict[str, Any]],
    actor: str,
    key: str | None = None,
    expected_seq: int | None = None,
    publish: bool = True,
    dry_run: bool = False,
    confirm: Collection[str] | None = None,
) -> Recorded:
    """Enter a batch of events into a match's log: all are accepted, or none.

    `events` are bodies as in the API (docs/protocol.md); `actor` says who ("user:3", "import:openfootball"), and `key`
    is that actor's own; `publish` pushes them to viewers after the commit. With `dry_run` all is asked that would be
    asked, and nothing is kept. `confirm` are the codes of warnings that were seen and are meant, beside those in a
    body's own `confirm`; None: nobody is there to be asked, and there are none. Raises UnknownMatch, BadEvent, Refused
    (Unconfirmed for warnings), StaleSeq, KeyReused, UnreadableMatch.
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
        status = match.status
        before, stood = decode_state(match), audit.summarise_match(match)
        now = max(timezone.now(), match.recorded_at)
        position = build_position(match, now=now, actor=actor, key=key)
        given = check_events(match, before, bodies, now=now, position=position)
        records = tuple(enter_people(match, given))
        confirmed = None if confirm is None else [{*confirm, *list_confirmed(body)} for body in bodies]
        state, log = apply_records(match, before, records, confirmed=confirmed)
        with rows.storing():
            append_records(match, records, request_hash)
            save_state(match, state, now)
            audit.note_records(match, records, state, before=stood, at=now)
        if dry_run:
            transaction.set_rollback(True)
        elif publish:

            def push_after_commit() -> None:  # a function of its own: Django asks a robust callback for its name
                push.push_records(before=before, records=records, log=log, epoch=match.epoch)

            transaction.on_commit(push_after_commit, robust=True)
        if not dry_run and any(isinstance(event, FixtureChanged) for event in records):
            transaction.on_commit(lambda: restrict_sides(match.pk), robust=True)
        if not dry_run and may_fill(status, match, records):
            fill_in_after_commit(match)
    return Recorded(records, match, state)


def check_events(
    match: Match, before: MatchState, bodies: Sequence[dict[str, Any]], *, now: datetime, position: dict[str, Any]
) -> list[Event]:
    """The events that bodies are, shirts' numbers told by the line-up that stands at each; raises BadEvent."""
    given, lineups = [], lineups_of(before)
    for seq, body in enumerate(map(strip_confirmed, bodies), start=match.seq + 1):
        resolved = resolve_numbers(match, lineups, body)
        event = check_event(match, resolved, now=now, position={**position, "seq": seq})
        if isinstance(event, Lineup):
            lineups = {**lineups, event.side: event.data}
        given.append(complete_change(before.fixture, event))
    return given


def restrict_sides(match_id: UUID) -> None:
    """Let the people of a match's sides be named by the rule of the competition that it is in now; one query."""
    match = Match.objects.select_related("season__competition", "home", "away").defer("state").get(pk=match_id)
    restrict(match.season.competition, (match.home, match.away))


def fill_in_after_commit(match: Match) -> None:
    """Once what is entered now is committed, fill in the sides that come from a match's tie, and its own."""

    def fill_in() -> None:
        for _attempt in range(ATTEMPTS):
            found = list(find_fillings(match))
            for held in found:
                if isinstance(held, Held):
                    tell_held(held)
            if not [each for each in found if isinstance(each, Filling) and not enter_filling(each)]:
                return

    transaction.on_commit(fill_in, robust=True)


def tell_held(held: Held) -> None:
    """Tell people, once, of a match that has begun with others than those who should be in it."""
    told = AuditEntry.objects.filter(match=held.match.pk, kind="held").order_by("-id").values_list("what", flat=True)
    if told[:1] and told[0] == held.what:
        return
    logger.warning("Match %s is %s", held.match.pk, held.what)
    subject = audit.name_match(held.state)
    audit.note(kind="held", what=held.what, origin=Origin(ACTOR, ACTOR), match=held.match, subject=subject)


def enter_filling(filling: Filling) -> bool:
    """Enter who comes into a match; False where something was entered there meanwhile: look again."""
    try:
        record(match_id=filling.match, events=[filling.body], actor=ACTOR, key=filling.key, expected_seq=filling.seq)
    except StaleSeq:
        return False
    except (BadEvent, Refused, KeyReused) as error:
        logger.warning("Match %s is not filled in for %s: %s", filling.match, filling.key, error)
    return True


def apply_records(
    match: Match, before: MatchState, records: Sequence[Event], *, confirmed: Sequence[Collection[str]] | None = None
) -> tuple[MatchState, Sequence[Event] | None]:
    """The state after `records`, which are being entered now, and the log before them where it had to be read.

    With a correction among them, the whole log is folded again: Refused names the later records that would no longer
    be possible. `confirmed` are the codes of warnings that each was entered in spite of; None: there are no warnings.
    """
    warned: list[tuple[Sentence, Collection[str]]] = []
    if not any(isinstance(event, CORRECTIONS) for event in records):
        # What a replay plays again was accepted once, maybe by earlier rules.
        state, take = before, step if match.replay_of_id else enter
        for number, event in enumerate(records):
            if confirmed is not None:
                warned += [(said, confirmed[number]) for said in find_warnings(match, state, event)]
            state = take(state, event)
            if isinstance(event, FixtureChanged) and TIMES & event.data.list_given().keys():
                check_times(state.fixture)
        check_confirmed(warned)
        return state, None
    log = load_log(match)
    for number, event in enumerate(records):
        check_correction([*log, *records[:number]], event)
    entered = {event.data.seq if isinstance(event, Amend) else event.seq for event in records}
    folded = fold_leniently([*log, *records], entered=entered)
    # A record refused already before this request was accepted under rules of its time: not this request's doing.
    known = {event.seq for event, _ in fold_leniently(log).refused}
    refused = [(event, error) for event, error in folded.refused if event.seq not in known]
    if refused:
        raise as_conflict(refused)
    for event, codes in zip(records, confirmed or (), strict=False):
        warned += [(said, codes) for said in find_warnings(match, folded.state, event)]
    check_confirmed(warned)
    return folded.state, log
