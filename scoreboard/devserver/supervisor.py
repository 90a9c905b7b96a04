"""Keeps a program running: starts it, and starts it again when it ends, until it is told to stop."""

import os
import threading
import time
from collections.abc import Callable

from scoreboard.devserver.process import Child, StartFailed

SHORT_LIFE = 10  # seconds
FIRST_WAIT, LONGEST_WAIT = 1, 15  # seconds
NO_USE = os.EX_CONFIG  # the exit status of a program that would end so again: somebody has to decide something first


def ignore(_: Child) -> None:
    """Do nothing with a program that has started."""


class Keeper:
    """One program, and the thread that starts it and waits for its end. `begin` and `stop` are called once each.

    `start` starts the program; `started` is called each time it runs; `say` gets one line whenever it has ended. It is
    started again after waits that grow while its lives are short. Where it has never been `proven`, by whoever sees
    that it works or by a life that was not short, `give_up` is called instead once more than `patience` of them were
    short; what has worked once can work again, whoever kills it. With `until_done` exit status 0 is no reason to start
    it again either; with NO_USE it never is one.
    """

    def __init__(
        self,
        *,
        name: str,
        start: Callable[[], Child],
        say: Callable[[str], None],
        started: Callable[[Child], None] = ignore,
        give_up: Callable[[str], None] | None = None,
        patience: int = 0,
        until_done: bool = False,
    ) -> None:
        self.name = name
        self.child: Child | None = None
        self.proven = False
        self._patience = patience
        self._start_child = start
        self._started = started
        self._say = say
        self._give_up = give_up
        self._until_done = until_done
        self._stopping = threading.Event()
        # The child lives no longer than the thread that started it: so this one stays until the child's end.
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    def begin(self) -> None:
        """Start the program, in the background."""
        self._thread.start()

    def stop(self, *, grace: float = 10) -> None:
        """Stop the program for good; it has ended when this returns."""
        self._stopping.set()
        if self.child is not None:
            self.child.stop(grace=grace)
        self._thread.join()

    def _keep(self) -> None:
        wait, short_lives = FIRST_WAIT, 0
        while True:
            began = time.monotonic()
            why = self._live()
            if self._stopping.is_set() or (self._until_done and self._ended_well()):
                return
            if self.child is not None and self.child.popen.returncode == NO_USE:
                self._say(f"{why}: {self.child.last_lines(1).strip()}")
                return
            if time.monotonic() - began > SHORT_LIFE:
                wait, self.proven = FIRST_WAIT, True
            short_lives += 1
            if self._give_up is not None and not self.proven and short_lives > self._patience:
                self._give_up(why)
                return
            self._say(f"{why}; starting it again in {wait} s")
            if self._stopping.wait(wait):
                return
            wait = min(2 * wait, LONGEST_WAIT)

    def _live(self) -> str:
        """One life of the program; why it ended."""
        try:
            child = self.child = self._start_child()
        except StartFailed as error:
            return str(error)
        if self._stopping.is_set():  # told so while it started
            child.stop()
        else:
            self._started(child)
        status = child.wait()
        return f"{self.name} ended with exit status {status} (see {child.log})"

    def _ended_well(self) -> bool:
        return self.child is not None and self.child.popen.returncode == 0
