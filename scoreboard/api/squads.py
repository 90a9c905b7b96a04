"""Squads: of a competitor, of a season, and those that a person was in. Lists are CSV, too."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from scoreboard import queries
from scoreboard.api.answers.common import Whole
from scoreboard.api.answers.squads import CompetitorSquad, PersonSquadRow, SeasonSquads
from scoreboard.api.exports import Listing, add_list
from scoreboard.api.problems import Problem
from scoreboard.api.stats import find_competitor, find_season
from scoreboard.web import squads

router = Router(tags=["people"])
PLACE = ("number", "person_id", "person", "position", "birth_date", "age", "since", "until")


@add_list(
    router,
    "/competitors/{uuid:competitor_id}/squad",
    summary="A competitor's squad of a season",
    answer=CompetitorSquad,
    columns=PLACE,
)
def read_squad(request: HttpRequest, competitor_id: UUID, season: UUID | None = None) -> Listing:
    """By number; of the newest season whose squad is known, where none is named. `age` is that at the first match."""
    competitor = find_competitor(competitor_id)
    squad = squads.load_squad(competitor, season)
    if squad is None:
        raise Problem(404, f"No squad of {competitor} is known{' of that season' if season else ''}.")
    head = {
        "competitor": {"id": str(competitor.pk), "name": competitor.name},
        "season": {"id": str(squad.season.pk), "name": squad.season.name},
        "seasons": [{"id": str(one.pk), "name": one.name} for one in squad.seasons],
    }
    more = [column.key for column in squad.columns]
    return Listing(f"{competitor} {squad.season}", squad.rows, {**head, "items": squad.rows, "next": None}, more)


@add_list(
    router,
    "/seasons/{uuid:season_id}/squads",
    summary="All squads of a season",
    answer=SeasonSquads,
    columns=("competitor_id", "competitor", *PLACE),
)
def list_squads(request: HttpRequest, season_id: UUID) -> Listing:
    """By competitor and number."""
    season = find_season(season_id)
    rows = squads.list_squads(season)
    head = {"season": {"id": str(season.pk), "name": season.name}, "items": rows, "next": None}
    more = [column.key for column in squads.list_columns(season.competition.sport)]
    return Listing(f"{season} squads", rows, head, more)


@add_list(
    router,
    "/people/{uuid:person_id}/squads",
    summary="The squads that a person was in",
    answer=Whole[PersonSquadRow],
    columns=(
        *("season_id", "season", "competition_id", "competition", "competitor_id", "competitor"),
        *("number", "position", "since", "until"),
    ),
)
def list_squads_of_person(request: HttpRequest, person_id: UUID) -> Listing:
    """The newest season first. One who was merged into another is answered as that."""
    person = queries.find_person(person_id)
    if person is None:
        raise Problem(404, f"There is no person {person_id}.")
    return Listing(f"{person} squads", squads.list_squads_of(person))
