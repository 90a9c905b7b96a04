"""Runs the saving of batches on a thread of its own, so that the next batch is parsed and planned meanwhile.

Only with PostgreSQL. SQLite runs within this process and holds Python's lock, so there a batch is saved at once.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")


class WriterThread:
    """A thread with a connection of its own, to the database that the alias "stats" means when this is made."""

    def __init__(self) -> None:
        live = connections["stats"]
        self._executor: ThreadPoolExecutor | None = None
        if live.vendor == "postgresql":
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="stats", initializer=_connect, initargs=(live,))

    def submit(self, save: Callable[[], T]) -> "Future[T]":
        """Call `save` on the thread, or at once if there is none; the future has what it returns or raises."""
        if self._executor:
            return self._executor.submit(_call, save)
        done: Future[T] = Future()
        try:
            done.set_result(save())
        except BaseException as error:  # noqa: BLE001  # raised where the result is asked for
            done.set_exception(error)
        return done

    def close(self) -> None:
        """End the thread and its connection."""
        if self._executor:
            self._executor.submit(_disconnect)
            self._executor.shutdown()


def _connect(live: BaseDatabaseWrapper) -> None:
    connections["stats"] = live.copy()


def _disconnect() -> None:
    connections["stats"].close()


def _call(save: Callable[[], T]) -> T:
    connections["stats"].close_if_unusable_or_obsolete()
    return save()
