"""Applies records to a match, as far as they can be: pure, from one fold to the next.

The longest part of a log that folds cleanly is applied. What follows waits: for a record that is missing, for the rest
of a request (a correction and what it takes along come one after the other), for an upgrade that knows what it says, or
for a decision on a dead letter. No record whatever makes this raise.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from scoreboard.sports.base import Event, Refused
from scoreboard.sports.common import CORRECTING, CORRECTIONS, FIXED, FixtureChanged, Scheduled
from scoreboard.sports.decoding import decoder_of
from scoreboard.sports.match import MatchState, fold_leniently, fold_on
from scoreboard.wire.records import decode_record
from stats.ingest.unknown import name_unknown
from stats.storage.stored import Stored

# Records that are folded to find the longest part of a log that folds: beyond, none of it is applied. No log that was
# ever entered comes near; one made of thousands of corrections would take hours, and its partition with it.
FOLDED_MOST = 500_000


class Fold(NamedTuple):
    """A match folded up to a record. `state` is None at the log's beginning."""

    epoch: int
    seq: int
    state: MatchState | None
    recorded_at: datetime | None = None
    seasons: frozenset[str] = frozenset()


class Failure(NamedTuple):
    """The record that could not be applied, and why.

    `settled` is False while what would make it right may come by itself: the rest of its request, or an upgrade, which
    `awaits` says.
    """

    stored: Stored
    reason: str
    settled: bool = True
    awaits: str = ""


def advance(
    fold: Fold, chain: Sequence[Stored], *, load_history: Callable[[], Sequence[Stored]] = tuple
) -> tuple[Fold, Failure | None]:
    """Apply `chain`, the records that follow `fold` without a gap; the fold reached, and what stopped it.

    `load_history` gives the records up to `fold`; it is asked only where a correction makes the log be read again.
    """
    sport = fold.state.fixture.sport if fold.state else None
    records, failure = _decode(chain, sport)
    if not CORRECTING.isdisjoint(map(type, records)):
        history, _ = _decode(load_history(), sport)
        done, state, refused = _fold_again(history, records)
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


def _decode(chain: Sequence[Stored], sport: str | None) -> tuple[list[Event], Failure | None]:
    """The records of `chain`, of a match of `sport` (None: the first one says), up to the first that cannot be read."""
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
    """How many of `records` could be applied one after the other, the state then, and why the next could not."""
    done, state, error = fold_on(state, records)
    return done, state, None if error is None else _say(error)


def _fail(stored: Stored, reason: str, sport: str | None, *, may_go_on: bool = False) -> Failure:
    """Why a record cannot be applied: for good, or until an upgrade, or the rest of its request, is here."""
    awaits = name_unknown(stored.payload, sport=sport)
    return Failure(stored, reason, settled=not (awaits or may_go_on), awaits=awaits)


def _fold_again(history: Sequence[Event], records: Sequence[Event]) -> tuple[int, MatchState | None, str | None]:
    """The same by folding the log from its beginning, for the longest part of it that folds cleanly.

    Whether a record can be applied depends on those before it and on every correction: so of the parts that end between
    two corrections, one fold tells the longest.
    """
    why: str | None = None
    end, folded = len(records), 0
    while end > 0 and folded <= FOLDED_MOST:
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
    """The longest part of `records` that folds cleanly, of those of `begin` to `end` records; 0 where none does.

    With it its state, and what stopped the fold there; None where nothing did.
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
            return 0, None, _say(error)
        done, state, why = _fold_part(history, records, begin, well)
        return done, state, why or _say(error)
    if not log.refused:
        return end, log.state, None
    why = "; ".join(f"record {record.seq}: {_say(error)}" for record, error in log.refused)
    first = log.refused[0][0].seq - records[0].seq
    if first < max(begin, 1):
        return 0, None, why
    log = fold_leniently([*history, *records[:first]])
    return (0, None, why) if log.refused else (first, log.state, why)


def _may_go_on(rest: Sequence[Event]) -> bool:
    """Whether `rest` is one request's, begun with a correction: what makes it right may be still to come."""
    first = rest[0]
    return isinstance(first, CORRECTIONS) and all(
        (record.recorded_at, record.key) == (first.recorded_at, first.key) for record in rest
    )


def _name_seasons(record: Event) -> set[str]:
    """The seasons that a record puts its match in."""
    if isinstance(record, Scheduled):
        return {record.data.season.id}
    if isinstance(record, FixtureChanged) and record.data.season is not msgspec.UNSET:
        return {record.data.season.id}
    return set()


def _say(error: Exception) -> str:
    if isinstance(error, Refused):
        return f"{error.rule}: {error.detail}"
    return f"{type(error).__name__}: {error}"
