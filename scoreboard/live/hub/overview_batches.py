"""Batches for overview pages: the changes of many matches go to their sockets together, every LIVE_TICK_MS.

A page with forty live matches would wake forty times a second for changes that no reader sees happen. So its frames are
collected, and each socket gets those of its matches in one `batch`, encoded once however many sockets want the same.
What changes a score does not wait: it takes along what was collected. Where nothing happens nothing is sent; clocks run
by themselves, from their anchors.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from django.conf import settings

from scoreboard import parsing
from scoreboard.live.hub.broadcast import Subscriber
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.wire.encoded_frames import EncodedFrame, encode_batch


class Changes(msgspec.Struct):
    """Of an event frame's changes, those that are not made to wait."""

    score: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    shootout: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Event(msgspec.Struct):
    """Of an event frame, what it changes."""

    changes: Changes


def is_score(event: EncodedFrame) -> bool:
    """Whether an event's frame changes the score."""
    changes = parsing.decode(event.body, Event).changes
    return changes.score is not msgspec.UNSET or changes.shootout is not msgspec.UNSET


class OverviewBatches:
    """The events that the overview sockets of a process have still to get."""

    def __init__(self, limits: LiveLimits) -> None:
        self._limits = limits
        self._collected: list[tuple[EncodedFrame, Sequence[Subscriber], Callable[[], None]]] = []
        self._pending: deque[Callable[[], None]] = deque()  # writes that are left of what is being given out
        self._timer: asyncio.TimerHandle | None = None

    def add(self, event: EncodedFrame, subscribers: Sequence[Subscriber], done: Callable[[], None]) -> None:
        """Give an event's frame to `subscribers` with the next batch, or at once where it changes a score.

        `done` is called when all have it.
        """
        self._collected.append((event, subscribers, done))
        if is_score(event):
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(settings.LIVE_TICK_MS / 1000, self.flush)

    def flush(self) -> None:
        """Give out what has been collected: to few sockets now, of many the rest in later turns of the event loop."""
        self.stop()
        collected, self._collected = self._collected, []
        wanted: dict[Viewer, list[tuple[Subscriber, EncodedFrame]]] = {}
        for event, subscribers, _ in collected:
            for subscriber in subscribers:
                wanted.setdefault(subscriber.viewer, []).append((subscriber, event))
        batches: dict[tuple[EncodedFrame, ...], EncodedFrame] = {}
        writing = bool(self._pending)
        for viewer, parts in wanted.items():
            events = tuple(event for _, event in parts)
            if events not in batches:
                batches[events] = events[0] if len(events) == 1 else encode_batch(events)
            self._pending.append(partial(write_batch, viewer, parts, batches[events]))
        self._pending.extend(done for _, _, done in collected)
        if not writing:
            self._write()

    def stop(self) -> None:
        """Let the next batch not come by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _write(self) -> None:
        for _ in range(min(self._limits.slice_viewers, len(self._pending))):
            self._pending.popleft()()
        if self._pending:
            asyncio.get_running_loop().call_soon(self._write)


def write_batch(viewer: Viewer, parts: Sequence[tuple[Subscriber, EncodedFrame]], batch: EncodedFrame) -> None:
    """Write a batch to a viewer; where it has left some of the matches meanwhile, the other events one by one."""
    left = [event for subscriber, event in parts if subscriber.active]
    for frame in [batch] if len(left) == len(parts) else left:
        viewer.offer(frame)
