"""The families of facts, one module each: `MODEL`, and `project`, which makes a match's rows of its state.

A row is a tuple, its values in the order of the model's fields; tests/stats/facts/test_facts.py names those of a row of
each family.

A match's facts are replaced, all families in one go: a cancelled goal, an amended scorer and a fixture moved to another
season need no code of their own.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from scoreboard.sports.match import MatchState
from stats.facts import incidents, people, seasons, sides
from stats.facts.origin import Place
from stats.storage import bulk
from stats.storage.bulk import Row

FAMILIES = (sides, people, incidents, seasons)

Facts = tuple[Sequence[Row], ...]  # the rows of each family, in their order


def project(state: MatchState, place: Place) -> Facts:
    """A match's rows in every family."""
    return tuple(family.project(state, place) for family in FAMILIES)


def replace_facts(matches: Sequence[str], facts: Iterable[Facts]) -> None:
    """Put `facts` in the place of all that is there of `matches`. Call it in a transaction."""
    for family, of_matches in zip(FAMILIES, zip(*facts, strict=True), strict=True):
        if matches:
            family.MODEL.objects.filter(match__any=matches).delete()
        bulk.insert_values(family.MODEL, list(chain.from_iterable(of_matches)))
