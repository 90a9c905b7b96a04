"""A batch of records into the tables: planned without a transaction, written in one.

Planning reads what is there, folds, and makes the fact rows; that takes time, and nobody waits for it. Writing checks
under the rows' locks that nothing has changed since (`Log.version`), else the batch is planned again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from scoreboard.envelope import HEAD
from stats import bulk, projections
from stats.folding import Failure, Fold, Stored, advance
from stats.models import DeadLetter, Log, Record
from stats.projections.place import Place

FOLDS_KEPT = 1_000
STORED_FIELDS = Stored._fields
UNWRITABLE = (DataError, OverflowError, UnicodeError)


class Overtaken(Exception):
    """Another worker has written one of the batch's matches since it was planned."""


class Folds(OrderedDict[str, Fold]):
    """The folds of the matches seen last. One is used only where the tables say that its match still stands there."""

    def keep(self, match: str, fold: Fold) -> None:
        """Remember a fold that has been written, and forget the one unused for longest."""
        self[match] = fold
        self.move_to_end(match)
        if len(self) > FOLDS_KEPT:
            self.popitem(last=False)


@dataclass
class Plan:
    """What is to be written of one match. `before` is its row as it was read, None for a new match."""

    match: str
    before: Log | None
    new: Sequence[Stored]
    known: dict[tuple[int, int], Stored]  # what is not applied yet: `new`, and what waited before
    fold: Fold
    facts: projections.Facts | None = None
    failure: Failure | None = None

    def leave(self, error: Exception) -> None:
        """Change nothing but keep the records, since the facts cannot be written."""
        before, first = self.before, min(self.known.values(), key=lambda stored: (stored.epoch, stored.seq))
        self.failure = Failure(first, f"cannot be written: {error}")
        self.fold = Fold(before.epoch, before.applied_seq, None) if before else Fold(first.epoch, 0, None)
        self.facts = None


# --- planning --------------------------------------------------------------------------------------------------------


def plan_batch(arrived: Iterable[Stored], *, folds: Folds) -> list[Plan]:
    """Plan what `arrived` makes of its matches: drop doubles, apply what follows, keep what has to wait."""
    by_match: dict[str, dict[tuple[int, int], Stored]] = {}
    for stored in arrived:
        by_match.setdefault(stored.match, {}).setdefault((stored.epoch, stored.seq), stored)
    logs = Log.objects.in_bulk(list(by_match))
    waiting = _load_waiting([log for log in logs.values() if log.waiting_since])
    plans = []
    for match, records in by_match.items():
        before, kept = logs.get(match), waiting.get(match, {})
        top = (before.epoch, before.applied_seq) if before else (0, 0)
        new = [stored for place, stored in records.items() if place > top and place not in kept]
        if new:
            known = {**kept, **{(stored.epoch, stored.seq): stored for stored in new}}
            plans.append(Plan(match, before, new, known, _begin(before, known)))
    _fold_plans(plans, folds)
    return plans


def plan_again(matches: Iterable[str]) -> list[Plan]:
    """Plan the application of what waits in these matches, nothing new having arrived: the rules may have changed."""
    logs = Log.objects.in_bulk(list(matches))
    waiting = _load_waiting(list(logs.values()))
    plans = [
        Plan(match, logs[match], [], known, _begin(logs[match], known)) for match, known in waiting.items() if known
    ]
    _fold_plans(plans, Folds())
    return plans


def _load_waiting(logs: Sequence[Log]) -> dict[str, dict[tuple[int, int], Stored]]:
    """The stored records of these matches that are not applied."""
    tops = {log.match: (log.epoch, log.applied_seq) for log in logs}
    waiting: dict[str, dict[tuple[int, int], Stored]] = {match: {} for match in tops}
    if tops:
        for row in Record.objects.filter(match__in=tops).values_list(*STORED_FIELDS):
            stored = Stored(*row)
            if (stored.epoch, stored.seq) > tops[stored.match]:
                waiting[stored.match][stored.epoch, stored.seq] = stored
    return waiting


def _begin(before: Log | None, known: dict[tuple[int, int], Stored]) -> Fold:
    """Where folding goes on: after what is applied, or at the beginning of a higher epoch's history.

    The old history stands until the new one's first record is here.
    """
    epoch = before.epoch if before else 0
    begun = max((place[0] for place in known if place[1] == 1), default=0)
    if begun > epoch:
        return Fold(begun, 0, None)
    if before:
        return Fold(epoch, before.applied_seq, None)
    return Fold(max(place[0] for place in known), 0, None)


def _fold_plans(plans: Sequence[Plan], folds: Folds) -> None:
    """Fold each plan's match as far as it goes, and make its facts."""
    unknown = {}
    for plan in plans:
        kept = folds.get(plan.match)
        if plan.fold.seq and kept and (kept.epoch, kept.seq) == (plan.fold.epoch, plan.fold.seq):
            plan.fold = kept
        elif plan.fold.seq:
            unknown[plan.match] = plan.fold
    histories = load_histories(unknown)
    for plan in plans:
        _fold_plan(plan, histories.get(plan.match))


def _fold_plan(plan: Plan, history: Sequence[Stored] | None) -> None:
    """Fold a match; from its beginning where its `history` is given, else from the fold that is known."""
    known = plan.fold
    chain: list[Stored] = []
    while stored := plan.known.get((known.epoch, known.seq + 1 + len(chain))):
        chain.append(stored)
    if not chain:
        return
    if history is None:
        reached, plan.failure = advance(known, chain, load_history=partial(_load_history, plan.match, known))
    else:
        reached, plan.failure = advance(Fold(known.epoch, 0, None), [*history, *chain])
    if reached.seq <= known.seq or reached.state is None:  # stricter rules may refuse even what was applied: it stands
        return
    try:
        place = Place(plan.match, reached.epoch, reached.seq, reached.recorded_at, reached.seasons)
        plan.facts = projections.project(reached.state, place)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one match, the others go on
        plan.leave(error)
    else:
        plan.fold = reached


