"""Applies records to a match's fold as far as possible: pure functions, which no record makes raise.

The longest part of a log that folds without an error is applied. What follows waits: for a missing record, for the rest
of its request (the records of a correction arrive one after the other), for an upgrade that knows its type, or for a
decision on a dead letter.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTING, CORRECTIONS, FIXED, FixtureChanged, Scheduled
from scoreboard.sports.decoding import decoder_of
from scoreboard.sports.match import fold_leniently, fold_on
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.state import MatchState
from scoreboard.wire.records import decode_record
from stats.ingest.unknown_types import name_unknown
from stats.storage.stored_record import StoredRecord

# The most records folded in search of the longest part of a log that folds; beyond, none of the chain is applied. No
# log that was ever entered comes near. One made of thousands of corrections would hold its partition up for hours.
MOST_FOLDED = 500_000


class Fold(NamedTuple):
    """A match's state after its record `seq` of `epoch`; None at the log's beginning, or if it is not in memory.

    `recorded_at` is that record's, `seasons` every season that the match has been in.
    """

    epoch: int
    seq: int
    state: MatchState | None
    recorded_at: datetime | None = None
    seasons: frozenset[str] = frozenset()


class Failure(NamedTuple):
    """The first record that could not be applied, and why.

    `settled` is False while it may yet become right by itself: by the rest of its request, or by an upgrade that knows
    what `awaits` names. Only a settled failure becomes a dead letter.
    """

    stored: StoredRecord
    reason: str
    settled: bool = True
    awaits: str = ""


def advance(
    fold: Fold,
    chain: Sequence[StoredRecord],
    *,
    load_history: Callable[[], Sequence[StoredRecord]] = tuple,
    most_folded: int = MOST_FOLDED,
) -> tuple[Fold, Failure | None]:
    """Apply `chain`, the records that follow `fold` without a gap; returns the fold reached, and what stopped it.

    `load_history` loads the records up to `fold`; it is called only if the chain has a correction, for which the log is
    folded again.
    """
    sport = fold.state.fixture.sport if fold.state else None
    records, failure = _decode(chain, sport)
    if not CORRECTING.isdisjoint(map(type, records)):
        history, _ = _decode(load_history(), sport)
        done, state, refused = _fold_again(history, records, most_folded=most_folded)
    else:
        done, state, refused = _step_on(fold.state, records)
    if refused is not None:
        failure = _fail(chain[done], refused, sport, may_go_on=_may_go_on(records[done:]))
    if done == 0:
        return fold, failure
    applied = records[:done]
    reached = Fold(
        epoch=fold.epoch,
        seq=applied[-1].seq,
        state=state,
        recorded_at=applied[-1].recorded_at,
        seasons=fold.seasons.union(*(_name_seasons(record) for record in applied if isinstance(record, FIXED))),
    )
    return reached, failure


def _decode(chain: Sequence[StoredRecord], sport: str | None) -> tuple[list[Event], Failure | None]:
    """Parse a chain up to the first unreadable record, or one of another sport (`sport`; None: the first record's)."""
    records: list[Event] = []
    decode = decoder_of(sport).decode if sport else decode_record
    for stored in chain:
        try:
            record = decode(stored.payload)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with it, it is one match's
            return records, _fail(stored, f"cannot be read: {error}", sport)
        if sport is None:
            sport, decode = record.sport, decoder_of(record.sport).decode
        if record.sport != sport:
            return records, Failure(stored, f"cannot be read: it is of {record.sport!r}, its match of {sport!r}")
        records.append(record)
    return records, None


def _step_on(state: MatchState | None, records: Sequence[Event]) -> tuple[int, MatchState | None, str | None]:
    """Apply records one after the other; returns how many could be, the state then, and why the next could not."""
    done, state, error = fold_on(state, records)
    return done, state, None if error is None else _format_error(error)


def _fail(stored: StoredRecord, reason: str, sport: str | None, *, may_go_on: bool = False) -> Failure:
    """Build the Failure of a record; `may_go_on`: the rest of its request may make it right."""
    awaits = name_unknown(stored.payload, sport=sport)
    return Failure(stored, reason, settled=not (awaits or may_go_on), awaits=awaits)


def _fold_again(
    history: Sequence[Event], records: Sequence[Event], *, most_folded: int
) -> tuple[int, MatchState | None, str | None]:
    """Apply records with corrections among them, by folding the log from its beginning; returns what `_step_on` does.

    Whether a record can be applied depends on those before it and on every correction after it. So one fold finds the
    longest part that ends between two given corrections; the parts are tried from the longest on.
    """
    why: str | None = None
    end, folded = len(records), 0
    while end > 0 and folded <= most_folded:
        begin = next((number for number in range(end, 0, -1) if type(records[number - 1]) in CORRECTING), 0)
        done, state, reason = _fold_part(history, records, begin, end)
        if done:
            return done, state, reason or why
        why = reason
        folded += len(history) + end
        end = begin - 1  # without the last correction
    return 0, None, why


def _fold_part(
    history: Sequence[Event], records: Sequence[Event], begin: int, end: int
) -> tuple[int, MatchState | None, str | None]:
    """Find the longest part of `records`, of `begin` to `end` of them, that folds without an error.

    Returns its length (0: none does), its state, and what stopped the fold there (None: nothing).
    """
    try:
        log = fold_leniently([*history, *records[:end]])
    except Exception as error:  # noqa: BLE001
        well, bad = max(begin, 1) - 1, end
        while bad - well > 1:  # which record of the part is to blame
            middle = (well + bad) // 2
            try:
                fold_leniently([*history, *records[:middle]])
            except Exception:  # noqa: BLE001
                bad = middle
            else:
                well = middle
        if well < max(begin, 1):
            return 0, None, _format_error(error)
        done, state, why = _fold_part(history, records, begin, well)
        return done, state, why or _format_error(error)
    if not log.refused:
        return end, log.state, None
    why = "; ".join(f"record {record.seq}: {_format_error(error)}" for record, error in log.refused)
    first = log.refused[0][0].seq - records[0].seq
    if first < max(begin, 1):
        return 0, None, why
    log = fold_leniently([*history, *records[:first]])
    return (0, None, why) if log.refused else (first, log.state, why)


def _may_go_on(rest: Sequence[Event]) -> bool:
    """Whether `rest` is of one request that begins with a correction: the records that make it right may still come."""
    first = rest[0]
    return isinstance(first, CORRECTIONS) and all(
        (record.recorded_at, record.key) == (first.recorded_at, first.key) for record in rest
    )


def _name_seasons(record: Event) -> set[str]:
    """The seasons that a record puts its match in."""
    if isinstance(record, Scheduled):
        return {record.data.season.id}
    if isinstance(record, FixtureChanged) and (season := record.data.list_given().get("season")):
        return {season.id}
    return set()


def _format_error(error: Exception) -> str:
    if isinstance(error, Refused):
        return f"{error.rule}: {explain_error(error)}"
    return f"{type(error).__name__}: {error}"
