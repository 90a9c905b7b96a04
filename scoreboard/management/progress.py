"""How far a long command is: a bar with a rate on a terminal; elsewhere nothing, since its last line says it all."""

import sys
import time
from typing import TextIO

WIDTH = 30
EVERY_S = 0.1


class Progress:
    """A line that is written over and over: what is done, how much of how much, and how many a second."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file or sys.stderr
        self._shown = self._file.isatty()
        self._what = ""
        self._begun = self._last = 0.0
        self._first = 0

    def show(self, what: str, done: int, total: int) -> None:
        """Say how far `what` is; the rate counts from the first call with it."""
        now = time.monotonic()
        if what != self._what:
            self.end()
            self._what, self._begun, self._last, self._first = what, now, 0.0, done
        if not self._shown or (done < total and now - self._last < EVERY_S):
            return
        self._last = now
        share = min(1.0, done / total) if total else 1.0
        filled = round(share * WIDTH)
        rate = (done - self._first) / (now - self._begun) if now > self._begun else 0.0
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._file.write(f"\r{what:<10} {bar} {share:4.0%} {done:,} of {total:,}, {rate:,.0f} a second \x1b[K")
        self._file.flush()

    def end(self) -> None:
        """Go on to the next line."""
        if self._shown and self._what:
            self._file.write("\n")
            self._what = ""
