"""A season's ranking rules: points for results, and the names of tie-breakers (scoreboard/sports/tiebreakers.py)."""

from typing import Annotated, Literal

import msgspec

Points = Annotated[int, msgspec.Meta(ge=0, le=100)]


class CardPoints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a player's cards in a match weigh; `second_yellow` is for both yellows together.

    Defaults: FIFA's, so that a yellow card and then a red one are 5 (World Cup 2018, art. 32.5).
    """

    yellow: Points = 1
    second_yellow: Points = 3
    red: Points = 4


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
    drawn, or as the rules name them otherwise (a seeding), the first above the others.
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
