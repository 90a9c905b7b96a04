"""A season's ranking rules: points for results, and the names of tie-breakers (computed by stats/tables/tally.py)."""

from typing import Annotated, Literal

import msgspec

# What separates those who are level, or ranks them in the first place. The head-to-head rules count the matches among
# those level alone (`head_to_head`: points, goal difference and goals scored in them); neighbours in the list make one
# small table. `fair_play`: fewer card points; `lots`: the order in `Ranking.lots`.
Tiebreaker = Literal[
    "points",
    "goal_difference",
    "goals_for",
    "wins",
    "away_goals_for",
    "away_wins",
    "head_to_head",
    "head_to_head_points",
    "head_to_head_goal_difference",
    "head_to_head_goals_for",
    "head_to_head_away_goals_for",
    "fair_play",
    "lots",
    "win_percentage",
    "net_run_rate",
    "set_ratio",
    "point_ratio",
    "sets_won",
    "regulation_wins",
    "tries_for",
    "try_difference",
    "head_to_head_win_percentage",
]
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
    matches have ("overtime_loss", "no_result", "try_bonus"). `points_per_game` is for a season cut short. `lots` are
    the competitors' names or ids as they were drawn, or as the rules name them otherwise (a seeding), the first above
    the others.
    """

    win: Points = 3
    draw: Points = 1
    loss: Points = 0
    points: dict[str, Annotated[int, msgspec.Meta(ge=-100, le=100)]] = {}
    ranking: Literal["points", "points_per_game"] = "points"
    tiebreakers: tuple[Tiebreaker, ...] = ("points", "goal_difference", "goals_for")
    cards: CardPoints = CardPoints()
    lots: tuple[str, ...] = ()
