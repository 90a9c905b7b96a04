"""A match supposed to be in another state than it is: its facts, which stand in the place of those it has."""

from typing import NamedTuple

from scoreboard.sports.state import MatchState
from stats.facts import people
from stats.facts.origin import FactOrigin
from stats.facts.sides import build_rows as build_side_rows
from stats.models import PersonFact, SideFact
from stats.storage import bulk


class Supposed(NamedTuple):
    """The facts of a match in the state that is supposed, which stand in the place of those it has."""

    match: str
    sides: list[SideFact]
    people: list[PersonFact]


def suppose(state: MatchState, origin: FactOrigin) -> Supposed:
    """Build the facts of a match in a state."""
    sides = bulk.make_objects(SideFact, build_side_rows(state, origin))
    return Supposed(origin.match, sides, bulk.make_objects(PersonFact, people.build_rows(state, origin)))
