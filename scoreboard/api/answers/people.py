"""Answers about who people are."""

from typing import Literal

from msgspec import UNSET, UnsetType

from scoreboard.api.answers.common import Answer
from scoreboard.sports.common import Ref


class PersonOfOne(Answer):
    """A person as one competitor names them, under whom they count, and what stats count of their own name."""

    id: str
    name: str
    competitor: Ref
    counts_as: Ref
    totals: dict[str, int]


class Identified(Answer):
    """Who is who now, or would be (`dry_run`): the person asked about, who counts with them, and their namesakes."""

    people: list[PersonOfOne]
    dry_run: Literal[True] | UnsetType = UNSET


class NamedBy(Answer):
    """By which rule a competition's people are named now, and how many matches say so in a next epoch."""

    names: str
    matches: int
