"""The bracket of a season: its ties by round, and who is through."""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from scoreboard.api.answers.bracket import Bracket
from scoreboard.api.exports import answer_cached, ask
from scoreboard.api.openapi import document_operation
from scoreboard.api.stats import Past, find_season
from stats import queries as stats
from stats.tables.bracket import make_bracket

router = Router(tags=["stats"])


@router.get(
    "/seasons/{uuid:season_id}/bracket",
    summary="A season's bracket, as of now or then",
    openapi_extra=document_operation(Bracket, cached=True),
)
def read_bracket(request: HttpRequest, season_id: UUID, then: Query[Past]) -> HttpResponse:
    """Its ties by round: the matches that count in no table, who plays whom, and who is through, as far as is known."""
    season = find_season(season_id)
    facts = ask(stats.load_season, str(season.pk), then.as_of(), standings=False)
    return answer_cached(request, msgspec.json.encode(make_bracket(facts)))
