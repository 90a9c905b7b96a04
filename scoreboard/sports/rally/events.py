"""Sports in which every rally is a point and the match is sets of points: volleyball, badminton, table tennis.

They differ in numbers and in who serves, which is their ruleset. What is entered is who won the rally: sets and the
server follow. What is called a set here is a game in badminton and table tennis.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

import msgspec

from scoreboard.sports import pieces
from scoreboard.sports.base import Event, Manual, Score, Side
from scoreboard.sports.court import Forfeit, Result, SetScore
from scoreboard.sports.pieces import PlayerEvent

SetsToWin = Annotated[int, msgspec.Meta(ge=1, le=5)]
Points = Annotated[int, msgspec.Meta(ge=1, le=100)]
Few = Annotated[int, msgspec.Meta(ge=0, le=99)]
# One card, or both in one hand ("yellow_red") or one in each ("yellow_red_apart").
Card = Literal["yellow", "red", "yellow_red", "yellow_red_apart", "black"]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers and switches of a competition's edition; each sport has its own defaults.

    What the law of a sport fixes is no field. `cards` are those that it knows, with the points that they give the other
    side: a side's first of the match, its second…, the last of these for any further one. `loses` is what a side loses
    by a card, since it cannot go on; `removes` for how long a card keeps a player out, whose side goes on. `delays`:
    delays are sanctioned apart from misconduct. `fills_up`: a match that is given up goes on record as won by the
    points that were wanting. `names_scorers`: people's points are counted, by how they were won. `rotates`: who wins
    the serve rotates, and who of them serves is known by that.
    """

    cards: ClassVar[Mapping[Card, tuple[int, ...]]] = {"yellow": (0,), "red": (1,)}
    loses: ClassVar[Mapping[Card, Literal["set", "match"]]] = {}
    delays: ClassVar[bool] = False
    fills_up: ClassVar[bool] = False
    names_scorers: ClassVar[bool] = False
    rotates: ClassVar[bool] = False
    removes: ClassVar[Mapping[Card, Literal["set", "match"]]] = {}

    edition: Annotated[int, msgspec.Meta(ge=1)] = 1  # of the sport's rules of play (docs/decisions/0016)
    sets_to_win: SetsToWin
    points: Points  # that win a set, two ahead
    decider_points: Points  # the same in the last set there can be
    cap: Points | None = None  # points that win a set even one ahead
    decider_cap: Points | None = None
    timeouts: Few = 0  # a side, in a set (or in the match)
    timeouts_in: Literal["set", "match"] = "set"
    substitutions: Few = 0  # a side, in a set
    free_substitutions: bool = False  # who went off may come on again for anybody (American colleges)
    serves: Few = 0  # in turn, how many each (then one each when level before the end); 0: who wins a rally serves
    next_server: Literal["other", "winner"] = "other"  # who serves first in the next set


# --- events ----------------------------------------------------------------------------------------------------------


class MatchStart(Event, tag="match_start", frozen=True, kw_only=True):
    """The match begins: `side` serves first."""

    side: Side


class PointData(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a rally was won; of an error, `player` is who made it, of the other side."""

    how: Literal["ace", "attack", "block", "error"] | None = None


class Point(PlayerEvent, tag="point", frozen=True, kw_only=True):
    """A rally won by `side`."""

    data: PointData = PointData()


class Serve(Event, tag="serve", frozen=True, kw_only=True):
    """`side` serves next, where that does not follow from what was before: the toss for the last set, a correction."""

    side: Side


class Timeout(Event, tag="timeout", frozen=True, kw_only=True):
    """A timeout that `side` has taken."""

    side: Side


class SubstitutionData(pieces.SubstitutionData, frozen=True, omit_defaults=True):
    """Who goes off; `exceptional`: nobody could come on by the rules for who cannot go on (FIVB rule 15.7)."""

    exceptional: bool = False


class Substitution(PlayerEvent, tag="substitution", frozen=True, kw_only=True):
    """`player` comes on for `data.off`."""

    data: SubstitutionData = SubstitutionData()


# What cards gave the other side in edition 1, in every sport.
COST: Mapping[Card, tuple[int, ...]] = {"yellow": (0,), "red": (1,), "yellow_red": (1,)}


class SanctionData(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which card, and how many points it gives the other side, where that is not what the sport's law says.

    `delay`: it is for a delay of the team, not for misconduct (FIVB rule 16.2).
    """

    card: Card
    points: Annotated[int, msgspec.Meta(ge=0, le=2)] | None = None
    delay: bool = False


class Sanction(PlayerEvent, tag="sanction", frozen=True, kw_only=True):
    """A card for misconduct or delay of `side`: before the match, in it, or after its end, when it costs nothing."""

    data: SanctionData


class Incomplete(Event, tag="incomplete", frozen=True, kw_only=True):
    """`side` has too few players for this set, and loses it; what it has scored stays (FIVB rule 6.4.3)."""

    side: Side


class Expedite(Event, tag="expedite", frozen=True, kw_only=True):
    """Table tennis: from now on the sides serve one each in turn."""


EVENTS: tuple[type[Event], ...] = (MatchStart, Point, Serve, Timeout, Sanction, Forfeit, Result, Manual)


# --- state -----------------------------------------------------------------------------------------------------------

R = TypeVar("R")


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who came on for whom in a set, by side and key; `undone`: they are back."""

    on: str
    off: str
    undone: bool = False


class Scorer(msgspec.Struct, frozen=True, array_like=True):
    """The rallies that one of `side` has won, and how; `errors` are those that they lost by one."""

    side: Side
    key: str
    name: str
    points: int = 0
    attacks: int = 0
    blocks: int = 0
    aces: int = 0
    errors: int = 0


class State(msgspec.Struct, Generic[R], frozen=True, kw_only=True, omit_defaults=True):
    """The match after its events so far.

    `won` counts sets, `points` those of the set being played; `server` serves the next rally, `first` served the set's
    first. `timeouts` and `substitutions` are those taken in the set (or match), `penalties` a side's cards of the match
    by whose number the next one's points go. `expelled` may not play in this set, `disqualified` not in the match, by
    side and key; `exchanges` are the substitutions of the set. `rotations` count how often a side has won the serve in
    the set, where who wins a rally serves: each time its players move on by one place. `scorers` are those who
    have won or lost rallies.
    """

    ruleset: R
    sets: tuple[SetScore, ...] = ()
    won: Score = Score()
    points: Score = Score()
    server: Side | None = None
    first: Side | None = None
    timeouts: Score = Score()
    substitutions: Score = Score()
    penalties: Score = Score()
    exchanges: tuple[Exchange, ...] = ()
    rotations: Score = Score()
    expelled: tuple[str, ...] = ()
    disqualified: tuple[str, ...] = ()
    scorers: tuple[Scorer, ...] = ()
    expedite: bool = False
    winner: Side | None = None
    how: Literal["regular", "retired", "walkover", "default"] | None = None
