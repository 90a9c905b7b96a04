"""Bound the time of very many connections' steps by one shared timer."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
A_TURN = 64  # that are told at once: of thousands that came at once, thousands may be late at once


class Deadlines(Generic[T]):
    """Calls `late` with each item that was started and not stopped within `seconds`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float, late: Callable[[T], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._late = late
        self._due: dict[T, float] = {}  # in the order in which they were started, which is that in which they are due
        self._timer: asyncio.TimerHandle | None = None

    def start(self, item: T) -> None:
        """Give an item the whole time, again if it has some already."""
        self._due.pop(item, None)
        self._due[item] = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._check)

    def begin(self, item: T) -> None:
        """Start an item, unless its time runs already."""
        if item not in self._due:
            self.start(item)

    def stop(self, item: T) -> None:
        """Let an item be: it is over, or never began."""
        self._due.pop(item, None)

    def oldest(self) -> T | None:
        """The item that is due first."""
        return next(iter(self._due), None)

    def _check(self) -> None:
        now = self._loop.time()
        for _ in range(A_TURN):
            item = self.oldest()
            if item is None or self._due[item] > now:
                break
            del self._due[item]
            self._late(item)
        item = self.oldest()
        self._timer = None if item is None else self._loop.call_later(max(0, self._due[item] - now), self._check)
