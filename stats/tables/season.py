"""One season's facts in memory (SeasonFacts): what its standings, lists and records are computed from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.ranking import Ranking, Split
from stats.tables.naming import NO_POSITION, Items, make_position, refer
from stats.tables.sides import AsOf, Side, in_order
from stats.tables.splitting import divide

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class Statistic(NamedTuple):
    """How many of one thing (`stat`, by the sport's name for it) a person has for a competitor.

    In one match, or, with `match` empty, in all that count. `person` is the id where the log knows one, else the name.
    """

    match: str
    competitor: str
    competitor_name: str
    person: str
    name: str
    stat: str
    value: int


class Moment(NamedTuple):
    """When an incident of some `kind` was that stands; `minute` as "23" or "45+2", empty where it is not known."""

    match: str
    kind: str
    minute: str
    detail: str


REGULAR = "Regular season"  # what the first part of a split season is called where its source does not say


@dataclass(frozen=True)
class Group:
    """What is ranked together: the sides of all its matches, its competitors' present names by id, and its rules.

    `before` are sides of its competitors in the first part of a split season, from which they carry points over.
    """

    sides: Sequence[Side]
    competitors: Mapping[str, str]
    ranking: Ranking
    before: Sequence[Side] = ()


@dataclass(frozen=True)
class SeasonFacts:
    """A season as of now or then.

    `sides` are those of all its matches, as they were known at `as_of.recorded_at`, of whatever round and day. What was
    not asked for when it was loaded is empty: `sums`, people's statistics over the matches that count; `feats`, what a
    person has twice or more in one match; `moments`, an incident each. `separating` are people's statistics in single
    matches, where a tie-breaker of the standings compares them, `singles` those for which they are suspended, and the
    appearances of whoever may have been banned. `items` have the names of all these, the levels of rules, and
    officials' decisions (adjustments, bans); `today` is the day until which adjustments count; `current_to` is the
    position of now, whatever time is asked for.
    """

    season_id: str
    as_of: AsOf
    today: date
    sides: Sequence[Side] = ()
    items: Items = field(default_factory=dict)
    current_to: Mapping[str, Any] = field(default_factory=lambda: NO_POSITION)
    sums: Sequence[Statistic] = ()
    feats: Sequence[Statistic] = ()
    moments: Sequence[Moment] = ()
    separating: Sequence[Statistic] = ()
    singles: Sequence[Statistic] = ()

    @cached_property
    def groups(self) -> dict[str, Group]:
        """What is ranked together, by name; a season without groups is one, named "".

        In a season with groups, matches outside them (knock-out rounds) are in none. In one that was split, these are
        its first part, which is one with the groups or a table of its own, as the rules say.
        """
        if self.ranking.split is not None:
            return self._divide(self.ranking.split)
        grouped: dict[str, list[Side]] = {}
        for side in [side for side in self.ranked if side.group] or self.ranked:
            grouped.setdefault(side.group, []).append(side)
        return {name: self._make_group(sides) for name, sides in sorted(grouped.items())}

    def _divide(self, split: Split) -> dict[str, Group]:
        """The tables of a split season."""
        first, second = divide(self.ranked, split)
        if not second or split.tables == "one":
            return {"": self._make_group(self.ranked)} if self.ranked else {}
        grouped: dict[str, list[Side]] = {}
        for side in second:
            grouped.setdefault(side.group, []).append(side)
        groups = {}
        for name, sides in sorted(grouped.items()):
            group = self._make_group(sides)
            before = [side for side in first if side.competitor in group.competitors]
            groups[name] = replace(group, before=before)
        return {**groups, split.regular or REGULAR: self._make_group(first)} if first else groups

    def _make_group(self, sides: Sequence[Side]) -> Group:
        return Group(sides, name_competitors(sides, self.items), find_ranking(sides, self.items))

    @cached_property
    def ranked(self) -> Sequence[Side]:
        """The sides of matches that count in a table: those in groups, and the others unless their rules say no."""
        levels = {(side.stage, side.season, side.competition) for side in self.sides}
        ranked = {level for level in levels if has_table(level, self.items)}
        return [side for side in self.sides if side.group or (side.stage, side.season, side.competition) in ranked]

    @cached_property
    def play_offs(self) -> Sequence[Side]:
        """The sides of matches that count in no table."""
        counted = {id(side) for side in self.ranked}
        return [side for side in self.sides if id(side) not in counted]

    @cached_property
    def ranking(self) -> Ranking:
        """The ranking rules of the season as a whole."""
        return find_ranking(self.sides, self.items) if self.sides else Ranking()

    @cached_property
    def played(self) -> Mapping[str, Sequence[Side]]:
        """Each competitor's sides of the matches that count, in the order of play."""
        found: dict[str, list[Side]] = {}
        for side in in_order(side for side in self.sides if self.as_of.counts(side)):
            found.setdefault(side.competitor, []).append(side)
        return found

    def refer(self, kind: str, item: str, otherwise: str = "") -> dict[str, str]:
        """`{"id", "name"}` of a catalogue entry."""
        return refer(self.items, kind, item, otherwise)


def name_competitors(sides: Iterable[Side], items: Items) -> dict[str, str]:
    """Every competitor of these sides by id, under its present name."""
    names = {side.competitor: side.competitor_name for side in sides if side.competitor}
    return {competitor: refer(items, "competitor", competitor, name)["name"] for competitor, name in names.items()}


def find_ranking(sides: Sequence[Side], items: Items) -> Ranking:
    """The rules for some matches: sport ‹ competition ‹ season ‹ stage; of a stage only where all are of that one."""
    levels = {("competition", side.competition) for side in sides}, {("season", side.season) for side in sides}
    stages = {("stage", side.stage) for side in sides}
    rules: dict[str, Any] = msgspec.to_builtins(get_sport(sides[0].sport).ranking)
    for level in (*levels, stages if len(stages) == 1 else set()):
        for place in level:
            if place in items:
                rules |= items[place].get("ranking") or {}
    return parsing.convert(rules, Ranking)


def has_table(level: tuple[str, str, str], items: Items) -> bool:
    """Whether matches of a stage, season and competition count in a table where they are in no group."""
    for place in zip(("stage", "season", "competition"), level, strict=True):
        rules = (items.get(place) or {}).get("ranking") or {}
        if "table" in rules:
            return bool(rules["table"])
    return True


def find_position(sides: Iterable[Side]) -> dict[str, Any]:
    """The position of the newest record behind these sides."""
    newest = max(sides, key=lambda side: (side.recorded_at or BEFORE_ALL, side.seq), default=None)
    return make_position(newest.match, newest.epoch, newest.seq, newest.recorded_at) if newest else dict(NO_POSITION)
