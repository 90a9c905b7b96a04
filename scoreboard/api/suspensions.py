"""Who is suspended in a season, and who is near it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from scoreboard.api.answers.stats import OfSeason
from scoreboard.api.answers.suspensions import SuspensionRow
from scoreboard.api.exports import Listing, add_list
from scoreboard.api.stats import PastOfSeason, find_season, of_season
from stats import queries as stats
from stats.tables import suspensions

router = Router(tags=["stats"])
PERSON = ("person_id", "person", "competitor_id", "competitor")


@add_list(
    router,
    "/seasons/{uuid:season_id}/suspensions",
    summary="Who is suspended in a season, or a caution away from it",
    answer=OfSeason[SuspensionRow],
    columns=(*PERSON, "cautions", "since", "next_at", "one_away", "left", "bans"),
)
def list_suspensions(request: HttpRequest, season_id: UUID, then: Query[PastOfSeason]) -> Listing:
    """Everybody with cautions that count, or a ban, those first who are suspended; in CSV, a ban is a few words."""
    season = find_season(season_id)
    facts = stats.load_season(str(season_id), then.as_of(), standings=False, suspensions=True)
    listing = of_season(season, "suspensions", facts, suspensions.list_suspensions(facts))
    return listing._replace(rows=[{**row, "bans": list(map(shorten, row["bans"]))} for row in listing.rows])


def shorten(ban: Mapping[str, Any]) -> dict[str, str]:
    """A ban in a few words: what for and when, how long, and what is left."""
    on = (ban["match"] or {}).get("on")
    length = f"until {ban['until']}" if ban["until"] else f"{len(ban['served'])} of {ban['matches']} served"
    return {"cause": ban["cause"], **({"on": f"on {on}"} if on else {}), "length": length}
