"""Time travel: the facts of a season, a competitor or a person as they stood, or as they were known.

Facts hold what is known now. What was known at an instant is folded again, by the code that made them, from the records
that there were by then; only of matches that have changed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from scoreboard.sports.match import fold_leniently
from scoreboard.wire.records import decode_record
from stats.facts import incidents, people
from stats.facts.origin import FactOrigin
from stats.facts.sides import build_rows as build_side_rows
from stats.models import IncidentFact, PersonFact, SeasonFact, SideFact
from stats.storage import bulk, segments

Fact = TypeVar("Fact", PersonFact, IncidentFact)


@dataclass(frozen=True)
class AsOf:
    """Which matches count: of rounds up to `round`, of days up to `on`, as was known at `recorded_at`.

    With `live`, matches being played count as they stand; with `side`, only those at home or away, none on neutral
    ground.
    """

    round: int | None = None
    on: date | None = None
    recorded_at: datetime | None = None
    live: bool = False
    side: Literal["home", "away"] | None = None

    @property
    def is_past(self) -> bool:
        """Whether it is another time than now."""
        return (self.round, self.on, self.recorded_at) != (None, None, None)

    def reaches(self, side: SideFact) -> bool:
        """Whether a side's match is of these rounds and days."""
        if self.round is not None and (side.round_number is None or side.round_number > self.round):
            return False
        return self.on is None or (side.on is not None and side.on <= self.on)

    def counts(self, side: SideFact) -> bool:
        """Whether a side's match counts in a table."""
        if not side.competitor or not (side.over or (self.live and side.live)):
            return False
        return self.reaches(side) and (self.side is None or (side.side == self.side and not side.neutral))

    def find_last_day(self, counted: Iterable[SideFact]) -> date:
        """Until when adjustments count: with `round`, those that were made before the last match of these rounds."""
        if self.round is not None:
            return max((side.on for side in counted if side.on), default=date.min)
        return self.on or (self.recorded_at.astimezone(UTC) if self.recorded_at else timezone.now()).date()


NOW = AsOf()


@dataclass
class Facts:
    """The sides of some matches as they were known, and what else was known of those that have changed since."""

    as_of: AsOf
    sides: list[SideFact] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    people: list[PersonFact] = field(default_factory=list)
    incidents: list[IncidentFact] = field(default_factory=list)

    def list_reached(self) -> set[str]:
        """The matches of the rounds and days that count."""
        return {side.match for side in self.sides if self.as_of.reaches(side)}

    def load_people(self, **equal: Any) -> list[PersonFact]:
        """People's facts whose fields equal these, of the matches that count. One query."""
        return self._pick(PersonFact, self.people, equal)

    def load_incidents(self, **equal: Any) -> list[IncidentFact]:
        """The same of incidents. One query."""
        return self._pick(IncidentFact, self.incidents, equal)

    def _pick(self, model: type[Fact], then: list[Fact], equal: dict[str, Any]) -> list[Fact]:
        now: list[Fact] = list(model.objects.filter(**equal))
        if not self.as_of.is_past:
            return now
        reached = self.list_reached()
        facts: list[Fact] = [fact for fact in now if fact.match not in self.changed]
        facts += [fact for fact in then if all(getattr(fact, name) == value for name, value in equal.items())]
        return [fact for fact in facts if fact.match in reached]


def load_season(season_id: str, as_of: AsOf = NOW) -> Facts:
    """A season's sides. One query; two with `recorded_at`."""
    if as_of.recorded_at is None:
        return Facts(as_of, list(SideFact.objects.filter(season=season_id).defer("periods")))
    of_season = SeasonFact.objects.filter(season=season_id).values("match")
    facts = load_matches(SideFact.objects.filter(match__in=of_season), as_of)
    facts.sides = [side for side in facts.sides if side.season == season_id]
    return facts


def load_matches(sides: QuerySet[SideFact], as_of: AsOf) -> Facts:
    """Some sides as they are, or as they were known. One query; two with `recorded_at`."""
    facts = Facts(as_of, list(sides.defer("periods")))
    at = as_of.recorded_at
    if at is None:
        return facts
    facts.changed = {side.match for side in facts.sides if side.recorded_at is None or side.recorded_at > at}
    facts.sides = [side for side in facts.sides if side.match not in facts.changed]
    logs: dict[str, list[str]] = {}
    for stored in segments.load(facts.changed):
        logs.setdefault(stored.match, []).append(stored.payload)
    for match, log in logs.items():
        _fold_as_known(facts, match, log, at)
    return facts


def _fold_as_known(facts: Facts, match: str, log: Iterable[str], at: datetime) -> None:
    """Add what was known of a match: the fold of its records up to an instant, of their newest epoch."""
    records = [record for record in map(decode_record, log) if record.recorded_at and record.recorded_at <= at]
    if not records:
        return
    last = records[-1]
    origin = FactOrigin(match, last.epoch, last.seq, last.recorded_at, frozenset())
    state = fold_leniently([record for record in records if record.epoch == last.epoch]).state
    facts.sides += bulk.make_objects(SideFact, build_side_rows(state, origin))
    facts.people += bulk.make_objects(PersonFact, people.build_rows(state, origin))
    facts.incidents += bulk.make_objects(IncidentFact, incidents.build_rows(state, origin))
