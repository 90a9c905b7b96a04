"""What the API answers, as types: the OpenAPI document is made from them, and tests hold every answer to it.

What is made of structs itself is described by those (envelope.Snapshot); tables and figures come as rows, which the
types here describe.
"""

from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType, field

from scoreboard.sports.base import Side
from scoreboard.sports.common import Ref
from scoreboard.wire.snapshot import Snapshot

Item = TypeVar("Item")


class Answer(msgspec.Struct, kw_only=True):
    """An answer, or a part of one."""


class Wrong(Answer):
    """One thing that is wrong with a request: `where` it stands, and `why`."""

    where: str
    why: str


class ProblemDocument(Answer):
    """An error (RFC 9457).

    `errors` are the places in the request that are wrong; `rule` and `seqs` the rule of the sport that refused, and the
    records at fault; `current_seq` how far the match has moved on.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] | UnsetType = UNSET
    rule: str | UnsetType = UNSET
    seqs: list[int] | UnsetType = UNSET
    current_seq: int | UnsetType = UNSET


class Page(Answer, Generic[Item]):
    """A page of a list; `next` is the `cursor` of the next one, null on the last."""

    items: list[Item]
    next: str | None


class Whole(Answer, Generic[Item]):
    """A list in one piece."""

    items: list[Item]
    next: None


# --- matches ---------------------------------------------------------------------------------------------------------


class Record(Answer, kw_only=True):
    """A record of a match's log. Which further fields a type has, and what `data` is, `GET /sports/{sport}` says."""

    type: str
    match: str
    sport: str
    seq: int
    epoch: int | UnsetType = UNSET
    recorded_at: datetime
    occurred_at: datetime | UnsetType = UNSET
    period: str | UnsetType = UNSET
    clock_ms: int | UnsetType = UNSET
    side: Side | UnsetType = UNSET
    player: str | UnsetType = UNSET
    player_id: str | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET


class Log(Answer):
    """Records in order; `next` is the `after` of the next page, null on the last."""

    items: list[Record]
    next: int | None


class Segment(Answer):
    """A hundred records, for ever the same."""

    items: list[Record]


class Entered(Answer):
    """The record that was entered, and the match as it is now."""

    event: Record
    match: Snapshot


class EnteredMany(Answer):
    """The records of a batch, and the match as it is now."""

    events: list[Record]
    match: Snapshot


# --- the catalogue ---------------------------------------------------------------------------------------------------


class CompetitionItem(Answer):
    """A competition."""

    id: str
    name: str
    sport: str
    country: str


class Phase(Answer):
    """A phase of a sport's matches, and what it is called."""

    id: str
    label: str


class EventType(Answer):
    """A type of event: what it is called, the shared fields that a form for it has, and the JSON Schema of its body."""

    type: str
    label: str
    fields: list[str]
    schema: dict[str, Any]


class SportDetails(Answer):
    """What can be entered in a sport."""

    id: str
    name: str
    phases: list[Phase]
    events: list[EventType]


# --- tables and figures ----------------------------------------------------------------------------------------------


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
    """The same, and whether matches being played count."""

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
    """Points given or taken away by an official, and why."""

    points: int
    reason: str
    on: date


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
    live: bool | UnsetType = UNSET


class Table(Answer):
    """The table of a group; of a season without groups the only one, named null."""

    name: str | None
    rows: list[TableRow]


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
    """How somebody stood after a round."""

    group: str | None
    round: int
    rank: int
    competitor: Ref
    played: int
    points: int
    difference: int


class FormRow(Counts):
    """How somebody did in their last matches; `form` has the newest result last."""

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


class StreakRow(Streak):
    """Somebody's streak within a season."""

    competitor: Ref


class RecordRow(Answer):
    """A season's record, and one of those who share it."""

    record: Literal["biggest_win", "highest_scoring", "most_goals"]
    value: int
    match: str
    on: date | None
    home: Ref
    away: Ref
    home_score: int
    away_score: int
    person: Ref | None
    competitor: Ref | None


class LeaderRow(Answer):
    """A person and the statistics asked for."""

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
    """When goals fell; `minutes` is empty where nobody knows."""

    minutes: str
    goals: int
    penalties: int
    own_goals: int


class Meeting(Answer):
    """A match, seen from one side."""

    match: str
    on: date | None
    season: Ref
    competition: Ref
    side: Side
    neutral: bool
    opponent: Ref
    scored: int = field(name="for")
    against: int
    result: Literal["W", "D", "L"]
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
    """What a person did in a season: the sport's statistics beside."""

    season: Ref
    competition: Ref
    competitor: Ref


class PersonFigures(Answer):
    """A person over the years."""

    id: str
    name: str
    competitor: Ref
    seasons: list[PersonSeason]
    totals: dict[str, int]


FURTHER: dict[type, dict[str, Any]] = {
    **{row: {"type": ["number", "null"]} for row in (TableRow, HalfRow, LeaderRow, PersonSeason)},
    Record: {},
}
"""What the fields that a type does not name are: a sport's own columns are numbers, a record's may be anything."""
