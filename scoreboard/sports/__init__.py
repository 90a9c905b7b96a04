"""The rules of each sport, as pure functions. `get_sport` finds one by its name."""

from scoreboard.sports import cricket, football, tennis
from scoreboard.sports.sport import Sport

SPORTS: dict[str, Sport] = {sport.name: sport for sport in (cricket.SPORT, football.SPORT, tennis.SPORT)}


def get_sport(name: str) -> Sport:
    """The sport called `name`; raises LookupError naming those there are."""
    try:
        return SPORTS[name]
    except KeyError:
        raise LookupError(f"Unknown sport {name!r}; expected one of: {', '.join(SPORTS)}") from None
