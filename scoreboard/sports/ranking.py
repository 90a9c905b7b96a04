"""A season's ranking rules: points for results, and the names of tie-breakers (scoreboard/sports/tiebreakers.py).

Beside them stands who may play in it (suspensions.py, eligibility.py).
"""

from typing import Annotated, Literal

import msgspec

from scoreboard.sports.eligibility import Eligibility
from scoreboard.sports.suspensions import Suspensions

Points = Annotated[int, msgspec.Meta(ge=0, le=100)]
Place = Annotated[int, msgspec.Meta(ge=1, le=1_000)]
Share = Literal["all", "half", "none"]


class CardPoints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a player's cards in a match weigh; `second_yellow` is for both yellows together.

    Defaults: FIFA's, so that a yellow card and then a red one are 5 (World Cup 2018, art. 32.5).
    """

    yellow: Points = 1
    second_yellow: Points = 3
    red: Points = 4


class Bonus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points beside those for the result, of a match with `least` goals or more: "scored", or won by ("margin")."""

    by: Literal["scored", "margin"]
    least: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    points: Points = 1


class Split(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A season in two parts: everybody against everybody, then groups by the places reached.

    The first part are the matches without a group, or in the group named `regular`; the second those in other groups,
    and those of rounds after `after`. `carried` is what a group's competitors keep of their points, `otherwise` names
    groups that keep another share, by a word of their name. A half point is rounded `up` or `down`. With `matches`,
    those of the first part count in the groups, too (played, won, goals). `tables`: "one" for all, in which nobody
    comes out of their group's places, or "each" for the first part and every group.
    """

    regular: str = ""
    after: Annotated[int, msgspec.Meta(ge=1, le=1_000)] | None = None
    carried: Share = "all"
    otherwise: dict[str, Share] = {}
    rounded: Literal["up", "down"] = "up"
    matches: bool = True
    tables: Literal["one", "each"] = "one"


class Zone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the places from `first` to `last` mean in the end: "champion", "promoted", "relegation_play_off"…

    With `best`, of those who have place `first` in all groups as many as this are meant, who are compared by the
    season's rules without the matches between them: the best of the third-placed.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    first: Place
    last: Place
    best: Place | None = None


class Ranking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a season is ranked. Defaults: FIFA's and most leagues' (points, goal difference, goals scored).

    `points` values what a win, draw or defeat does not say: the kinds of outcome and the measures that the sport's
    matches have ("overtime_loss", "no_result", "try_bonus"). A match that was not lost by play is lost as
    "walkover_loss", "forfeit_loss", "default_loss" or "awarded_loss", which bring no points unless said otherwise, or
    as "retired_loss". `award` is with what an award counts for its winner where the award itself does not say it:
    {"for": 3, "against": 0}, and by measure {"points_for": 75, "points_against": 0}; the loser has the reverse. Without
    it, such a match counts in no ratio. `annulled_keeps_people`: what people did in a match that was annulled goes on
    to count for them (goals, cards), as some leagues have it. `points_per_game` is for a season cut short.
    `tiebreakers` may be those of any sport; which there are is looked at when rules are entered (`check_ranking`), not
    when they are read: a newer release may have entered them. `lots` are the competitors' names or ids as they were
    drawn, or as the rules name them otherwise (a seeding), the first above the others. `bonus` are points for goals.
    `split` is of a season in two parts, `zones` what places mean. Without `table`, matches outside of groups rank
    nobody: a cup, and the stage of a league in which places are played off. `matches` is how many everybody plays in
    the table, where not everybody meets everybody equally often: it says that more are to come than were entered.

    Of several matches in which two play for one place, `ties` says whether goals add up ("aggregate": two legs, and
    what is drawn is replayed) or who wins more goes through ("wins": a series). Level on aggregate, what was scored
    away decides with `scored_away`. `best_of` is how many matches a series has at most, by the name of its round, ""
    for all others; where it is not told, who plays on has won.

    `suspensions` are for what people may not play, of seasons that count it; `eligibility` is who may at all.
    """

    win: Points = 3
    draw: Points = 1
    loss: Points = 0
    points: dict[str, Annotated[int, msgspec.Meta(ge=-100, le=100)]] = {}
    award: dict[str, Annotated[int, msgspec.Meta(ge=0, le=1_000)]] = {}
    annulled_keeps_people: bool = False
    ranking: Literal["points", "points_per_game"] = "points"
    tiebreakers: tuple[str, ...] = ("points", "goal_difference", "goals_for")
    cards: CardPoints = CardPoints()
    lots: tuple[str, ...] = ()
    bonus: tuple[Bonus, ...] = ()
    split: Split | None = None
    zones: tuple[Zone, ...] = ()
    table: bool = True
    matches: Place | None = None
    ties: Literal["aggregate", "wins"] = "aggregate"
    scored_away: bool = False
    best_of: dict[str, Place] = {}
    suspensions: Suspensions | None = None
    eligibility: Eligibility | None = None
