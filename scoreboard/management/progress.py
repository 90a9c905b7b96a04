"""How far a long command is: a bar with a rate on a terminal; elsewhere nothing, since its last line says it all."""

import sys
from typing import TextIO

from tqdm import tqdm


class Progress:
    """A bar for each step of a command, one after the other."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file or sys.stderr
        self._step = ""
        self._bar: tqdm | None = None

    def show(self, step: str, done: int, total: int) -> None:
        """Draw how much of `step` is done; the rate counts from the first call with that step."""
        if self._bar is None or step != self._step:
            self.end()
            self._step = step
            # disable=None: drawn on a terminal only.
            self._bar = tqdm(desc=step, initial=done, total=total, unit="", file=self._file, disable=None)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def end(self) -> None:
        """Leave the bar as it is, and go on to the next line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
