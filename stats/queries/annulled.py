"""Which annulled matches count for people: none, unless their season's rules leave people what they did."""

from collections.abc import Iterable

from stats.models import SideFact
from stats.queries.naming import load_items
from stats.tables.season import find_ranking
from stats.tables.sides import ANNULLED


def find_struck(sides: Iterable[SideFact]) -> frozenset[str]:
    """Of the matches of these sides, the annulled ones of which nothing counts; one query where one is annulled.

    A match that is struck off counts for nobody; some leagues leave people what they did (`annulled_keeps_people`).
    """
    annulled: dict[str, list[SideFact]] = {}
    for side in sides:
        if side.status == ANNULLED:
            annulled.setdefault(side.season, []).append(side)
    if not annulled:
        return frozenset()
    of_all = [side for own in annulled.values() for side in own]
    items = load_items(set().union(*({side.competition, side.season, side.stage} for side in of_all)))
    struck = (own for own in annulled.values() if not find_ranking(own, items).annulled_keeps_people)
    return frozenset(side.match for own in struck for side in own)
