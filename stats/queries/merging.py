"""What lists of people say while two are two, and while they are one: for whoever is about to merge them, or split."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Max, Q

from scoreboard.sports import get_sport
from stats.models import PersonFact, SideFact
from stats.queries.annulled import find_struck
from stats.queries.naming import load_items
from stats.queries.people import add_facts
from stats.queries.season import load_season, total_of
from stats.tables.naming import refer
from stats.tables.people import list_people
from stats.tables.season import SeasonFacts, Statistic
from stats.tables.sides import ANNULLED

SEASONS = 12  # that are compared, the newest: a page is to be read


class Doings(NamedTuple):
    """What one of the two did: under which ids, in which matches only, or in which not, and the name it stands under.

    `matches` and `without` are for one row that was two people.
    """

    ids: frozenset[str]
    name: str
    matches: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def find(self) -> Q:
        """The facts of it."""
        found = Q(person__in=self.ids)
        if self.matches:
            found &= Q(match__in=self.matches)
        return found & ~Q(match__in=self.without) if self.without else found


def summarise(doings: Doings, *, sport: str) -> dict[str, Any]:
    """In how many matches and seasons something is counted, for whom, and what. One query.

    `{"matches", "seasons", "teams", "totals"}`: teams by name.
    """
    found = list(PersonFact.objects.filter(doings.find(), replay=False))
    totals = add_facts(found)
    return {
        "matches": len({fact.match for fact in found}),
        "seasons": len({fact.season for fact in found}),
        "teams": sorted({fact.competitor_name for fact in found}),
        "totals": {column.key: totals[column.key] for column in get_sport(sport).stats if totals.get(column.key)},
    }


def list_shared_matches(one: Doings, two: Doings) -> list[str]:
    """The matches in which something is counted for both, by id. One query."""
    of_two = PersonFact.objects.filter(two.find(), replay=False).values("match")
    found = PersonFact.objects.filter(one.find(), match__in=of_two, replay=False)
    return sorted(set(found.values_list("match", flat=True)))


def compare_lists(one: Doings, two: Doings, *, sport: str) -> list[dict[str, Any]]:
    """Every list of a season in which both are, while they are two and while they are one: `two` stays.

    `{"season", "competition", "title", "apart": [{"name", "rank", "value"}], "together": [{…}]}`, the newest season
    first, of SEASONS at most. Two queries, and six for each season.
    """
    both = set(_list_seasons(one)) & set(_list_seasons(two))
    return [row for season in sorted(both, reverse=True)[:SEASONS] for row in _compare_season(season, one, two, sport)]


def _list_seasons(doings: Doings) -> Iterable[str]:
    return PersonFact.objects.filter(doings.find(), replay=False).values_list("season", flat=True).distinct()


def _compare_season(season: str, one: Doings, two: Doings, sport: str) -> Iterator[dict[str, Any]]:
    lists = get_sport(sport).lists
    statistics = {name for described in lists for name in described.statistics}
    facts = load_season(season, statistics=statistics, standings=False)
    others = [row for row in facts.sums if row.person not in one.ids | two.ids]  # who they count as is one of these
    own = [row for who, doings in (("one", one), ("two", two)) for row in _sum(facts, who, doings, statistics)]
    apart = replace(facts, sums=[*others, *own])
    together = replace(facts, sums=[*others, *(row._replace(person="two", name=two.name) for row in own)])
    items = load_items({season, *(side.competition for side in facts.sides)})
    competition = facts.sides[0].competition if facts.sides else ""
    for described in lists:
        key = described.weight.key if described.weight else described.statistics[0]
        found = [
            [
                {"name": row["person"]["name"], "rank": row["rank"], "value": row[key]}
                for row in list_people(supposed, described)
                if row["person"]["id"] in ("one", "two")
            ]
            for supposed in (apart, together)
        ]
        if any(found):
            yield {
                "season": refer(items, "season", season),
                "competition": refer(items, "competition", competition),
                "title": described.title,
                "apart": found[0],
                "together": found[1],
            }


def _sum(facts: SeasonFacts, who: str, doings: Doings, statistics: Iterable[str]) -> list[Statistic]:
    """What is counted of somebody in a season, under an id that nobody has; two queries."""
    found = PersonFact.objects.filter(doings.find(), season=facts.season_id, stat__in=statistics)
    found = found.exclude(match__in=find_struck(SideFact.objects.filter(season=facts.season_id, status=ANNULLED)))
    sums = found.values_list("competitor", "stat").annotate(named=Max("competitor_name"), total=total_of(statistics))
    return [Statistic("", competitor, named, who, doings.name, stat, total) for competitor, stat, named, total in sums]
