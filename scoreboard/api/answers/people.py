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


class Place(Answer):
    """Somebody's place in a list of people."""

    name: str
    rank: int
    value: int


class ListOfTwo(Answer):
    """A list of a season, "Scorers", say, in which two people are: their places `apart`, and as one `together`."""

    season: Ref
    competition: Ref
    title: str
    apart: list[Place]
    together: list[Place]


class Identified(Answer):
    """Who is who now, or would be (`dry_run`): the person asked about, who counts with them, and their namesakes.

    A dry run has the `lists` in which both of the two are who would be one, or who would be two.
    """

    people: list[PersonOfOne]
    lists: list[ListOfTwo] | UnsetType = UNSET
    dry_run: Literal[True] | UnsetType = UNSET


class NamedBy(Answer):
    """By which rule a competition's people are named now, and how many matches say so in a next epoch."""

    names: str
    matches: int
