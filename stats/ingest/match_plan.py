"""The plan of what a batch changes of one match: its new fold and facts, and the record that cannot be applied.

If a match's facts cannot be built, or the database refuses them, the match is applied up to the record to blame, which
becomes a dead letter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import Error

from scoreboard.sports.sentences import explain_error
from scoreboard.wire.records import RECORD_IDENTITY
from stats.facts import Facts, build_facts
from stats.facts.origin import FactOrigin
from stats.ingest.fold import Failure, Fold, advance
from stats.ingest.fold_cache import LogRow
from stats.ingest.history import load_history
from stats.storage.bulk import VALUE_ERRORS
from stats.storage.stored_record import StoredRecord


@dataclass(slots=True)
class MatchPlan:
    """What is to be saved of one match: `row` in the place of `before`, which is None for a new match.

    `new` are the records that arrived, `unapplied` these and the ones that waited, both by their cursors. `base` is the
    fold that the match had, `chain` the unapplied records that follow it without a gap, `fold` the one it will have.
    `facts` is None if they stay as they are. `failure` is the first record of the chain that could not be applied.
    `is_cut` says that facts could not be built or saved, so that less was applied than the rules allow.
    """

    match: str
    before: LogRow | None
    new: Sequence[StoredRecord]
    unapplied: Sequence[StoredRecord]
    fold: Fold
    base: Fold = field(init=False)
    chain: Sequence[StoredRecord] = ()
    facts: Facts | None = None
    failure: Failure | None = None
    is_cut: bool = False
    row: LogRow = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.fold

    def apply(self, history: Sequence[StoredRecord] | None) -> None:
        """Fold the chain, and build the facts.

        `history` is given if the fold has no state: then the log is folded from its beginning.
        """
        self.base = self.fold
        self.chain = self._list_following()
        if not self.chain:
            return
        reached, self.failure = self._advance(self.chain, history)
        try:
            facts = self._build_facts(reached)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one match, the others go on
            self.cut_before_culprit(error, try_facts=lambda _: None)
        else:
            if facts is not None:
                self.fold, self.facts = reached, facts

    def cut_before_culprit(self, error: Exception, *, try_facts: Callable[[Facts], object]) -> None:
        """Find the record from which on facts cannot be built, or `try_facts` refuses them; apply those before it.

        `error` is what the facts of the whole chain have raised. Raises database errors that are no record's fault.
        """
        history = load_history(self.match, self.base) if self.base.seq and self.base.state is None else None
        good, bad = 0, len(self.chain)
        found: tuple[Fold, Facts] | None = None
        while bad - good > 1:
            middle = (good + bad) // 2
            reached, _ = self._advance(self.chain[:middle], history)
            try:
                facts = self._build_facts(reached)
                if facts is not None:
                    try_facts(facts)
                    found = reached, facts
            except Exception as why:
                if isinstance(why, Error) and not isinstance(why, VALUE_ERRORS):
                    raise
                bad, error = middle, why
            else:
                good = middle
        before = self.before
        self.failure = Failure(self.chain[good], f"cannot be written: {explain_error(error)}")
        self.fold = Fold(before.epoch, before.applied_seq, None) if before else Fold(self.unapplied[0].epoch, 0, None)
        self.facts = None
        self.is_cut = True
        if found is not None:
            self.fold, self.facts = found

    def set_row(self, now: datetime) -> None:
        """Set the match's row to what the fold and the records that wait make of it."""
        before, fold = self.before, self.fold
        epoch, seq = fold[:2]
        top_seq = next((stored.seq for stored in reversed(self.unapplied) if stored.epoch == epoch), seq)
        self.row = LogRow(
            self.match,
            before.version + 1 if before else 1,
            before.sport if before else self._find_sport(),
            epoch,
            seq,
            top_seq,
            fold.recorded_at if self.facts else before.recorded_at if before else None,
            ((before and before.waiting_since) or now) if self.unapplied[-1].cursor > (epoch, seq) else None,
            self.failure.awaits if self.failure else "",
        )

    def _find_sport(self) -> str:
        return self.fold.state.fixture.sport if self.fold.state else RECORD_IDENTITY.decode(self.new[0].payload).sport

    def _list_following(self) -> list[StoredRecord]:
        """The unapplied records that follow the fold without a gap."""
        epoch, seq = self.fold[:2]
        chain = []
        for stored in self.unapplied:
            if stored.epoch == epoch and stored.seq == seq + 1:
                chain.append(stored)
                seq += 1
        return chain

    def _advance(
        self, chain: Sequence[StoredRecord], history: Sequence[StoredRecord] | None
    ) -> tuple[Fold, Failure | None]:
        if history is None:
            return advance(self.base, chain, load_history=partial(load_history, self.match, self.base))
        return advance(Fold(self.base.epoch, 0, None), [*history, *chain])

    def _build_facts(self, reached: Fold) -> Facts | None:
        """Build the facts of a fold; None if it is not beyond the base."""
        if reached.seq <= self.base.seq or reached.state is None:
            return None  # stricter rules may refuse even records that are applied already: these stand
        origin = FactOrigin(self.match, reached.epoch, reached.seq, reached.recorded_at, reached.seasons)
        return build_facts(reached.state, origin)
