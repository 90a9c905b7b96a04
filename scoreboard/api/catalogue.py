"""Competitions, seasons, standings, sports: what names and ranks matches."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from scoreboard.api.answers.catalogue import CompetitionItem, SportDetails
from scoreboard.api.answers.common import Whole
from scoreboard.api.bodies import answer_json
from scoreboard.api.openapi import document_operation
from scoreboard.api.parameters import Word
from scoreboard.api.problems import Problem
from scoreboard.api.schemas import build_event_schemas
from scoreboard.models import Competition, Season
from scoreboard.sports import SPORTS
from scoreboard.sports.common import COMMON_WORDS, Ref
from scoreboard.sports.sport import EventWords
from scoreboard.wire.line_ups import list_columns

router = Router(tags=["catalogue"])


@router.get("/sports", summary="The sports there are", openapi_extra=document_operation(Whole[Ref]))
def list_sports(request: HttpRequest) -> HttpResponse:
    """Their ids are what `sport` is everywhere."""
    return answer_json({"items": [{"id": name, "name": sport.label} for name, sport in SPORTS.items()], "next": None})


@router.get(
    "/sports/{sport}",
    summary="A sport's phases and event types, with their schemas and words",
    openapi_extra=document_operation(SportDetails),
)
def read_sport(request: HttpRequest, sport: str) -> HttpResponse:
    """What a console or a feed needs to enter events: phases, types of event, a JSON Schema for each type's body.

    And which columns its box scores have.
    """
    found = SPORTS.get(sport)
    if found is None:
        raise Problem(404, f"There is no sport {sport[:60]!r}; there are: {', '.join(SPORTS)}.")
    words: dict[str, EventWords] = {**found.words, **COMMON_WORDS}
    events = [
        {"type": name, "label": words[name].label, "fields": words[name].fields, "schema": schema}
        for name, schema in build_event_schemas(sport).items()
    ]
    phases = [{"id": phase, "label": label} for phase, label in found.phases.items()]
    shape = {"line_ups": found.starting > 0, "columns": list_columns(found)}
    return answer_json({"id": sport, "name": found.label, "phases": phases, "events": events, "box_score": shape})


@router.get(
    "/competitions", summary="The competitions there are", openapi_extra=document_operation(Whole[CompetitionItem])
)
def list_competitions(request: HttpRequest, sport: Word | None = None) -> HttpResponse:
    """All of them, or those of a sport, in one piece."""
    rows = Competition.objects.filter(sport=sport) if sport else Competition.objects.all()
    items = [{"id": str(row.pk), "name": row.name, "sport": row.sport, "country": row.country} for row in rows]
    return answer_json({"items": items, "next": None})


@router.get(
    "/competitions/{competition_id}/seasons",
    summary="A competition's seasons, newest first",
    openapi_extra=document_operation(Whole[Ref]),
)
def list_seasons(request: HttpRequest, competition_id: UUID) -> HttpResponse:
    """All of them, in one piece."""
    competition = Competition.objects.filter(pk=competition_id).first()
    if competition is None:
        raise Problem(404, f"There is no competition {competition_id}.")
    items = [{"id": str(row.pk), "name": row.name} for row in Season.objects.filter(competition=competition)]
    return answer_json({"items": items, "next": None})
