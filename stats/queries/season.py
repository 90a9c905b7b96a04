"""Load one season's facts from the stats database, once, as SeasonFacts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from scoreboard.sports import find_tiebreakers
from scoreboard.sports.figures import BEST, combine
from stats.models import IncidentFact, PersonFact, SeasonFact, SideFact
from stats.queries.annulled import find_struck
from stats.queries.as_of import KnownFacts, load_matches
from stats.queries.identity import MERGED, is_one_of, make_one, with_who
from stats.queries.naming import load_items
from stats.queries.supposing import Supposed
from stats.tables.naming import find_main
from stats.tables.records import LEAST_FEAT
from stats.tables.season import Moment, SeasonFacts, Statistic, find_position
from stats.tables.sides import ANNULLED, NOW, AsOf
from stats.tables.suspensions import APPEARANCES, find_offences, list_offences
from stats.tables.suspensions import KIND as SUSPENSION

ENOUGH = 1_000  # as a dismissal counts among cautions: it brings a ban by itself


def load_season(
    season_id: str,
    as_of: AsOf = NOW,
    *,
    statistics: Collection[str] = (),
    feats: Collection[str] = (),
    moments: Collection[str] = (),
    standings: bool = True,
    suspensions: bool = False,
    supposed: Supposed | None = None,
) -> SeasonFacts:
    """A season as of now or then: its sides and names, and what else is asked for.

    That is people's `statistics` of these names, `feats` in these, `moments` of these kinds of incident, and with
    `standings` the statistics that a tie-breaker compares there, with `suspensions` those for which people are
    suspended, where the season's rules know that. `supposed` is a match in another state than it is.

    Two queries; one more for each of these (the last two come by one), two at most for names of suspended people, and
    one with `recorded_at`; of a past time, all statistics come by one. Each match is folded once at most.
    """
    known = _load_sides(season_id, as_of)
    if supposed is not None:
        known.suppose(supposed, season_id)
    known.struck = find_struck(known.sides)
    wanted = {*statistics, *feats}
    rows: list[Statistic] = []  # in single matches: what sums of then are made of
    if as_of.is_past:
        rows = _load_statistics(known, season_id, wanted) if wanted else []
        sums, best = [row for row in rows if row.stat in statistics], [row for row in rows if row.stat in feats]
    else:
        sums = _load_sums(season_id, statistics, without=known.struck) if statistics else []
        best = _load_feats(season_id, feats, without=known.struck) if feats else []
    ids = {season_id}.union(*({side.competition, side.stage, side.competitor, side.opponent} for side in known.sides))
    ids.update(*({one.person, one.competitor} for one in (*sums, *best)))
    items = load_items(ids, decisions_of=[season_id])
    if as_of.is_past:
        mains = {find_main(items, row.person) for row in rows} - ids
        items = {**items, **load_items(mains)} if mains else items
        sums = add_up(row._replace(match="") for row in make_one(sums, items))
        best = [row for row in add_up(make_one(best, items)) if row.value >= LEAST_FEAT]
    facts = SeasonFacts(
        season_id,
        as_of,
        timezone.now().date(),
        sides=known.sides,
        items=items,
        current_to=find_position(side for side in known.now if side.season == season_id),
        sums=sums,
        feats=best,
        moments=_load_moments(known, season_id, moments) if moments else (),
    )
    rules = (rule for group in facts.groups.values() for rule in find_tiebreakers(group.ranking)) if standings else ()
    compared = {statistic for rule in rules for statistic in rule.statistics}
    counted = list_offences(facts) if suspensions else frozenset()
    needed = compared | counted | ({APPEARANCES} if counted else set())
    if not needed:
        return facts
    known_already = as_of.is_past and wanted.issuperset(needed)
    if known_already:
        singles = rows
    else:
        appeared = _find_appeared(facts) if counted and APPEARANCES not in compared else None
        singles = _load_statistics(known, season_id, needed, merged=bool(counted), appeared=appeared)
    facts = replace(facts, separating=[row for row in singles if row.stat in compared])
    if not counted:
        return facts
    return _add_singles(facts, [row for row in singles if row.stat in counted or row.stat == APPEARANCES])


def _add_singles(facts: SeasonFacts, singles: Sequence[Statistic]) -> SeasonFacts:
    """The facts with what people are suspended for; two queries at most, where names are not known yet."""
    items = dict(facts.items)
    people = {entry["person"] for (kind, _), entry in items.items() if kind == SUSPENSION}
    people.update(row.person for row in singles)
    for _ in range(2):  # whoever was merged leads to somebody else
        missing = {one for one in people.union(find_main(items, one) for one in people) if ("person", one) not in items}
        items |= load_items(missing) if missing else {}
    return replace(facts, items=items, singles=make_one(singles, items))


def _find_appeared(facts: SeasonFacts) -> Q:
    """Whoever may have been banned in a season: shown enough for it, or decided about. No query of its own."""
    rules, offences = facts.ranking.suspensions, find_offences(facts)
    assert rules is not None
    assert offences is not None
    least = min([*(one.cautions for one in rules.thresholds), *([rules.every] if rules.every else [])], default=ENOUGH)
    shown = PersonFact.objects.filter(season=facts.season_id, stat__in=offences)
    weight = Case(When(stat=offences.cautions, then=F("value")), default=Value(ENOUGH))
    by = ["who"]
    banned = with_who(shown).values_list(*by).annotate(shown=Sum(weight)).filter(shown__gte=least).values_list(*by)
    decided = {entry["person"] for (kind, _), entry in facts.items.items() if kind == SUSPENSION}
    return is_one_of(banned) | is_one_of(decided) | Q(person__in=MERGED.filter(item__in=decided).values("main"))


def _load_sides(season_id: str, as_of: AsOf) -> KnownFacts:
    """A season's sides. One query; two with `recorded_at`, which looks at all matches that were ever in the season."""
    if as_of.recorded_at is None:
        return load_matches(SideFact.objects.filter(season=season_id), as_of)
    ever = SeasonFact.objects.filter(season=season_id).values("match")
    known = load_matches(SideFact.objects.filter(match__in=ever), as_of)
    known.sides = [side for side in known.sides if side.season == season_id]
    return known


