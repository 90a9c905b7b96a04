"""Repairs matches whose state or row cannot be read, from their logs. A log that cannot be read is named and left."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scoreboard import audit, unreadable
from scoreboard.models import Match, rows
from scoreboard.queries import load_log, read_state
from scoreboard.record import FILLED, fill, lock_match, name_subject
from scoreboard.sports.match import fold_leniently
from scoreboard.unreadable import UnreadableMatch, reading


class Repair(NamedTuple):
    """What was found of a match that cannot be read, and whether it can be now; `why` says why not."""

    match: str
    found: str
    repaired: bool
    why: str = ""


def repair_all(matches: Iterable[UUID], *, dry_run: bool) -> Iterator[Repair]:
    """Repair those of these matches that cannot be read, each in a transaction of its own."""
    for match_id in matches:
        match = Match.objects.get(pk=match_id)
        try:
            read_state(match)
            load_log(match)
        except UnreadableMatch as error:
            yield repair(match_id, found=error.why, dry_run=dry_run)
        else:
            if not dry_run:
                unreadable.forget(match_id)


def repair(match_id: UUID, *, found: str, dry_run: bool) -> Repair:
    """Make a match's state and row again of its log; with `dry_run`, see whether that can be done."""
    try:
        with transaction.atomic():
            match = lock_match(match_id)
            log = load_log(match)
            with reading(match):
                state = fold_leniently(log).state
                match.sport = state.fixture.sport
                fill(match, state, log[-1].recorded_at or timezone.now())
            rows.update(match, [*FILLED, "sport"])
            read_state(match)
            what = f"state made again of {len(log)} records"
            audit.note(kind="repair", what=what, match=match, subject=name_subject(match), reason=found)
            if dry_run:
                transaction.set_rollback(True)
    except UnreadableMatch as error:
        return Repair(str(match_id), found, repaired=False, why=error.why)
    if not dry_run:
        unreadable.forget(match_id)
    return Repair(str(match_id), found, repaired=True)
