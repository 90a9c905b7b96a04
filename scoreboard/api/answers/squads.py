"""Answers about squads."""

from datetime import date

from scoreboard.api.answers.common import Answer, Whole
from scoreboard.sports.common import Ref


class SquadRow(Answer):
    """Somebody's place in a squad; the statistics of the sport's foremost list stand beside, null where stats are away.

    `age` is that at the season's first match, `since` and `until` empty where it is for the season.
    """

    competitor: Ref
    person: Ref
    number: int | None
    position: str
    birth_date: date | None
    age: int | None
    since: date | None
    until: date | None


class CompetitorSquad(Whole[SquadRow]):
    """A competitor's squad of a season, and of which seasons its squads are known."""

    competitor: Ref
    season: Ref
    seasons: list[Ref]


class SeasonSquads(Whole[SquadRow]):
    """All squads of a season."""

    season: Ref


class PersonSquadRow(Answer):
    """A squad that a person was in."""

    season: Ref
    competition: Ref
    competitor: Ref
    number: int | None
    position: str
    since: date | None
    until: date | None
