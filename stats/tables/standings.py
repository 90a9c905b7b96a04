"""Standings of a season: of all its matches, of those at home or away, and after each round."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import Any, Literal

import msgspec

from scoreboard.sports import find_tiebreakers, get_sport
from scoreboard.sports.ranking import Split
from scoreboard.sports.tiebreakers import DIFFERENCE, PLAY_OFF, SCORED
from scoreboard.wire.instants import format_instant
from stats.tables.certain import Table, find_outlook, mark_certain
from stats.tables.naming import find_made
from stats.tables.ranking import list_order, rank_competitors
from stats.tables.season import Group, SeasonFacts, find_position
from stats.tables.sides import AsOf, Side
from stats.tables.splitting import Carried, carry_over, divide, find_place, list_early, list_parts
from stats.tables.tally import Adjustment

PLAIN = (DIFFERENCE.name, SCORED.name)  # what separates in standings of some matches only
OFF = frozenset({"cancelled", "abandoned", "annulled"})  # nothing of these matches is left to be played


def make_standings(
    facts: SeasonFacts, *, side: Literal["home", "away"] | None = None, group: str | None = None
) -> dict[str, Any]:
    """The standings of each group, or of one (interfaces.md has the shape), with what they are of and how current.

    A season without groups has one, named None. Of a split season with a table for each group, the groups come first,
    the best one above; those that had not begun at a past time are left out. Those of matches at home or away (`side`)
    have no adjustments, and are ordered by difference whatever the season's rules.
    """
    as_of = replace(facts.as_of, side=side)
    offsets = _find_offsets(facts, as_of)
    tables = {name: _make_rows(facts, name, as_of, offset=offset) for name, offset in offsets.items()}
    if side is None:
        mark_certain(
            [_look_ahead(facts, name, as_of, rows, offset=offsets[name]) for name, rows in tables.items()],
            compare=lambda names: _compare(facts, names, as_of),
        )
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
            {"name": name or None, "rows": rows, "zones": _list_zones(facts, name) if side is None else []}
            for name, rows in tables.items()
            if group in (None, name)
        ],
    }


def _list_zones(facts: SeasonFacts, name: str) -> list[dict[str, Any]]:
    """What the places of a group mean in the end."""
    found = (msgspec.to_builtins(zone) for zone in facts.groups[name].ranking.zones)
    return [{key: value for key, value in zone.items() if value is not None} for zone in found]


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


def _find_offsets(facts: SeasonFacts, as_of: AsOf) -> dict[str, int | None]:
    """The groups in the order in which they are shown, each with how many stand above its first in the end.

    None: places in it mean nothing yet, which holds of the first part of a season that was split.
    """
    started = {name: group for name, group in facts.groups.items() if group.before}
    if not started:
        return dict.fromkeys(facts.groups, 0)
    if as_of.is_past:
        started = {name: group for name, group in started.items() if any(as_of.counts(side) for side in group.sides)}
    first = next((name for name, group in facts.groups.items() if not group.before), None)
    order = _list_first_order(facts, facts.groups[first], as_of) if first is not None else []
    offsets: dict[str, int | None] = {}
    above = 0
    for name in sorted(started, key=lambda name: find_place(started[name].competitors, order)):
        offsets[name] = above
        above += len(started[name].competitors)
    return offsets | ({first: None if started else 0} if first is not None else {})


def _list_first_order(facts: SeasonFacts, group: Group, as_of: AsOf, sides: Iterable[Side] | None = None) -> list[str]:
    """The competitors in the order of the first part of a split season."""
    counted = [side for side in (group.sides if sides is None else sides) if as_of.counts(side)]
    early = list_early(_list_adjustments(facts, as_of), counted)
    return list_order(competitors=group.competitors, sides=counted, ranking=group.ranking, adjustments=early)


def _make_rows(facts: SeasonFacts, name: str, as_of: AsOf, *, offset: int | None = None) -> list[dict[str, Any]]:
    """The rows of one group's standings at a time; `offset`: how many stand above its first in the end, if known."""
    group = facts.groups[name]
    ranking, split = group.ranking, group.ranking.split
    counted = [side for side in group.sides if as_of.counts(side)]
    adjustments: Sequence[Adjustment] = ()
    if as_of.side is not None:
        ranking = msgspec.structs.replace(ranking, tiebreakers=(*ranking.tiebreakers[:1], *PLAIN), zones=())
        split = None
    else:
        adjustments = _list_adjustments(facts, as_of)
    carried: dict[str, Carried] = {}
    parts: list[frozenset[str]] = []
    if split is not None and (group.before or split.tables == "one"):
        before, counted = _divide(group, split, as_of)
        if counted or group.before:
            early = list_early(adjustments, (side for sides in before.values() for side in sides))
            for part, members in _name_parts(facts, name, group, split, as_of):
                own = {one: before.get(one, ()) for one in members}
                carried |= carry_over(own, ranking, split, group=part, adjustments=early)
                parts.append(members)
            if not split.matches:
                adjustments = [item for item in adjustments if item not in early]
        if split.matches or not carried:
            counted = [*(side for sides in before.values() for side in sides), *counted]
    elif split is not None and any(other.before for other in facts.groups.values()):
        # The first part's own table: what is decided after its last match is of the second, but lots for its places.
        early = list_early(adjustments, counted)
        adjustments = [item for item in adjustments if item.lot or item in early]
    return rank_competitors(
        competitors=group.competitors,
        sides=counted,
        ranking=ranking,
        adjustments=adjustments,
        columns=get_sport(group.sides[0].sport).columns,
        statistics=_sum_statistics(facts, {side.match for side in counted}) if facts.separating else None,
        complete=any(rule.awaits for rule in find_tiebreakers(ranking))
        and all(as_of.counts(side) or side.status in OFF for side in group.sides if side.competitor),
        carried=carried,
        parts=parts,
        play_offs=[side for side in facts.play_offs if as_of.counts(side)],
        due=[side for side in group.sides if side.competitor and side.status not in OFF and not as_of.counts(side)],
        offset=offset,
    )


