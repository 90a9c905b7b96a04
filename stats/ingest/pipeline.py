"""Plans a partition's next batch while the one before it is being saved."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self

from stats.ingest.batch import Batch, apply_batch, apply_in_parts, save_batch
from stats.ingest.fold_cache import FoldCache
from stats.ingest.history import HistoryIncomplete
from stats.ingest.leases import HeldLease
from stats.ingest.match_plan import MatchPlan
from stats.ingest.plan import plan_batch
from stats.ingest.save import Overtaken
from stats.ingest.writer_thread import WriterThread
from stats.storage.bulk import VALUE_ERRORS

logger = logging.getLogger(__name__)


class PartitionPipeline:
    """Saves the batches of a partition in order, the next one planned meanwhile.

    A plan relies on the batch before it being saved as planned; if that one could not be, the plan is made again.
    """

    def __init__(self, lease: HeldLease, *, cache: FoldCache, writer: WriterThread) -> None:
        """Begin at a lease's offset; the attribute `lease` is the lease after what has been saved since."""
        self.lease = lease
        self._cache = cache
        self._writer = writer
        self._saving: tuple[Batch, Future[tuple[HeldLease, bool]]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.finish()

    def add(self, batch: Batch) -> None:
        """Plan a batch, and have it saved. Raises LeaseLost, and database errors that are no message's fault."""
        plans: Sequence[MatchPlan] | None = None
        with suppress(HistoryIncomplete, *VALUE_ERRORS):  # planned again once the batch before is saved
            plans = plan_batch(batch.records, cache=self._cache)
        if not self.finish() or plans is None:
            try:
                plans = plan_batch(batch.records, cache=self._cache)
            except VALUE_ERRORS as error:
                self.lease = apply_in_parts(batch, error, lease=self.lease, cache=self._cache)
                return
        self._saving = batch, self._writer.submit(partial(save_batch, batch, plans, lease=self.lease))

    def finish(self) -> bool:
        """Wait until the batch in hand is saved; returns whether it was saved as planned, or there was none."""
        if self._saving is None:
            return True
        (batch, saved), self._saving = self._saving, None
        try:
            self.lease, as_planned = saved.result()
        except Overtaken as error:
            logger.debug("planning again, %s was written meanwhile", error)
            self._cache.clear()
            self.lease = apply_batch(batch, lease=self.lease, cache=self._cache)
            return False
        except VALUE_ERRORS as error:
            self._cache.clear()
            self.lease = apply_in_parts(batch, error, lease=self.lease, cache=self._cache)
            return False
        except BaseException:
            self._cache.clear()
            raise
        if not as_planned:
            self._cache.clear()
        return as_planned
