"""Refolds the stats' matches by the rules of now: replaces the facts that their stored records no longer fold to.

For after an upgrade by which an entry counts otherwise than before, where a rebuild from Kafka would take too long. A
match that is right already is left alone, so that a refold that was ended is simply run again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from stats.facts import FAMILIES, replace_facts
from stats.ingest import leases
from stats.ingest.fold import Fold
from stats.ingest.history import load_histories
from stats.models import Log
from stats.ops.folded_facts import fold_facts, load_facts
from stats.storage import bulk
from stats.storage.bulk import Row
from stats.storage.stored_record import StoredRecord

MATCHES_AT_ONCE = 200
OF_SIDES = ("result", "scored", "conceded", "outcome")  # columns of a side that tables count


class RefoldedFacts(NamedTuple):
    """A match whose facts were not what its records fold to now.

    `figures` are what changed, by what it is a figure of ("home: scored", "Reds: Ann: runs"), each as (before, after),
    None where it was not or is no more; `rows` counts the rows that were replaced, incidents among them. `why` they
    could not be replaced is "" where they were.
    """

    match: str
    figures: Mapping[str, tuple[Any, Any]]
    rows: int
    why: str = ""


def refold_facts(*, match: str | None = None, after: str = "", dry_run: bool = False) -> Iterator[RefoldedFacts]:
    """Refold the matches in the order of their ids, those beyond `after`, or only `match`; yield those that differ.

    Some matches are refolded in one transaction, under their rows' locks; workers that have planned more for one of
    them plan it again. With `dry_run` nothing is written.
    """
    wanted = Log.objects.order_by("match")
    if match is not None:
        wanted = wanted.filter(match=match)
    while part := list(wanted.filter(match__gt=after)[:MATCHES_AT_ONCE].values_list("match", flat=True)):
        with transaction.atomic(using="stats"):
            leases.lock_table()
            logs = lock_logs(part)
            histories = load_histories({log.match: Fold(log.epoch, log.applied_seq, None) for log in logs})
            there = load_facts(part)
            each = (refold_match(log, histories[log.match], there, dry_run=dry_run) for log in logs)
            refolded = [found for found in each if found is not None]
        yield from refolded
        after = part[-1]


def lock_logs(matches: Sequence[str]) -> list[Log]:
    """Lock the rows of these matches until the transaction ends, in the order in which workers do."""
    return list(Log.objects.select_for_update().filter(match__any=matches).order_by("match"))


def refold_match(
    log: Log, history: list[StoredRecord], there: Sequence[Mapping[str, list[Row]]], *, dry_run: bool
) -> RefoldedFacts | None:
    """Replace the facts of a match, whose row is locked, in the place of `there`; None where they are right already."""
    folded = fold_facts(log, history)
    if folded.seq != log.applied_seq:
        why = folded.failure.reason if folded.failure else f"its records end at {folded.seq}, before {log.applied_seq}"
        return RefoldedFacts(log.match, {}, 0, why=why)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    replaced = 0
    for family, built, stored in zip(FAMILIES, folded.facts, there, strict=True):
        columns, rows = bulk.columns_of(family.MODEL), stored.get(log.match, [])
        gone = [row for row in rows if row not in built]
        replaced += len(gone) or len(built) - len(rows)
        before |= list_figures(dict(zip(columns, row, strict=True)) for row in gone)
        after |= list_figures(dict(zip(columns, row, strict=True)) for row in built if row not in rows)
    if not replaced:
        return None
    if not dry_run:
        replace_facts([log.match], [folded.facts])
        Log.objects.filter(pk=log.pk).update(version=log.version + 1)
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return RefoldedFacts(log.match, {name: (before.get(name), after.get(name)) for name in names}, replaced)


def list_figures(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures that rows of sides and people hold, by what each is a figure of."""
    figures: dict[str, Any] = {}
    for row in rows:
        if "stat" in row:
            figures[f"{row['competitor_name']}: {row['name']}: {row['stat']}"] = row["value"]
        elif "side" in row and "measures" in row:
            figures |= {f"{row['side']}: {name}": row[name] for name in OF_SIDES}
            figures |= {f"{row['side']}: {name}": value for name, value in row["measures"].items()}
    return figures
