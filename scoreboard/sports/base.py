"""What every sport's rules are made of: events, incidents, clocks, and the view that all states are read through.

A sport is plain functions over frozen structs. It knows no Django, does no I/O and reads no clock: what it needs of
time comes in with the events. `sport.py` says what makes a sport, `docs/new-sport.md` shows it with an example.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

Side = Literal["home", "away"]
Confirmation = Literal["tbd", "confirmed", "cancelled"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"\S")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"\S")]
MOST = 10_000  # of anything that is counted in a match
Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
LONGEST_MS = 2**31 - 1  # that a clock shows, 24 days: what every table's column holds
LARGEST_NUMBER = 999  # on a shirt
ShirtNumber = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=24 * 3_600_000)]


def other(side: Side) -> Side:
    """The opposite side."""
    return "away" if side == "home" else "home"


def ordinal(number: int) -> str:
    """A number as a place in English: 1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


# A parameter is plain JSON, another sentence, or a list of these.
Params = Annotated[dict[str, Any], msgspec.Meta(description="What the words of the code are filled with, by name.")]


class Sentence(msgspec.Struct, frozen=True):
    """What a person is told, before it is words: a stable code, and the parameters that its words are filled with.

    Rules make sentences; edges (pages, API, console) make English of them with the patterns of `Sport.sentences`
    (sports/sentences.py).
    """

    code: str
    params: Params = {}


def say(code: str, **params: Any) -> Sentence:
    """The sentence of a code."""
    return Sentence(code, params)


def combine(parts: Sequence[Sentence]) -> Sentence | None:
    """One sentence that says these, one after the other; None where there is none."""
    if len(parts) > 1:
        return say("parts", parts=list(parts))
    return parts[0] if parts else None


class Refused(Exception):
    """An event that the rules do not allow.

    `sentence` says why, to a scorer; its code begins with the `rule`, a stable name ("football.substitution" of
    "football.substitution.all_used"), unless another is given. `seqs` are the records at fault where a correction made
    accepted ones impossible.
    """

    def __init__(self, code: str, *, rule: str = "", seqs: tuple[int, ...] = (), **params: Any) -> None:
        super().__init__(code, params)
        self.sentence = Sentence(code, params)
        self.rule = rule or ".".join(code.split(".")[:2])
        self.seqs = seqs

    def __str__(self) -> str:
        """The code with its parameters, for logs; `explain_error` (sports/sentences.py) has the English."""
        return " ".join([self.sentence.code, *(f"{name}={value!r}" for name, value in self.sentence.params.items())])


