"""Ice hockey, after the IIHF Official Rules; the NHL's and PWHL's by their numbers.

Three periods, then sudden death overtime, then a shootout. A shootout adds one goal to the winner's score, and is
nobody's goal. In the playoffs overtimes go on until somebody scores (`overtimes` none, `shootout` off).
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Name, Side
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

NAME = "ice_hockey"
LABEL = "Ice hockey"


class Ruleset(TimedRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a league match of the IIHF, 3 against 3."""

    periods: Literal[1, 2, 3, 4] = 3
    period_minutes: Minutes = 20
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = 1  # playoffs: until it is decided
    overtime_minutes: Minutes = 5  # playoffs: 20
    sudden_death: bool = True
    shootout: bool = True
    shootout_rounds: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5  # NHL: 3
    shootout_repeats: bool = False  # somebody may have several of these (PWHL)
    skaters: Annotated[int, msgspec.Meta(ge=3, le=5)] = 5
    overtime_skaters: Annotated[int, msgspec.Meta(ge=3, le=5)] = 3  # playoffs: 5
    timeouts: Annotated[int, msgspec.Meta(ge=0, le=9)] = 1  # a side, in the match
    jailbreak: bool = False  # a goal of the short-handed side ends its penalty (PWHL)

    @property
    def players(self) -> int:
        """How many of a side begin: its skaters and the goalkeeper."""
        return self.skaters + 1


# --- events ----------------------------------------------------------------------------------------------------------


class GoalData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a goal came about; without `strength` it follows from the penalties being served."""

    assist: Name | None = None
    assist_id: str | None = None
    assist2: Name | None = None
    assist2_id: str | None = None
    strength: Literal["even", "power_play", "short_handed"] | None = None
    empty_net: bool = False
    penalty_shot: bool = False


class Goal(PlayerEvent, tag="goal", frozen=True, kw_only=True):
    """A goal for `side`."""

    data: GoalData = GoalData()


class PenaltyData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A penalty's minutes and reason: 2 and 4 end with a goal against, 5 do not, 10 and 20 leave the side whole.

    25 are 5 that the side serves, and the 20 of a game misconduct or match penalty.
    """

    minutes: Literal[2, 4, 5, 10, 20, 25]
    reason: Name | None = None
    match: bool = False  # the player may not go on
    power_play: bool = True  # false: coincidental, the sides stay as many


class Penalty(PlayerEvent, tag="penalty", frozen=True, kw_only=True):
    """A penalty against `side`; without `player`, its bench's."""

    data: PenaltyData


class PenaltyShot(PlayerEvent, tag="penalty_shot", frozen=True, kw_only=True):
    """A penalty shot of `side` that was no goal (one that was is a goal)."""


class GoalieData(msgspec.Struct, frozen=True):
    """Whether there is a goalkeeper on the ice from now on."""

    on: bool


class Goalie(PlayerEvent, tag="goalie", frozen=True, kw_only=True):
    """`side` takes its goalkeeper off for a sixth skater, puts one on, or changes them."""

    data: GoalieData


class PlayData(msgspec.Struct, frozen=True):
    """What happened."""

    kind: Literal["shot", "blocked_shot", "hit", "faceoff"]


class Play(PlayerEvent, tag="play", frozen=True, kw_only=True):
    """What counts in figures and changes no score; a face-off is of the side that won it."""

    data: PlayData


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Goal, Penalty, PenaltyShot, Goalie, Timeout, Play, ClockSet, PeriodEnd),
    *(ShootoutAttempt, Result, Manual),
)


# --- state -----------------------------------------------------------------------------------------------------------


class Serving(msgspec.Struct, frozen=True, omit_defaults=True):
    """A penalty that makes its side fewer, from `since` to `until` (ms of play since the match began).

    `person` is who was penalised, None where that is not known; one of `State.waiting` begins later than it says.
    """

    side: Side
    since: int
    until: int
    minor: bool = True
    person: str | None = None


class Misconduct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody's first misconduct of ten minutes, and when it is over (ms of play; None: not known).

    `person` is named by side and key, as those are who are `out` or `gone`.
    """

    person: str
    until: int | None = None


class Helper(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who assisted second: the incident of a goal names the first."""

    side: Side
    person: str
    name: str


class State(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far: penalties being served or waiting, empty nets, who may not go on.

    `out` are those with a match penalty, `gone` those with a game misconduct, by side and key. `goalkeepers` are those
    who were put on.
    """

    ruleset: Ruleset
    serving: tuple[Serving, ...] = ()
    waiting: tuple[Serving, ...] = ()
    empty: tuple[Side, ...] = ()
    out: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    misconducts: tuple[Misconduct, ...] = ()
    helpers: tuple[Helper, ...] = ()
    home_timeouts: int = 0
    away_timeouts: int = 0
    goalkeepers: tuple[str, ...] = ()
