"""Basketball, after the FIBA Official Basketball Rules; the NBA's, WNBA's and others' by their numbers.

Four quarters (or two halves), counted down; level at the end, overtimes until one side is ahead: a match is never
drawn. A basket whose worth is changed after a review is amended, one that does not count is reviewed, as in any sport.
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.base import Event, Manual, Name, Score
from scoreboard.sports.on_field import Moved
from scoreboard.sports.pieces import NamedPlayerEvent, PlayerEvent, SubstitutionData
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

NAME = "basketball"
LABEL = "Basketball"
Few = Annotated[int, msgspec.Meta(ge=0, le=99)]
Target = Annotated[int, msgspec.Meta(ge=1, le=999)]
Worth = Annotated[int, msgspec.Meta(ge=1, le=4)]


class Ruleset(TimedRules, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition. Defaults: FIBA (playing time, fouls, timeouts)."""

    players: Annotated[int, msgspec.Meta(ge=1, le=5)] = 5  # on the court (3x3: 3)
    periods: Literal[1, 2, 3, 4] = 4  # 2 halves of 20 in American colleges
    period_minutes: Minutes = 10  # NBA: 12
    overtimes: Annotated[int, msgspec.Meta(ge=0, le=20)] | None = None
    overtime_minutes: Minutes = 5
    target: Target | None = None  # points that win at once (3x3: 21, in one period of 10 minutes)
    overtime_target: Target | None = None  # points of an overtime that win it, whatever the time (3x3: 2)
    foul_limit: Few = 5  # fouls of a player that put them out of the match; NBA: 6
    bonus: Few = 5  # from which team foul of a period on the other side throws; NBA: 5
    overtime_bonus: Few = 5  # NBA: 4
    overtime_goes_on: bool = True  # an overtime counts the last period's team fouls on (FIBA)
    technical_is_personal: bool = True  # technical fouls count as a player's fouls and the team's (FIBA)
    offensive_is_team: bool = True  # fouls of the side in possession count as the team's (FIBA)
    timeouts_first_half: Few = 2
    timeouts_second_half: Few = 3
    timeouts_carry: bool = False  # what is left of the first half's is taken on (NBA, 7 in all)
    timeouts_overtime: Few = 1  # in each; NBA: 2


# --- events ----------------------------------------------------------------------------------------------------------


class BasketData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a basket is worth: 1 is a free throw, 2 and 3 are field goals."""

    points: Worth
    assist: Name | None = None
    assist_id: str | None = None


class Basket(PlayerEvent, tag="basket", frozen=True, kw_only=True):
    """Points for `side`."""

    data: BasketData


class MissData(msgspec.Struct, frozen=True):
    """What a shot that missed would have been worth."""

    points: Worth


class Miss(PlayerEvent, tag="miss", frozen=True, kw_only=True):
    """A shot of `side` that missed."""

    data: MissData


class FoulData(msgspec.Struct, frozen=True, omit_defaults=True):
    """What kind of foul: the NBA's flagrant fouls 1 and 2 are `unsportsmanlike` and `disqualifying`."""

    kind: Literal["personal", "offensive", "technical", "unsportsmanlike", "disqualifying"] = "personal"


class Foul(PlayerEvent, tag="foul", frozen=True, kw_only=True):
    """A foul of `side`; without `player`, of its bench or coach."""

    data: FoulData = FoulData()


class Substitution(NamedPlayerEvent, tag="substitution", frozen=True, kw_only=True):
    """`player` comes on for `data.off`."""

    data: SubstitutionData = SubstitutionData()


class PlayData(msgspec.Struct, frozen=True):
    """What happened."""

    kind: Literal["rebound", "turnover", "steal", "block", "violation", "jump_ball"]


class Play(PlayerEvent, tag="play", frozen=True, kw_only=True):
    """What counts in a player's figures and changes no score."""

    data: PlayData


EVENTS: tuple[type[Event], ...] = (
    *(PeriodStart, Basket, Miss, Foul, Timeout, Substitution, Play, ClockSet, PeriodEnd, Result, Manual),
)


# --- state -----------------------------------------------------------------------------------------------------------


class Fouls(msgspec.Struct, frozen=True, omit_defaults=True):
    """A player's fouls; `out` once they may not go on, and why."""

    player: str
    personal: int = 0
    technical: int = 0
    unsportsmanlike: int = 0
    out: Literal["", "fouled_out", "disqualified"] = ""


class Early(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happened in an interval, and counts in the period that follows (FIBA 2024, 41.1.2 and 41.1.3).

    `fouls` are all for which the other side throws, `team_fouls` those of players, `points` the throws that went in.
    """

    fouls: Score = Score()
    team_fouls: Score = Score()
    points: Score = Score()


class State(Timed, frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far: `team_fouls` of this period, `timeouts` left in this half or overtime.

    `early` is what the period to come will begin with, `moved` who has come on and gone off.
    """

    ruleset: Ruleset
    team_fouls: Score = Score()
    timeouts: Score = Score()
    home: tuple[Fouls, ...] = ()
    away: tuple[Fouls, ...] = ()
    early: Early | None = None
    moved: Moved = Moved()
