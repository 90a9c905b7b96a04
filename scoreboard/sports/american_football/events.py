"""American football, after the NFL's rules; college football by its numbers.

Four quarters, counted down. Level at the end, an overtime: in the NFL each side has the ball once, then whoever leads
has won, and a league match may stay level; in college a pair of series an overtime, until one side leads.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Name, Score, Side
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent
from scoreboard.sports.timed.events import (
    ClockSet,
    Minutes,
    PeriodEnd,
    PeriodStart,
    Result,
    Timed,
    TimedRules,
    Timeout,
)

NAME = "american_football"
LABEL = "American football"
Worth = Annotated[int, msgspec.Meta(ge=0, le=20)]
Yards = Annotated[int, msgspec.Meta(ge=0, le=120)]


class Ruleset(TimedRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: the NFL's regular season since 2025.

    By edition 3 a play-off goes on until the second side's possession is over, by edition 4 who loses the ball in
    overtime has had it. The NFL's overtimes before: sudden death
    of 15 minutes in play-offs until 2009 and in the regular season until 2011; then a touchdown of the first possession
    wins, in play-offs until 2021 and in the regular season until 2024, there with 10 minutes since 2017.
    """

    periods: Literal[1, 2, 3, 4] = 4
    period_minutes: Minutes = 15  # high schools: 12
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = 1  # None in play-offs and college: until decided
    overtime_minutes: Minutes = 10  # play-offs: 15
    sudden_death: bool = False  # the first score wins (NFL until 2011)
    both_possess: bool = True  # in overtime each side has the ball once, before a lead wins (NFL)
    touchdown_wins: bool = False  # in overtime a touchdown of the first possession wins (NFL until 2021 and 2024)
    timeouts: Annotated[int, msgspec.Meta(ge=0, le=9)] = 3  # a side, in a half
    overtime_timeouts: Annotated[int, msgspec.Meta(ge=0, le=9)] = 2
    touchdown_points: Worth = 6
    kick_points: Worth = 1  # the try by a kick
    two_points: Worth = 2  # the try by a run or pass, and its return by the defence
    field_goal_points: Worth = 3
    safety_points: Worth = 2
    try_safety_points: Worth = 1  # a safety on a try, of either side
    two_point_overtime: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None  # from it on tries alone (NCAA: 3)


# --- events ----------------------------------------------------------------------------------------------------------


class TouchdownData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a touchdown came about, from how far, and who passed."""

    how: Literal["run", "pass", "return", "recovery"] | None = None
    yards: Yards | None = None
    passer: Name | None = None
    passer_id: str | None = None


class Touchdown(PlayerEvent, tag="touchdown", frozen=True, kw_only=True):
    """A touchdown of `side`; a try follows, unless the match is over."""

    data: TouchdownData = TouchdownData()


class TryData(msgspec.Struct, frozen=True):
    """How the try after a touchdown was made, and whether it was good."""

    how: Literal["kick", "two_points"] = "kick"
    scored: bool = True


class Try(PlayerEvent, tag="try", frozen=True, kw_only=True):
    """The try after a touchdown: a kick for one point, or a run or pass for two."""

    data: TryData = TryData()


class TryReturn(PlayerEvent, tag="try_return", frozen=True, kw_only=True):
    """`side`, defending against a try, has carried the ball to the other end: two points for it."""


class FieldGoalData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether a field goal was good, and from how far."""

    scored: bool = True
    yards: Yards | None = None


class FieldGoal(PlayerEvent, tag="field_goal", frozen=True, kw_only=True):
    """A field goal that `side` has tried."""

    data: FieldGoalData = FieldGoalData()


class SafetyData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether it was one on a try, which is worth a point, to either side (NFL 2024, 11-3-2; NCAA 2024, 8-3-3)."""

    on_try: bool = False


class Safety(PlayerEvent, tag="safety", frozen=True, kw_only=True):
    """A safety: points for `side`, whose opponents were stopped in their own end zone."""

    data: SafetyData = SafetyData()


class Possession(Event, tag="possession", frozen=True, kw_only=True):
    """`side` has the ball: a kick-off, a punt, a turnover."""

    side: Side


class DownData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which down, yards to go (0: goal), and how far it is to the opponents' goal line."""

    down: Annotated[int, msgspec.Meta(ge=1, le=4)]
    to_go: Yards
    to_goal: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None


class Down(Event, tag="down", frozen=True, kw_only=True):
    """Where `side`, which has the ball, stands."""

    side: Side
    data: DownData


class TurnoverData(msgspec.Struct, frozen=True):
    """How the ball was lost."""

    how: Literal["interception", "fumble", "downs"]


class Turnover(PlayerEvent, tag="turnover", frozen=True, kw_only=True):
    """`side` has the ball now, which the others have lost; `player` took it."""

    data: TurnoverData


class EjectionData(msgspec.Struct, frozen=True):
    """Why."""

    reason: Literal["fouls", "fighting", "targeting"] = "fouls"


class Ejection(NamedPlayerEvent, tag="ejection", frozen=True, kw_only=True):
    """`player` is disqualified."""

    data: EjectionData = EjectionData()


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Touchdown, Try, TryReturn, FieldGoal, Safety, Possession, Down, Turnover, Ejection, Timeout),
    *(ClockSet, PeriodEnd, Result, Manual),
)
SCORING = Touchdown | Try | TryReturn | FieldGoal | Safety


# --- state -----------------------------------------------------------------------------------------------------------


class State(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far.

    `trying`: whose touchdown a try may follow. `ball`: who has it, `down` where they stand. `had_ball`: who has had it
    in this overtime. `ejected` players by side and key.
    """

    ruleset: Ruleset
    timeouts: Score = Score()
    trying: Side | None = None
    ball: Side | None = None
    down: DownData | None = None
    had_ball: tuple[Side, ...] = ()
    ejected: tuple[str, ...] = ()
