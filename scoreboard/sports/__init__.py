"""The rules of each sport, as pure functions: one by its name (`get_sport`), and the tie-breakers of them all."""

from itertools import chain
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.sports import (
    american_football,
    badminton,
    baseball,
    basketball,
    beach_volleyball,
    cricket,
    football,
    handball,
    ice_hockey,
    rugby_union,
    table_tennis,
    tennis,
    volleyball,
)
from scoreboard.sports.ranking import Ranking
from scoreboard.sports.sport import Sport
from scoreboard.sports.tiebreakers import SHARED, Tiebreaker

MODULES = (
    american_football,
    badminton,
    baseball,
    basketball,
    beach_volleyball,
    cricket,
    football,
    handball,
    ice_hockey,
    rugby_union,
    table_tennis,
    tennis,
    volleyball,
)
SPORTS: dict[str, Sport] = {module.SPORT.name: module.SPORT for module in MODULES}


def get_sport(name: str) -> Sport:
    """The sport called `name`; raises LookupError naming those there are."""
    try:
        return SPORTS[name]
    except KeyError:
        raise LookupError(f"Unknown sport {name!r}; expected one of: {', '.join(SPORTS)}") from None


def list_tiebreakers() -> dict[str, Tiebreaker]:
    """Every tie-breaker by its name: those that all sports share, and each sport's own."""
    return {rule.name: rule for rule in chain(SHARED, *(sport.tiebreakers for sport in SPORTS.values()))}


def find_tiebreakers(ranking: Ranking) -> list[Tiebreaker]:
    """The tie-breakers of a season, in order; one that this release does not know is left out."""
    known = list_tiebreakers()
    return [known[name] for name in ranking.tiebreakers if name in known]


def check_ranking(rules: Any, *, strict: bool = True) -> Ranking:
    """Ranking rules as they are entered; raises msgspec.ValidationError, also for a tie-breaker that there is not."""
    ranking: Ranking = parsing.convert(rules, Ranking, strict=strict)
    known = list_tiebreakers()
    for place, name in enumerate(ranking.tiebreakers):
        if name not in known:
            raise msgspec.ValidationError(f"Invalid enum value {name!r} - at `$.tiebreakers[{place}]`")
    return ranking
