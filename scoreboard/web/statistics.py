"""What pages show of a competitor, a person, and two against each other. A page stands without the stats database."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import DatabaseError

from scoreboard.models import Competitor, Match, Person
from scoreboard.outages import Outage
from scoreboard.sports import get_sport
from scoreboard.web.suspensions import draw_rows, name_counted
from stats import queries as stats

logger = logging.getLogger(__name__)
OUTAGE = Outage(logger, away="stats cannot be read", back="stats can be read again")
T = TypeVar("T")
RESULTS = {"W": "won", "D": "drawn", "L": "lost", "N": "no result"}


def ask(load: Callable[[], T]) -> T | None:
    """What the stats database answers; None where it is away: scores do not wait for it."""
    try:
        found = load()
    except DatabaseError as error:
        OUTAGE.began(error)
        return None
    OUTAGE.ended()
    return found


def load_competitor(
    competitor: Competitor, *, against: Competitor | None = None, as_of: stats.AsOf = stats.NOW
) -> dict[str, Any] | None:
    """A competitor's totals and streaks, whom it has met, and its matches against one of them.

    None where stats are away.
    """
    found = ask(lambda: stats.load_competitor(str(competitor.pk), as_of=as_of))
    if found is None:
        return None
    names = get_sport(competitor.sport).terms.streaks
    streaks = [{**row, "name": names[row["streak"]]} for row in found["streaks"]] if found["seasons"] else []
    meetings = load_head_to_head(competitor, against, as_of=as_of) if against is not None else None
    form = name_results(found["form"])
    return {**found, "form": form, "streaks": streaks, "against": against, "meetings": meetings}


def load_head_to_head(first: Competitor, second: Competitor, *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any] | None:
    """Two against each other, with each result as a word; None where they have not met, or stats are away."""
    found = ask(lambda: stats.load_head_to_head(str(first.pk), str(second.pk), as_of=as_of))
    if not found or not found["played"]:
        return None
    return {**found, "matches": name_results(found["matches"])}


def load_balance(match: Match) -> dict[str, Any] | None:
    """How a match's two sides have done against each other."""
    if match.home is None or match.away is None:
        return None
    return load_head_to_head(match.home, match.away)


def load_person(person: Person, *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any] | None:
    """What a person did, season by season; None where stats are away."""
    sport = person.competitor.sport
    found = ask(lambda: stats.load_person(str(person.pk), sport=sport, as_of=as_of))
    if found is None:
        return None
    described = get_sport(sport)
    suspensions = draw_rows(found["suspensions"], described)
    return {**found, "columns": described.stats, "suspensions": suspensions, "counted": name_counted(described)}


def load_forms(competitors: Iterable[Competitor | None]) -> dict[str, list[dict[str, Any]]]:
    """The last five results of each, newest first, by its id: the rows of stats.load_form with the result as a word."""
    ids = [str(competitor.pk) for competitor in competitors if competitor is not None]
    found = ask(lambda: stats.load_form(ids)) or {}
    return {competitor: name_results(rows) for competitor, rows in found.items()}


def name_results(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Matches with each one's result as a word."""
    return [{**row, "word": RESULTS.get(row["result"], "")} for row in rows]
