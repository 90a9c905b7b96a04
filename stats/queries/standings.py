"""Standings of a season: now or then, at home or away, and after each round."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.ranking import Ranking, Tiebreaker
from scoreboard.wire.instants import format_instant
from stats.models import PersonFact, SideFact
from stats.queries.as_of import NOW, AsOf, load_season
from stats.queries.naming import EPOCH, Items, load_items, refer, write_position
from stats.tables.ranking import make_table
from stats.tables.tally import CARDS, Adjustment, Cards

PLAIN: tuple[Tiebreaker, ...] = ("goal_difference", "goals_for")  # what separates in a table of some matches only
OFF = frozenset({"cancelled", "abandoned"})  # nothing of these matches is left to be played


@dataclass
class Loaded:
    """A season by group: its facts, what the catalogue says of it, and its cards, where the rules count them."""

    season_id: str
    sides: Sequence[SideFact]
    tables: dict[str, list[SideFact]]
    items: Items
    competitors: dict[str, dict[str, str]]  # everybody's name by id, by group
    rankings: dict[str, Ranking]
    cards: dict[str, dict[str, Cards]]  # by match and competitor


def read_standings(
    season_id: str,
    *,
    stage: str | None = None,
    group: str | None = None,
    round: int | None = None,  # noqa: A002  # the parameter's name is fixed
    on: date | None = None,
    recorded_at: datetime | None = None,
    live: bool = False,
    side: Literal["home", "away"] | None = None,
) -> dict[str, Any]:
    """A season's tables, or those of one stage or group, as now or then (interfaces.md has the shape).

    What `round`, `on`, `recorded_at`, `live` and `side` mean is AsOf's. A season without groups has one table, named
    None; in one with groups, matches outside them (knock-out rounds) are in no table. The table of matches at home or
    away has no adjustments, and is ordered by goal difference whatever the season's rules. Two queries, one more where
    cards separate and one more with `recorded_at`.
    """
    as_of = AsOf(round=round, on=on, recorded_at=recorded_at, live=live, side=side)
    return _write_standings(_load(season_id, as_of, stage=stage, group=group), as_of)


def read_rounds(season_id: str, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """How everybody stood after each round that has been played, group by group, the best of a round first.

    `{"group", "round", "rank", "competitor": {"id", "name"}, "played", "points", "difference"}`. Queries as for
    read_standings.
    """
    return _write_rounds(_load(season_id, as_of), as_of)


def read_season_tables(season_id: str, as_of: AsOf = NOW) -> dict[str, Any]:
    """All tables of a season as of now or then: `{"standings", "home", "away"}` as read_standings has them, `"rounds"`
    as read_rounds; at the queries of one of these.
    """
    loaded = _load(season_id, as_of)
    return {
        "standings": _write_standings(loaded, as_of),
        "home": _write_standings(loaded, replace(as_of, side="home")),
        "away": _write_standings(loaded, replace(as_of, side="away")),
        "rounds": _write_rounds(loaded, as_of),
    }


def read_current_to(season_id: str) -> dict[str, Any]:
    """Up to which record a season's figures are current. One query."""
    newest = SideFact.objects.filter(season=season_id, recorded_at__isnull=False).order_by("-recorded_at", "-seq")
    return write_position(newest.first())


# --- the tables ------------------------------------------------------------------------------------------------------


def _write_standings(loaded: Loaded, as_of: AsOf) -> dict[str, Any]:
    """All tables of a season, with what they are of and how current."""
    newest = max(loaded.sides, key=lambda side: (side.recorded_at or EPOCH, side.seq), default=None)
    return {
        "season": refer(loaded.items, "season", loaded.season_id),
        "as_of": {
            "round": as_of.round,
            "on": as_of.on.isoformat() if as_of.on else None,
            "recorded_at": format_instant(as_of.recorded_at),
            "live": as_of.live,
        },
        "current_to": write_position(newest),
        "groups": [{"name": name or None, "rows": _make_rows(loaded, name, as_of)} for name in loaded.tables],
    }


def _write_rounds(loaded: Loaded, as_of: AsOf = NOW) -> list[dict[str, Any]]:
    """Everybody's row after each round, up to a time."""
    kept = ("rank", "competitor", "played", "points", "difference")
    return [
        {"group": name or None, "round": number, **{key: row[key] for key in kept}}
        for name, table in loaded.tables.items()
        for number in _list_rounds(side for side in table if as_of.counts(side))
        for row in _make_rows(loaded, name, replace(as_of, round=number))
    ]


def _list_rounds(sides: Iterable[SideFact]) -> list[int]:
    return sorted({side.round_number for side in sides if side.round_number is not None})


