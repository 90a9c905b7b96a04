"""Where batches are written: on PostgreSQL by a thread of its own, so that the next one is read and planned meanwhile.

One batch deep. SQLite writes in this very process, under Python's lock: there it is done at once.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")


class Writer:
    """A thread with a connection of its own, to the database that "stats" means where it is made."""

    def __init__(self) -> None:
        live = connections["stats"]
        self._thread: ThreadPoolExecutor | None = None
        if live.vendor == "postgresql":
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="stats", initializer=_connect, initargs=(live,))

    def start(self, write: Callable[[], T]) -> "Future[T]":
        """Have `write` called; its result, or what it raised, is the future's."""
        if self._thread:
            return self._thread.submit(_call, write)
        done: Future[T] = Future()
        try:
            done.set_result(write())
        except BaseException as error:  # noqa: BLE001  # whoever asks for the result gets it
            done.set_exception(error)
        return done

    def close(self) -> None:
        """End the thread and its connection."""
        if self._thread:
            self._thread.submit(_disconnect)
            self._thread.shutdown()


def _connect(live: BaseDatabaseWrapper) -> None:
    connections["stats"] = live.copy()


def _disconnect() -> None:
    connections["stats"].close()


def _call(write: Callable[[], T]) -> T:
    connections["stats"].close_if_unusable_or_obsolete()
    return write()
