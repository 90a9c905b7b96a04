"""Line-ups and box scores of a match, of now or for ever of a cursor, and who appeared in a season's matches."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Query, Router

from scoreboard import queries
from scoreboard.api.answers.stats import AppearanceRow, OfSeason
from scoreboard.api.bodies import answer_json
from scoreboard.api.exports import Listing, add_list
from scoreboard.api.matches import IMMUTABLE, LIVE_FOR, STILL_FOR, find_match
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import MatchId
from scoreboard.api.problems import Problem
from scoreboard.api.stats import PERSON, Limit, PastOfSeason, of_people
from scoreboard.models.unreadable import reading
from scoreboard.web.line_ups import load_state
from scoreboard.wire.line_ups import BoxScore, LineUps, build_box_score, build_line_ups
from scoreboard.wire.records import format_cursor

router = Router(tags=["matches"])
of_seasons = Router(tags=["stats"])
At = Annotated[str, Query(pattern=r"^e\d{1,9}-\d{1,9}$", max_length=20)]


@router.get(
    "/matches/{match_id}/line-ups",
    summary="Who plays: both sides' line-ups",
    openapi_extra=document_operation(LineUps, cached=True),
)
def read_line_ups(request: HttpRequest, match_id: MatchId, at: At | None = None) -> HttpResponse:
    """Who began, who was on the bench, who came on or went off and when, and who is in the match now."""
    return answer_of_match(request, match_id, at, build_line_ups)


@router.get(
    "/matches/{match_id}/box-score",
    summary="What everybody did, by the sport's statistics",
    openapi_extra=document_operation(BoxScore, cached=True),
)
def read_box_score(request: HttpRequest, match_id: MatchId, at: At | None = None) -> HttpResponse:
    """A row for everybody in a line-up, and for whoever did something that counts."""
    return answer_of_match(request, match_id, at, build_box_score)


def answer_of_match(request: HttpRequest, match_id: str, at: str | None, build: Callable[..., Any]) -> HttpResponse:
    """What is built of a match's state: as it is now, or for ever as it was at a cursor."""
    match = find_match(match_id)
    state = load_state(match, at) if at else None
    if at and state is None:
        raise Problem(404, f"This match has no record {at}: it is at {format_cursor(match.epoch, match.seq)}.")
    etag = f'"{at}"' if at else queries.format_etag(match)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        with reading(match):
            built = build(state or queries.decode_state(match), match_id=str(match.pk), epoch=match.epoch)
        response = answer_json(built)
    response["ETag"] = etag
    still = LIVE_FOR if match.status in queries.LIVE else STILL_FOR
    response["Cache-Control"] = IMMUTABLE if at else still
    return response


@add_list(
    of_seasons,
    "/stats/seasons/{uuid:season_id}/appearances",
    summary="Who appeared in a season's matches",
    answer=OfSeason[AppearanceRow],
    columns=(*PERSON, "appearances", "starts"),
)
def list_appearances(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason], limit: Limit = None) -> Listing:
    """Those with most appearances first; only matches whose line-ups are known count."""
    return of_people("appearances", season_id, then.as_of(), limit=limit)
