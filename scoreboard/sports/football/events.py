"""Football, after the IFAB Laws of the Game 2024/25 (law numbers in the refusals).

A match is two halves, where the competition wants it two halves of extra time, then kicks from the penalty mark. The
match clock runs up through the halves: the second begins at 45:00, extra time at 90:00; what goes beyond a period's
nominal end is stoppage time and written 45+2.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Clock, Count, Event, Manual, Name, PeriodScore, Score, Side
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent

NAME = "football"
LABEL = "Football"
MINUTE = 60_000
STOPPAGE_LIMIT_MS = 60 * MINUTE  # more than any stoppage ever played; beyond it a minute is a typing error

PERIODS = ("first_half", "second_half", "extra_first_half", "extra_second_half")
# Which period may begin in which phase, and the phase between periods.
NEXT_PERIOD = {
    "not_started": "first_half",
    "half_time": "second_half",
    "extra_time_break": "extra_first_half",
    "extra_half_time": "extra_second_half",
}
BREAKS = {"first_half": "half_time", "extra_first_half": "extra_half_time"}
EXTRA_HALVES = ("extra_first_half", "extra_second_half")


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: a league match (Laws 3, 7 and 10)."""

    edition: Annotated[int, msgspec.Meta(ge=1)] = 1  # from 2 on, what a correction by hand has ended is over
    half_minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] = 45
    # Played when level after normal time. Golden: its first goal ends it (1993 to 2004: World Cups 1998 and 2002, Euros
    # 1996 and 2000); silver: a lead after its first half does (UEFA, 2003 and 2004).
    extra_time: bool | Literal["golden", "silver"] = False
    extra_half_minutes: Annotated[int, msgspec.Meta(ge=1, le=30)] = 15
    shootout: bool = False  # taken when level after the last period
    kicks_order: Literal["alternate", "abba"] = "alternate"  # ABBA: IFAB's trials of 2017 and 2018, as in EFL cups
    substitutions: Annotated[int, msgspec.Meta(ge=0, le=99)] = 5  # a side, in normal time
    extra_time_substitutions: Annotated[int, msgspec.Meta(ge=0, le=99)] = 1  # one more in extra time
    concussion_substitutions: Annotated[int, msgspec.Meta(ge=0, le=99)] = 1  # a side, beside these
    return_substitutions: bool = False  # who was substituted may come on again (Law 3.2: youth, veterans, grassroots)
    players: Annotated[int, msgspec.Meta(ge=1, le=20)] = (
        11  # a side at kick-off: who must kick before anyone kicks twice
    )
    first_leg: Score | None = None  # of a two-leg tie, seen from this match's home side
    away_goals: bool = False  # level on aggregate, goals scored away decide (UEFA until 2020/21)


# --- events ----------------------------------------------------------------------------------------------------------


class PeriodStart(Event, tag="period_start", frozen=True, kw_only=True):
    """A period begins: kick-off, second half, extra time. Without `period`, the next one."""


class PeriodEnd(Event, tag="period_end", frozen=True, kw_only=True):
    """The period being played is over."""


class GoalData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a goal came about. An own goal counts for `side`; its `player` belongs to the other side."""

    penalty: bool = False
    own_goal: bool = False
    assist: Name | None = None
    assist_id: str | None = None


class Goal(PlayerEvent, tag="goal", frozen=True, kw_only=True):
    """A goal for `side` (Law 10)."""

    data: GoalData = GoalData()


class CardData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which card: a yellow, a second yellow (which sends off) or a red (Law 12).

    `bench`: it is shown to a substitute or a team official. Sent off, they leave their side no smaller (Laws 3 and 12),
    as does who has been substituted, which the rules know by themselves.
    """

    card: Literal["yellow", "second_yellow", "red"]
    bench: bool = False


class Card(NamedPlayerEvent, tag="card", frozen=True, kw_only=True):
    """A caution or a sending-off (Law 12)."""

    data: CardData


class SubstitutionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who leaves the field; `concussion`: as an additional substitution of the concussion protocol (Law 3)."""

    off: Name
    off_id: str | None = None
    concussion: bool = False


class Substitution(NamedPlayerEvent, tag="substitution", frozen=True, kw_only=True):
    """`player` comes on for `data.off` (Law 3)."""

    data: SubstitutionData


class PenaltyMissedData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a penalty was missed, where that is known."""

    outcome: Literal["saved", "wide", "woodwork"] | None = None


class PenaltyMissed(PlayerEvent, tag="penalty_missed", frozen=True, kw_only=True):
    """A penalty of `side` during play that was no goal (Law 14)."""

    data: PenaltyMissedData = PenaltyMissedData()


class StoppageTimeData(msgspec.Struct, frozen=True):
    """The minutes shown by the fourth official."""

    minutes: Annotated[int, msgspec.Meta(ge=0, le=60)]


class StoppageTime(Event, tag="stoppage_time", frozen=True, kw_only=True):
    """The least of time that will be added to the period being played (Law 7.3)."""

    data: StoppageTimeData


class KickData(msgspec.Struct, frozen=True):
    """Whether a kick from the penalty mark went in."""

    scored: bool


class ShootoutKick(PlayerEvent, tag="shootout_kick", frozen=True, kw_only=True):
    """One kick of a shootout (Law 10). The sides kick in turn, or as `kicks_order` has it.

    Who kicks first is whose first kick is entered first.
    """

    data: KickData


class ShootoutTotal(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a shootout ended: its total, or where a source does not have that, who won it."""

    home: Count | None = None
    away: Count | None = None
    winner: Side | None = None


class ShootoutResult(Event, tag="shootout_result", frozen=True, kw_only=True):
    """A shootout known by its total, or its winner, only (Law 10); kicks are never part of the score."""

    data: ShootoutTotal


class ResultData(msgspec.Struct, frozen=True, omit_defaults=True):
    """A match known by its result only. Scores are running totals at each period's end, goals of shootouts apart."""

    full_time: Score
    half_time: Score | None = None
    extra_time: Score | None = None
    shootout: ShootoutTotal | None = None


class Result(Event, tag="result", frozen=True, kw_only=True):
    """The whole match in one record, where no more than its result is known."""

    data: ResultData


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Goal, Card, Substitution, PenaltyMissed, StoppageTime, PeriodEnd),
    *(ShootoutKick, ShootoutResult, Result, Manual),
)


# --- state -----------------------------------------------------------------------------------------------------------


class Team(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the laws need to remember of a side: who is booked, who is off for good, who came on.

    `booked_in_kicks` are those cautioned in a shootout, into which no caution of the match is carried; `kicked` are
    those who have kicked since all of the side had (None: not known who). `down` counts the players on the field who
    were sent off before the first kick, `down_in_kicks` those after it. `free` counts who came on without its being one
    of the side's substitutions, `concussions` those of them who came on for a player with a concussion.
    """

    booked: tuple[str, ...] = ()
    booked_in_kicks: tuple[str, ...] = ()
    sent_off: tuple[str, ...] = ()
    gone_off: tuple[str, ...] = ()
    came_on: tuple[str, ...] = ()
    kicked: tuple[str | None, ...] = ()
    down: int = 0
    down_in_kicks: int = 0
    free: int = 0
    concussions: int = 0


class Kick(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kick taken in the shootout; `player` is the key of a person, where known."""

    side: Side
    scored: bool
    player: str | None = None


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far.

    `ended_from` is the phase that a correction by hand has ended: logs of edition 1 may go on in it.
    """

    ruleset: Ruleset
    phase: str = "not_started"
    score: Score = Score()
    periods: tuple[PeriodScore, ...] = ()
    shootout: Score | None = None
    shootout_winner: Side | None = None
    kicks: tuple[Kick, ...] = ()
    clock: Clock = Clock()
    home: Team = Team()
    away: Team = Team()
    ended_from: str = ""
