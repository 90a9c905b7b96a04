"""What a person's matches come to: appearances, starts and minutes, which are counted by line-ups alone, and caps.

Where no line-up of a team is known, nobody can tell who has played: nothing is said then, not even 0. `lineups` of its
`matches` are those that are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from scoreboard.sports.lists import CAPS, MINUTES
from stats.tables.naming import Items
from stats.tables.sides import AsOf, Side

BY_LINEUPS = frozenset(column.key for column in (*MINUTES, CAPS))


class Matches(NamedTuple):
    """How many matches a competitor has played in a season, and of how many its line-up is known."""

    played: int = 0
    lineups: int = 0


NO_MATCHES = Matches()


def count_matches(sides: Iterable[Side], as_of: AsOf) -> dict[tuple[str, str], Matches]:
    """The matches of each competitor in each season, by (season, competitor), of sides as they were known."""
    found: dict[tuple[str, str], Matches] = {}
    for side in sides:
        if (side.over or side.live) and not side.replay and as_of.reaches(side):
            known = found.get((side.season, side.competitor), NO_MATCHES)
            found[side.season, side.competitor] = Matches(known.played + 1, known.lineups + side.lineup)
    return found


def has_caps(items: Items, season: str, competition: str) -> bool:
    """Whether an appearance in a season is a cap, by the rules of the season, or else of its competition."""
    for place in (("season", season), ("competition", competition)):
        rules = (items.get(place) or {}).get("ranking") or {}
        if "caps" in rules:
            return bool(rules["caps"])
    return False


def count_appearances(
    figures: Mapping[str, Any], matches: Matches, *, caps: bool, untimed: bool
) -> dict[str, int | float | None]:
    """A season's figures with the matches they are from.

    What line-ups tell is None where none is known, and so are the minutes where those of one match are not (`untimed`),
    and caps where the season gives none.
    """
    row = {"matches": matches.played, "lineups": matches.lineups, **figures}
    unknown = BY_LINEUPS & row.keys() if not matches.lineups else frozenset[str]()
    row |= dict.fromkeys(unknown)
    if CAPS.key in row:
        row[CAPS.key] = row["appearances"] if caps else None
    if untimed and "minutes" in row:
        row["minutes"] = None
    return row


def add_up(figures: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, int | float | None]:
    """A person's figures in all, with what line-ups tell from the seasons in which they do; None where none does."""
    totals: dict[str, int | float | None] = {**figures}
    for name in ("matches", "lineups", *(BY_LINEUPS & figures.keys())):
        known = [row[name] for row in rows if row[name] is not None]
        totals[name] = sum(known) if known or name not in BY_LINEUPS else None
    return totals
