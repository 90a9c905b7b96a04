"""People: scorers, assists and cards of a season, and what one person did in each season."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression

from scoreboard.sports import get_sport
from scoreboard.sports.ranking import CardPoints
from stats.models import CatalogueItem, PersonFact, SideFact
from stats.queries.as_of import NOW, AsOf, load_matches, load_season
from stats.queries.naming import load_items, refer
from stats.tables.tally import CARDS

WEIGHTS = CardPoints()
# The second yellow's weight is for both; the first is counted as a yellow card.
CARD_POINTS = (
    F("yellow_cards") * WEIGHTS.yellow
    + F("second_yellow_cards") * (WEIGHTS.second_yellow - WEIGHTS.yellow)
    + F("red_cards") * WEIGHTS.red
)
NAMES = {"person": "name", "competitor": "competitor_name"}


def read_scorers(season_id: str, limit: int | None = 20, *, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """A season's top scorers, most goals first; those with as many share a rank. Two queries.

    `{"rank", "person": {"id", "name"}, "competitor": {"id", "name"}, "goals", "penalties", "assists"}`; a person whom
    the log knows by name only has that name as id.
    """
    return _lead(season_id, ("goals", "penalties", "assists"), limit=limit, as_of=as_of)


def read_assists(season_id: str, limit: int | None = 20, *, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """Who made most goals in a season: as read_scorers, with "assists" and "goals". Two queries."""
    return _lead(season_id, ("assists", "goals"), limit=limit, as_of=as_of)


def read_cards(
    season_id: str,
    by: Literal["person", "competitor"] = "person",
    limit: int | None = None,
    *,
    as_of: AsOf = NOW,
) -> list[dict[str, Any]]:
    """Who was shown cards in a season, by person or by competitor: those whose cards weigh most first. Two queries.

    `{"rank", "person"?, "competitor", "yellow_cards", "second_yellow_cards", "red_cards", "card_points"}`: the yellow
    card before a second yellow one is among the yellow cards; `card_points` are FIFA's.
    """
    return _lead(season_id, CARDS, by=by, limit=limit, weight=CARD_POINTS, as_of=as_of)


def read_leaders(
    season_id: str, stats: Sequence[str], limit: int | None = 20, *, as_of: AsOf = NOW
) -> list[dict[str, Any]]:
    """Who has most of the first of some statistics in a season: as read_scorers, with these. Two queries."""
    return _lead(season_id, stats, limit=limit, as_of=as_of)


def read_person(person_id: str, *, sport: str, as_of: AsOf = NOW) -> dict[str, Any]:
    """What a person of a sport did, season by season, the newest first, and in all. Three queries.

    `{"id", "name", "competitor", "seasons": [{"season", "competition", "competitor", …}], "totals"}` with the
    statistics that the sport has; "competitor" is whom they last played for, None where nothing has been counted.
    Replays are left out.
    """
    facts = _load_of_person(person_id, as_of)
    names = [column.key for column in get_sport(sport).stats]
    # The season's newest day and its competition, which the facts of people do not say.
    seasons = {
        row["season"]: row
        for row in SideFact.objects.filter(season__in={fact.season for fact in facts})
        .values("season", "competition")
        .annotate(last=Max("on"))
        .order_by("last")
    }
    newest_first = list(reversed(seasons))
    ids = {person_id, *(fact.competitor for fact in facts), *seasons}
    items = load_items(ids | {row["competition"] for row in seasons.values()})
    places = sorted({(newest_first.index(fact.season), fact.season, fact.competitor) for fact in facts})
    rows: list[dict[str, Any]] = []
    for _, season, competitor in places:
        own = [fact for fact in facts if (fact.season, fact.competitor) == (season, competitor)]
        rows.append(
            {
                "season": refer(items, "season", season),
                "competition": refer(items, "competition", seasons[season]["competition"]),
                "competitor": refer(items, "competitor", competitor, own[0].competitor_name),
                **_sum_stats(own, names),
            }
        )
    return {
        **refer(items, "person", person_id, facts[0].name if facts else ""),
        "competitor": rows[0]["competitor"] if rows else None,
        "seasons": rows,
        "totals": _sum_stats(facts, names),
    }


def _load_of_person(person_id: str, as_of: AsOf) -> list[PersonFact]:
    """A person's facts; of a time before, looked for in all matches of their team: a goal may have been theirs then."""
    own = PersonFact.objects.filter(person=person_id, replay=False)
    if not as_of.is_past:
        return list(own)
    teams = {fact.competitor for fact in own} | {
        row.parent for row in CatalogueItem.objects.filter(kind="person", item=person_id)
    }
    theirs = SideFact.objects.filter(competitor__in=teams).values("match")
    return load_matches(SideFact.objects.filter(match__in=theirs), as_of).load_people(person=person_id, replay=False)