def _load_statistics(
    known: KnownFacts, season_id: str, wanted: Collection[str], *, merged: bool = False, appeared: Q | None = None
) -> list[Statistic]:
    """People's statistics of these names in single matches, of the matches that count; one query.

    With `merged`, those of now are under the people who those that were merged are; with `appeared`, appearances of now
    are only those of the people whom that means.
    """
    found = PersonFact.objects.filter(season=season_id, stat__in=wanted)
    if appeared is not None:
        found = found.filter(~Q(stat=APPEARANCES) | appeared)
    fields = ["who" if merged and name == "person" else name for name in Statistic._fields]
    then = (fact for fact in known.people if fact.season == season_id and fact.stat in wanted)
    return known.pick(
        (Statistic(*row) for row in (with_who(found) if merged else found).values_list(*fields)),
        (Statistic(*(getattr(fact, name) for name in Statistic._fields)) for fact in then),
    )


def load_sums(season_id: str, statistics: Collection[str]) -> list[Statistic]:
    """People's statistics of these names over a season as of now, of the matches that count; two queries."""
    annulled = SideFact.objects.filter(season=season_id, status=ANNULLED)
    return _load_sums(season_id, statistics, without=find_struck(annulled))


def _load_sums(season_id: str, statistics: Collection[str], *, without: Collection[str]) -> list[Statistic]:
    """People's statistics of these names over a season as of now, which the database sums; one query.

    `without` are matches that do not count.
    """
    sums = _sum_up(season_id, statistics, ("competitor", "who", "stat"), without=without)
    return [
        Statistic("", competitor, competitor_name, person, name, stat, total)
        for competitor, person, stat, competitor_name, name, total in sums
    ]


def _load_feats(season_id: str, feats: Collection[str], *, without: Collection[str]) -> list[Statistic]:
    """What somebody has at least LEAST_FEAT times in one match, as of now; one query."""
    sums = _sum_up(season_id, feats, ("match", "competitor", "who", "stat"), without=without, least=LEAST_FEAT)
    return [
        Statistic(match, competitor, competitor_name, person, name, stat, total)
        for match, competitor, person, stat, competitor_name, name, total in sums
    ]


def _sum_up(
    season_id: str, statistics: Collection[str], by: Sequence[str], *, without: Collection[str], least: int = 0
) -> QuerySet[PersonFact, Any]:
    """A season's statistics of people, summed by these fields, with names and `total` (`least`) behind them."""
    total = total_of(statistics)
    found = with_who(PersonFact.objects.filter(season=season_id, stat__in=statistics))
    if without:
        found = found.exclude(match__in=without)
    summed = found.values_list(*by).alias(sum=total).filter(sum__gte=least) if least else found.values_list(*by)
    return summed.annotate(competitor_name=Max("competitor_name"), name=Max("name"), total=total)


def total_of(statistics: Iterable[str]) -> Case | Sum:
    """What the database makes of the values of statistics: their sum, of the best_ ones the highest."""
    has_best = any(stat.startswith(BEST) for stat in statistics)
    return Case(When(stat__startswith=BEST, then=Max("value")), default=Sum("value")) if has_best else Sum("value")


def add_up(rows: Iterable[Statistic]) -> list[Statistic]:
    """Statistics of one match, competitor and person as their sum, or the best of them."""
    sums: dict[tuple[str, ...], Statistic] = {}
    for row in rows:
        key = (row.match, row.competitor, row.person, row.stat)
        one = sums.get(key)
        sums[key] = row._replace(
            competitor_name=max(row.competitor_name, one.competitor_name if one else ""),
            name=max(row.name, one.name if one else ""),
            value=combine(row.stat, row.value, one.value) if one else row.value,
        )
    return list(sums.values())


def _load_moments(known: KnownFacts, season_id: str, kinds: Collection[str]) -> list[Moment]:
    """When the incidents of these kinds were that stand, of the matches that count; one query."""
    shown = IncidentFact.objects.filter(season=season_id, kind__in=kinds).exclude(confirmation="cancelled")
    then = (
        fact
        for fact in known.incidents
        if fact.season == season_id and fact.kind in kinds and fact.confirmation != "cancelled"
    )
    return known.pick(
        (Moment(*row) for row in shown.values_list(*Moment._fields)),
        (Moment(*(getattr(fact, name) for name in Moment._fields)) for fact in then),
    )
