"""The events, ruleset and state that sports played in timed periods have in common."""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Clock, Event, PeriodScore, Score, Side
from scoreboard.sports.pieces import PlayerEvent

MINUTE = 60_000
MOST_PERIODS = 24  # periods and overtimes that have a name
UNITS = {1: "period", 2: "half", 3: "period", 4: "quarter"}
ORDINALS = ("First", "Second", "Third", "Fourth")
BREAKS = ("not_started", "break", "half_time", "overtime_break")
TIME_UP = "time_up"  # the last period's time is up, and a kick is still due that may count
# Where a match may be more than once, between any periods; the end, too, that a late goal takes back.
FLOATING = ("break", "half_time", "overtime_break", TIME_UP, "full_time")

Minutes = Annotated[int, msgspec.Meta(ge=1, le=60)]
MaybeMinutes = Annotated[int, msgspec.Meta(ge=0, le=60)]


class TimedRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of timed play; each sport has its own defaults. An overtime is played when the match is level.

    `edition` is that of the sport's rules here (docs/decisions/0016), 1 in logs of before; see `rules.py` of each.
    """

    edition: Literal[1, 2, 3, 4] = 1
    periods: Literal[1, 2, 3, 4]
    period_minutes: Minutes
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None  # at most; none: until it is decided
    overtime_minutes: Minutes
    overtime_periods: Literal[1, 2] = 1  # of an overtime
    sudden_death: bool = False  # in overtime the first score ends the match
    sudden_minutes: MaybeMinutes = 0  # of one overtime more, which the first score ends; 0: none
    shootout: bool = False  # when level after the last overtime
    clock: Literal["down", "up"] = "down"  # down in every period; up from the first to the last


# --- events ----------------------------------------------------------------------------------------------------------


class PeriodStart(Event, tag="period_start", frozen=True, kw_only=True):
    """A period or overtime begins. Without `period`, the next one."""


class PeriodEnd(Event, tag="period_end", frozen=True, kw_only=True):
    """The period being played is over."""


class ClockData(msgspec.Struct, frozen=True):
    """Whether the match clock runs from now on."""

    running: bool


class ClockSet(Event, tag="clock", frozen=True, kw_only=True):
    """The match clock stops or runs; `clock_ms` is what it shows, where it has to be put right."""

    data: ClockData


class Timeout(Event, tag="timeout", frozen=True, kw_only=True):
    """A timeout that `side` has taken, or the officials."""

    side: Side | None = None


class AttemptData(msgspec.Struct, frozen=True):
    """Whether an attempt of a shootout scored."""

    scored: bool


class ShootoutAttempt(PlayerEvent, tag="shootout_attempt", frozen=True, kw_only=True):
    """One attempt of a shootout. Who goes first is whose first attempt is entered first."""

    data: AttemptData


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match known by its result only: its final score, with those of its periods where they are known."""

    score: Score
    periods: Annotated[tuple[Score, ...], msgspec.Meta(max_length=MOST_PERIODS)] = ()
    decided_by: Literal["regular", "overtime", "shootout"] = "regular"
    shootout: Score | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


# --- state -----------------------------------------------------------------------------------------------------------


class Shootout(msgspec.Struct, frozen=True, omit_defaults=True):
    """Attempts taken and scored in a shootout; `winner` once it is decided, `takers` by side and key, where known."""

    taken: Score = Score()
    scored: Score = Score()
    winner: Side | None = None
    takers: tuple[str, ...] = ()


class Timed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a sport in timed periods knows of its match; each sport's state adds its `ruleset` and its own.

    `decided_by` is known of a match that is known by its result only; of others it follows from the periods.
    """

    phase: str = "not_started"
    score: Score = Score()
    periods: tuple[PeriodScore, ...] = ()
    clock: Clock = Clock()
    shootout: Shootout | None = None
    decided_by: str | None = None
