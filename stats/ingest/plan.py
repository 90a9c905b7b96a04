"""Plans what a batch of records changes, without a transaction: loads, folds, and builds the fact rows.

Planning takes most of the time and locks nothing. Saving (save.py) checks under the rows' locks that no other worker
has changed a match since (`Log.version`); if one has, the batch is planned again. So planning may rely on the fold
cache, even on what an earlier batch makes of a match while that batch is still being saved.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from stats.ingest.fold import Fold
from stats.ingest.fold_cache import CachedMatch, FoldCache, LogRow
from stats.ingest.history import load_complete_histories
from stats.ingest.match_plan import MatchPlan
from stats.models import Log
from stats.storage import segments
from stats.storage.stored_record import StoredRecord


def plan_batch(arrived: Iterable[StoredRecord], *, cache: FoldCache) -> list[MatchPlan]:
    """Plan what the records that arrived change: drop doubles, apply those that follow, keep those that must wait.

    `cache` then has the matches as they will be once the plans are saved. Raises HistoryIncomplete.
    """
    by_match: defaultdict[str, list[StoredRecord]] = defaultdict(list)
    for stored in arrived:
        by_match[stored.match].append(stored)
    rows, waiting = _load_rows([match for match in by_match if match not in cache])
    plans = []
    for match, records in by_match.items():
        cached = cache.get(match)
        before = cached.row if cached else rows.get(match)
        kept = cached.waiting if cached else waiting.get(match, ())
        new = _sort(records)
        if before or kept:
            applied = (before.epoch, before.applied_seq) if before else (0, 0)
            there = {stored.cursor for stored in kept}
            new = [stored for stored in new if stored.cursor > applied and stored.cursor not in there]
        if new:
            unapplied = _sort([*kept, *new]) if kept else new
            plans.append(MatchPlan(match, before, new, unapplied, _choose_base(before, unapplied)))
    try:
        _apply_plans(plans, cache)
    except BaseException:
        cache.clear()
        raise
    return plans


def plan_again(matches: Iterable[str]) -> list[MatchPlan]:
    """Plan to apply the records that wait in these matches, none having arrived: the rules may have changed."""
    rows, waiting = _load_rows(matches)
    plans = [
        MatchPlan(match, rows[match], [], records, _choose_base(rows[match], records))
        for match, records in waiting.items()
        if records
    ]
    _apply_plans(plans, FoldCache())
    return plans


def _sort(records: Sequence[StoredRecord]) -> list[StoredRecord]:
    """Sort a match's records by their cursors; of doubles, the one that arrived first is kept."""
    cursors = {stored[1:3]: stored for stored in reversed(records)}
    return [cursors[cursor] for cursor in sorted(cursors)]


def _load_rows(matches: Iterable[str]) -> tuple[dict[str, LogRow], dict[str, list[StoredRecord]]]:
    """Load the rows of these matches, of those that have one, and the records that wait in them."""
    if not (matches := list(matches)):
        return {}, {}
    found = Log.objects.filter(match__any=matches).values_list(*LogRow._fields)
    rows = {row.match: row for row in map(LogRow._make, found)}
    waiting: dict[str, list[StoredRecord]] = {match: [] for match, row in rows.items() if row.waiting_since}
    if waiting:
        for stored in segments.load(waiting):
            if stored.cursor > (rows[stored.match].epoch, rows[stored.match].applied_seq):
                waiting[stored.match].append(stored)
    return rows, waiting


def _choose_base(before: LogRow | None, unapplied: Sequence[StoredRecord]) -> Fold:
    """Choose the fold to go on from: what is applied, or the beginning of a higher epoch's history.

    The old history stands until the first record of the new one is here.
    """
    epoch = before.epoch if before else 0
    begun = max((stored.epoch for stored in unapplied if stored.seq == 1), default=0)
    if begun > epoch:
        return Fold(begun, 0, None)
    if before:
        return Fold(epoch, before.applied_seq, None)
    return Fold(unapplied[-1].epoch, 0, None)


def _apply_plans(plans: Sequence[MatchPlan], cache: FoldCache) -> None:
    """Fold each plan's match as far as it goes, build its facts, and put it into the cache."""
    uncached = {}
    for plan in plans:
        if plan.fold.seq:
            cached = cache.get(plan.match)
            if cached and cached.fold.state and cached.fold[:2] == plan.fold[:2]:
                plan.fold = cached.fold
            else:
                uncached[plan.match] = plan.fold
    histories = load_complete_histories(uncached)
    now = timezone.now()
    for plan in plans:
        plan.apply(histories.get(plan.match))
        plan.set_row(now)
        waits = plan.row.waiting_since is not None
        waiting = [stored for stored in plan.unapplied if stored.cursor > plan.fold[:2]] if waits else ()
        cache.put(plan.match, CachedMatch(plan.row, plan.fold, waiting))
