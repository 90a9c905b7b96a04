"""Builds a match's facts, the rows that statistics are computed from, out of its state.

Each family of facts has a module, with its `MODEL` and `build_rows`. A row is a tuple of values in the order of the
model's fields (tests/stats/facts/test_facts.py names them).

A match's facts are always replaced, all families at once, so that a cancelled incident, an amended one or a fixture
moved to another season need no code of their own.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from scoreboard.sports.state import MatchState
from stats.facts import incidents, people, seasons, sides
from stats.facts.origin import FactOrigin
from stats.storage import bulk
from stats.storage.bulk import Row

FAMILIES = (sides, people, incidents, seasons)

Facts = tuple[Sequence[Row], ...]  # the rows of each family, in the order of FAMILIES


def build_facts(state: MatchState, origin: FactOrigin) -> Facts:
    """Build a match's rows of every family."""
    return tuple(family.build_rows(state, origin) for family in FAMILIES)


def replace_facts(matches: Sequence[str], facts: Iterable[Facts]) -> None:
    """Delete all facts of `matches`, and insert `facts`. Call it in a transaction."""
    for family, of_matches in zip(FAMILIES, zip(*facts, strict=True), strict=True):
        if matches:
            family.MODEL.objects.filter(match__any=matches).delete()
        bulk.insert_values(family.MODEL, list(chain.from_iterable(of_matches)))
