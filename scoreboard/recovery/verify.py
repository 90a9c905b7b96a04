"""Verifies the match log: every state is the fold of its events, and Kafka has every event that was sent, unchanged.

May run while events are entered: what differs is compared again before it is reported.
"""

import time
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from scoreboard.models import Match, MatchEvent, OutboxCursor
from scoreboard.models.unreadable import UnreadableMatch, reading
from scoreboard.queries import decode_state, load_log
from scoreboard.sports.match import fold_leniently
from scoreboard.sports.state import status_of, view_of
from scoreboard.wire.kafka_messages import Unsendable, build_record_message

READ_AT_ONCE = 5_000
ATTEMPTS, RETRY_S = 4, 0.2  # at a match that differs, before that is reported


Difference = tuple[str, str]  # where something is wrong, and what


class Sent(NamedTuple):
    """The last record of a match that Kafka has, by the match's outbox cursor."""

    epoch: int
    seq: int


def check_states(*, retry_s: float = RETRY_S) -> Iterator[Difference]:
    """Compare every match's state, and what is derived from it, with the fold of its events."""
    for match_id in Match.objects.order_by("pk").values_list("pk", flat=True).iterator(READ_AT_ONCE):
        for _ in range(ATTEMPTS):
            try:
                match = Match.objects.get(pk=match_id)
                with reading(match):
                    what = _check_state(match)
            except UnreadableMatch as error:
                what = f"{error.why}; `manage.py repair --match {match_id}` mends it"
            if what is None:
                break
            time.sleep(retry_s)  # an event may have been entered between two of our reads
        else:
            yield (f"match {match_id}", what or "")


def _check_state(match: Match) -> str | None:
    """What is wrong with a match's state; None if nothing is."""
    log = load_log(match)
    if [record.seq for record in log] != list(range(1, match.seq + 1)):
        return f"its events are not 1 to {match.seq}"
    state, folded = decode_state(match), fold_leniently(log).state
    if state != folded:
        return f"its state is not what its {match.seq} events fold to"
    score = view_of(state).score
    if (match.status, match.home_score, match.away_score) != (status_of(state), score.home, score.away):
        return f"its row says {match.status} {match.home_score}–{match.away_score}, its state another thing"
    return None


def load_sent() -> dict[str, Sent]:
    """Load how far Kafka has each match. Call it before reading Kafka: more may be sent meanwhile."""
    rows = OutboxCursor.objects.values_list("match_id", "match__epoch", "sent_seq")
    return {str(match): Sent(epoch, seq) for match, epoch, seq in rows}


def check_log(
    records: Mapping[str, Mapping[tuple[int, int], tuple[int, int, int]]], *, sent: Mapping[str, Sent]
) -> Iterator[Difference]:
    """Compare Kafka's records with the events.

    `records`: by match, then by (epoch, seq), the hash of the JSON, the partition and the offset of each.
    """
    epochs: dict[str, int] = {}
    stored: dict[str, set[int]] = {}
    columns = ("match_id", "match__epoch", "seq", "record", "match__shown_names")
    rows = MatchEvent.objects.order_by("match_id", "seq").values_list(*columns)
    for match_id, epoch, seq, record, shown_names in rows.iterator(READ_AT_ONCE):
        match = str(match_id)
        epochs[match] = epoch
        stored.setdefault(match, set()).add(seq)
        top = sent[match].seq if match in sent and sent[match].epoch == epoch else 0
        found = records.get(match, {}).get((epoch, seq))
        if found is None:
            if seq <= top:
                yield (f"kafka, match {match}", f"e{epoch}-{seq} is missing, though it was sent")
        elif found[0] != hash_record(record, epoch=epoch, shown_names=shown_names):
            yield (f"kafka, match {match}", f"e{epoch}-{seq} is not what the database has")
    for match, places in records.items():
        yield from _find_unknown(match, places, stored.get(match, set()), since=epochs.get(match, 0))


def hash_record(record: str, *, epoch: int, shown_names: str | None = None) -> int | None:
    """The hash of a record's JSON as Kafka should have it; None if it cannot be read."""
    try:
        return hash(build_record_message(record, epoch=epoch, shown_names=shown_names).value.decode())
    except Unsendable:
        return None


def _find_unknown(
    match: str, places: Collection[tuple[int, int]], stored: set[int], *, since: int
) -> Iterator[Difference]:
    """Report records of Kafka's newest epoch that the database lacks, unless the match's epoch `since` is later."""
    epoch = max(place[0] for place in places)
    unknown = sorted(seq for of, seq in places if of == epoch and seq not in stored) if epoch >= since else []
    if unknown:
        names = ", ".join(f"e{epoch}-{seq}" for seq in unknown[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        yield (f"kafka, match {match}", f"has {names}{more}, which the database does not")
