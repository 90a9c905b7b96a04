"""Repairs matches whose state or row cannot be read, from their logs.

A log that cannot be read is named and left, until an operator has it cut where it can be read no further.
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
from scoreboard.queries import decode_log_row, decode_state, load_log
from scoreboard.record.epochs import name_subject
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state, lock_match, resend_log
from scoreboard.sports.base import Event
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.instants import format_instant


class Repair(NamedTuple):
    """What was found of a match that cannot be read, and whether it can be now; `why` says why not."""

    match: str
    found: str
    repaired: bool
    why: str = ""


def repair_all(matches: Iterable[UUID], *, aside: Path | None = None, dry_run: bool) -> Iterator[Repair]:
    """Repair those of these matches that cannot be read, each in a transaction of its own; `aside` is for `cut`."""
    for match_id in matches:
        match = Match.objects.get(pk=match_id)
        try:
            decode_state(match)
            load_log(match)
        except UnreadableMatch as error:
            made = mend(match_id, restate, found=error.why, dry_run=dry_run)
            if aside and not made.repaired:
                made = mend(match_id, partial(cut, aside=aside, dry_run=dry_run), found=made.why, dry_run=dry_run)
            yield made
        else:
            if not dry_run:
                unreadable.forget(match_id)


def mend(match_id: UUID, how: Callable[..., None], *, found: str, dry_run: bool) -> Repair:
    """Mend a match by `how(match, found=…)`, in one transaction; with `dry_run`, see whether that can be done."""
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


def restate(match: Match, *, found: str) -> None:
    """Make a match's state and row again of its log. Raises UnreadableMatch."""
    log = load_log(match)
    write_state(match, log)
    what = f"state made again of {len(log)} records"
    audit.note(kind="repair", what=what, match=match, subject=name_subject(match), reason=found)


def cut(match: Match, *, found: str, aside: Path, dry_run: bool) -> None:
    """Keep a match's log as far as it can be read, in the next epoch, and set the rest aside in the new file `aside`.

    The file has one JSON object a line, each a record as it was stored; with `dry_run` none is written. Raises
    UnreadableMatch, FileExistsError.
    """
    columns = ("seq", "record", "recorded_at", "actor", "key")
    stored = list(MatchEvent.objects.filter(match=match).order_by("seq").values(*columns))
    log = read_on(match, stored)
    with reading(match):
        match.epoch += 1
    write_state(match, log, "epoch")
    if not dry_run:
        write_aside(stored[len(log) :], aside)
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


def read_on(match: Match, stored: Sequence[dict[str, Any]]) -> list[Event]:
    """The records before the first that cannot be read or is missing. Raises UnreadableMatch where that leaves none."""
    log: list[Event] = []
    try:
        for row in stored:
            if row["seq"] != len(log) + 1:
                break
            log.append(decode_log_row(match.pk, row["seq"], row["record"]))
    except UnreadableMatch:
        if not log:
            raise
    if not log:
        raise UnreadableMatch(match.pk, "record 1 is missing")
    return log


def write_state(match: Match, log: Sequence[Event], *more: str) -> None:
    """Make a match's state and row again of its log, and write them with the columns `more`. Raises UnreadableMatch."""
    with reading(match):
        state = fold_leniently(log).state
        match.sport = state.fixture.sport
        fill_from_state(match, state, log[-1].recorded_at or timezone.now())
    rows.update(match, [*DERIVED_COLUMNS, "sport", *more])
    decode_state(match)


def write_aside(stored: Iterable[dict[str, Any]], path: Path) -> None:
    """Write records to a new file, and have them on the disk before this returns."""
    with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
        for row in stored:
            shown = {**row, "recorded_at": format_instant(row["recorded_at"])}
            file.write(json.dumps(shown, ensure_ascii=False, default=repr) + "\n")
        file.flush()
        os.fsync(file.fileno())
