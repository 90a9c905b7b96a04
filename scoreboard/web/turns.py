"""Bound how many requests run at once, and let those that wait in by turns of the clients they count for.

So that one who asks a thousand times waits for himself, and another one next to not at all. Who waits holds no thread.
"""

import asyncio
from collections import OrderedDict, deque

from prometheus_client import Counter, Gauge

WAITING = 1_000  # beyond, who has one waiting already gets no other: each takes some kilobytes

running = Gauge("scoreboard_requests_running", "Requests at work; those that are heavy are among all.", ["kind"])
waiting = Gauge("scoreboard_requests_waiting", "Requests that wait for their turn.", ["kind"])
refused = Counter("scoreboard_requests_refused_total", "Requests that had no turn in time (503).", ["kind"])


class Full(Exception):
    """No turn has come in time, or too many wait."""


class Turns:
    """One event loop's turns of a kind, `most` at once; 0: no bound."""

    def __init__(self, kind: str, most: int, *, most_waiting: int = WAITING) -> None:
        self._most, self._most_waiting = most, most_waiting
        self._running = self._waiting = 0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()  # whose turn is next, first
        self._metrics = running.labels(kind), waiting.labels(kind), refused.labels(kind)

    async def take(self, subject: str, *, wait_s: float) -> None:
        """Wait for a turn, at most so long; raises Full. `leave` is to follow."""
        if not self._most or self._running < self._most:  # where one is free, nobody waits
            self._running += 1
            self._tell()
            return
        if self._waiting >= self._most_waiting and subject in self._queues:
            self._metrics[2].inc()
            raise Full
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(subject, deque()).append(turn)
        self._waiting += 1
        self._tell()
        try:
            async with asyncio.timeout(wait_s):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it has come as its taker went
                self.leave()
            if isinstance(error, TimeoutError):
                self._metrics[2].inc()
                raise Full from error
            raise
        finally:
            self._waiting -= 1
            self._tell()

    def leave(self) -> None:
        """End a turn, and begin the next one's."""
        while self._queues:
            subject, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._queues[subject] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._running -= 1
        self._tell()

    def _tell(self) -> None:
        self._metrics[0].set(self._running)
        self._metrics[1].set(self._waiting)