def _make_rows(loaded: Loaded, name: str, as_of: AsOf) -> list[dict[str, Any]]:
    """The rows of one table."""
    table, ranking = loaded.tables[name], loaded.rankings[name]
    counted = [side for side in table if as_of.counts(side)]
    adjustments: Sequence[Adjustment] = ()
    if as_of.side is not None:
        ranking = msgspec.structs.replace(ranking, tiebreakers=(ranking.tiebreakers[0], *PLAIN))
    elif any(kind == "adjustment" for kind, _ in loaded.items):
        last_day = as_of.find_last_day(side for group in loaded.tables.values() for side in group if as_of.counts(side))
        adjustments = _read_adjustments(loaded.items, until=last_day, known_at=as_of.recorded_at)
    return make_table(
        competitors=loaded.competitors[name],
        sides=counted,
        ranking=ranking,
        adjustments=adjustments,
        figures=[column.key for column in get_sport(table[0].sport).columns],
        cards=_sum_cards(loaded.cards, {side.match for side in counted}) if loaded.cards else None,
        complete=bool({"fair_play", "lots"} & {*ranking.tiebreakers})
        and all(as_of.counts(side) or side.status in OFF for side in table if side.competitor),
    )


def _read_ranking(table: Sequence[SideFact], items: Items) -> Ranking:
    """A table's ranking rules: sport ‹ competition ‹ season ‹ stage; of the stage only where all matches share one."""
    levels = {("competition", side.competition) for side in table}, {("season", side.season) for side in table}
    stages = {("stage", side.stage) for side in table}
    rules: dict[str, Any] = msgspec.to_builtins(get_sport(table[0].sport).ranking)
    for level in (*levels, stages if len(stages) == 1 else set()):
        for place in level:
            if place in items:
                rules |= items[place].payload.get("ranking") or {}
    return parsing.convert(rules, Ranking)


def _read_adjustments(items: Items, *, until: date, known_at: datetime | None) -> list[Adjustment]:
    """The adjustments made for a day up to `until`, and known at `known_at`."""
    adjustments = [
        Adjustment(
            competitor=row.payload["competitor"],
            points=row.payload["points"],
            reason=row.payload["reason"],
            on=date.fromisoformat(row.payload["on"]),
        )
        for (kind, item), row in items.items()
        if kind == "adjustment" and (known_at is None or _made_at(item) <= known_at)
    ]
    return sorted((item for item in adjustments if item.on <= until), key=lambda item: item.on)


def _made_at(item: str) -> datetime:
    """When a catalogue entry was made, which its id (UUIDv7) tells to the millisecond."""
    return datetime.fromtimestamp((UUID(item).int >> 80) / 1000, tz=UTC)


def _sum_cards(cards: dict[str, dict[str, Cards]], matches: set[str]) -> dict[str, Cards]:
    """Each competitor's cards in some matches."""
    total: dict[str, Counter[str]] = {}
    for match in matches & cards.keys():
        for competitor, shown in cards[match].items():
            total.setdefault(competitor, Counter()).update(shown)
    return dict(total)


# --- loading ---------------------------------------------------------------------------------------------------------


def _load(season_id: str, as_of: AsOf = NOW, *, stage: str | None = None, group: str | None = None) -> Loaded:
    """A season's facts, or those of one stage or group: as now, or as they were known."""
    facts = load_season(season_id, AsOf(recorded_at=as_of.recorded_at))
    sides = facts.sides
    tables: dict[str, list[SideFact]] = {}
    for side in [side for side in sides if side.group] or sides:
        if stage in (None, side.stage) and group in (None, side.group):
            tables.setdefault(side.group, []).append(side)
    ids = {season_id}.union(*({side.competition, side.stage, side.competitor} for side in sides))
    items = load_items(ids, adjustments_of=season_id)
    competitors = {name: _name_competitors(table, items) for name, table in tables.items()}
    rankings = {name: _read_ranking(table, items) for name, table in tables.items()}
    cards: dict[str, dict[str, Cards]] = {}
    if any("fair_play" in ranking.tiebreakers for ranking in rankings.values()):
        cards = _group_cards(facts.load_people(season=season_id))
    return Loaded(season_id, sides, dict(sorted(tables.items())), items, competitors, rankings, cards)


def _name_competitors(table: Iterable[SideFact], items: Items) -> dict[str, str]:
    """Everybody in a table by id, under their present names."""
    names = {side.competitor: side.competitor_name for side in table if side.competitor}
    return {competitor: refer(items, "competitor", competitor, name)["name"] for competitor, name in names.items()}


def _group_cards(facts: Iterable[PersonFact]) -> dict[str, dict[str, Cards]]:
    cards: dict[str, dict[str, Counter[str]]] = {}
    for fact in facts:
        if fact.stat in CARDS:
            cards.setdefault(fact.match, {}).setdefault(fact.competitor, Counter())[fact.stat] += fact.value
    return {match: dict(shown) for match, shown in cards.items()}
