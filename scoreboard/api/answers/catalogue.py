"""Answers about the catalogue: competitions, and what can be entered in a sport."""

from typing import Annotated, Any

from msgspec import Meta

from scoreboard.api.answers.common import Answer
from scoreboard.wire.line_ups import BoxScoreColumn


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
    schema: Annotated[dict[str, Any], Meta(description="JSON Schema, draft 2020-12.")]


class BoxScoreShape(Answer):
    """What `GET /matches/{id}/box-score` tells of everybody in a sport; `line_ups`: whether it has line-ups at all."""

    line_ups: bool
    columns: list[BoxScoreColumn]


class SportDetails(Answer):
    """What can be entered in a sport, and what its box scores tell."""

    id: str
    name: str
    phases: list[Phase]
    events: list[EventType]
    box_score: BoxScoreShape