def count(number: int) -> int:
    """A number that the rules have made of counts; raises Refused where it is none that a match can have.

    Types hold a number to its bounds where it is read, not where it is made: what no reader takes must not be made.
    """
    if not 0 <= number <= MOST:
        raise Refused("match.count", number=number, most=MOST)
    return number


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that happened in a match; once accepted, a record of the match log.

    A scorer gives the event; the write path adds its place: match, epoch, seq, recorded_at (UTC, when the server took
    it), actor and idempotency key. `occurred_at` (UTC) is when the key was pressed, None where nobody knows any more.
    `clock_ms` is the match clock in milliseconds, as the sport counts it. `number` is on the shirt of its player.
    """

    match: str = ""
    sport: str = ""
    epoch: int = 1
    seq: int = 0
    period: str | None = None
    clock_ms: Milliseconds | None = None
    number: ShirtNumber | None = None
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None
    actor: str | None = None
    key: str | None = None


def apply_by_type(steps: Mapping[type[Event], Callable[[Any, Any], Any]]) -> Callable[[Any, Any], Any]:
    """A sport's `apply`: the state after an event, by the step that `steps` has for the event's type."""

    def apply(state: Any, event: Event) -> Any:
        return steps[type(event)](state, event)

    return apply


class Score(msgspec.Struct, frozen=True):
    """A pair of counts, home and away."""

    home: Count = 0
    away: Count = 0

    def plus(self, side: Side, points: int = 1) -> "Score":
        """The score after `side` got `points` more; raises Refused beyond what can be counted."""
        if side == "home":
            home = self.home + points
            return Score(home if 0 <= home <= MOST else count(home), self.away)
        away = self.away + points  # `count` is called where it refuses: every rally, goal and basket is counted here
        return Score(self.home, away if 0 <= away <= MOST else count(away))

    def leader(self) -> Side | None:
        """The side that is ahead; None when level."""
        if self.home == self.away:
            return None
        return "home" if self.home > self.away else "away"


class Shown(msgspec.Struct, frozen=True):
    """What is written for each side where a number does not say it: "412/7d & 183", "AD", "x"."""

    home: str = ""
    away: str = ""


class PeriodScore(msgspec.Struct, frozen=True):
    """What was scored in one period (not the running total).

    `shown` is how it is written where the numbers do not say it: 7 and 6(5), 412/7d, x for an inning not played.
    `parts` are the periods within it (the overs of an innings, the games of a set), where they are kept.
    """

    name: str
    home: int = 0
    away: int = 0
    shown: Shown | UnsetType = UNSET
    parts: tuple["PeriodScore", ...] | UnsetType = UNSET

    def plus(self, side: Side, points: int = 1) -> "PeriodScore":
        """The period with `points` more for `side`, of one that is numbers alone; raises Refused as `Score.plus`."""
        if side == "home":
            return PeriodScore(self.name, count(self.home + points), self.away)
        return PeriodScore(self.name, self.home, count(self.away + points))


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
        """What the clock shows at the instant `at`, in ms; None where that cannot be known.

        A clock that has not been stopped for weeks stands still in the end (LONGEST_MS).
        """
        if not self.running:
            return self.value_ms
        if at is None or self.anchor is None:
            return None
        passed = round((at - self.anchor).total_seconds() * 1000 * self.rate)
        if passed <= 0:
            return self.value_ms
        return min(LONGEST_MS, self.value_ms + passed) if self.direction == "up" else max(0, self.value_ms - passed)


class Ending(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was over by an incident of another kind: the set by a card, the innings by a wicket, the game by a run.

    It has the words of an incident of that kind and detail; `side` is whose it is: who won the set, whose
    innings it was.
    """

    kind: str
    side: Side | None = None
    detail: str | None = None


class Incident(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fact a fan sees: a goal, a card, a period's end. Projected from one record, which `seq` names.

    `minute` is as the sport writes it ("45+2"), `score` the running score after it, `shown` how that is written where
    it is not two numbers ("161/6"), `related` a second person (who assisted, who went off), `reason` why it was
    cancelled, `ended` what was over by it.
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
    shown: str | None = None
    ended: Ending | None = None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A sport's state in the shape that every page, console and table can render without knowing the sport.

    `score` decides the match: goals, runs, points, sets. `shown` is how it is written where that is not two numbers;
    `totals` are what is counted beside it (hits, errors). `turn` is who serves, bats or has the ball; `points` the
    score within what is being played ("40", "AD"); `situation` says the rest in a few words ("2 out, runner on
    second"). `aggregate` is the score of both legs of a tie, `advances` who goes through, where the match decides that.
    `summary` is the match in one line: "Brazil won by 6 wickets".
    """

    phase: str
    score: Score
    shown: Shown | None = None
    periods: tuple[PeriodScore, ...] = ()
    totals: tuple[PeriodScore, ...] = ()
    turn: Side | None = None
    points: Shown | None = None
    situation: Sentence | None = None
    shootout: Score | None = None
    clock: Clock | None = None
    started: bool = False
    finished: bool = False
    winner: Side | None = None
    decided_by: str | None = None
    aggregate: Score | None = None
    advances: Side | None = None
    summary: Sentence | None = None


def is_own(event: Any, field: str) -> bool:
    """Whether a field of an event's `data` names its own `player`: by name, unless their ids say that they are two."""
    named = getattr(event.data, field)
    if named is None or named != event.player:
        return False
    return getattr(event.data, f"{field}_id") in (event.player_id, None) or event.player_id is None


class Mention(msgspec.Struct, frozen=True):
    """A person named by an event: the field of the name (its id is in `FIELD_id`), in `data` or not, and their side.

    `at`: of the player of that index among `data.players`.
    """

    field: str
    side: Side
    in_data: bool = False
    at: int | None = None


class ManualData(msgspec.Struct, frozen=True):
    """How many points are given (negative: taken away), and why."""

    points: Annotated[int, msgspec.Meta(ge=-1_000, le=1_000)]
    reason: Reason


class Manual(Event, tag="manual", frozen=True, kw_only=True):
    """What the rules have no event for, put right by hand and shown as such: points of the score to `side`."""

    side: Side
    data: ManualData
