"""Running an awaitable until it first waits, without making a task of it.

Most sends to a socket never wait: the server takes the bytes and returns. A task for each would cost more than the
send. (Python 3.12 has `eager_start` for this; 3.11 does not.)
"""

from collections.abc import Awaitable, Generator
from typing import Any


class Rest:
    """The rest of an awaitable that was begun and waits: to be awaited once."""

    def __init__(self, running: Generator[Any, Any, Any], waiting: Any) -> None:
        self._running = running
        self._waiting = waiting

    def __await__(self) -> Generator[Any, Any, Any]:
        waiting = self._waiting
        while True:
            raised: BaseException | None = None
            answer: Any = None
            try:
                answer = yield waiting
            except BaseException as error:  # noqa: BLE001  # a cancellation belongs to what is being run
                raised = error
            try:
                waiting = self._running.send(answer) if raised is None else self._running.throw(raised)
            except StopIteration as end:
                return end.value


def begin(awaitable: Awaitable[Any]) -> Rest | None:
    """Run `awaitable` until it first waits; None where it ended, else the rest of it. Raises what it raises."""
    running = awaitable.__await__()
    try:
        waiting = next(running)
    except StopIteration:
        return None
    return Rest(running, waiting)
