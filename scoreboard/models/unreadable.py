"""Matches that cannot be read: each is left out alone, and operators are told.

What is stored of a match is read back with `reading`, which raises UnreadableMatch whatever is wrong with it; lists go
by `load_each`, which leaves such a match out. A caller that catches the error `report`s it: a line in the log and a row
for the operators' page, once for each match and process in a long while, however many ask. `manage.py repair` mends it.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from msgspec import MsgspecError

from scoreboard.models import Damage, Match
from scoreboard.parsing import describe_error
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error

logger = logging.getLogger(__name__)
T = TypeVar("T")
TELL_AGAIN_S = 600.0
ASIDE_S = 5.0  # for how long a match that could not be read is not tried again for those who follow many
MOST_MET = 10_000
WHY_CHARS = 500


class UnreadableMatch(Exception):
    """What is stored of a match cannot be read; `why` says what of it, for operators."""

    def __init__(self, match_id: UUID | str, why: str) -> None:
        super().__init__(
            f"The match {match_id} cannot be read just now, so it can be neither shown nor scored. "
            "An operator has to repair it; no other match is concerned."
        )
        self.match_id = match_id
        self.why = why[:WHY_CHARS]


@contextmanager
def reading(match: Match) -> Iterator[None]:
    """Raise UnreadableMatch for any failure within this context, but the database's own, which are not the match's."""
    try:
        yield
    except (UnreadableMatch, DatabaseError):
        raise
    except Exception as error:
        why = f"Refused: {explain_error(error)}" if isinstance(error, Refused) else describe_error(error)
        raise UnreadableMatch(match.pk, why) from error


def load_each(matches: Iterable[Match], read: Callable[[Match], T]) -> list[T]:
    """What `read` makes of each match; those that cannot be read are reported and left out."""
    found = []
    for match in matches:
        try:
            found.append(read(match))
        except UnreadableMatch as error:
            report(error)
    return found


# --- reporting -------------------------------------------------------------------------------------------------------


@dataclass
class Met:
    """A match that this process could not read: why, when last, and when that was reported last."""

    why: str
    met_at: float
    told_at: float


_met: dict[str, Met] = {}


def report(error: UnreadableMatch, *, aside: bool = True) -> None:
    """Report a match that cannot be read, unless that was done a short while ago. Not from within a transaction.

    `aside`: whether it could not be shown at all, so that `find_recent` knows of it.
    """
    now = time.monotonic()
    match_id = str(error.match_id)
    before = _met.get(match_id)
    if before is not None and now - before.told_at < TELL_AGAIN_S:
        if aside:
            before.why, before.met_at = error.why, now
        return
    if len(_met) >= MOST_MET:
        _met.clear()
    _met[match_id] = Met(error.why, now if aside else float("-inf"), now)
    text = "Match %s cannot be read, and is left out: %s; `manage.py repair --match %s` mends it"
    unforeseen = error.__cause__ if not isinstance(error.__cause__, MsgspecError | None) else None
    logger.error(text, match_id, error.why, match_id, exc_info=unforeseen)
    try:
        save_damage(match_id, error.why)
    except (DatabaseError, ValueError) as problem:  # it is in the log
        logger.warning("that match %s cannot be read could not be kept: %s", match_id, problem)


def save_damage(match_id: str, why: str) -> None:
    """Keep for the operators' page that a match cannot be read, and since when."""
    with transaction.atomic():
        row, made = Damage.objects.get_or_create(match=UUID(match_id), defaults={"why": why, "since": timezone.now()})
        if not made and row.why != why:
            Damage.objects.filter(pk=row.pk).update(why=why)


def forget(match_id: Any) -> None:
    """Note that a match can be read again."""
    _met.pop(str(match_id), None)
    Damage.objects.filter(match=match_id).delete()


def find_recent(match_id: str) -> UnreadableMatch | None:
    """What was found a moment ago of a match that this process could not read: it need not be read again."""
    met = _met.get(match_id)
    if met is None or time.monotonic() - met.met_at >= ASIDE_S:
        return None
    return UnreadableMatch(match_id, met.why)
