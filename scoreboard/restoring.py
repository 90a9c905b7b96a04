"""Makes matches, their logs and their states again, from the Kafka log alone, in a database without any.

What is not in Kafka is not restored: users, tokens, aliases, who did what. Idempotency keys are, without the requests
they belonged to: a request sent again under its old key is refused, not entered twice.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from msgspec import MsgspecError

from scoreboard.envelope import decode_record
from scoreboard.models import Competition, Competitor, KafkaCluster, Match, MatchEvent, OutboxCursor, Season, Stage
from scoreboard.models.catalogue import CATALOGUE, Catalogued
from scoreboard.record import build_row, fill
from scoreboard.sports.base import Event, Refused
from scoreboard.sports.match import Fixture, MatchState, Ref, fold_leniently

INSERT_AT_ONCE = 2_000
MATCHES_AT_ONCE = 200


class Entry(Protocol):
    """A version of a catalogue row, as the topic has it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Stored(Protocol):
    """A record, as the topic has it."""

    @property
    def match(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def payload(self) -> str: ...
    @property
    def partition(self) -> int: ...


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
    """What was restored, and what could not be, with its reason."""

    matches: int = 0
    events: int = 0
    rows: int = 0
    warnings: list[str] = field(default_factory=list)


def restore(*, entries: Iterable[Entry], records: Iterable[Stored], cluster_id: str, whole: bool = False) -> Restored:
    """Write everything that the log holds, all or nothing. Raises NotEmpty.

    Events that were accepted and had not reached Kafka are lost, while viewers may have seen them: every match begins a
    new epoch, which the relay sends as a whole. With `whole`, nothing was lost, and all stays as it was.
    """
    restored = Restored()
    logs = {match: log for match, places in _gather(records).items() if (log := _read_log(match, places, restored))}
    with transaction.atomic():
        if Match.objects.exists():
            raise NotEmpty("There are matches in this database already: restoring is for one without any.")
        known = _write_catalogue(entries)
        for log in logs.values():
            _complete_catalogue(log.state.fixture, known)
        restored.rows = len(known)
        names = list(logs)
        for start in range(0, len(names), MATCHES_AT_ONCE):
            _write_matches({name: logs[name] for name in names[start : start + MATCHES_AT_ONCE]}, logs, whole=whole)
        restored.matches = len(logs)
        restored.events = sum(len(log.records) for log in logs.values())
        KafkaCluster.objects.update_or_create(pk=1, defaults={"cluster_id": cluster_id})
    return restored


# --- logs ------------------------------------------------------------------------------------------------------------


def _gather(records: Iterable[Stored]) -> dict[str, dict[tuple[int, int], Stored]]:
    """The records by match and place; doubles are dropped."""
    gathered: dict[str, dict[tuple[int, int], Stored]] = {}
    for stored in records:
        gathered.setdefault(stored.match, {}).setdefault((stored.epoch, stored.seq), stored)
    return gathered


def _read_log(match: str, places: Mapping[tuple[int, int], Stored], restored: Restored) -> Log | None:
    """A match's log of its newest epoch, as far as it has no gap and can be read."""
    epoch = max((place[0] for place in places if place[1] == 1), default=0)
    records: list[Event] = []
    try:
        while stored := places.get((epoch, len(records) + 1)):
            records.append(decode_record(stored.payload))
    except (MsgspecError, LookupError) as error:
        restored.warnings.append(f"match {match}: e{epoch}-{len(records) + 1} cannot be read: {error}")
    left_out = sum(place > (epoch, len(records)) for place in places)
    if left_out:
        restored.warnings.append(f"match {match}: {left_out} records after e{epoch}-{len(records)} are left out")
    if not records:
        return None
    try:
        return Log(epoch, places[epoch, 1].partition, records, fold_leniently(records).state)
    except Refused as error:
        restored.warnings.append(f"match {match}: {error}")
        return None


def _write_matches(logs: Mapping[str, Log], known: Container[str], *, whole: bool) -> None:
    """Write matches with their logs and outbox cursors; `known` are all that there will be."""
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
            replay_of_id=UUID(replay_of) if replay_of and replay_of in known else None,
        )
        fill(match, log.state, last.recorded_at or now)
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
        rows += _build_rows(match, log.records)
    Match.objects.bulk_create(matches)
    OutboxCursor.objects.bulk_create(cursors)
    MatchEvent.objects.bulk_create(rows, batch_size=INSERT_AT_ONCE)


def _build_rows(match: Match, records: Sequence[Event]) -> Iterator[MatchEvent]:
    """The rows of a log, each numbered by its place in the request that it came with."""
    number, request = 0, None
    for event in records:
        before, request = request, (event.recorded_at, event.actor, event.key)
        number = number + 1 if request == before else 0
        yield build_row(match, event, number, None)


# --- the catalogue ---------------------------------------------------------------------------------------------------


def _write_catalogue(entries: Iterable[Entry]) -> set[tuple[str, UUID]]:
    """Write the highest version of every entry; the kinds and ids written."""
    newest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        place = entry.kind, entry.id
        if place not in newest or entry.version > newest[place].version:
            newest[place] = entry
    for model in CATALOGUE:
        rows = [_build_entry(model, entry) for entry in newest.values() if entry.kind == model.KIND]
        model.objects.bulk_create(rows, batch_size=INSERT_AT_ONCE)
    return {(kind, UUID(name)) for kind, name in newest}


def _build_entry(model: type[Catalogued], entry: Entry) -> Catalogued:
    """The row of a catalogue entry; Kafka has it already."""
    fields = {column.name: column for column in model._meta.concrete_fields}  # noqa: SLF001  # Django's name for it
    values = {
        fields[name].attname: fields[name].to_python(value) for name, value in entry.data.items() if name in fields
    }
    return model(id=UUID(entry.id), version=entry.version, sent_version=entry.version, **values)


def _complete_catalogue(fixture: Fixture, known: set[tuple[str, UUID]]) -> None:
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