def load_histories(folds: dict[str, Fold]) -> dict[str, list[Stored]]:
    """The records that led to these folds, in order."""
    histories: dict[str, list[Stored]] = {match: [] for match in folds}
    if folds:
        rows = Record.objects.filter(match__in=folds).order_by("match", "epoch", "seq")
        for row in rows.values_list(*STORED_FIELDS):
            stored = Stored(*row)
            fold = folds[stored.match]
            if stored.epoch == fold.epoch and stored.seq <= fold.seq:
                histories[stored.match].append(stored)
    return histories


def _load_history(match: str, fold: Fold) -> list[Stored]:
    return load_histories({match: fold})[match] if fold.seq else []


# --- writing ---------------------------------------------------------------------------------------------------------


def write_plans(plans: Sequence[Plan]) -> None:
    """Write the plans; to be called in a transaction. Raises Overtaken, and then it must be rolled back."""
    now = timezone.now()
    plans = sorted(plans, key=lambda plan: plan.match)  # every worker locks in the same order
    _check_versions(plans)
    try:
        _write_facts(plans)
        _write_records(plans)
        _write_logs(plans, now)
    except IntegrityError as error:  # a match that was new to another worker too, at the same moment
        raise Overtaken(str(error)) from error
    _write_dead_letters(plans, now)


def _check_versions(plans: Sequence[Plan]) -> None:
    rows = Log.objects.select_for_update().filter(match__in=[plan.match for plan in plans]).order_by("match")
    versions = dict(rows.values_list("match", "version"))
    for plan in plans:
        if versions.get(plan.match) != (plan.before.version if plan.before else None):
            raise Overtaken(plan.match)


def _write_facts(plans: Sequence[Plan]) -> None:
    """Replace the facts; a match whose facts the database does not take is left as it was."""
    changed = [plan for plan in plans if plan.facts is not None]
    if not changed:
        return
    try:
        with transaction.atomic(using="stats"):
            _replace_facts(changed)
    except UNWRITABLE:
        for plan in changed:
            try:
                with transaction.atomic(using="stats"):
                    _replace_facts([plan])
            except UNWRITABLE as error:
                plan.leave(error)


def _replace_facts(plans: Sequence[Plan]) -> None:
    projections.replace([plan.match for plan in plans], [plan.facts for plan in plans if plan.facts is not None])


def _write_records(plans: Sequence[Plan]) -> None:
    begun_anew = [plan for plan in plans if plan.before and plan.fold.epoch > plan.before.epoch]
    for plan in begun_anew:
        Record.objects.filter(match=plan.match, epoch__lt=plan.fold.epoch).delete()
    kept = (stored for plan in plans for stored in plan.new if stored.epoch >= plan.fold.epoch)
    bulk.insert_values(Record, list(kept))


def _write_logs(plans: Sequence[Plan], now: datetime) -> None:
    Log.objects.bulk_create([_make_row(plan, now) for plan in plans if plan.before is None])
    Log.objects.bulk_create(
        [_make_row(plan, now) for plan in plans if plan.before is not None],
        update_conflicts=True,
        unique_fields=["match"],
        update_fields=["version", "epoch", "applied_seq", "top_seq", "recorded_at", "waiting_since"],
    )


def _make_row(plan: Plan, now: datetime) -> Log:
    before, fold = plan.before, plan.fold
    top = max(plan.known)
    waits = top > (fold.epoch, fold.seq)
    return Log(
        match=plan.match,
        version=before.version + 1 if before else 1,
        sport=before.sport if before else HEAD.decode(plan.new[0].payload).sport,
        epoch=fold.epoch,
        applied_seq=fold.seq,
        top_seq=max((seq for epoch, seq in plan.known if epoch == fold.epoch), default=fold.seq),
        recorded_at=fold.recorded_at if plan.facts else before.recorded_at if before else None,
        waiting_since=((before and before.waiting_since) or now) if waits else None,
    )


def _write_dead_letters(plans: Sequence[Plan], now: datetime) -> None:
    """Put what could not be applied aside, once, and settle the letters of what could be after all."""
    failed = [plan for plan in plans if plan.failure and plan.failure.settled]
    matches = [plan.match for plan in failed]
    letters = DeadLetter.objects.filter(seq__isnull=False)
    there = letters.filter(match__in=matches).exclude(settled="applied")
    known = set(there.values_list("match", "epoch", "seq")) if matches else set()
    DeadLetter.objects.bulk_create(
        make_letter(plan.failure, now) for plan in failed if plan.failure and plan.failure.stored[:3] not in known
    )
    for plan in plans:
        if plan.before and plan.before.waiting_since and plan.facts:
            applied = Q(epoch=plan.fold.epoch, seq__lte=plan.fold.seq) | Q(epoch__lt=plan.fold.epoch)
            letters.filter(applied, match=plan.match, settled="").update(settled="applied", settled_at=now)


def make_letter(failure: Failure, now: datetime) -> DeadLetter:
    """The dead letter of a record that could not be applied."""
    stored = failure.stored
    return DeadLetter(
        topic=settings.KAFKA_TOPIC_EVENTS,
        partition=stored.partition,
        offset=stored.offset,
        key=stored.match.encode(),
        value=stored.payload.encode(),
        match=stored.match,
        epoch=stored.epoch,
        seq=stored.seq,
        reason=failure.reason[:500],
        at=now,
    )
