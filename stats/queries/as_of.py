"""Time travel: the facts of some matches as they were known at an instant.

Facts hold what is known now. What was known at an instant is folded again, by the code that made them, from the records
that there were by then; only of matches that have changed since, each once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from django.db.models import QuerySet

from scoreboard.sports.match import fold_leniently
from scoreboard.wire.records import decode_record
from stats.facts import incidents
from stats.facts.origin import FactOrigin
from stats.models import IncidentFact, PersonFact, SideFact
from stats.queries.supposing import Supposed, suppose
from stats.storage import bulk, segments
from stats.tables.sides import AsOf


class OfMatch(Protocol):
    """A row that belongs to a match."""

    @property
    def match(self) -> str:
        """The match's id."""


Row = TypeVar("Row", bound=OfMatch)


@dataclass
class KnownFacts:
    """The sides of some matches as they were known, and what else was known of those that have changed since.

    `now` are the sides as they are known now, `struck` the matches of which nothing that people did counts.
    """

    as_of: AsOf
    now: list[SideFact]
    sides: list[SideFact]
    changed: set[str] = field(default_factory=set)
    people: list[PersonFact] = field(default_factory=list)
    struck: frozenset[str] = frozenset()
    incidents: list[IncidentFact] = field(default_factory=list)

    def pick(self, now: Iterable[Row], then: Iterable[Row]) -> list[Row]:
        """Of rows of now and of then, those that were known, of the matches that count by round and day."""
        if not self.as_of.is_past and not self.changed:
            return [row for row in now if row.match not in self.struck] if self.struck else list(now)
        reached = {side.match for side in self.sides if self.as_of.reaches(side)} - self.struck
        rows = [row for row in now if row.match not in self.changed]
        rows += then
        return [row for row in rows if row.match in reached]

    def suppose(self, supposed: Supposed, season_id: str) -> None:
        """Put a supposed match in the place of the one that is known; its sides only where they are of this season."""
        self.changed.add(supposed.match)
        self.sides = [side for side in self.sides if side.match != supposed.match]
        self.sides += [side for side in supposed.sides if side.season == season_id]
        self.people += supposed.people

    def pick_people(self, now: QuerySet[PersonFact], *, is_meant: Callable[[PersonFact], bool]) -> list[PersonFact]:
        """People's facts of the matches that count: these of now, and of then those that are meant. One query."""
        return self.pick(now, filter(is_meant, self.people))


def load_matches(sides: QuerySet[SideFact], as_of: AsOf) -> KnownFacts:
    """Some sides as they are, or as they were known. One query; two with `recorded_at`."""
    now = list(sides.defer("periods"))
    at = as_of.recorded_at
    if at is None:
        return KnownFacts(as_of, now, now)
    changed = {side.match for side in now if side.recorded_at is None or side.recorded_at > at}
    facts = KnownFacts(as_of, now, [side for side in now if side.match not in changed], changed)
    logs: dict[str, list[str]] = {}
    for stored in segments.load(changed):
        logs.setdefault(stored.match, []).append(stored.payload)
    for match, log in logs.items():
        _fold_as_known(facts, match, log, at)
    return facts


def _fold_as_known(facts: KnownFacts, match: str, log: Iterable[str], at: datetime) -> None:
    """Add what was known of a match: the fold of its records up to an instant, of their newest epoch."""
    records = [record for record in map(decode_record, log) if record.recorded_at and record.recorded_at <= at]
    if not records:
        return
    last = records[-1]
    origin = FactOrigin(match, last.epoch, last.seq, last.recorded_at, frozenset())
    state = fold_leniently([record for record in records if record.epoch == last.epoch]).state
    known = suppose(state, origin)
    facts.sides += known.sides
    facts.people += known.people
    facts.incidents += bulk.make_objects(IncidentFact, incidents.build_rows(state, origin))