def _sum_stats(facts: Sequence[PersonFact], names: Sequence[str]) -> dict[str, int]:
    return {name: sum(fact.value for fact in facts if fact.stat == name) for name in names}


def _lead(
    season_id: str,
    stats: Sequence[str],
    *,
    by: Literal["person", "competitor"] = "person",
    limit: int | None,
    weight: CombinedExpression | F | None = None,
    as_of: AsOf,
) -> list[dict[str, Any]]:
    """A season's sums of these statistics as rows, the most of the first of them (or of `weight`) at the head.

    Those who have none of that are left out. Sums of now are the database's; those of then are made here.
    """
    kinds = ("person", "competitor") if by == "person" else ("competitor",)
    if as_of.is_past:
        then = load_season(season_id, as_of).load_people(season=season_id)
        counted = [fact for fact in then if fact.stat in stats]
        rows = _sum_people(counted, kinds, stats, weigh=weight is not None)[:limit]
    else:
        rows = list(_sum_in_database(season_id, stats, kinds, weight)[:limit])
    items = load_items({row[kind] for row in rows for kind in kinds})
    places: dict[int, int] = {}
    return [
        {
            "rank": places.setdefault(row["most"], number),
            **{kind: refer(items, kind, row[kind], row[NAMES[kind]]) for kind in kinds},
            **{stat: row[stat] for stat in stats},
            **({} if weight is None else {"card_points": row["most"]}),
        }
        for number, row in enumerate(rows, start=1)
    ]


def _sum_in_database(
    season_id: str, stats: Sequence[str], kinds: Sequence[str], weight: CombinedExpression | F | None
) -> QuerySet[PersonFact, dict[str, Any]]:
    """A season's sums of now, in order."""
    return (
        PersonFact.objects.filter(season=season_id, stat__in=stats)
        .values(*kinds)
        .annotate(
            **{NAMES[kind]: Max(NAMES[kind]) for kind in kinds},
            **{stat: Sum("value", filter=Q(stat=stat), default=0) for stat in stats},
        )
        .annotate(most=F(stats[0]) if weight is None else weight)
        .filter(most__gt=0)
        .order_by("-most", NAMES[kinds[0]], *kinds)
    )


def _sum_people(
    facts: Sequence[PersonFact], kinds: Sequence[str], stats: Sequence[str], *, weigh: bool
) -> list[dict[str, Any]]:
    """The same of facts as they were."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for fact in facts:
        key = tuple(getattr(fact, kind) for kind in kinds)
        row = found.setdefault(key, dict(zip(kinds, key, strict=True)) | dict.fromkeys(stats, 0))
        row |= {NAMES[kind]: max(row.get(NAMES[kind], ""), getattr(fact, NAMES[kind])) for kind in kinds}
        row[fact.stat] += fact.value
    for row in found.values():
        row["most"] = weigh_cards(row) if weigh else row[stats[0]]
    rows = [row for row in found.values() if row["most"] > 0]
    return sorted(rows, key=lambda row: (-row["most"], *(row[name] for name in (NAMES[kinds[0]], *kinds))))


def weigh_cards(row: Mapping[str, int]) -> int:
    """CARD_POINTS of a row that is there already."""
    second = row["second_yellow_cards"] * (WEIGHTS.second_yellow - WEIGHTS.yellow)
    return row["yellow_cards"] * WEIGHTS.yellow + second + row["red_cards"] * WEIGHTS.red
