"""Repairs matches whose state or row cannot be read, by folding their logs again.

A match whose log cannot be read is reported and left as it is, unless the operator has the log cut before the record
that cannot be read.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scoreboard import audit
from scoreboard.models import Match, MatchEvent, rows, unreadable
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.queries import decode_log_row, decode_state, load_log, load_shown
from scoreboard.record.epochs import name_subject
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state, lock_match, resend_log
from scoreboard.sports.base import Event
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.instants import format_instant


class Repair(NamedTuple):
    """A match that could not be read: what was `found` wrong, whether it is `repaired`, and `why` not."""

    match: str
    found: str
    repaired: bool
    why: str = ""


def repair_all(matches: Iterable[UUID], *, aside: Path | None = None, dry_run: bool) -> Iterator[Repair]:
    """Repair those of `matches` that cannot be read, each in its own transaction; with `aside`, logs may be `cut`."""
    for match_id in matches:
        match = Match.objects.get(pk=match_id)
        try:
            decode_state(match)
            load_log(match)
        except UnreadableMatch as error:
            made = repair_match(match_id, refold, found=error.why, dry_run=dry_run)
            if aside and not made.repaired:
                made = repair_match(
                    match_id, partial(cut, aside=aside, dry_run=dry_run), found=made.why, dry_run=dry_run
                )
            yield made
        else:
            if not dry_run:
                unreadable.forget(match_id)


def repair_match(match_id: UUID, how: Callable[..., None], *, found: str, dry_run: bool) -> Repair:
    """Repair a match by `how(match, found=…)` in one transaction; with `dry_run`, only find out whether that works."""
    try:
        with transaction.atomic():
            how(lock_match(match_id), found=found)
            if dry_run:
                transaction.set_rollback(True)
    except UnreadableMatch as error:
        return Repair(str(match_id), found, repaired=False, why=error.why)
    if not dry_run:
        unreadable.forget(match_id)
    return Repair(str(match_id), found, repaired=True)


def refold(match: Match, *, found: str) -> None:
    """Fold a match's log again into its state and row. Raises UnreadableMatch."""
    log = load_log(match)
    save_state(match, log)
    what = f"state made again of {len(log)} records"
    audit.note(kind="repair", what=what, match=match, subject=name_subject(match), reason=found)


def cut(match: Match, *, found: str, aside: Path, dry_run: bool) -> None:
    """Keep a log up to its first unreadable record, under the next epoch, and move the rest to the file `aside`.

    The file, a new one, has a JSON object a line, each a record as it was stored; with `dry_run` it is not written.
    Raises UnreadableMatch, FileExistsError.
    """
    columns = ("seq", "record", "recorded_at", "actor", "key")
    stored = list(MatchEvent.objects.filter(match=match).order_by("seq").values(*columns))
    log = load_readable(match, stored)
    with reading(match):
        match.epoch += 1
    save_state(match, log, "epoch")
    if not dry_run:
        save_aside(stored[len(log) :], aside)
    MatchEvent.objects.filter(match=match, seq__gt=len(log)).delete()
    resend_log(match)
    audit.note(
        kind="repair",
        what=f"cut after record {len(log)}, {len(stored) - len(log)} records set aside in {aside.name}",
        match=match,
        subject=name_subject(match),
        reason=found,
        before={"epoch": match.epoch - 1},
        after={"epoch": match.epoch},
    )


def load_readable(match: Match, stored: Sequence[dict[str, Any]]) -> list[Event]:
    """Parse the records before the first unreadable or missing one. Raises UnreadableMatch if there are none."""
    log: list[Event] = []
    shown = load_shown(match)
    try:
        for row in stored:
            if row["seq"] != len(log) + 1:
                break
            log.append(decode_log_row(match.pk, row["seq"], row["record"], shown))
    except UnreadableMatch:
        if not log:
            raise
    if not log:
        raise UnreadableMatch(match.pk, "record 1 is missing")
    return log


def save_state(match: Match, log: Sequence[Event], *more: str) -> None:
    """Fold a log, and save the state, the row and the columns `more` of its match. Raises UnreadableMatch."""
    with reading(match):
        state = fold_leniently(log).state
        match.sport = state.fixture.sport
        fill_from_state(match, state, log[-1].recorded_at or timezone.now())
    rows.update(match, [*DERIVED_COLUMNS, "sport", *more])
    decode_state(match)


def save_aside(stored: Iterable[dict[str, Any]], path: Path) -> None:
    """Write records to a new file, and sync it to the disk. Raises FileExistsError."""
    with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
        for row in stored:
            shown = {**row, "recorded_at": format_instant(row["recorded_at"])}
            file.write(json.dumps(shown, ensure_ascii=False, default=repr) + "\n")
        file.flush()
        os.fsync(file.fileno())
