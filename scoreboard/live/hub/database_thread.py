"""The thread on which a hub reads the database, one reading after the other, so that the event loop never waits."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from channels.db import database_sync_to_async

Query = Callable[..., Awaitable[Any]]  # query(function, *args, **kwargs): what the function returns, run on the thread


class DatabaseThread:
    """One thread, with a database connection of its own."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, "hub-database")

    async def query(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function on the thread; returns and raises what it does."""
        run = database_sync_to_async(function, thread_sensitive=False, executor=self._executor)
        return await run(*args, **kwargs)

    def stop(self) -> None:
        """Take no more; what runs comes to its end."""
        self._executor.shutdown(wait=False)
