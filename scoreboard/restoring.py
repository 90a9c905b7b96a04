"""Makes matches, their logs and their states again, from the Kafka log alone, in a database without any.

What is not in Kafka is not restored: users, tokens, aliases, who did what. Idempotency keys are, without the requests
they belonged to: a request sent again under its old key is refused, not entered twice.

Matches are written some at a time, and those that are there are passed over: who is killed goes on where they were.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import MsgspecError

from scoreboard import audit
from scoreboard.envelope import decode_record
from scoreboard.models import Competition, Competitor, KafkaCluster, Match, MatchEvent, OutboxCursor, Season, Stage
from scoreboard.models.catalogue import CATALOGUE, Catalogued
from scoreboard.record import build_row, fill
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import Fixture, Ref
from scoreboard.sports.match import MatchState, fold_leniently
from scoreboard.staging import Entry, Staging, Stored

INSERT_AT_ONCE = 2_000
MATCHES_AT_ONCE = 100
Known = set[tuple[str, UUID]]  # rows there are, by kind and id


class NotEmpty(Exception):
    """There are matches already: nothing is written over."""


class Log(NamedTuple):
    """A match's records from the first to the last before a gap, its partition, and its state."""

    epoch: int
    partition: int
    records: list[Event]
    state: MatchState


@dataclass
class Restored:
    """How much was restored, by this run and by those before it that were killed."""

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
    """Write everything that is staged; `warn` is told what cannot be, `report` how many matches of how many are done.

    Raises NotEmpty, unless what is there is from a run before this one that did not end.

    Events that were accepted and had not reached Kafka are lost, while viewers may have seen them: every match begins a
    new epoch, which the relay sends as a whole. With `whole`, nothing was lost, and all stays as it was.
    """
    known = _begin(staging, cluster_id)
    for orphan in staging.list_orphans():
        warn(f"match {orphan}: its first record is missing, all are left out")
    names = staging.list_matches()
    for start in range(0, len(names), MATCHES_AT_ONCE):
        part = names[start : start + MATCHES_AT_ONCE]
        there = {str(pk) for pk in Match.objects.filter(pk__in=part).values_list("pk", flat=True)}
        logs = {
            name: log for name in part if name not in there and (log := _read_log(name, staging.read_log(name), warn))
        }
        with transaction.atomic():
            for log in logs.values():
                _complete_catalogue(log.state.fixture, known)
            written = _write_matches(logs, known, whole=whole, warn=warn)
        known |= {("match", UUID(name)) for name in (*there, *written)}
        report(min(len(names), start + MATCHES_AT_ONCE), len(names))
    return _end(staging)


def _begin(staging: Staging, cluster_id: str) -> Known:
    """Note that the rebuild has begun, and write the catalogue, unless a run before this one did."""
    if not KafkaCluster.objects.filter(rebuilding=True, cluster_id=cluster_id).exists():
        with transaction.atomic():
            if Match.objects.exists():
                raise NotEmpty("There are matches in this database already: restoring is for one without any.")
            for model in CATALOGUE:
                rows = [_build_entry(model, entry) for entry in staging.read_entries(model.KIND)]
                model.objects.bulk_create(rows, batch_size=INSERT_AT_ONCE)
            KafkaCluster.objects.update_or_create(pk=1, defaults={"cluster_id": cluster_id, "rebuilding": True})
    return {(model.KIND, pk) for model in CATALOGUE for pk in model.objects.values_list("pk", flat=True)}


def _end(staging: Staging) -> Restored:
    """Note that the rebuild has ended, and what it came to."""
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


def _read_log(match: str, stored: Sequence[Stored], warn: Callable[[str], object]) -> Log | None:
    """A match's log of its newest epoch, as far as it has no gap and can be read."""
    places = {(each.epoch, each.seq): each for each in stored}
    epoch = max((place[0] for place in places if place[1] == 1), default=0)
    records: list[Event] = []
    try:
        while each := places.get((epoch, len(records) + 1)):
            records.append(decode_record(each.payload))
    except (MsgspecError, LookupError) as error:
        warn(f"match {match}: e{epoch}-{len(records) + 1} cannot be read: {error}")
    left_out = sum(place > (epoch, len(records)) for place in places)
    if left_out:
        warn(f"match {match}: {left_out} records after e{epoch}-{len(records)} are left out")
    if not records:
        return None
    try:
        return Log(epoch, places[epoch, 1].partition, records, fold_leniently(records).state)
    except Refused as error:
        warn(f"match {match}: {error}")
        return None


def _write_matches(
    logs: Mapping[str, Log], known: Container[tuple[str, UUID]], *, whole: bool, warn: Callable[[str], object]
) -> set[str]:
    """Write matches with their logs and outbox cursors, and return which; `known` are the matches there are, besides.

    One that nobody could read is left out, and `warn` told.
    """
    written: set[str] = set()

    def is_there(match: str) -> bool:
        return match in written or ("match", UUID(match)) in known

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
        try:
            fill(match, log.state, last.recorded_at or now)
            built = list(_build_rows(match, log.records))
        except Refused as error:
            warn(f"match {name}: {error}")
            continue
        written.add(name)
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
        rows += built
    Match.objects.bulk_create(matches)
    OutboxCursor.objects.bulk_create(cursors)
    MatchEvent.objects.bulk_create(rows, batch_size=INSERT_AT_ONCE)
    return written


def _build_rows(match: Match, records: Sequence[Event]) -> Iterator[MatchEvent]:
    """The rows of a log, each numbered by its place in the request that it came with."""
    number, request = 0, None
    for event in records:
        before, request = request, (event.recorded_at, event.actor, event.key)
        number = number + 1 if request == before else 0
        yield build_row(match, event, number=number)


# --- the catalogue ---------------------------------------------------------------------------------------------------


def _build_entry(model: type[Catalogued], entry: Entry) -> Catalogued:
    """The row of a catalogue entry; Kafka has it already."""
    fields = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001  # Django's name for it
    values = {
        fields[name].attname: fields[name].to_python(value) for name, value in entry.data.items() if name in fields
    }
    return model(id=UUID(entry.id), version=entry.version, sent_version=entry.version, **values)


def _complete_catalogue(fixture: Fixture, known: Known) -> None:
    """Make the rows that a match refers to and the catalogue topic does not have, of what the match says of them."""
    wanted: list[tuple[type[Catalogued], Ref | None, dict[str, str]]] = [
        (Competition, fixture.competition, {"sport": fixture.sport}),
        (Season, fixture.season, {"competition_id": fixture.competition.id}),
        (Stage, fixture.stage, {"season_id": fixture.season.id}),
        (Competitor, fixture.home, {"sport": fixture.sport}),
        (Competitor, fixture.away, {"sport": fixture.sport}),
    ]
    for model, ref, more in wanted:
        if ref is not None and (model.KIND, UUID(ref.id)) not in known:
            model.objects.create(**{"id": UUID(ref.id), "name": ref.name, **more})
            known.add((model.KIND, UUID(ref.id)))
