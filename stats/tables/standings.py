"""Standings of a season: of all its matches, of those at home or away, and after each round."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from scoreboard.sports import find_tiebreakers, get_sport
from scoreboard.sports.tiebreakers import DIFFERENCE, SCORED
from scoreboard.wire.instants import format_instant
from stats.tables.ranking import rank_competitors
from stats.tables.season import SeasonFacts, find_position
from stats.tables.sides import AsOf, Side
from stats.tables.tally import Adjustment

PLAIN = (DIFFERENCE.name, SCORED.name)  # what separates in standings of some matches only
OFF = frozenset({"cancelled", "abandoned", "annulled"})  # nothing of these matches is left to be played


def make_standings(
    facts: SeasonFacts, *, side: Literal["home", "away"] | None = None, group: str | None = None
) -> dict[str, Any]:
    """The standings of each group, or of one (interfaces.md has the shape), with what they are of and how current.

    A season without groups has one, named None. Those of matches at home or away (`side`) have no adjustments, and are
    ordered by difference whatever the season's rules.
    """
    as_of = replace(facts.as_of, side=side)
    return {
        "season": facts.refer("season", facts.season_id),
        "as_of": {
            "round": as_of.round,
            "on": as_of.on.isoformat() if as_of.on else None,
            "recorded_at": format_instant(as_of.recorded_at),
            "live": as_of.live,
        },
        "current_to": find_position(facts.sides),
        "groups": [
            {"name": name or None, "rows": _make_rows(facts, name, as_of)}
            for name in facts.groups
            if group in (None, name)
        ],
    }


def list_rounds(facts: SeasonFacts) -> list[dict[str, Any]]:
    """How everybody stood after each round that has been played, group by group, the best of a round first.

    `{"group", "round", "rank", "competitor": {"id", "name"}, "played", "points", "difference"}`.
    """
    kept = ("rank", "competitor", "played", "points", "difference")
    return [
        {"group": name or None, "round": number, **{key: row[key] for key in kept}}
        for name, group in facts.groups.items()
        for number in _list_numbers(side for side in group.sides if facts.as_of.counts(side))
        for row in _make_rows(facts, name, replace(facts.as_of, round=number))
    ]


def _list_numbers(sides: Iterable[Side]) -> list[int]:
    return sorted({side.round_number for side in sides if side.round_number is not None})


def _make_rows(facts: SeasonFacts, name: str, as_of: AsOf) -> list[dict[str, Any]]:
    """The rows of one group's standings at a time."""
    group = facts.groups[name]
    ranking = group.ranking
    counted = [side for side in group.sides if as_of.counts(side)]
    adjustments: Sequence[Adjustment] = ()
    if as_of.side is not None:
        ranking = msgspec.structs.replace(ranking, tiebreakers=(*ranking.tiebreakers[:1], *PLAIN))
    elif any(kind == "adjustment" for kind, _ in facts.items):
        adjustments = _list_adjustments(facts, as_of)
    return rank_competitors(
        competitors=group.competitors,
        sides=counted,
        ranking=ranking,
        adjustments=adjustments,
        columns=get_sport(group.sides[0].sport).columns,
        statistics=_sum_statistics(facts, {side.match for side in counted}) if facts.separating else None,
        complete=any(rule.awaits for rule in find_tiebreakers(ranking))
        and all(as_of.counts(side) or side.status in OFF for side in group.sides if side.competitor),
    )


def _list_adjustments(facts: SeasonFacts, as_of: AsOf) -> list[Adjustment]:
    """The adjustments that count at a time, and were known by then, the oldest first."""
    until = _find_last_day(facts, as_of)
    adjustments = [
        Adjustment(
            competitor=entry["competitor"],
            points=entry["points"],
            reason=entry["reason"],
            on=date.fromisoformat(entry["on"]),
        )
        for (kind, item), entry in facts.items.items()
        if kind == "adjustment" and (as_of.recorded_at is None or _made_at(item) <= as_of.recorded_at)
    ]
    return sorted((item for item in adjustments if item.on <= until), key=lambda item: item.on)


def _find_last_day(facts: SeasonFacts, as_of: AsOf) -> date:
    """Until when adjustments count: with `round`, those that were made before the last match of these rounds."""
    if as_of.round is not None:
        counted = (side for group in facts.groups.values() for side in group.sides if as_of.counts(side))
        return max((side.on for side in counted if side.on), default=date.min)
    return as_of.on or (as_of.recorded_at.astimezone(UTC).date() if as_of.recorded_at else facts.today)


def _made_at(item: str) -> datetime:
    """When a catalogue entry was made, which its id (UUIDv7) tells to the millisecond."""
    return datetime.fromtimestamp((UUID(item).int >> 80) / 1000, tz=UTC)


def _sum_statistics(facts: SeasonFacts, matches: set[str]) -> dict[str, Counter[str]]:
    """What tie-breakers compare of each competitor's people, in some matches."""
    total: dict[str, Counter[str]] = {}
    for one in facts.separating:
        if one.match in matches:
            total.setdefault(one.competitor, Counter())[one.stat] += one.value
    return total
