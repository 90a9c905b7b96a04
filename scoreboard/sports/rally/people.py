"""Who won rallies and how, and who lost them by an error; for sports whose lists of people are by rallies."""

from collections.abc import Iterator
from typing import Any

from scoreboard.sports.base import count, other
from scoreboard.sports.rally.events import Point, Scorer, State
from scoreboard.sports.sport import Column, Leaders, Statistic

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
    for number, one in enumerate(scorers):
        if one.key == key and one.side == side:
            return (*scorers[:number], add(one, how), *scorers[number + 1 :])
    return (*scorers, add(Scorer(side, key, event.player or key), how))


def add(one: Scorer, how: str | None) -> Scorer:
    """Somebody with a rally more."""
    return Scorer(
        one.side,
        one.key,
        one.name,
        count(one.points + (how != "error")),
        one.attacks + (how == "attack"),
        one.blocks + (how == "block"),
        one.aces + (how == "ace"),
        count(one.errors + (how == "error")),
    )


def statistics_of_state(state: State[Any]) -> Iterator[Statistic]:
    """What each of the people has won and lost, without what is nought."""
    for one in state.scorers:
        for stat in Scorer.__struct_fields__[3:]:
            if value := getattr(one, stat):
                yield Statistic(one.side, one.key, one.name, stat, value)
