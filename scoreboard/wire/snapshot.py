"""A match as it looks outside: its snapshot, the summary of it in lists, and what changed between two snapshots."""

from datetime import date, datetime
from typing import Any, Literal, cast

import msgspec
from msgspec import UNSET, UnsetType

from scoreboard.sports.base import Clock, Incident, PeriodScore, Score, Sentence, Shown, Side
from scoreboard.sports.common import DETAILS, Ref, Status, extended, list_fields
from scoreboard.sports.reasons import find_code
from scoreboard.sports.sentences import NO_NAMES, Names, format_sentence, name_sides
from scoreboard.sports.state import MatchState, status_of, view_of
from scoreboard.wire.records import format_cursor

SNAPSHOT_VERSION = 4  # part of each ETag: to be raised where the same match is said in another way


class WordedSentence(Sentence, frozen=True, kw_only=True):
    """A sentence (code and parameters), and in `detail` its English."""

    detail: str


class SnapshotIncident(Incident, frozen=True, kw_only=True):
    """An incident; `reason_code` is the code of its reason where the system gave that, and left out otherwise."""

    reason_code: str | None = None


@extended([(name, kind) for name, kind, _ in list_fields(DETAILS)])
class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A match in a list: all that its snapshot says but the incidents (docs/protocol.md has the words).

    `status_reason_code` is null where the reason is somebody's own words. The details of its fixture that are not
    declared here stand after the other fields.
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
    status_reason_code: str | None
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
    situation: WordedSentence | None
    shootout: Score | None
    winner: Side | None
    decided_by: str | None
    aggregate: Score | None
    advances: Side | None
    summary: WordedSentence | None
    clock: Clock | None
    seq: int
    cursor: str


class BriefSnapshot(Summary, frozen=True, kw_only=True):
    """A match as a frame shows it: without incidents where a topic brought it."""

    incidents: list[SnapshotIncident] | UnsetType = UNSET


class Snapshot(BriefSnapshot, frozen=True, kw_only=True):
    """A match as the API, the pages and the push show it."""

    incidents: list[SnapshotIncident]


def make_changes_type() -> type[msgspec.Struct]:
    """The type of what changes in a snapshot: each of its fields may be left out."""
    fields = [
        *((field.name, field.type | UnsetType, UNSET) for field in msgspec.structs.fields(Snapshot)),
        ("incidents_removed", list[int] | UnsetType, UNSET),
    ]
    doc = """Every field of the snapshot that differs now.

    `incidents` are those to insert, or to put in the place of the one of the same `seq`; `incidents_removed` the `seq`s
    of those that are gone.
    """
    return msgspec.defstruct("Changes", fields, module=__name__, namespace={"__doc__": doc}, frozen=True, kw_only=True)


Changes = make_changes_type()


def build_snapshot(state: MatchState, *, match_id: str, epoch: int, names: Names | None = None) -> Snapshot:
    """A match as it looks outside.

    `names` are what its sides are called now; without them, what its fixture calls them.
    """
    fixture, view = state.fixture, view_of(state)
    details: dict[str, Any] = {name: getattr(fixture, name) for name in DETAILS}
    # Lists for tuples, so that a snapshot is equal to what is read back from its JSON.
    details |= {name: list(value) for name, value in details.items() if isinstance(value, tuple)}
    status_reason = state.declared.reason if state.declared else None
    names = names or name_sides(fixture.home, fixture.away)
    return Snapshot(
        id=match_id,
        sport=fixture.sport,
        competition=fixture.competition,
        season=fixture.season,
        stage=fixture.stage,
        status=status_of(state, view),
        status_reason=status_reason,
        status_reason_code=find_code(status_reason),
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
        situation=word_maybe(view.situation, sport=fixture.sport, names=names),
        shootout=view.shootout,
        winner=view.winner,
        decided_by=view.decided_by,
        aggregate=view.aggregate,
        advances=view.advances,
        summary=word_maybe(view.summary, sport=fixture.sport, names=names),
        clock=view.clock,
        seq=state.seq,
        cursor=format_cursor(epoch, state.seq),
        incidents=[name_reason(incident) for incident in state.incidents],
        **details,
    )


def word_maybe(sentence: Sentence | None, *, sport: str, names: Names) -> WordedSentence | None:
    """A sentence with its English, where there is one."""
    return None if sentence is None else word_sentence(sentence, sport=sport, names=names)


def word_sentence(sentence: Sentence, *, sport: str = "", names: Names = NO_NAMES) -> WordedSentence:
    """A sentence with its English."""
    detail = format_sentence(sentence, sport=sport, names=names)
    return WordedSentence(sentence.code, sentence.params, detail=detail)


def name_reason(incident: Incident) -> SnapshotIncident:
    """The incident, with the code of its reason where the system gave that; else as it is, which has the same JSON."""
    code = find_code(incident.reason) if incident.reason else None
    if code is None:
        return cast("SnapshotIncident", incident)
    return SnapshotIncident(**msgspec.structs.asdict(incident), reason_code=code)


def shorten_snapshot(snapshot: Snapshot) -> BriefSnapshot:
    """A snapshot without its incidents."""
    return BriefSnapshot(**{name: getattr(snapshot, name) for name in Summary.__struct_fields__})


def find_changes(before: Snapshot | None, after: Snapshot) -> msgspec.Struct:
    """The Changes that lead from `before` to the snapshot `after`: all of it where there was none before."""
    if before is None:
        return Changes(**msgspec.structs.asdict(after))
    changed: dict[str, Any] = {}
    for name in Summary.__struct_fields__:
        value = getattr(after, name)
        if value != getattr(before, name):
            changed[name] = value
    if before.incidents != after.incidents:
        known = {incident.seq: incident for incident in before.incidents}
        incidents = [incident for incident in after.incidents if known.pop(incident.seq, None) != incident]
        if incidents:
            changed["incidents"] = incidents
        if known:
            changed["incidents_removed"] = sorted(known)
    return Changes(**changed)
