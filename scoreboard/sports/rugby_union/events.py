"""Rugby union, after World Rugby's Laws of the Game.

Two halves of 40 minutes on a clock that runs up; where a cup wants it, two halves of extra time, a period in which the
first score wins, then kicks at goal.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Name, Reason, Score, Side
from scoreboard.sports.on_field import Exchange, Suspended
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent
from scoreboard.sports.timed.events import (
    ClockSet,
    MaybeMinutes,
    Minutes,
    PeriodEnd,
    PeriodStart,
    ShootoutAttempt,
    Timed,
    TimedRules,
)
from scoreboard.sports.timed.events import ResultData as TimedResultData

NAME = "rugby_union"
LABEL = "Rugby union"
Worth = Annotated[int, msgspec.Meta(ge=0, le=20)]


class Ruleset(TimedRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a league match under World Rugby's laws.

    Edition 3 awaits the conversion of a penalty try, where there is one.
    """

    players: Annotated[int, msgspec.Meta(ge=5, le=15)] = 15  # a side at the kick-off (Law 3); sevens: 7
    sin_bin_minutes: MaybeMinutes = 10  # that a yellow card takes (Law 9); sevens: 2
    periods: Literal[1, 2, 3, 4] = 2  # Law 5; sevens: 2 halves of 7
    period_minutes: Minutes = 40
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = 0  # 1 in the Rugby World Cup's knock-out
    overtime_minutes: Minutes = 10
    overtime_periods: Literal[1, 2] = 2
    sudden_minutes: MaybeMinutes = 0  # of one more, which the first score ends (World Cup: 10)
    clock: Literal["down", "up"] = "up"
    try_points: Worth = 5  # Law 8; 4 until 1992
    penalty_try_points: Worth = 7  # Law 8: no conversion is taken; as many as a try until 2017, with one
    conversion_points: Worth = 2
    penalty_points: Worth = 3
    drop_goal_points: Worth = 3
    kicks: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5  # at goal for each side, before it goes on in pairs
    try_bonus: Annotated[int, msgspec.Meta(ge=0, le=20)] = 4  # tries for a bonus point; 0: there is none
    try_bonus_lead: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0  # or as many more than the opponents (Top 14: 3)
    losing_bonus: Annotated[int, msgspec.Meta(ge=0, le=50)] = 7  # a defeat by as many or fewer (Top 14: 5); 0: none


# --- events ----------------------------------------------------------------------------------------------------------


class Try(PlayerEvent, tag="try", frozen=True, kw_only=True):
    """A try for `side` (Law 8)."""


class PenaltyTry(Event, tag="penalty_try", frozen=True, kw_only=True):
    """A try that foul play prevented (Law 8); a conversion follows where it is worth a try alone."""

    side: Side


class KickData(msgspec.Struct, frozen=True):
    """Whether a kick at goal went over."""

    scored: bool = True


class Conversion(PlayerEvent, tag="conversion", frozen=True, kw_only=True):
    """The kick after a try (Law 8)."""

    data: KickData = KickData()


class PenaltyGoal(PlayerEvent, tag="penalty_goal", frozen=True, kw_only=True):
    """A penalty kick at goal (Law 8)."""

    data: KickData = KickData()


class DropGoal(PlayerEvent, tag="drop_goal", frozen=True, kw_only=True):
    """A kick at goal in open play (Law 8)."""

    data: KickData = KickData()


class CardData(msgspec.Struct, frozen=True):
    """Which card: yellow (ten minutes off), a second one, red, or a red whose player is replaced after 20 minutes."""

    card: Literal["yellow", "second_yellow", "red", "red_20"]


class Card(NamedPlayerEvent, tag="card", frozen=True, kw_only=True):
    """A temporary suspension or a sending-off (Law 9)."""

    data: CardData


class SubstitutionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who leaves the field, and whether for a while only (blood, head injury assessment)."""

    off: Name
    off_id: str | None = None
    temporary: bool = False


class Substitution(NamedPlayerEvent, tag="substitution", frozen=True, kw_only=True):
    """`player` comes on for `data.off` (Law 3); who went off may return where the laws let them."""

    data: SubstitutionData


class TmoData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the television match official is asked about."""

    about: Literal["try", "foul_play", "kick"] = "try"
    reason: Reason | None = None


class Tmo(Event, tag="tmo", frozen=True, kw_only=True):
    """The referee asks the television match official; what is decided is entered for itself."""

    side: Side | None = None
    data: TmoData = TmoData()


class ResultData(TimedResultData, frozen=True, omit_defaults=True):
    """A match known by its result only, and its tries, where they are known."""

    tries: Score | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


Kick = Conversion | PenaltyGoal | DropGoal
EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Try, Conversion, PenaltyGoal, PenaltyTry, DropGoal, Card, Substitution, Tmo, ClockSet, PeriodEnd),
    *(ShootoutAttempt, Result, Manual),
)


# --- state -----------------------------------------------------------------------------------------------------------


class State(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far: tries, those that a conversion may follow, who has been booked or sent off.

    `converting`: whose try was scored last, while nothing but its conversion can have followed. `binned` are those who
    were shown a yellow card, until when; `exchanges` are who came on for whom, by side and key.
    """

    ruleset: Ruleset
    tries: Score = Score()
    unconverted: Score = Score()
    converting: Side | None = None
    booked: tuple[str, ...] = ()
    sent_off: tuple[str, ...] = ()
    binned: tuple[Suspended, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
