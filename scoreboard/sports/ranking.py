"""Ranking rules: how a table is made of results. Points, the order of tie-breakers, each named where it separates."""

from typing import Annotated, Literal

import msgspec

Tiebreaker = Literal["points", "goal_difference", "goals_for", "head_to_head", "wins", "away_goals_for"]
Points = Annotated[int, msgspec.Meta(ge=0, le=100)]


class Ranking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a season is ranked. Defaults: FIFA's and most leagues' (points, goal difference, goals scored)."""

    win: Points = 3
    draw: Points = 1
    loss: Points = 0
    ranking: Literal["points", "points_per_game"] = "points"
    tiebreakers: tuple[Tiebreaker, ...] = ("points", "goal_difference", "goals_for")
