"""Load one season's facts from the stats database, once, as SeasonFacts."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Max, Sum
from django.utils import timezone

from stats.models import IncidentFact, PersonFact, SeasonFact, SideFact
from stats.queries.as_of import KnownFacts, load_matches
from stats.queries.naming import load_items
from stats.tables.records import LEAST_HAUL
from stats.tables.season import Goal, SeasonFacts, Statistic, find_position
from stats.tables.sides import NOW, AsOf
from stats.tables.tally import CARDS


def load_season(
    season_id: str,
    as_of: AsOf = NOW,
    *,
    statistics: Collection[str] = (),
    hauls: bool = False,
    goals: bool = False,
    standings: bool = True,
) -> SeasonFacts:
    """A season as of now or then: its sides and names, and what else is asked for.

    That is people's `statistics` of these names, `hauls`, `goals`, and with `standings` cards, where these separate
    there. Two queries; one more for each of these, and one with `recorded_at`; of a past time, hauls and cards come
    with the statistics. Each match is folded once at most.
    """
    known = _load_sides(season_id, as_of)
    wanted = {*statistics, *(["goals"] if hauls else [])}
    rows: list[Statistic] = []  # in single matches: what sums of then are made of
    if as_of.is_past:
        rows = _load_statistics(known, season_id, wanted) if wanted else []
        sums = add_up(row for row in rows if row.stat in statistics)
        biggest = [row for row in rows if hauls and row.stat == "goals" and row.value >= LEAST_HAUL]
    else:
        sums = _load_sums(season_id, statistics) if statistics else []
        biggest = _load_statistics(known, season_id, {"goals"}, least=LEAST_HAUL) if hauls else []
    ids = {season_id}.union(*({side.competition, side.stage, side.competitor, side.opponent} for side in known.sides))
    ids.update(*({one.person, one.competitor} for one in (*sums, *biggest)))
    facts = SeasonFacts(
        season_id,
        as_of,
        timezone.now().date(),
        sides=known.sides,
        items=load_items(ids, adjustments_of=season_id),
        current_to=find_position(side for side in known.now if side.season == season_id),
        sums=sums,
        hauls=biggest,
        goals=_load_goals(known, season_id) if goals else (),
    )
    if not (standings and any("fair_play" in group.ranking.tiebreakers for group in facts.groups.values())):
        return facts
    known_already = as_of.is_past and wanted.issuperset(CARDS)
    cards = rows if known_already else _load_statistics(known, season_id, CARDS)
    return replace(facts, cards=[row for row in cards if row.stat in CARDS])


def _load_sides(season_id: str, as_of: AsOf) -> KnownFacts:
    """A season's sides. One query; two with `recorded_at`, which looks at all matches that were ever in the season."""
    if as_of.recorded_at is None:
        return load_matches(SideFact.objects.filter(season=season_id), as_of)
    ever = SeasonFact.objects.filter(season=season_id).values("match")
    known = load_matches(SideFact.objects.filter(match__in=ever), as_of)
    known.sides = [side for side in known.sides if side.season == season_id]
    return known


def _load_statistics(
    known: KnownFacts, season_id: str, wanted: Collection[str], *, least: int | None = None
) -> list[Statistic]:
    """People's statistics of these names in single matches, of the matches that count; one query."""
    found = PersonFact.objects.filter(season=season_id, stat__in=wanted)
    if least is not None:
        found = found.filter(value__gte=least)
    then = (fact for fact in known.people if fact.season == season_id and fact.stat in wanted)
    return known.pick(
        (Statistic(*row) for row in found.values_list(*Statistic._fields)),
        (Statistic(*(getattr(fact, name) for name in Statistic._fields)) for fact in then),
    )


def _load_sums(season_id: str, statistics: Collection[str]) -> list[Statistic]:
    """People's statistics of these names over a season as of now, which the database sums; one query."""
    sums = (
        PersonFact.objects.filter(season=season_id, stat__in=statistics)
        .values_list("competitor", "person", "stat")
        .annotate(competitor_name=Max("competitor_name"), name=Max("name"), total=Sum("value"))
    )
    return [
        Statistic("", competitor, competitor_name, person, name, stat, total)
        for competitor, person, stat, competitor_name, name, total in sums
    ]


def add_up(rows: Iterable[Statistic]) -> list[Statistic]:
    """Statistics in single matches as sums over them all."""
    sums: dict[tuple[str, str, str], Statistic] = {}
    for row in rows:
        key = (row.competitor, row.person, row.stat)
        one = sums.get(key)
        sums[key] = row._replace(
            match="",
            competitor_name=max(row.competitor_name, one.competitor_name if one else ""),
            name=max(row.name, one.name if one else ""),
            value=row.value + (one.value if one else 0),
        )
    return list(sums.values())


def _load_goals(known: KnownFacts, season_id: str) -> list[Goal]:
    """The goals that stand, of the matches that count; one query."""
    shown = IncidentFact.objects.filter(season=season_id, kind="goal").exclude(confirmation="cancelled")
    then = (
        fact
        for fact in known.incidents
        if (fact.season, fact.kind) == (season_id, "goal") and fact.confirmation != "cancelled"
    )
    return known.pick(
        (Goal(*row) for row in shown.values_list(*Goal._fields)),
        (Goal(fact.match, fact.minute, fact.detail) for fact in then),
    )
