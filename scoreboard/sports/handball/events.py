"""Handball, after the IHF Rules of the Game (rule numbers in the refusals).

Two halves of 30 minutes, the clock running up; where there must be a winner, up to two overtimes of twice 5 minutes,
then throws from seven metres.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Name, Score
from scoreboard.sports.on_field import Suspended
from scoreboard.sports.pieces import PlayerEvent
from scoreboard.sports.timed.events import (
    ClockSet,
    Minutes,
    PeriodEnd,
    PeriodStart,
    Result,
    ShootoutAttempt,
    Timed,
    TimedRules,
    Timeout,
)

NAME = "handball"
LABEL = "Handball"
Few = Annotated[int, msgspec.Meta(ge=0, le=99)]


class Ruleset(TimedRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a league match, which may be drawn (Rule 2)."""

    periods: Literal[1, 2, 3, 4] = 2
    period_minutes: Minutes = 30
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = 0  # cups: 2, then a shootout
    overtime_minutes: Minutes = 5
    overtime_periods: Literal[1, 2] = 2
    clock: Literal["down", "up"] = "up"
    shootout_rounds: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5
    timeouts: Few = 3  # a side, in the match
    timeouts_half: Few = 2  # of them in one half
    warnings: Few = 3  # yellow cards of a side's players; its officials have one more together (Rule 16:1)
    suspensions: Annotated[int, msgspec.Meta(ge=1, le=9)] = 3  # of a player: with the last they are disqualified


# --- events ----------------------------------------------------------------------------------------------------------


class GoalData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a goal came about: from a 7-metre throw, a free throw after the signal (Rule 2:4), into an empty goal."""

    seven_metres: bool = False
    free_throw: bool = False
    empty_goal: bool = False
    assist: Name | None = None
    assist_id: str | None = None


class Goal(PlayerEvent, tag="goal", frozen=True, kw_only=True):
    """A goal for `side` (Rule 9)."""

    data: GoalData = GoalData()


class SevenMissed(PlayerEvent, tag="seven_missed", frozen=True, kw_only=True):
    """A 7-metre throw of `side` that was no goal (Rule 14)."""


class SanctionData(msgspec.Struct, frozen=True):
    """What it is: a warning, two minutes, a disqualification, one with a report (Rules 8 and 16)."""

    kind: Literal["yellow", "suspension", "red", "blue"]


class Sanction(PlayerEvent, tag="sanction", frozen=True, kw_only=True):
    """A personal punishment; without `player`, of the side's officials (Rule 16)."""

    data: SanctionData


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Goal, SevenMissed, Sanction, Timeout, ClockSet, PeriodEnd, ShootoutAttempt, Result, Manual),
)


# --- state -----------------------------------------------------------------------------------------------------------


class Punished(msgspec.Struct, frozen=True, omit_defaults=True):
    """A player's punishments; `out` once disqualified."""

    player: str
    yellow: bool = False
    suspensions: int = 0
    out: bool = False


class State(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far: timeouts taken in the match and in this half, who has been punished.

    `warnings` are those of players; what officials are punished with is counted for a side's together. `suspended` are
    those with two minutes, until when.
    """

    ruleset: Ruleset
    timeouts: Score = Score()
    timeouts_half: Score = Score()
    warnings: Score = Score()
    officials_warned: Score = Score()
    officials_suspended: Score = Score()
    home: tuple[Punished, ...] = ()
    away: tuple[Punished, ...] = ()
    suspended: tuple[Suspended, ...] = ()
