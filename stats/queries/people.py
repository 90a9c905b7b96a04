"""What one person did, season by season."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, Max, OuterRef

from scoreboard.sports import get_sport
from scoreboard.sports.figures import combine
from scoreboard.sports.sport import Column
from stats.models import CatalogueItem, PersonFact, SideFact
from stats.queries.annulled import find_struck
from stats.queries.as_of import load_matches
from stats.queries.identity import list_ids
from stats.queries.naming import load_items
from stats.queries.suspensions import load_own_suspensions
from stats.tables.naming import refer
from stats.tables.sides import ANNULLED, NOW, AsOf


def load_person(person_id: str, *, sport: str, as_of: AsOf = NOW) -> dict[str, Any]:
    """What a person of a sport did, season by season, the newest first, and in all.

    `{"id", "name", "competitor", "seasons": [{"season", "competition", "competitor", …}], "totals", "suspensions"}`
    with the figures that the sport has; "competitor" is whom they last played for, None where nothing has been
    counted. Replays are left out. Four queries, and two where a season's rules know suspensions.
    """
    own_ids = list_ids(person_id)
    facts = _load_of_person(own_ids, as_of)
    columns = get_sport(sport).stats
    # The season's newest day and its competition, which the facts of people do not say.
    seasons = {
        row["season"]: row
        for row in SideFact.objects.filter(season__in={fact.season for fact in facts})
        .values("season", "competition")
        .annotate(last=Max("on"))
        .order_by("last")
    }
    newest_first = list(reversed(seasons))
    ids = {*own_ids, *(fact.competitor for fact in facts), *seasons}
    competitions = {season: seasons[season]["competition"] for season in newest_first}
    items = load_items(ids.union(competitions.values()), decisions_of=newest_first)
    places = sorted({(newest_first.index(fact.season), fact.season, fact.competitor) for fact in facts})
    rows: list[dict[str, Any]] = []
    for _, season, competitor in places:
        own = [fact for fact in facts if (fact.season, fact.competitor) == (season, competitor)]
        rows.append(
            {
                "season": refer(items, "season", season),
                "competition": refer(items, "competition", seasons[season]["competition"]),
                "competitor": refer(items, "competitor", competitor, own[0].competitor_name),
                **make_figures(own, columns),
            }
        )
    suspensions = load_own_suspensions(person_id, facts, sport=sport, places=competitions, items=items, as_of=as_of)
    return {
        **refer(items, "person", person_id, facts[0].name if facts else ""),
        "competitor": rows[0]["competitor"] if rows else None,
        "seasons": rows,
        "totals": make_figures(facts, columns),
        "suspensions": suspensions,
    }


def load_own_totals(person_id: str, *, sport: str) -> dict[str, int]:
    """What is counted under one id of a person, merges aside; `{statistic: sum}` of the sport's. One query."""
    totals = add_facts(PersonFact.objects.filter(person=person_id, replay=False))
    return {column.key: totals.get(column.key, 0) for column in get_sport(sport).stats if column.ratio is None}


def _load_of_person(ids: Collection[str], as_of: AsOf) -> list[PersonFact]:
    """A person's facts; of a time before, looked for in all matches of their team: more may have been theirs then."""
    own = PersonFact.objects.filter(person__in=ids, replay=False)
    if not as_of.is_past:
        annulled = SideFact.objects.filter(match=OuterRef("match"), status=ANNULLED)
        facts = list(own.annotate(annulled=Exists(annulled)))
        doubtful = {fact.match for fact in facts if fact.annulled}
        struck = find_struck(SideFact.objects.filter(match__in=doubtful)) if doubtful else frozenset()
        return [fact for fact in facts if fact.match not in struck]
    teams = {fact.competitor for fact in own} | {
        row.parent for row in CatalogueItem.objects.filter(kind="person", item__in=ids)
    }
    theirs = SideFact.objects.filter(competitor__in=teams).values("match")
    known = load_matches(SideFact.objects.filter(match__in=theirs), as_of)
    known.struck = find_struck(known.sides)
    return known.pick_people(own, is_meant=lambda fact: fact.person in ids and not fact.replay)


def make_figures(facts: Iterable[PersonFact], columns: Iterable[Column]) -> dict[str, int | float | None]:
    """What a person's facts come to, as columns show it: statistics, 0 without any, and ratios of them."""
    totals = add_facts(facts)
    return {
        column.key: column.ratio.compute(totals) if column.ratio else totals.get(column.key, 0) for column in columns
    }


def add_facts(facts: Iterable[PersonFact]) -> dict[str, int]:
    """What facts come to: the sum of each statistic, or the best of its values."""
    totals: dict[str, int] = {}
    for fact in facts:
        totals[fact.stat] = combine(fact.stat, totals[fact.stat], fact.value) if fact.stat in totals else fact.value
    return totals
