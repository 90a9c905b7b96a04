"""What the hub reads of the database: a match's snapshot, where its log ends, and missing messages, ready to send.

Synchronous: the hub runs these functions on a thread of its own (database_thread.py), once a match however many viewers
wait for the answer.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from scoreboard import queries
from scoreboard.models import Competition, Match, unreadable
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.sports.match import fold_leniently
from scoreboard.wire.layer_messages import LayerMessage, make_layer_messages
from scoreboard.wire.snapshot import Snapshot


class NoSuchMatch(LookupError):
    """No match has that id."""


class MatchReading(msgspec.Struct, frozen=True):
    """A match as the database has it: where its log ends, its snapshot, and the messages that were asked for."""

    epoch: int
    seq: int
    snapshot: Snapshot
    messages: tuple[LayerMessage, ...]


def load_match(match_id: str, *, epoch: int, seq: int, limit: int) -> MatchReading:
    """A match as it is now, with the messages after `seq` of `epoch`.

    Without messages where the epoch is another by now, or where more than `limit` are missing. Raises NoSuchMatch,
    UnreadableMatch.
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
    messages: tuple[LayerMessage, ...] = ()
    if epoch == match.epoch and seq < match.seq <= seq + limit:
        messages = build_messages(match, after=seq, upto=match.seq)
    return MatchReading(match.epoch, match.seq, snapshot, messages)


def load_messages(match_id: str, *, epoch: int, after: int, upto: int) -> tuple[LayerMessage, ...]:
    """The messages after seq `after` up to and with `upto`; none where the match has another epoch by now."""
    match = Match.objects.get(pk=UUID(match_id))
    return build_messages(match, after=after, upto=upto) if match.epoch == epoch else ()


def build_messages(match: Match, *, after: int, upto: int) -> tuple[LayerMessage, ...]:
    """The messages of a part of the match log; all before it is folded, since a correction may reach back to anything.

    None where a record cannot be read: a snapshot then stands for them all.
    """
    try:
        with reading(match):
            log = [record for record in queries.load_log(match) if record.seq <= upto]
            past, records = log[:after], log[after:]
            before = fold_leniently(past).state if past else None
            return tuple(make_layer_messages(before=before, records=records, log=past, epoch=match.epoch))
    except UnreadableMatch as error:
        unreadable.report(error, aside=False)
        return ()


def find_readable(match_ids: Iterable[str]) -> set[str]:
    """Those of some matches that could not be read which can be read now, or are no longer there."""
    found = set()
    for match_id in match_ids:
        try:
            load_match(match_id, epoch=0, seq=0, limit=0)
        except UnreadableMatch:
            continue
        except NoSuchMatch:
            pass
        found.add(match_id)
    return found


def load_live_matches() -> list[tuple[str, str]]:
    """The matches being played now, as (match id, competition id); one query."""
    rows = Match.objects.filter(status__in=queries.LIVE).values_list("pk", "season__competition_id")
    return [(str(match_id), str(competition_id)) for match_id, competition_id in rows]


def find_competitions(ids: Iterable[str]) -> set[str]:
    """Those of `ids` that are competitions'; one query."""
    return {str(pk) for pk in Competition.objects.filter(pk__in=ids).values_list("pk", flat=True)}
