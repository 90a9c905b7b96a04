"""Refolds every match by the rules of now: brings stored states to the outcome that these give, and says what changed.

For after an upgrade by which an entry counts otherwise than before (docs/decisions/0016). A match that is right already
is left alone, so that a refold that was ended is simply run again.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from msgspec import to_builtins

from scoreboard import audit
from scoreboard.models import Match, rows
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.queries import decode_state, load_log
from scoreboard.record.match_rows import DERIVED_COLUMNS, fill_from_state, lock_match
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.state import MatchState, status_of, view_of
from scoreboard.wire.records import format_cursor

READ_AT_ONCE = 1_000
PUBLISHED = ("score", "winner", "decided_by", "periods", "shootout", "phase")  # of what a match's page leads with


class Refolded(NamedTuple):
    """A match whose stored state was not what its log folds to now.

    `changed` are what was published of it, by name, each as (before, after): empty where only the state's inside
    differs. `why` it could not be refolded is "" where it was.
    """

    match: str
    name: str
    cursor: str
    changed: Mapping[str, tuple[Any, Any]]
    why: str = ""


def refold_matches(
    *, match: UUID | None = None, after: UUID | None = None, dry_run: bool = False
) -> Iterator[Refolded]:
    """Refold all matches in the order of their ids, those beyond `after`, or only `match`; yield those that differ.

    Each is refolded in its own transaction, and noted in the audit log; with `dry_run` nothing is written.
    """
    wanted = Match.objects.order_by("pk").values_list("pk", flat=True)
    if match is not None:
        wanted = wanted.filter(pk=match)
    while part := list((wanted.filter(pk__gt=after) if after else wanted)[:READ_AT_ONCE]):
        for match_id in part:
            if (refolded := refold_match(match_id, dry_run=dry_run)) is not None:
                yield refolded
        after = part[-1]


def refold_match(match_id: UUID, *, dry_run: bool = False) -> Refolded | None:
    """Refold one match; None where its state is what its log folds to already."""
    with transaction.atomic():
        match = lock_match(match_id)
        try:
            before, log = decode_state(match), load_log(match)
            stored = read_row(match)
            with reading(match):
                after = fold_leniently(log).state
                fill_from_state(match, after, match.recorded_at)
        except UnreadableMatch as error:
            return Refolded(str(match_id), "", "", {}, why=error.why)
        if before == after and stored == read_row(match):
            return None
        changed = compare(before, after)
        cursor = format_cursor(match.epoch, match.seq)
        if not dry_run:
            rows.update(match, DERIVED_COLUMNS)
            audit.note(
                kind="repair",
                what=f"refolded at {cursor}: " + (", ".join(changed) or "nothing that is published changed"),
                match=match,
                subject=audit.name_match(after),
                before={name: was for name, (was, _) in changed.items()},
                after={name: now for name, (_, now) in changed.items()},
            )
        return Refolded(str(match_id), audit.name_match(after), cursor, changed)


def read_row(match: Match) -> dict[str, Any]:
    """What a match's row says beside its state, which two releases may write otherwise and mean the same by."""
    return {column: getattr(match, column) for column in DERIVED_COLUMNS if column != "state"}


def compare(before: MatchState, after: MatchState) -> dict[str, tuple[Any, Any]]:
    """What is published of two states and differs, by name, as (before, after) in plain values."""
    was, now = describe(before), describe(after)
    return {name: (was[name], now[name]) for name in was if was[name] != now[name]}


def describe(state: MatchState) -> dict[str, Any]:
    """What is published of a state, in plain values."""
    view = view_of(state)
    return {"status": status_of(state, view)} | {name: to_builtins(getattr(view, name)) for name in PUBLISHED}
