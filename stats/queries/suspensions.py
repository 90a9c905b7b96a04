"""One person's cautions and bans, season by season."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from scoreboard.sports import get_sport
from stats.models import PersonFact, SideFact
from stats.queries.as_of import load_matches
from stats.queries.naming import load_items
from stats.tables.naming import Items, find_main, refer
from stats.tables.season import SeasonFacts, Statistic
from stats.tables.sides import AsOf
from stats.tables.suspensions import APPEARANCES, KIND, list_suspensions


def load_own_suspensions(
    person_id: str, facts: Iterable[PersonFact], *, sport: str, places: Mapping[str, str], items: Items, as_of: AsOf
) -> list[dict[str, Any]]:
    """A person's rows of `list_suspensions`, each with its season and competition, in the order of `places`.

    `facts` are the person's, `places` the competition of each season, `items` have the rules of all of these, and the
    seasons' decisions. No query where no season's rules know a suspension of what is counted, else two.
    """
    offences = get_sport(sport).offences
    known = [fact for fact in facts if fact.stat in {*(offences or ()), APPEARANCES}]
    own = [fact for fact in known if fact.stat != APPEARANCES]
    decided = [
        entry for (kind, _), entry in items.items() if kind == KIND and find_main(items, entry["person"]) == person_id
    ]
    found = {fact.season for fact in own}.union(entry["season"] for entry in decided)
    seasons = [season for season in places if season in found and knows_suspensions(season, places[season], items)]
    if not seasons:
        return []
    competitors = {fact.competitor for fact in own}.union(entry["competitor"] for entry in decided)
    sides = load_matches(SideFact.objects.filter(season__in=seasons, competitor__in=competitors, replay=False), as_of)
    theirs = [side for side in sides.sides if side.competitor in competitors]
    items = {**items, **load_items({side.opponent for side in theirs}.union(competitors))}
    rows = []
    for season in seasons:
        of_season = SeasonFacts(
            season,
            as_of,
            timezone.now().date(),
            sides=[side for side in theirs if side.season == season],
            items=items,
            singles=list_singles(person_id, (fact for fact in known if fact.season == season)),
        )
        place = {
            "season": refer(items, "season", season),
            "competition": refer(items, "competition", places[season]),
        }
        rows += [{**place, **row} for row in list_suspensions(of_season) if row["person"]["id"] == person_id]
    return rows


def knows_suspensions(season: str, competition: str, items: Items) -> bool:
    """Whether a season's rules say for what people are suspended."""
    levels = (items.get(("season", season)), items.get(("competition", competition)))
    return any((level or {}).get("ranking", {}).get("suspensions") for level in levels)


def list_singles(person_id: str, facts: Iterable[PersonFact]) -> Sequence[Statistic]:
    """A person's statistics in single matches, under whom they count."""
    return [
        Statistic(fact.match, fact.competitor, fact.competitor_name, person_id, fact.name, fact.stat, fact.value)
        for fact in facts
    ]
