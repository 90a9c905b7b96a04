"""Sides of matches: what is known of one, the order of play, and which of them count as of a round or a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from scoreboard.sports.tally import NO_RESULT


class Side(Protocol):
    """One side of a match, as SideFact has it. A shootout leaves its match drawn (`result`)."""

    match: str
    side: str
    sport: str
    competition: str
    season: str
    stage: str
    group: str
    round: str
    round_number: int | None
    competitor: str
    competitor_name: str
    opponent: str
    opponent_name: str
    from_match: str
    from_outcome: str
    neutral: bool
    on: date | None
    scheduled_at: datetime | None
    status: str
    over: bool
    live: bool
    scored: int
    conceded: int
    result: str
    won: bool | None
    advanced: bool | None
    shootout: int | None
    outcome: str
    decided_by: str
    epoch: int
    seq: int
    recorded_at: datetime | None

    @property
    def measures(self) -> Mapping[str, int]:
        """What the sport's standings need beside the score, by name."""


S = TypeVar("S", bound=Side)
ANNULLED = "annulled"  # the status of a match that counts nowhere any more
GONE = frozenset({"cancelled", ANNULLED})  # of these nothing is left to be played or won


@dataclass(frozen=True)
class AsOf:
    """Which matches count: of rounds up to `round`, of days up to `on`, as was known at `recorded_at`.

    With `live`, matches being played count as they stand; with `side`, only those at home or away, none on neutral
    ground.
    """

    round: int | None = None
    on: date | None = None
    recorded_at: datetime | None = None
    live: bool = False
    side: Literal["home", "away"] | None = None

    @property
    def is_past(self) -> bool:
        """Whether it is another time than now."""
        return (self.round, self.on, self.recorded_at) != (None, None, None)

    def reaches(self, side: Side) -> bool:
        """Whether a side's match is of these rounds and days."""
        if self.round is not None and (side.round_number is None or side.round_number > self.round):
            return False
        return self.on is None or (side.on is not None and side.on <= self.on)

    def counts(self, side: Side) -> bool:
        """Whether a side's match counts in standings."""
        if not side.competitor or not (side.over or (self.live and side.live)):
            return False
        return self.reaches(side) and (self.side is None or (side.side == self.side and not side.neutral))

    def leaves_open(self, side: Side) -> bool:
        """Whether something of a side's match is to be had: it was not over then, and not called off for good.

        An abandoned one may be played again, or awarded. Of later rounds and days all is open, whatever became of them.
        """
        return not self.counts(side) and (side.status not in GONE or not self.reaches(side))


def name_result(side: Side) -> str:
    """W, D or L, or N for a match that had no result: it was neither won, drawn nor lost."""
    return "N" if side.outcome == NO_RESULT else side.result


NOW = AsOf()


def in_order(sides: Iterable[S]) -> list[S]:
    """Sides in the order of play, the oldest first; those of an unknown day come before all others."""

    def place(side: S) -> tuple[Any, ...]:
        at = side.scheduled_at
        return (side.on or date.min, at is not None, at.timestamp() if at else 0, side.match)

    return sorted(sides, key=place)
