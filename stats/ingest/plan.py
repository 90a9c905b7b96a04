"""A batch of records into the tables: planned without a transaction, written in one.

Planning reads what is there, folds, and makes the fact rows; that takes time, and nobody waits for it. Writing checks
under the rows' locks that nothing has changed since (`Log.version`), else the batch is planned again. So planning may
rely on what it remembers of earlier batches, even of one that is still being written.

A match whose facts cannot be made, or are refused by the database, is applied up to the record to blame, which becomes
a dead letter; the others of the batch are written as if it were not there.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import DataError, Error, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from msgspec import MsgspecError

from stats.facts import Facts, project, replace_facts
from stats.facts.origin import Place
from stats.ingest.fold import Failure, Fold, advance
from stats.ingest.fold_cache import Folds, Known, Top
from stats.ingest.reading import HEAD, REASON, show
from stats.models import DeadLetter, Log, Segment
from stats.storage import bulk, segments
from stats.storage.stored import Stored

# What a database, or what makes values fit it, raises for the sake of a value: too long, too large, no text. All else
# (a connection lost, a full disk, a lock, a table that is missing) is no record's fault: it is waited for.
UNWRITABLE = (DataError, IntegrityError, MsgspecError, OverflowError, RecursionError, ValueError)
LETTERS_AT_ONCE = 1_000  # PostgreSQL takes 65,535 values with a statement


class Overtaken(Exception):
    """Another worker has written one of the batch's matches since it was planned."""


class Unwritten(Exception):
    """A match has to be folded from its beginning, and some of its records are still being written."""


@dataclass(slots=True)
class Plan:
    """What is to be written of one match: `top` in the place of `before`, which is None for a new match.

    `new` and `unapplied`, which is that and what waited before, are in the order of their places. `chain` is what of
    them follows `begun`, the fold that the match had, without a gap; `fold` is the one it will have.
    """

    match: str
    before: Top | None
    new: Sequence[Stored]
    unapplied: Sequence[Stored]
    fold: Fold
    begun: Fold = field(init=False)
    chain: Sequence[Stored] = ()
    facts: Facts | None = None
    failure: Failure | None = None
    left: bool = False
    top: Top = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.fold

    def settle(self, now: datetime) -> None:
        """Say what its row will be."""
        before, fold = self.before, self.fold
        epoch, seq = fold[:2]
        top_seq = next((stored.seq for stored in reversed(self.unapplied) if stored.epoch == epoch), seq)
        self.top = Top(
            self.match,
            before.version + 1 if before else 1,
            before.sport if before else self._read_sport(),
            epoch,
            seq,
            top_seq,
            fold.recorded_at if self.facts else before.recorded_at if before else None,
            ((before and before.waiting_since) or now) if self.unapplied[-1].place > (epoch, seq) else None,
            self.failure.awaits if self.failure else "",
        )

    def _read_sport(self) -> str:
        return self.fold.state.fixture.sport if self.fold.state else HEAD.decode(self.new[0].payload).sport

    def stop_at(self, culprit: int, error: Exception) -> None:
        """Say that the record of that number of the chain is to blame, and change nothing but keep the records."""
        before = self.before
        self.failure = Failure(self.chain[culprit], f"cannot be written: {error}")
        self.fold = Fold(before.epoch, before.applied_seq, None) if before else Fold(self.unapplied[0].epoch, 0, None)
        self.facts = None
        self.left = True


# --- planning --------------------------------------------------------------------------------------------------------


def plan_batch(arrived: Iterable[Stored], *, folds: Folds) -> list[Plan]:
    """Plan what `arrived` makes of its matches: drop doubles, apply what follows, keep what has to wait.

    `folds` remembers the matches as they will be once the plans are written. Raises Unwritten.
    """
    by_match: defaultdict[str, list[Stored]] = defaultdict(list)
    for stored in arrived:
        by_match[stored.match].append(stored)
    tops, waiting = _load_tops([match for match in by_match if match not in folds])
    plans = []
    for match, records in by_match.items():
        known = folds.get(match)
        before = known.top if known else tops.get(match)
        kept = known.waiting if known else waiting.get(match, ())
        new = _sort(records)
        if before or kept:
            top = (before.epoch, before.applied_seq) if before else (0, 0)
            there = {stored.place for stored in kept}
            new = [stored for stored in new if stored.place > top and stored.place not in there]
        if new:
            unapplied = _sort([*kept, *new]) if kept else new
            plans.append(Plan(match, before, new, unapplied, _begin(before, unapplied)))
    try:
        _fold_plans(plans, folds)
    except BaseException:
        folds.clear()
        raise
    return plans


def _sort(records: Sequence[Stored]) -> list[Stored]:
    """Records by their places; of doubles, the one that arrived first."""
    places = {stored[1:3]: stored for stored in reversed(records)}
    return [places[place] for place in sorted(places)]


