"""What every sport's rules are made of: events, incidents, clocks and the shape a sport module has.

A sport is a module of plain functions over frozen structs. It knows no Django, does no I/O and reads no clock: what it
needs of time comes in with the events. `docs/architecture.md` shows how the pieces meet.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

import msgspec

Side = Literal["home", "away"]
Confirmation = Literal["tbd", "confirmed", "cancelled"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"\S")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\S")]
Count = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=24 * 3_600_000)]


def other(side: Side) -> Side:
    """The opposite side."""
    return "away" if side == "home" else "home"


class Refused(Exception):
    """An event that the rules do not allow.

    `rule` is a short stable name ("football.substitution"), `detail` a sentence a scorer understands, `seqs` the
    records at fault where a correction made accepted ones impossible.
    """

    def __init__(self, rule: str, detail: str, *, seqs: tuple[int, ...] = ()) -> None:
        super().__init__(detail)
        self.rule = rule
        self.detail = detail
        self.seqs = seqs


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that happened in a match; once accepted, a record of the match log.

    A scorer gives the event; the write path adds its place: match, epoch, seq, recorded_at (UTC, when the server took
    it), actor and idempotency key. `occurred_at` (UTC) is when the key was pressed, None where nobody knows any more.
    `clock_ms` is the match clock in milliseconds, as the sport counts it.
    """

    match: str = ""
    sport: str = ""
    epoch: int = 1
    seq: int = 0
    period: str | None = None
    clock_ms: Milliseconds | None = None
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None
    actor: str | None = None
    key: str | None = None


class Score(msgspec.Struct, frozen=True):
    """A pair of counts, home and away."""

    home: Count = 0
    away: Count = 0

    def plus(self, side: Side, points: int = 1) -> "Score":
        """The score after `side` got `points` more."""
        if side == "home":
            return Score(self.home + points, self.away)
        return Score(self.home, self.away + points)

    def leader(self) -> Side | None:
        """The side that is ahead; None when level."""
        if self.home == self.away:
            return None
        return "home" if self.home > self.away else "away"


class PeriodScore(msgspec.Struct, frozen=True):
    """What was scored in one period (not the running total)."""

    name: str
    home: int = 0
    away: int = 0


class Clock(msgspec.Struct, frozen=True):
    """A clock as state, never as ticks: it showed `value_ms` at `anchor` (UTC), and ran on from there if `running`.

    `rate` is how many match milliseconds pass in one real one: 1, but for replays.
    """

    running: bool = False
    direction: Literal["up", "down"] = "up"
    value_ms: int = 0
    anchor: datetime | None = None
    rate: float = 1.0

    def read(self, at: datetime | None) -> int | None:
        """What the clock shows at the instant `at`, in ms; None where that cannot be known."""
        if not self.running:
            return self.value_ms
        if at is None or self.anchor is None:
            return None
        passed = max(0, round((at - self.anchor).total_seconds() * 1000 * self.rate))
        return self.value_ms + passed if self.direction == "up" else max(0, self.value_ms - passed)


class Incident(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fact a fan sees: a goal, a card, a period's end. Projected from one record, which `seq` names.

    `minute` is as the sport writes it ("45+2"), `score` the running score after it, `related` a second person (who
    assisted, who went off), `reason` why it was cancelled.
    """

    seq: int
    kind: str
    side: Side | None = None
    player: str | None = None
    player_id: str | None = None
    related: str | None = None
    related_id: str | None = None
    period: str | None = None
    minute: str | None = None
    clock_ms: int | None = None
    confirmation: Confirmation
    detail: str | None = None
    reason: str | None = None
    score: Score | None = None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A sport's state in the shape that every page, console and table can render without knowing the sport.

    `aggregate` is the score of both legs of a tie, `advances` who goes through, where the match decides that.
    """

    phase: str
    score: Score
    periods: tuple[PeriodScore, ...] = ()
    shootout: Score | None = None
    clock: Clock | None = None
    started: bool = False
    finished: bool = False
    winner: Side | None = None
    decided_by: str | None = None
    aggregate: Score | None = None
    advances: Side | None = None


class Words(msgspec.Struct, frozen=True):
    """How a type of event is offered to a scorer: its label, and which of the shared fields it takes."""

    label: str
    fields: tuple[str, ...] = ()


class Mention(msgspec.Struct, frozen=True):
    """A person named by an event: the field of the name (its id is in `FIELD_id`), in `data` or not, and their side."""

    field: str
    side: Side
    in_data: bool = False


class Sport(Protocol):
    """The shape of a sport module (see football.py for the pattern)."""

    NAME: str
    LABEL: str
    EVENTS: tuple[type[Event], ...]
    PHASES: dict[str, str]
    WORDS: dict[str, Words]
    Ruleset: type[Any]
    State: type[Any]

    def start(self, ruleset: Any, *, clock_rate: float) -> Any:
        """The state before the first event of play."""

    def apply(self, state: Any, event: Any) -> Any:
        """The state after `event`; raises Refused where the rules of the sport forbid it."""

    def describe(self, before: Any, after: Any, event: Any) -> Incident | None:
        """What a fan is shown of `event`; None where there is nothing to show."""

    def mentions(self, event: Any) -> tuple[Mention, ...]:
        """The people whom `event` names."""

    def view(self, state: Any) -> View:
        """The state in the shape all sports share."""
