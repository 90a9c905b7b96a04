"""What voids, amendments and reviews make of the records before them, and which corrections may be made.

Corrections (void, amend, review) are read at the place of the record they name, as if it had never been, or had been so
(docs/explanation/architecture.md).
"""

from collections.abc import Sequence

import msgspec

from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTING, CORRECTIONS, FIXED, Amend, Review, ReviewData, Void
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.reasons import REASONS


class Corrected(msgspec.Struct, frozen=True):
    """How the corrections of a log leave its records, by seq: void with a reason, amended, or under review."""

    voided: dict[int, str] = {}
    amended: dict[int, Event] = {}
    under_review: frozenset[int] = frozenset()


def find_corrections(records: Sequence[Event]) -> Corrected:
    """How the corrections among `records` leave them; an amended record is read as it was meant."""
    if CORRECTING.isdisjoint(map(type, records)):
        return Corrected()
    voided, amending, under_review = read_corrections(records)
    return Corrected(voided, {seq: amend_event(*pair) for seq, pair in amending.items()}, under_review)


def find_voided(records: Sequence[Event]) -> dict[int, str]:
    """Which records are void, by seq, and why."""
    return read_corrections(records)[0]


def read_corrections(
    records: Sequence[Event],
) -> tuple[dict[int, str], dict[int, tuple[Event, Amend]], frozenset[int]]:
    """What is void, by seq, with the reason; what is amended, each with its amendment; what is under review.

    Read from the end, since a correction can itself be corrected: one that is void has no effect, and of several
    amendments or reviews of one record the last counts.
    """
    corrections = [record for record in records if isinstance(record, CORRECTIONS)]
    by_seq = {record.seq: record for record in records}
    voided: dict[int, str] = {}
    amending: dict[int, tuple[Event, Amend]] = {}
    reviewed: dict[int, ReviewData] = {}
    for record in reversed(corrections):
        if record.seq in voided or record.data.seq not in by_seq:
            continue
        seq = record.data.seq
        if isinstance(record, Void):
            voided.setdefault(seq, record.data.reason)
        elif isinstance(record, Amend):
            amending.setdefault(seq, (by_seq[seq], record))
        else:
            reviewed.setdefault(seq, record.data)
    for seq, review in reviewed.items():
        if review.decision == "cancelled":
            voided.setdefault(seq, review.reason or REASONS["review.cancelled"])
    return voided, amending, frozenset(seq for seq, review in reviewed.items() if review.decision == "under_review")


def list_effective(records: Sequence[Event]) -> list[Event]:
    """The records as the corrections among them leave them: void ones gone, amended ones as they were meant."""
    corrected = find_corrections(records)
    return [
        corrected.amended.get(record.seq, record)
        for record in records
        if record.seq not in corrected.voided and not isinstance(record, CORRECTIONS)
    ]


def amend_event(target: Event, amend: Amend) -> Event:
    """The event that stands in `target`'s place: the amending body, at the target's seq and time unless it says one."""
    body = {
        "occurred_at": target.occurred_at,
        **amend.data.event,
        "match": target.match,
        "sport": target.sport,
        "seq": target.seq,
        "epoch": target.epoch,
    }
    return convert_event(target.sport, body)


def check_correction(records: Sequence[Event], correction: Event) -> None:
    """Refuse a correction that names no record, one that cannot be corrected, or one already void."""
    if not isinstance(correction, CORRECTIONS):
        return
    seq = correction.data.seq
    target = next((record for record in records if record.seq == seq), None)
    kind = type(correction).__struct_config__.tag
    if target is None:
        raise Refused("match.correction.unknown", seqs=(seq,), seq=seq, kind=kind)
    if isinstance(target, FIXED):
        raise Refused("match.correction.fixture", seqs=(seq,), seq=seq)
    if isinstance(correction, Amend | Review) and isinstance(target, CORRECTIONS):
        raise Refused("match.correction.of_correction", seqs=(seq,), seq=seq)
    check_stands(records, correction, seq)


def check_stands(records: Sequence[Event], correction: Event, seq: int) -> None:
    """Refuse the correction of a record that is void; but a review that has cancelled it may think again."""
    if seq not in find_voided(records):
        return
    if isinstance(correction, Review):
        without_reviews = [r for r in records if not (isinstance(r, Review) and r.data.seq == seq)]
        if seq not in find_voided(without_reviews):
            return
    raise Refused("match.correction.void", seqs=(seq,), seq=seq)
