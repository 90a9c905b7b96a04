"""Saves plans in a transaction, after checking under the rows' locks that no other worker has changed their matches.

If the database refuses the facts of a match, that match is saved up to the record to blame, and the others whole.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from stats.facts import Facts, replace_facts
from stats.ingest.fold import Failure
from stats.ingest.match_plan import MatchPlan
from stats.ingest.messages import REASON_CHARS, escape
from stats.models import DeadLetter, Log, Segment
from stats.storage import bulk, segments
from stats.storage.bulk import VALUE_ERRORS

LETTERS_AT_ONCE = 1_000  # a statement: PostgreSQL takes 65,535 values


class Overtaken(Exception):
    """Another worker has written one of the batch's matches since it was planned."""


def save_plans(plans: Sequence[MatchPlan]) -> list[DeadLetter]:
    """Save the plans; returns the new dead letters. Call it in a transaction, after `leases.lock_table`.

    Raises Overtaken; the transaction must then be rolled back.
    """
    now = timezone.now()
    plans = sorted(plans, key=lambda plan: plan.match)  # every worker locks in the same order
    _check_versions(plans)
    try:
        _save_facts(plans)
        _save_records(plans)
        _save_rows(plans)
    except IntegrityError as error:  # another worker has made a match at this moment that was new to both
        raise Overtaken(str(error)) from error
    return _save_dead_letters(plans, now)


def _check_versions(plans: Sequence[MatchPlan]) -> None:
    """Lock the rows, and compare their versions. Whether a new match is still new shows when its row is inserted."""
    versions = {plan.match: plan.before.version for plan in plans if plan.before}
    if versions:
        rows = Log.objects.select_for_update().filter(match__any=versions).order_by("match")
        if changed := versions.items() - dict(rows.values_list("match", "version")).items():
            raise Overtaken(min(match for match, _ in changed))


def _save_facts(plans: Sequence[MatchPlan]) -> None:
    """Replace the facts of all matches; if that is refused, of each match as far as the database takes them."""
    changed = [plan for plan in plans if plan.facts is not None]
    if not changed:
        return
    try:
        with transaction.atomic(using="stats"):
            _replace_facts(changed)
    except VALUE_ERRORS:
        new = [plan.match for plan in changed if plan.before is None]
        if Log.objects.filter(match__any=new).exists():
            raise Overtaken(f"{len(new)} matches, some of which were new to another worker too") from None
        for plan in changed:
            _save_facts_of_match(plan)


def _save_facts_of_match(plan: MatchPlan) -> None:
    """Replace one match's facts, as far as the database takes them."""
    try:
        with transaction.atomic(using="stats"):
            _replace_facts([plan])
    except VALUE_ERRORS as error:

        def try_facts(facts: Facts) -> None:
            with transaction.atomic(using="stats"):
                replace_facts(_list_with_facts([plan]), [facts])
                transaction.set_rollback(True, using="stats")

        plan.cut_before_culprit(error, try_facts=try_facts)
        plan.set_row(timezone.now())
        if plan.facts is not None:
            _replace_facts([plan])


def _replace_facts(plans: Sequence[MatchPlan]) -> None:
    replace_facts(_list_with_facts(plans), [plan.facts for plan in plans if plan.facts is not None])


def _list_with_facts(plans: Sequence[MatchPlan]) -> list[str]:
    """The matches that have facts already."""
    return [plan.match for plan in plans if plan.before and plan.before.applied_seq]


def _save_records(plans: Sequence[MatchPlan]) -> None:
    """Insert the new records, and delete the history that a higher epoch supersedes."""
    begun_anew = [plan for plan in plans if plan.before and plan.fold.epoch > plan.before.epoch]
    for plan in begun_anew:
        Segment.objects.filter(match=plan.match, epoch__lt=plan.fold.epoch).delete()
    segments.save([stored for stored in plan.new if stored.epoch >= plan.fold.epoch] for plan in plans)


def _save_rows(plans: Sequence[MatchPlan]) -> None:
    bulk.insert_values(Log, [plan.row for plan in plans if plan.before is None])
    bulk.update_values(Log, [plan.row for plan in plans if plan.before is not None])


def _save_dead_letters(plans: Sequence[MatchPlan], now: datetime) -> list[DeadLetter]:
    """Insert the dead letters of records that failed, unless they have one, and settle those of applied records.

    Returns the new ones.
    """
    failed = [plan for plan in plans if plan.failure and plan.failure.settled]
    matches = [plan.match for plan in failed]
    letters = DeadLetter.objects.filter(seq__isnull=False)
    there = letters.filter(match__any=matches).exclude(settled="applied")
    present = set(there.values_list("match", "epoch", "seq")) if matches else set()
    new = [
        build_record_letter(plan.failure, now)
        for plan in failed
        if plan.failure and plan.failure.stored[:3] not in present
    ]
    DeadLetter.objects.bulk_create(new, batch_size=LETTERS_AT_ONCE)
    for plan in plans:
        if plan.before and plan.before.waiting_since and plan.facts:
            applied = Q(epoch=plan.fold.epoch, seq__lte=plan.fold.seq) | Q(epoch__lt=plan.fold.epoch)
            letters.filter(applied, match=plan.match, settled="").update(settled="applied", settled_at=now)
    return new


def build_record_letter(failure: Failure, now: datetime) -> DeadLetter:
    """Build the dead letter of a record that could not be applied."""
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
        reason=escape(failure.reason)[:REASON_CHARS],
        at=now,
    )
