"""What the hub reads of the database: one match's place, snapshot and missing frames, in a form ready to send.

Synchronous: the hub runs these on a thread of its own, once a match however many viewers wait for the answer.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from scoreboard import queries
from scoreboard.models import Competition, Match, unreadable
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.frames import Frame, frame_records


class NoSuchMatch(LookupError):
    """No match has that id."""


class Reading(msgspec.Struct, frozen=True):
    """A match as the database has it: its place, its snapshot, and the frames that were asked for."""

    epoch: int
    seq: int
    snapshot: dict[str, Any]
    frames: tuple[Frame, ...]


def read_match(match_id: str, *, epoch: int, seq: int, limit: int) -> Reading:
    """A match as it is now, with the frames after `seq` of `epoch`: none where the epoch is another by now, or where
    more than `limit` are missing. Raises NoSuchMatch, UnreadableMatch.
    """
    if (recent := unreadable.find_recent(match_id)) is not None:
        raise recent
    match = queries.find_match(match_id)
    if match is None:
        raise NoSuchMatch(f"There is no match {match_id[:60]!r}.")
    try:
        snapshot = queries.load_snapshot(match)
    except UnreadableMatch as error:
        unreadable.report(error)
        raise
    frames: tuple[Frame, ...] = ()
    if epoch == match.epoch and seq < match.seq <= seq + limit:
        frames = frame_log(match, after=seq, upto=match.seq)
    return Reading(match.epoch, match.seq, snapshot, frames)


def read_frames(match_id: str, *, epoch: int, after: int, upto: int) -> tuple[Frame, ...]:
    """The frames after seq `after` up to and with `upto`; none where the match has another epoch by now."""
    match = Match.objects.get(pk=UUID(match_id))
    return frame_log(match, after=after, upto=upto) if match.epoch == epoch else ()


def frame_log(match: Match, *, after: int, upto: int) -> tuple[Frame, ...]:
    """Frames of a part of the match log; all before it is folded, since a correction may reach back to anything.

    None where a record cannot be read: a snapshot then stands for them all.
    """
    try:
        with reading(match):
            log = [record for record in queries.load_log(match) if record.seq <= upto]
            past, records = log[:after], log[after:]
            before = fold_leniently(past).state if past else None
            return tuple(frame_records(before=before, records=records, log=past, epoch=match.epoch))
    except UnreadableMatch as error:
        unreadable.report(error, aside=False)
        return ()


def find_readable(match_ids: Iterable[str]) -> set[str]:
    """Those of some matches that could not be read which can be read now, or are no longer there."""
    found = set()
    for match_id in match_ids:
        try:
            read_match(match_id, epoch=0, seq=0, limit=0)
        except UnreadableMatch:
            continue
        except NoSuchMatch:
            pass
        found.add(match_id)
    return found


def read_live() -> list[tuple[str, str]]:
    """The matches being played now, as (match id, competition id); one query."""
    rows = Match.objects.filter(status__in=queries.LIVE).values_list("pk", "season__competition_id")
    return [(str(match_id), str(competition_id)) for match_id, competition_id in rows]


def read_competitions(ids: Iterable[str]) -> set[str]:
    """Those of `ids` that are competitions'; one query."""
    return {str(pk) for pk in Competition.objects.filter(pk__in=ids).values_list("pk", flat=True)}
