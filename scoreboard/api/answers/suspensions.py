"""Answers of suspensions: a person's cautions and bans in a season, and the matches that serve them."""

from datetime import date, datetime

from scoreboard.api.answers.common import Answer
from scoreboard.sports.common import Ref
from scoreboard.sports.suspensions import Cause


class BanMatch(Answer):
    """A match, as the suspended person's side meets it."""

    match: str
    on: date | None
    scheduled_at: datetime | None
    opponent: Ref


class Ban(Answer):
    """A ban: for what, and in which match that was; of how many `matches` of the season, or `until` which day.

    `served` are the matches that served it, `to_serve` those for which the person is suspended, as far as these are
    known; `left` counts all that are still to be served. `played` are those in which they took part although banned, as
    cards and line-ups say: these serve nothing. `cautions` is at how many of them it came, `reason` what the
    official said who decided it.
    """

    cause: Cause
    cautions: int | None
    match: BanMatch | None
    matches: int | None
    until: date | None
    reason: str
    served: list[BanMatch]
    to_serve: list[BanMatch]
    played: list[BanMatch]
    left: int


class SuspensionRow(Answer):
    """A person's cautions that count now, since which day, at how many the next ban is; and all bans of the season."""

    person: Ref
    competitor: Ref
    cautions: int
    since: date | None
    next_at: int | None
    one_away: bool
    left: int
    bans: list[Ban]


class SuspensionOfSeason(SuspensionRow, kw_only=True):
    """The same of one of the seasons that somebody played."""

    season: Ref
    competition: Ref
