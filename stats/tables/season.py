"""One season's facts in memory (SeasonFacts): what its standings, lists and records are computed from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from scoreboard import parsing
from scoreboard.sports import get_sport
from scoreboard.sports.ranking import Ranking
from stats.tables.naming import NO_POSITION, Items, make_position, refer
from stats.tables.sides import AsOf, Side, in_order

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


@dataclass(frozen=True)
class Group:
    """What is ranked together: the sides of all its matches, its competitors' present names by id, and its rules."""

    sides: Sequence[Side]
    competitors: Mapping[str, str]
    ranking: Ranking


@dataclass(frozen=True)
class SeasonFacts:
    """A season as of now or then.

    `sides` are those of all its matches, as they were known at `as_of.recorded_at`, of whatever round and day. What was
    not asked for when it was loaded is empty: `sums`, people's statistics over the matches that count; `feats`, what a
    person has twice or more in one match; `moments`, an incident each. `separating` are people's statistics in single
    matches, where a tie-breaker of the standings compares them. `items` have the names of all these, the levels of
    ranking rules and the adjustments; `today` is the day until which adjustments count; `current_to` is the position of
    now, whatever time is asked for.
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

    @cached_property
    def groups(self) -> dict[str, Group]:
        """What is ranked together, by name; a season without groups is one, named "".

        In a season with groups, matches outside them (knock-out rounds) are in none.
        """
        grouped: dict[str, list[Side]] = {}
        for side in [side for side in self.sides if side.group] or self.sides:
            grouped.setdefault(side.group, []).append(side)
        return {
            name: Group(sides, name_competitors(sides, self.items), find_ranking(sides, self.items))
            for name, sides in sorted(grouped.items())
        }

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


def find_position(sides: Iterable[Side]) -> dict[str, Any]:
    """The position of the newest record behind these sides."""
    newest = max(sides, key=lambda side: (side.recorded_at or BEFORE_ALL, side.seq), default=None)
    return make_position(newest.match, newest.epoch, newest.seq, newest.recorded_at) if newest else dict(NO_POSITION)
