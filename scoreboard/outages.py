"""An outage of Redis, Kafka, a database or nginx is logged once, and so is its end, however many calls fail."""

import logging
import threading
import time


class Outage:
    """Whether something is away, as the calls to it find. Safe to use from several threads.

    `away` and `back` are what is logged as a warning when it begins and when it ends, e.g. "Redis does not answer" and
    "Redis is back". `settle_s`: a call that succeeds within so many seconds of one that failed does not end it; for
    calls to several servers, of which one is away.
    """

    def __init__(self, logger: logging.Logger, *, away: str, back: str, settle_s: float = 0.0) -> None:
        self._logger = logger
        self._away = away
        self._back = back
        self._settle_s = settle_s
        self._lock = threading.Lock()
        self._since: float | None = None  # on the monotonic clock, as is the next one
        self._failed_at = 0.0
        self._kinds: set[object] = set()

    def __bool__(self) -> bool:
        """Whether it is away."""
        return self._since is not None

    def began(self, error: Exception, *, kind: object = None, traceback: bool = False) -> None:
        """Note that a call failed with `error`; logs the first error of each `kind`, with its traceback if asked to."""
        with self._lock:
            self._failed_at = time.monotonic()
            if self._since is None:
                self._since = self._failed_at
            is_told = kind in self._kinds
            self._kinds.add(kind)
        if not is_told:
            # Some have no text, as a time-out of asyncio's.
            text = str(error) or type(error).__name__
            self._logger.warning("%s: %s", self._away, text, exc_info=error if traceback else None)

    def ended(self) -> None:
        """Note that a call succeeded; logs the end of an outage, with the seconds since its beginning."""
        if self._since is None:  # nearly always: no lock is taken
            return
        with self._lock:
            now, since = time.monotonic(), self._since
            if since is None or now - self._failed_at < self._settle_s:
                return
            self._since = None
            self._kinds.clear()
        self._logger.warning("%s after %.1f s", self._back, now - since)