def _look_ahead(
    facts: SeasonFacts, name: str, as_of: AsOf, rows: Sequence[dict[str, Any]], *, offset: int | None
) -> Table:
    """A group's table with what may become of those in it: a match that is being played counts for nothing yet."""
    group, over = facts.groups[name], replace(as_of, live=False)
    ranking, split, sides = group.ranking, group.ranking.split, group.sides
    if offset is None or (split is not None and not group.before) or any(map(over.leaves_open, group.before)):
        return Table(rows, None, ranking)
    outlook = find_outlook(
        _make_rows(facts, name, over) if any(row.get("live") for row in rows) else rows,
        ranking=ranking,
        played=[side for side in sides if over.counts(side)],
        left=[side for side in sides if over.leaves_open(side)],
        gone=[side for side in sides if not over.counts(side) and not over.leaves_open(side)],
        settled=bool(facts.separating),
    )
    return Table(rows, outlook, ranking, offset)


def _compare(facts: SeasonFacts, names: frozenset[str], as_of: AsOf) -> list[dict[str, Any]]:
    """Rows of competitors of several groups, ranked among each other: without the matches between those level."""
    groups = [group for group in facts.groups.values() if not names.isdisjoint(group.competitors)]
    sides = [side for group in groups for side in group.sides if side.competitor in names and as_of.counts(side)]
    ranking = groups[0].ranking
    rules = [rule.name for rule in find_tiebreakers(ranking) if not rule.small_table and rule is not PLAY_OFF]
    return rank_competitors(
        competitors={name: group.competitors[name] for group in groups for name in names & group.competitors.keys()},
        sides=sides,
        ranking=msgspec.structs.replace(ranking, tiebreakers=tuple(rules), zones=()),
        adjustments=_list_adjustments(facts, as_of),
        statistics=_sum_statistics(facts, {side.match for side in sides}) if facts.separating else None,
    )


def _divide(group: Group, split: Split, as_of: AsOf) -> tuple[dict[str, list[Side]], list[Side]]:
    """What counts of the first part, by competitor, and of the second."""
    first, second = (group.before, group.sides) if group.before else divide(group.sides, split)
    before: dict[str, list[Side]] = {}
    for side in first:
        if as_of.counts(side):
            before.setdefault(side.competitor, []).append(side)
    return before, [side for side in second if as_of.counts(side)]


def _name_parts(
    facts: SeasonFacts, name: str, group: Group, split: Split, as_of: AsOf
) -> list[tuple[str, frozenset[str]]]:
    """The groups of the second part with their names, the best one first; in a group's own table it alone."""
    if group.before:
        return [(name, frozenset(group.competitors))]
    first, second = divide(group.sides, split)
    names = {side.competitor: side.group for side in second}
    order = _list_first_order(facts, group, as_of, first)
    parts = sorted(list_parts(second), key=lambda part: find_place(part, order))
    rest = frozenset(group.competitors).difference(*parts)
    return [(names[min(part)], part) for part in parts] + ([("", rest)] if rest else [])


def _list_adjustments(facts: SeasonFacts, as_of: AsOf) -> list[Adjustment]:
    """The adjustments that count at a time, and were known by then, the oldest first."""
    if all(kind != "adjustment" for kind, _ in facts.items):
        return []
    until = _find_last_day(facts, as_of)
    adjustments = [
        Adjustment(
            competitor=entry["competitor"],
            points=entry["points"],
            reason=entry["reason"],
            on=date.fromisoformat(entry["on"]),
            lot=entry.get("lot") or 0,
        )
        for (kind, item), entry in facts.items.items()
        if kind == "adjustment" and (as_of.recorded_at is None or find_made(item) <= as_of.recorded_at)
    ]
    return sorted((item for item in adjustments if item.on <= until), key=lambda item: item.on)


def _find_last_day(facts: SeasonFacts, as_of: AsOf) -> date:
    """Until when adjustments count: with `round`, those that were made before the last match of these rounds."""
    if as_of.round is not None:
        counted = (side for group in facts.groups.values() for side in group.sides if as_of.counts(side))
        return max((side.on for side in counted if side.on), default=date.min)
    return as_of.on or (as_of.recorded_at.astimezone(UTC).date() if as_of.recorded_at else facts.today)


def _sum_statistics(facts: SeasonFacts, matches: set[str]) -> dict[str, Counter[str]]:
    """What tie-breakers compare of each competitor's people, in some matches."""
    total: dict[str, Counter[str]] = {}
    for one in facts.separating:
        if one.match in matches:
            total.setdefault(one.competitor, Counter())[one.stat] += one.value
    return total
