"""Who won rallies and how, and who lost them by an error; for sports whose lists of people are by rallies."""

from collections.abc import Iterator
from typing import Any

import msgspec

from scoreboard.sports.base import count, other
from scoreboard.sports.rally.events import Point, Scorer, State
from scoreboard.sports.sport import Column, Leaders, Statistic

FIELDS = {"ace": "aces", "attack": "attacks", "block": "blocks", "error": "errors"}
STATS = (
    Column("points", "Pts", "Points"),
    Column("attacks", "Att", "Of these, by attack"),
    Column("blocks", "Blk", "By block"),
    Column("aces", "Ace", "By serve"),
    Column("errors", "Err", "Errors that lost a rally", wide=True),
)
LEADERS = (
    Leaders("Most points", ("points", "attacks", "blocks", "aces")),
    Leaders("Most blocks", ("blocks", "points")),
    Leaders("Most aces", ("aces", "points")),
)


def count_point(scorers: tuple[Scorer, ...], event: Point) -> tuple[Scorer, ...]:
    """The people with a rally more for who won it, or lost it by an error; `event` names one."""
    how, side = event.data.how, event.side
    if how == "error":
        side = other(side)
    key = event.player_id or event.player or ""
    known = next((one for one in scorers if one.key == key and one.side == side), None)
    one = known or Scorer(side, key, event.player or key)
    changed = {FIELDS[how]: count(getattr(one, FIELDS[how]) + 1)} if how else {}
    if how != "error":
        changed["points"] = count(one.points + 1)
    return (*(each for each in scorers if each is not known), msgspec.structs.replace(one, **changed))


def statistics_of_state(state: State[Any]) -> Iterator[Statistic]:
    """What each of the people has won and lost, without what is nought."""
    for one in state.scorers:
        for stat in Scorer.__struct_fields__[3:]:
            if value := getattr(one, stat):
                yield Statistic(one.side, one.key, one.name, stat, value)