def plan_again(matches: Iterable[str]) -> list[Plan]:
    """Plan the application of what waits in these matches, nothing new having arrived: the rules may have changed."""
    tops, waiting = _load_tops(matches)
    plans = [
        Plan(match, tops[match], [], records, _begin(tops[match], records))
        for match, records in waiting.items()
        if records
    ]
    _fold_plans(plans, Folds())
    return plans


def _load_tops(matches: Iterable[str]) -> tuple[dict[str, Top], dict[str, list[Stored]]]:
    """The rows of those of these matches that are known, and the records that wait in them."""
    if not (matches := list(matches)):
        return {}, {}
    rows = Log.objects.filter(match__any=matches).values_list(*Top._fields)
    tops = {top.match: top for top in map(Top._make, rows)}
    waiting: dict[str, list[Stored]] = {match: [] for match, top in tops.items() if top.waiting_since}
    if waiting:
        for stored in segments.load(waiting):
            if stored.place > (tops[stored.match].epoch, tops[stored.match].applied_seq):
                waiting[stored.match].append(stored)
    return tops, waiting


def _begin(before: Top | None, unapplied: Sequence[Stored]) -> Fold:
    """Where folding goes on: after what is applied, or at the beginning of a higher epoch's history.

    The old history stands until the new one's first record is here.
    """
    epoch = before.epoch if before else 0
    begun = max((stored.epoch for stored in unapplied if stored.seq == 1), default=0)
    if begun > epoch:
        return Fold(begun, 0, None)
    if before:
        return Fold(epoch, before.applied_seq, None)
    return Fold(unapplied[-1].epoch, 0, None)


def _fold_plans(plans: Sequence[Plan], folds: Folds) -> None:
    """Fold each plan's match as far as it goes, make its facts, and remember it."""
    unknown = {}
    for plan in plans:
        if plan.fold.seq:
            kept = folds.get(plan.match)
            if kept and kept.fold.state and kept.fold[:2] == plan.fold[:2]:
                plan.fold = kept.fold
            else:
                unknown[plan.match] = plan.fold
    histories = _load_whole(unknown)
    now = timezone.now()
    for plan in plans:
        _fold_plan(plan, histories.get(plan.match))
        plan.settle(now)
        waits = plan.top.waiting_since is not None
        waiting = [stored for stored in plan.unapplied if stored.place > plan.fold[:2]] if waits else ()
        folds.keep(plan.match, Known(plan.top, plan.fold, waiting))


def _fold_plan(plan: Plan, history: Sequence[Stored] | None) -> None:
    """Fold a match; from its beginning where its `history` is given, else from the fold that is known."""
    plan.begun = known = plan.fold
    plan.chain = _list_following(plan.unapplied, known)
    if not plan.chain:
        return
    reached, plan.failure = _advance(plan, plan.chain, history)
    try:
        facts = _make_facts(plan, reached)
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one match, the others go on
        _find_culprit(plan, error, try_it=lambda _: None)
    else:
        if facts is not None:
            plan.fold, plan.facts = reached, facts


def _advance(plan: Plan, chain: Sequence[Stored], history: Sequence[Stored] | None) -> tuple[Fold, Failure | None]:
    known = plan.begun
    if history is None:
        return advance(known, chain, load_history=partial(_load_history, plan.match, known))
    return advance(Fold(known.epoch, 0, None), [*history, *chain])


def _make_facts(plan: Plan, reached: Fold) -> Facts | None:
    """The facts of a fold; None where it is no further than the one there was."""
    if reached.seq <= plan.begun.seq or reached.state is None:
        return None  # stricter rules may refuse even what was applied: it stands
    place = Place(plan.match, reached.epoch, reached.seq, reached.recorded_at, reached.seasons)
    return project(reached.state, place)


def _find_culprit(plan: Plan, error: Exception, *, try_it: Callable[[Facts], object]) -> None:
    """Apply a match up to the record from which on its facts cannot be made, or `try_it` refuses them with `error`."""
    known = plan.begun
    history = _load_history(plan.match, known) if known.seq and known.state is None else None
    well, bad = 0, len(plan.chain)
    found: tuple[Fold, Facts] | None = None
    while bad - well > 1:
        middle = (well + bad) // 2
        reached, _ = _advance(plan, plan.chain[:middle], history)
        try:
            facts = _make_facts(plan, reached)
            if facts is not None:
                try_it(facts)
                found = reached, facts
        except Exception as why:
            if isinstance(why, Error) and not isinstance(why, UNWRITABLE):
                raise
            bad, error = middle, why
        else:
            well = middle
    plan.stop_at(well, error)
    if found is not None:
        plan.fold, plan.facts = found


def _list_following(unapplied: Sequence[Stored], fold: Fold) -> list[Stored]:
    """The records that follow a fold without a gap."""
    epoch, seq = fold[:2]
    chain = []
    for stored in unapplied:
        if stored.epoch == epoch and stored.seq == seq + 1:
            chain.append(stored)
            seq += 1
    return chain


def load_histories(folds: Mapping[str, Fold]) -> dict[str, list[Stored]]:
    """The records that led to these folds, in order."""
    histories: dict[str, list[Stored]] = {match: [] for match in folds}
    if folds:
        for stored in segments.load(folds):
            fold = folds[stored.match]
            if stored.epoch == fold.epoch and stored.seq <= fold.seq:
                histories[stored.match].append(stored)
    return histories


