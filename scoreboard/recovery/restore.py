"""`manage.py rebuild matches`: matches, their logs and their states, made again of Kafka in an empty database.

(A database restored from a backup gets new epochs instead: `record/epochs.py`.)

What is not in Kafka is not restored: users, tokens, the audit log. Idempotency keys are restored without the
requests they belonged to, so a request sent again under its old key is refused, not entered twice.

Matches are saved MATCHES_AT_ONCE in a transaction, and those that are there already are skipped, so that a run that was
killed goes on where it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scoreboard import audit
from scoreboard.entrances.values import is_id
from scoreboard.models import (
    Competition,
    Competitor,
    KafkaCluster,
    Match,
    MatchEvent,
    OutboxCursor,
    Person,
    Season,
    Stage,
)
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.models.catalogued import Catalogued
from scoreboard.models.rows import storing
from scoreboard.record.covering import settle_all_rules
from scoreboard.record.match_rows import build_row, fill_from_state
from scoreboard.recovery.entries import replace_nul, save_entries
from scoreboard.recovery.staging import StagedRecord, Staging
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import Fixture, Ref
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import MatchState
from scoreboard.wire.covers import Shown, cover_text
from scoreboard.wire.records import decode_record

INSERT_AT_ONCE = 2_000
MATCHES_AT_ONCE = 100
RowKeys = set[tuple[str, UUID]]  # which rows are in the database, by kind and id


class NotEmpty(Exception):
    """The database has matches already, which are never overwritten."""


class RestoredLog(NamedTuple):
    """A match's log to be saved: its records up to the first gap, the partition they came from, and their state."""

    epoch: int
    partition: int
    records: list[Event]
    state: MatchState


@dataclass
class Restored:
    """How many matches, events and catalogue rows are restored, by this run and by those before it that were killed."""

    matches: int = 0
    events: int = 0
    rows: int = 0


def restore(
    staging: Staging,
    *,
    cluster_id: str,
    whole: bool = False,
    warn: Callable[[str], object],
    report: Callable[[int, int], object],
) -> Restored:
    """Save everything that is staged.

    `warn` is called with what cannot be saved, `report` with how many matches are done, and of how many.
    Raises NotEmpty if there are matches, unless an unfinished run of this command has made them.

    Accepted events that had not reached Kafka are lost, while viewers may have seen them. So every match begins a new
    epoch, which the relay sends as a whole. With `whole`, nothing was lost, and the epochs stay.
    """
    present = _begin(staging, cluster_id, warn)
    for orphan in staging.list_orphans():
        warn(f"match {orphan}: its first record is missing, all are left out")
    staged = staging.list_matches()
    names = [name for name in staged if is_id(name)]
    people = staging.load_entries(Person.KIND)
    shown = {entry.id: name for entry in people if (name := entry.name_covered()) is not None}
    for name in staged:
        if not is_id(name):
            warn(f"match {name[:60]!r}: that is no id, its records are left out")
    for start in range(0, len(names), MATCHES_AT_ONCE):
        part = names[start : start + MATCHES_AT_ONCE]
        there = {str(pk) for pk in Match.objects.filter(pk__in=part).values_list("pk", flat=True)}
        logs = {
            name: log
            for name in part
            if name not in there and (log := _build_log(name, staging.load_records(name), shown, warn))
        }
        present |= {("match", UUID(name)) for name in there}
        if logs:
            _save_matches(logs, present, whole=whole, warn=warn)
        report(min(len(names), start + MATCHES_AT_ONCE), len(names))
    return _end(staging)


def _begin(staging: Staging, cluster_id: str, warn: Callable[[str], object]) -> RowKeys:
    """Note that the rebuild has begun, and save the catalogue, unless an earlier run did; returns its rows' keys."""
    if not KafkaCluster.objects.filter(rebuilding=True, cluster_id=cluster_id).exists():
        with transaction.atomic():
            if Match.objects.exists():
                raise NotEmpty("There are matches in this database already: restoring is for one without any.")
            for model in CATALOGUE:
                save_entries(model, list(staging.load_entries(model.KIND)), warn)
            KafkaCluster.objects.update_or_create(pk=1, defaults={"cluster_id": cluster_id, "rebuilding": True})
    return {(model.KIND, pk) for model in CATALOGUE for pk in model.objects.values_list("pk", flat=True)}


def _end(staging: Staging) -> Restored:
    """Note that the rebuild has ended; returns what was restored."""
    settle_all_rules()
    restored = Restored(
        Match.objects.count(), MatchEvent.objects.count(), sum(model.objects.count() for model in CATALOGUE)
    )
    with transaction.atomic():
        KafkaCluster.objects.update(rebuilding=False)
        what = f"rebuilt from Kafka: {restored.matches} matches with {restored.events} records"
        audit.note(kind="import", what=what)
    staging.remove()
    return restored


