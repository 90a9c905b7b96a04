"""The tick of overview pages: the changes of many matches go to their sockets together, every LIVE_TICK_MS.

A page with forty live matches would wake forty times a second for what nobody sees happen. So its frames are collected,
and each socket gets those of its matches in one `batch`, encoded once however many sockets want the same. What changes
a score does not wait: it takes along what was collected. Where nothing happens nothing is sent; clocks run by
themselves, from their anchors.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from django.conf import settings

from scoreboard import parsing
from scoreboard.live.hub.broadcast import SLICE, Seat
from scoreboard.live.hub.viewer import Viewer
from scoreboard.wire.frames import Packet, pack_batch


class Changes(msgspec.Struct):
    """Of an event frame's changes, those that are not made to wait."""

    score: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    shootout: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Event(msgspec.Struct):
    """Of an event frame, what it changes."""

    changes: Changes


def is_score(packet: Packet) -> bool:
    """Whether an event's frame changes the score."""
    changes = parsing.decode(packet.body, Event).changes
    return changes.score is not msgspec.UNSET or changes.shootout is not msgspec.UNSET


class Tick:
    """What the overview sockets of a process have still to get."""

    def __init__(self) -> None:
        self._collected: list[tuple[Packet, Sequence[Seat], Callable[[], None]]] = []
        self._turns: deque[Callable[[], None]] = deque()  # what is being given out, a socket a turn
        self._timer: asyncio.TimerHandle | None = None

    def add(self, packet: Packet, seats: Sequence[Seat], done: Callable[[], None]) -> None:
        """Give an event's frame to `seats` with the next tick, or at once where it is a score; `done`: all have it."""
        self._collected.append((packet, seats, done))
        if is_score(packet):
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(settings.LIVE_TICK_MS / 1000, self.flush)

    def flush(self) -> None:
        """Give out what has been collected: to few sockets now, of many the rest in later turns of the event loop."""
        self.stop()
        collected, self._collected = self._collected, []
        wanted: dict[Viewer, list[tuple[Seat, Packet]]] = {}
        for packet, seats, _ in collected:
            for seat in seats:
                wanted.setdefault(seat.viewer, []).append((seat, packet))
        batches: dict[tuple[Packet, ...], Packet] = {}
        waiting = bool(self._turns)
        for viewer, parts in wanted.items():
            packets = tuple(packet for _, packet in parts)
            if packets not in batches:
                batches[packets] = packets[0] if len(packets) == 1 else pack_batch(packets)
            self._turns.append(partial(give, viewer, parts, batches[packets]))
        self._turns.extend(done for _, _, done in collected)
        if not waiting:
            self._write()

    def stop(self) -> None:
        """Let the next tick not come."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _write(self) -> None:
        for _ in range(min(SLICE, len(self._turns))):
            self._turns.popleft()()
        if self._turns:
            asyncio.get_running_loop().call_soon(self._write)


def give(viewer: Viewer, parts: Sequence[tuple[Seat, Packet]], batch: Packet) -> None:
    """Write a batch to a viewer; where it has left some of the matches meanwhile, what is left, one by one."""
    left = [packet for seat, packet in parts if seat.taken]
    for packet in [batch] if len(left) == len(parts) else left:
        viewer.offer(packet)
