"""Keep a costly value for a moment: one thread makes it anew, the others get the old one meanwhile."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings

T = TypeVar("T")
STALE_S = 5.0  # what is older nobody is given: then one waits for the one who finds out


class Kept(Generic[T]):
    """What `find` returns, at most PROBES_KEPT_MS old; while it is found out anew, others get what was before."""

    def __init__(self, find: Callable[[], T], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._find = find
        self._clock = clock  # in seconds
        self._lock = threading.Lock()
        self._found: list[T] = []
        self._at = float("-inf")

    def read(self) -> T:
        """What is known; raises what `find` does, to the one who asks it."""
        fresh_s = settings.PROBES_KEPT_MS / 1000
        age_s = self._clock() - self._at
        if age_s >= fresh_s and self._lock.acquire(blocking=age_s >= STALE_S):
            try:
                if self._clock() - self._at >= fresh_s:
                    self._found, self._at = [self._find()], self._clock()
            finally:
                self._lock.release()
        return self._found[0]
