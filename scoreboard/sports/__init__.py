"""The rules of each sport, as pure functions. `get_sport` finds one by its name."""

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
from scoreboard.sports.sport import Sport

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
