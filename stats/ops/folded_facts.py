"""A match's facts as they are stored, and as its stored records fold to: a check compares both, a refold replaces."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from stats.facts import FAMILIES, Facts, build_facts
from stats.facts.origin import FactOrigin
from stats.ingest.fold import Failure, Fold, advance
from stats.models import Log
from stats.storage import bulk
from stats.storage.bulk import Row
from stats.storage.stored_record import StoredRecord


class FoldedFacts(NamedTuple):
    """How far the records of a match fold (`seq`), the facts of that, and what stopped the fold."""

    seq: int
    facts: Facts
    failure: Failure | None


def fold_facts(log: Log, history: Sequence[StoredRecord]) -> FoldedFacts:
    """Fold a match's stored records up to the first gap, and build the facts of that; none of no record."""
    unbroken = [stored for number, stored in enumerate(history, start=1) if stored.seq == number]
    reached, failure = advance(Fold(log.epoch, 0, None), unbroken)
    if reached.state is None:
        return FoldedFacts(reached.seq, tuple([] for _ in FAMILIES), failure)
    origin = FactOrigin(log.match, reached.epoch, reached.seq, reached.recorded_at, reached.seasons)
    return FoldedFacts(reached.seq, build_facts(reached.state, origin), failure)


def load_facts(matches: Sequence[str]) -> list[Mapping[str, list[Row]]]:
    """The stored facts of some matches, by family in their order, then by match, sorted; a query a family."""
    return [_load_family(family.MODEL, matches) for family in FAMILIES]


def _load_family(model: Any, matches: Sequence[str]) -> Mapping[str, list[Row]]:
    facts: dict[str, list[Row]] = {}
    columns = bulk.columns_of(model)
    for match, *values in model.objects.filter(match__in=matches).values_list("match", *columns):
        facts.setdefault(match, []).append(tuple(values))
    return {match: sort_rows(rows) for match, rows in facts.items()}


def sort_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows in an order by which two lists of them can be compared."""
    return sorted(rows, key=repr)
