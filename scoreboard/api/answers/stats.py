"""Answers of stats: standings and the other lists of a season, of competitors and of people, row by row."""

from datetime import date, datetime
from typing import Generic, Literal

from msgspec import UNSET, UnsetType, field

from scoreboard.api.answers.common import Answer, Item
from scoreboard.api.answers.suspensions import SuspensionOfSeason
from scoreboard.sports.base import Side
from scoreboard.sports.common import Ref


class Counts(Answer):
    """What matches come to."""

    played: int
    won: int
    drawn: int
    lost: int
    scored: int = field(name="for")
    against: int
    difference: int


class AsOf(Answer):
    """Which time a list is of; all null: now."""

    round: int | None
    on: date | None
    recorded_at: datetime | None


class AsOfLive(AsOf):
    """Which time a list is of, and whether matches being played count."""

    live: bool


class CurrentTo(Answer):
    """Up to which record a list is current; all null where there is none."""

    match: str | None
    seq: int | None
    cursor: str | None
    at: datetime | None


class OfSeason(Answer, Generic[Item]):
    """A list of a season."""

    season: Ref
    as_of: AsOf
    current_to: CurrentTo
    items: list[Item]
    next: None


class AdjustmentItem(Answer):
    """Points given or taken away by an official, or the place by drawing of lots (`lot`), and why."""

    points: int
    reason: str
    on: date
    lot: int | UnsetType = UNSET


class Certain(Answer):
    """Where a competitor ends, whatever the results of the matches left: at `best` and at `worst` at these places.

    `zone` is the one in which all of these are, `out_of` are those in which none is.
    """

    best: int
    worst: int
    zone: str | None
    out_of: list[str]


class TableRow(Counts, kw_only=True):
    """A row of a table, with the sport's own columns beside (net_run_rate…)."""

    rank: int
    competitor: Ref
    points: int
    adjustments: list[AdjustmentItem]
    separated_by: str | UnsetType = UNSET
    awaits: str | UnsetType = UNSET
    points_per_game: float | UnsetType = UNSET
    card_points: int | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    certain: Certain | UnsetType = UNSET
    live: bool | UnsetType = UNSET


class Zone(Answer):
    """What the places from `first` to `last` mean in the end; of those on one place in all groups, only the `best`."""

    name: str
    first: int
    last: int
    best: int | UnsetType = UNSET


class Table(Answer):
    """The table of a group; of a season without groups the only one, named null."""

    name: str | None
    rows: list[TableRow]
    zones: list[Zone]


class Standings(Answer):
    """A season's tables."""

    season: Ref
    as_of: AsOfLive
    current_to: CurrentTo
    groups: list[Table]


class HalfRow(TableRow, kw_only=True):
    """A row of the table of matches at home, or away."""

    group: str | None


class RoundRow(Answer):
    """Where a competitor stood after a round."""

    group: str | None
    round: int
    rank: int
    competitor: Ref
    played: int
    points: int
    difference: int


class FormRow(Counts):
    """A competitor's last matches; `form` has the newest result last."""

    rank: int
    competitor: Ref
    form: str


class Streak(Answer):
    """How many matches on end; `since` and `until` are the days of the longest."""

    streak: Literal["winning", "unbeaten", "losing", "scoring", "clean_sheets"]
    current: int
    longest: int
    since: date | None
    until: date | None
    since_at: datetime | None
    until_at: datetime | None


class StreakRow(Streak):
    """A competitor's streak within a season."""

    competitor: Ref


class RecordRow(Answer):
    """A season's record, and one of those who share it."""

    record: Literal["biggest_win", "highest_scoring", "most_goals"]
    value: int
    match: str
    on: date | None
    scheduled_at: datetime | None
    home: Ref
    away: Ref
    home_score: int
    away_score: int
    person: Ref | None
    competitor: Ref | None


class LeaderRow(Answer):
    """A person and the figures asked for."""

    rank: int
    person: Ref
    competitor: Ref


class ScorerRow(LeaderRow):
    """A scorer."""

    goals: int
    penalties: int
    assists: int


class AssistRow(LeaderRow):
    """Who made goals."""

    assists: int
    goals: int


class CardRow(Answer, kw_only=True):
    """Who was shown cards: a person, or (`by=competitor`) a competitor."""

    rank: int
    person: Ref | UnsetType = UNSET
    competitor: Ref
    yellow_cards: int
    second_yellow_cards: int
    red_cards: int
    card_points: int


class MinutesRow(Answer):
    """When goals fell; `minutes` is empty where the minute is not known."""

    minutes: str
    goals: int
    penalties: int
    own_goals: int


class Meeting(Answer):
    """A match, seen from one side."""

    match: str
    on: date | None
    scheduled_at: datetime | None
    season: Ref
    competition: Ref
    side: Side
    neutral: bool
    opponent: Ref
    scored: int = field(name="for")
    against: int
    result: Literal["W", "D", "L", "N"]
    decided_by: str
    advanced: bool | None


class CompetitorSeason(Counts):
    """What a competitor's season came to."""

    season: Ref
    competition: Ref


class Opponent(Counts):
    """What the matches against one opponent came to."""

    competitor: Ref


class CompetitorFigures(Answer):
    """A competitor over the years."""

    id: str
    name: str
    totals: Counts
    seasons: list[CompetitorSeason]
    opponents: list[Opponent]
    form: list[Meeting]
    streaks: list[Streak]


class HeadToHead(Counts):
    """All matches of two competitors against each other, seen from the first."""

    first: Ref
    second: Ref
    matches: list[Meeting]


class PersonSeason(Answer):
    """What a person did in a season: the sport's figures beside; a ratio to nothing is null."""

    season: Ref
    competition: Ref
    competitor: Ref


class PersonFigures(Answer):
    """A person over the years."""

    id: str
    name: str
    competitor: Ref
    seasons: list[PersonSeason]
    totals: dict[str, int | float | None]
    suspensions: list[SuspensionOfSeason]
