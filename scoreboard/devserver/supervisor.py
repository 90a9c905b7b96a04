"""Keeps a program running: starts it, and starts it again when it ends, after waits that grow, until it is stopped."""

import asyncio
import os
import time
from collections.abc import Callable

from scoreboard.devserver.process import Child, StartFailed, wait_until

START_S = 120.0  # within which a program that was launched must answer
POLL_S = 0.05
NEEDS_DECISION = os.EX_CONFIG  # exit status 78 of a program that would end so again: a person must act first


class Part:
    """One program of several, each kept running for itself: how one fares does not touch the others.

    `launch` starts the program without waiting until it answers; `say` gets one line whenever it has ended. The wait
    before its next start is `first_wait_s`, doubled each time up to `longest_wait_s`; it begins anew after the program
    has answered for `well_s`. A program that ends with NEEDS_DECISION is not started again.
    """

    def __init__(
        self,
        name: str,
        launch: Callable[[], Child],
        *,
        say: Callable[[str], None],
        first_wait_s: float = 1,
        longest_wait_s: float = 60,
        well_s: float = 60,
    ) -> None:
        self.child: Child | None = None
        self.ready = asyncio.Event()  # set when it has answered for the first time
        self._name = name
        self._launch = launch
        self._say = say
        self._first_wait_s, self._longest_wait_s, self._well_s = first_wait_s, longest_wait_s, well_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> Child:
        """Start it; it answers on return. Raises StartFailed."""
        try:
            child = self.child = self._launch()
        except OSError as error:
            raise StartFailed(f"{self._name} cannot be started: {error}") from error
        await asyncio.to_thread(wait_until, child.answers, child=child, seconds=START_S)
        self.ready.set()
        return child

    def keep(self) -> None:
        """Keep it running from now on, in the background; starts it if that was not done."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop it for good, whether it runs, starts or waits; it has ended on return."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self.child is not None:
            await asyncio.to_thread(self.child.stop)

    async def _keep(self) -> None:
        wait_s = self._first_wait_s
        while True:
            try:
                child = self.child or await self.start()
                began = time.monotonic()
                status = await wait_for_end(child)
                why = child.describe_end()
                if status == NEEDS_DECISION:
                    self._say(f"{why}: {child.last_lines(1)}")
                    return
                if time.monotonic() - began >= self._well_s:
                    wait_s = self._first_wait_s
            except StartFailed as error:
                why = str(error)
            self._say(f"{why}; starting it again in {wait_s:g} s")
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, self._longest_wait_s)
            self.child = None


async def wait_for_end(child: Child) -> int:
    """Wait until a program ends; its exit status, negative for a signal."""
    while child.alive():  # noqa: ASYNC110  # no event tells of it
        await asyncio.sleep(POLL_S)
    return child.wait()