def _load_whole(folds: Mapping[str, Fold]) -> dict[str, list[Stored]]:
    """The same, of records that all have to be there. Raises Unwritten."""
    histories = load_histories(folds)
    for match, fold in folds.items():
        if len(histories[match]) < fold.seq:
            raise Unwritten(match)
    return histories


def _load_history(match: str, fold: Fold) -> list[Stored]:
    return _load_whole({match: fold})[match] if fold.seq else []


# --- writing ---------------------------------------------------------------------------------------------------------


def write_plans(plans: Sequence[Plan]) -> list[DeadLetter]:
    """Write the plans; the dead letters that are new. To be called in a transaction, `leases.come_first` before it.

    Raises Overtaken, and then it must be rolled back.
    """
    now = timezone.now()
    plans = sorted(plans, key=lambda plan: plan.match)  # every worker locks in the same order
    _check_versions(plans)
    try:
        _write_facts(plans)
        _write_records(plans)
        _write_tops(plans)
    except IntegrityError as error:  # a match that was new to another worker too, at the same moment
        raise Overtaken(str(error)) from error
    return _write_dead_letters(plans, now)


def _check_versions(plans: Sequence[Plan]) -> None:
    """Lock the rows that are there; that a new match is new to everybody shows when its row is inserted."""
    befores = {plan.match: plan.before.version for plan in plans if plan.before}
    if befores:
        rows = Log.objects.select_for_update().filter(match__any=befores).order_by("match")
        if changed := befores.items() - dict(rows.values_list("match", "version")).items():
            raise Overtaken(min(match for match, _ in changed))


def _write_facts(plans: Sequence[Plan]) -> None:
    """Replace the facts; a match whose facts the database does not take is applied up to the record to blame."""
    changed = [plan for plan in plans if plan.facts is not None]
    if not changed:
        return
    try:
        with transaction.atomic(using="stats"):
            _replace_facts(changed)
    except UNWRITABLE:
        new = [plan.match for plan in changed if plan.before is None]
        if Log.objects.filter(match__any=new).exists():
            raise Overtaken(f"{len(new)} matches, some of which were new to another worker too") from None
        for plan in changed:
            _write_apart(plan)


def _write_apart(plan: Plan) -> None:
    """Replace one match's facts, as far as the database takes them."""
    try:
        with transaction.atomic(using="stats"):
            _replace_facts([plan])
    except UNWRITABLE as error:

        def try_it(facts: Facts) -> None:
            with transaction.atomic(using="stats"):
                replace_facts(_list_replaced([plan]), [facts])
                transaction.set_rollback(True, using="stats")

        _find_culprit(plan, error, try_it=try_it)
        plan.settle(timezone.now())
        if plan.facts is not None:
            _replace_facts([plan])


def _replace_facts(plans: Sequence[Plan]) -> None:
    replace_facts(_list_replaced(plans), [plan.facts for plan in plans if plan.facts is not None])


def _list_replaced(plans: Sequence[Plan]) -> list[str]:
    """The matches that have facts already."""
    return [plan.match for plan in plans if plan.before and plan.before.applied_seq]


def _write_records(plans: Sequence[Plan]) -> None:
    begun_anew = [plan for plan in plans if plan.before and plan.fold.epoch > plan.before.epoch]
    for plan in begun_anew:
        Segment.objects.filter(match=plan.match, epoch__lt=plan.fold.epoch).delete()
    segments.write([stored for stored in plan.new if stored.epoch >= plan.fold.epoch] for plan in plans)


def _write_tops(plans: Sequence[Plan]) -> None:
    bulk.insert_values(Log, [plan.top for plan in plans if plan.before is None])
    bulk.update_values(Log, [plan.top for plan in plans if plan.before is not None])


def _write_dead_letters(plans: Sequence[Plan], now: datetime) -> list[DeadLetter]:
    """Put what could not be applied aside, once, and settle the letters of what could be after all; those put aside."""
    failed = [plan for plan in plans if plan.failure and plan.failure.settled]
    matches = [plan.match for plan in failed]
    letters = DeadLetter.objects.filter(seq__isnull=False)
    there = letters.filter(match__any=matches).exclude(settled="applied")
    known = set(there.values_list("match", "epoch", "seq")) if matches else set()
    new = [make_letter(plan.failure, now) for plan in failed if plan.failure and plan.failure.stored[:3] not in known]
    DeadLetter.objects.bulk_create(new, batch_size=LETTERS_AT_ONCE)
    for plan in plans:
        if plan.before and plan.before.waiting_since and plan.facts:
            applied = Q(epoch=plan.fold.epoch, seq__lte=plan.fold.seq) | Q(epoch__lt=plan.fold.epoch)
            letters.filter(applied, match=plan.match, settled="").update(settled="applied", settled_at=now)
    return new


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
        reason=show(failure.reason)[:REASON],
        at=now,
    )