# --- logs ------------------------------------------------------------------------------------------------------------


def _build_log(
    match: str, staged: Sequence[StagedRecord], shown: Shown, warn: Callable[[str], object]
) -> RestoredLog | None:
    """Build a match's log of its newest epoch, up to the first gap or unreadable record; None if nothing is left.

    Who is not to be named in full (`shown`) is not named so in it.
    """
    places = {(each.epoch, each.seq): each for each in staged}
    epoch = max((place[0] for place in places if place[1] == 1), default=0)
    records: list[Event] = []
    try:
        while each := places.get((epoch, len(records) + 1)):
            records.append(decode_record(cover_text(each.payload, shown) if shown else each.payload))
    except Exception as error:  # noqa: BLE001  # whatever it is, the other matches go on
        warn(f"match {match}: e{epoch}-{len(records) + 1} cannot be read: {error}")
    left_out = sum(place > (epoch, len(records)) for place in places)
    if left_out:
        warn(f"match {match}: {left_out} records after e{epoch}-{len(records)} are left out")
    if not records:
        return None
    try:
        return RestoredLog(epoch, places[epoch, 1].partition, records, fold_leniently(records).state)
    except Exception as error:  # noqa: BLE001
        warn(f"match {match}: {explain_error(error)}")
        return None


def _save_matches(
    logs: Mapping[str, RestoredLog], present: RowKeys, *, whole: bool, warn: Callable[[str], object]
) -> None:
    """Save matches in one transaction; if that is refused, each in its own, and `warn` of those that are refused."""
    try:
        with storing(), transaction.atomic():
            made = _insert_matches(logs, present, whole=whole)
    except (Refused, ValueError) as error:
        if len(logs) == 1:
            warn(f"match {next(iter(logs))}: {explain_error(error)}")
            return
        for name, log in logs.items():
            _save_matches({name: log}, present, whole=whole, warn=warn)
        return
    present |= made


def _insert_matches(logs: Mapping[str, RestoredLog], present: RowKeys, *, whole: bool) -> RowKeys:
    """Insert matches, their logs and outbox cursors, and missing catalogue rows; returns the keys of what is new.

    Raises Refused if a match could not be read back.
    """
    made: RowKeys = set()

    def is_there(match: str) -> bool:
        return ("match", UUID(match)) in made or ("match", UUID(match)) in present

    now = timezone.now()
    matches, cursors = [], []
    rows: list[MatchEvent] = []
    for name, log in logs.items():
        last = log.records[-1]
        replay_of = log.state.fixture.replay_of
        match = Match(
            id=UUID(name),
            sport=log.state.fixture.sport,
            epoch=log.epoch if whole else log.epoch + 1,
            replay_of_id=UUID(replay_of) if replay_of and is_there(replay_of) else None,
        )
        _add_missing_rows(log.state.fixture, present, made)
        fill_from_state(match, log.state, last.recorded_at or now)
        made.add(("match", UUID(name)))
        matches.append(match)
        cursors.append(
            OutboxCursor(
                match=match,
                top_seq=last.seq,
                sent_seq=last.seq if whole else 0,
                partition=log.partition,
                waiting_since=None if whole else now,
            )
        )
        rows += _build_event_rows(match, log.records)
    Match.objects.bulk_create(matches)
    OutboxCursor.objects.bulk_create(cursors)
    MatchEvent.objects.bulk_create(rows, batch_size=INSERT_AT_ONCE)
    return made


def _build_event_rows(match: Match, records: Sequence[Event]) -> Iterator[MatchEvent]:
    """Build the rows of a log, each numbered by its place in the request that it came with."""
    number, request = 0, None
    for event in records:
        before, request = request, (event.recorded_at, event.actor, event.key)
        number = number + 1 if request == before else 0
        yield build_row(match, event, number=number)


# --- the catalogue ---------------------------------------------------------------------------------------------------


def _add_missing_rows(fixture: Fixture, present: RowKeys, made: RowKeys) -> None:
    """Insert catalogue rows that a fixture refers to and the topic did not have, and add their keys to `made`."""
    wanted: list[tuple[type[Catalogued], Ref | None, dict[str, str]]] = [
        (Competition, fixture.competition, {"sport": fixture.sport}),
        (Season, fixture.season, {"competition_id": fixture.competition.id}),
        (Stage, fixture.stage, {"season_id": fixture.season.id}),
        (Competitor, fixture.home, {"sport": fixture.sport}),
        (Competitor, fixture.away, {"sport": fixture.sport}),
    ]
    for model, ref, more in wanted:
        if ref is not None and (row := (model.KIND, UUID(ref.id))) not in present and row not in made:
            model.objects.create(**{"id": row[1], "name": replace_nul(ref.name), **more})
            made.add(row)
