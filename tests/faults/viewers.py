"""Viewers on WebSockets: each follows one match by the book (docs/protocol.md) and notes what it was shown."""

import asyncio
import json
import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

SILENCE_S = 25  # nothing heard for so long: the connection is dead
WAIT_S, WAIT_MAX_S = 0.5, 4.0


@dataclass
class Viewer:
    """One viewer of one match: the events it was shown by their seq, and what was wrong with them."""

    match: str
    doors: list[str]
    seen: dict[int, str] = field(default_factory=dict)
    top: int = 0
    jumps: list[tuple[int, int]] = field(default_factory=list)  # declared: from one seq to another
    doubled: int = 0
    disordered: int = 0
    connects: int = 0

    async def watch(self) -> None:
        """Follow the match until cancelled."""
        wait = WAIT_S
        while True:
            try:
                begun, pause = self.connects, await self._follow()
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                begun, pause = self.connects, None
                self.doors = [*self.doors[1:], self.doors[0]]
            wait = WAIT_S if self.connects > begun else min(2 * wait, WAIT_MAX_S)
            await asyncio.sleep(random.uniform(0, wait) if pause is None else pause)

    async def _follow(self) -> float | None:
        """One connection, from where it is; for how long to wait before the next, where the server says so."""
        async with connect(f"ws://{self.doors[0]}/ws/matches/{self.match}?cursor=e1-{self.top}", proxy=None) as socket:
            self.connects += 1
            while True:
                frame = json.loads(await asyncio.wait_for(socket.recv(), SILENCE_S))
                if frame["t"] == "bye":
                    return frame["wait_ms"] / 1000
                if frame["t"] == "beat" and frame["tops"].get(self.match, 0) > self.top:
                    return 0
                for event in frame["events"] if frame["t"] == "batch" else [frame]:
                    self._take(event)

    def _take(self, frame: dict) -> None:
        if frame["t"] == "snapshot":
            seq = frame["match"]["seq"]
            self.jumps.append((self.top, seq))
            self.disordered += seq < self.top
            self.top = seq
        elif frame["t"] == "event":
            seq = frame["seq"]
            self.doubled += seq in self.seen
            self.disordered += seq != self.top + 1
            self.seen[seq] = json.dumps(frame["event"], sort_keys=True)
            self.top = max(seq, self.top)

    def missed(self, top: int) -> set[int]:
        """Events up to `top` that it neither was shown nor jumped over."""
        jumped = {seq for since, to in self.jumps for seq in range(since + 1, to + 1)}
        return set(range(1, top + 1)) - self.seen.keys() - jumped


class Stand:
    """All viewers, in a thread of their own."""

    def __init__(self, *, matches: Iterable[str], doors: list[str]) -> None:
        """A viewer of every match at each of the `doors` (HOST:PORT of a web)."""
        self.errors: list[str] = []
        self.viewers = [
            Viewer(match, [*doors[number:], *doors[:number]]) for match in matches for number in range(len(doors))
        ]
        self._thread = threading.Thread(target=lambda: asyncio.run(self._watch()), name="viewers", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self) -> None:
        """Let them in."""
        self._thread.start()

    def close(self) -> None:
        """Send them home."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    async def _watch(self) -> None:
        self._closing = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        watching = [asyncio.create_task(viewer.watch()) for viewer in self.viewers]
        await self._closing.wait()
        for task in watching:
            task.cancel()
        for ended in await asyncio.gather(*watching, return_exceptions=True):
            if not isinstance(ended, asyncio.CancelledError):
                self.errors.append(repr(ended))
