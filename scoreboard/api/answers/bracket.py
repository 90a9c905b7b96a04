"""Answers of a season's bracket: rounds, ties, their sides and matches."""

from datetime import date, datetime
from typing import Literal

from msgspec import field

from scoreboard.api.answers.common import Answer
from scoreboard.api.answers.stats import AsOf, CurrentTo
from scoreboard.sports.base import Score
from scoreboard.sports.common import Ref, Status


class Source(Answer):
    """The tie whose winner or loser somebody is."""

    tie: str
    outcome: Literal["winner", "loser"]


class TieSide(Answer):
    """One of two in a tie; `competitor` is null while it is not known.

    `score` is the aggregate of two legs, the matches won of a series, else the score of the last match. `bye`: spared
    the rounds before. `through` is null until the tie is decided, and false for both where both have lost.
    """

    competitor: Ref | None
    source: Source | None = field(name="from")
    bye: bool
    score: int | None
    shootout: int | None
    through: bool | None


class TieMatch(Answer):
    """A match of a tie, in the order of play."""

    id: str
    on: date | None
    scheduled_at: datetime | None
    status: Status
    home: Ref | None
    away: Ref | None
    score: Score | None
    shootout: Score | None
    decided_by: str | None


class Tie(Answer):
    """Two who play for one place; known by the id of its first match.

    `decided_by` is a match's own word ("regular", "extra_time", "shootout", "walkover"…), or "aggregate",
    "scored_away", "wins" (of a series), "plays_on" (the matches do not say it, but one of the two is in a later round).
    """

    id: str
    form: Literal["single", "legs", "replays", "series"]
    best_of: int | None
    status: Literal["to_come", "live", "begun", "decided"]
    decided_by: str | None
    winner: Ref | None
    sides: list[TieSide]
    matches: list[TieMatch]


class BracketRound(Answer):
    """A round's ties, in the order of the tree: two after two feed one of the next. `for_place`: of those beaten."""

    stage: Ref | None
    name: str | None
    for_place: bool
    ties: list[Tie]


class Bracket(Answer):
    """A season's ties by round, in the order of play."""

    season: Ref
    as_of: AsOf
    current_to: CurrentTo
    rounds: list[BracketRound]
