"""How a record and a match look outside: the JSON of the log, of the snapshot, and of what changed between two.

Knows the rules' structs and no model, so that the live side and `stats` read the same thing.
"""

from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Clock, Event, Incident, PeriodScore, Score, Shown, Side
from scoreboard.sports.common import Ref, Status
from scoreboard.sports.decoding import decoder_of
from scoreboard.sports.match import MatchState, status_of, view_of

SOURCE = "/scoreboard"
ENCODER = msgspec.json.Encoder()
# Within these years every instant exists in every time zone, and every database can give it back.
EARLIEST, LATEST = datetime(1800, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Head(msgspec.Struct, frozen=True):
    """A record's place in the log: enough to file it without knowing its sport."""

    match: str
    sport: str
    seq: int
    type: str
    epoch: int = 1
    recorded_at: datetime | None = None


HEAD = parsing.make_decoder(Head)


class BadCursor(ValueError):
    """A cursor that is not of the form `e1-41`."""


class BadInstant(ValueError):
    """A time that is no instant between 1800 and 2200; says what was expected."""


def write_cursor(epoch: int, seq: int) -> str:
    """The cursor of a place in a match log: the same in SQL, Kafka, WebSocket, SSE and HTTP."""
    return f"e{epoch}-{seq}"


def read_cursor(text: str) -> tuple[int, int]:
    """The (epoch, seq) of a cursor; raises BadCursor."""
    epoch, dash, seq = text.removeprefix("e").partition("-")
    if not (text.startswith("e") and dash and epoch.isascii() and seq.isascii()):
        raise BadCursor(f"cursor {text[:40]!r}: expected the form e1-41")
    if not (epoch.isdigit() and seq.isdigit() and len(epoch) < 10 and len(seq) < 16):
        raise BadCursor(f"cursor {text[:40]!r}: expected the form e1-41")
    return int(epoch), int(seq)


def name_event_schema(sport: str, kind: str) -> str:
    """The `$id` of the schema of a type of record, which every message of it names."""
    return f"urn:scoreboard:match-event:{sport}:{kind}:1"


def name_entry_schema(kind: str) -> str:
    """The `$id` of the schema of a kind of catalogue entry, which every message of it names."""
    return f"urn:scoreboard:catalogue:{kind}:1"


def encode_record(record: Event) -> bytes:
    """A record as JSON, as the database, Kafka and the API hold it."""
    return ENCODER.encode(record)


def decode_record(data: bytes | str) -> Event:
    """A record from its JSON; raises msgspec.DecodeError or LookupError (unknown sport)."""
    return decoder_of(HEAD.decode(data).sport).decode(data)


def publish_record(record: Event) -> dict[str, Any]:
    """A record as plain JSON values for everyone: without who entered it and under which key."""
    return msgspec.to_builtins(msgspec.structs.replace(record, actor=None, key=None))


def write_time(instant: datetime | None) -> str | None:
    """A UTC instant as `2022-12-18T15:00:00Z`."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def check_instant(instant: datetime) -> datetime:
    """An instant in UTC, as an entrance takes it; raises BadInstant without an offset, and outside 1800 to 2200."""
    if instant.tzinfo is None:
        raise BadInstant("expected an instant with its offset, as 2022-12-18T15:00:00Z")
    if not EARLIEST <= instant < LATEST:
        raise BadInstant("expected an instant between the years 1800 and 2200")
    return instant.astimezone(UTC)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A match in a list: all that its snapshot says but the incidents (docs/protocol.md has the words)."""

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


def snapshot(state: MatchState, *, match_id: str, epoch: int) -> dict[str, Any]:
    """A match as it looks outside, in plain values: what Snapshot describes."""
    fixture, view = state.fixture, view_of(state)
    shown = Snapshot(
        id=match_id,
        sport=fixture.sport,
        competition=fixture.competition,
        season=fixture.season,
        stage=fixture.stage,
        round=fixture.round,
        group=fixture.group,
        scheduled_at=fixture.scheduled_at,
        scheduled_on=fixture.scheduled_on,
        local_time=fixture.local_time,
        venue=fixture.venue,
        neutral=fixture.neutral,
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
        cursor=write_cursor(epoch, state.seq),
        incidents=list(state.incidents),
    )
    plain: dict[str, Any] = msgspec.to_builtins(shown)
    return plain


def changes(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
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
