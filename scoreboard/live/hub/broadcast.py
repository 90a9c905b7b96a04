"""Writing one frame to all viewers of a match, in slices between which the event loop gets to do something else."""

import asyncio
from array import array
from collections import deque
from collections.abc import Callable, Sequence

from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.live.server.direct_writer import NO_SLOT, SEND_TABLE
from scoreboard.wire.encoded_frames import EncodedFrame


class Subscriber:
    """A viewer in an audience, from its being added to its next removal."""

    __slots__ = ("active", "brief", "viewer")

    def __init__(self, viewer: Viewer, *, brief: bool) -> None:
        self.viewer = viewer
        self.brief = brief  # it is shown snapshots without incidents
        self.active = True  # False once it has been removed


class Subscribers:
    """A fixed list of subscribers, and their viewers' slots in the table of sends (direct_writer.py).

    The slots lie side by side in memory. The objects of thousands of viewers do not, and a broadcast that read each of
    them would wait for memory.
    """

    __slots__ = ("all", "slots")

    def __init__(self, subscribers: Sequence[Subscriber]) -> None:
        self.all = subscribers
        self.slots = array("i", [subscriber.viewer.slot for subscriber in subscribers])


class Broadcast:
    """A frame on its way to subscribers: `reached` of them have it.

    `removed` are the slots of viewers that were removed meanwhile, and are not to have it.
    """

    __slots__ = ("done", "frame", "reached", "removed", "subscribers")

    def __init__(self, frame: EncodedFrame, subscribers: Subscribers, done: Callable[[], None] | None) -> None:
        self.frame = frame
        self.subscribers = subscribers
        self.reached = 0
        self.removed: set[int] = set()
        self.done = done

    def write(self, most: int) -> int:
        """Write to the next viewers, at most so many; to how many it was."""
        frame, data, sends = self.frame, self.frame.websocket_bytes, SEND_TABLE.sends
        size, removed = len(data), self.removed
        begun = self.reached
        slots: Sequence[int] = self.subscribers.slots[begun : begun + most]
        self.reached += len(slots)
        if removed:
            slots = [NO_SLOT if slot in removed else slot for slot in slots]
        for number, slot in enumerate(slots, start=begun):
            try:
                sent = sends[slot](data)
            except OSError:  # no room, or gone
                sent = 0
            if sent < size:
                subscriber = self.subscribers.all[number]
                if subscriber.active:
                    subscriber.viewer.offer(frame, sent)
        return len(slots)


class Audience:
    """The viewers of one match. Each gets the frames that are sent while it is in here, once and in their order."""

    def __init__(self, limits: LiveLimits) -> None:
        self._limits = limits
        self._by_viewer: dict[Viewer, Subscriber] = {}
        self._subscribers: Subscribers | None = None  # of the viewers as they are; made when first asked for
        self._broadcasts: deque[Broadcast] = deque()

    def __len__(self) -> int:
        return len(self._by_viewer)

    def __contains__(self, viewer: Viewer) -> bool:
        return viewer in self._by_viewer

    @property
    def subscribers(self) -> Sequence[Subscriber]:
        """Those who would get a frame now."""
        return self._all.all

    def add(self, viewer: Viewer, *, brief: bool) -> None:
        """Have `viewer` get what is sent from now on, and nothing of what is on its way."""
        self.remove(viewer)
        self._by_viewer[viewer] = Subscriber(viewer, brief=brief)
        self._subscribers = None

    def remove(self, viewer: Viewer) -> None:
        """Have it get nothing more, not even of what is on its way."""
        subscriber = self._by_viewer.pop(viewer, None)
        if subscriber is not None:
            subscriber.active = False
            self._subscribers = None
            for broadcast in self._broadcasts:
                broadcast.removed.add(viewer.slot)

    def skip_pending(self) -> None:
        """Have no viewer get what is on its way, here or in a batch; all stay for what is sent from now on."""
        for subscriber in self.subscribers:
            self.add(subscriber.viewer, brief=subscriber.brief)

    def send(self, frame: EncodedFrame, *, brief: bool | None = None, done: Callable[[], None] | None = None) -> None:
        """Write a frame to everybody, or to those in `brief` or not; `done` is called when the last one has it.

        Few viewers have it when this returns; of many, the rest follow in later turns of the event loop.
        """
        subscribers = self._all
        if brief is not None:
            subscribers = Subscribers([each for each in subscribers.all if each.brief is brief])
        self._broadcasts.append(Broadcast(frame, subscribers, done))
        if len(self._broadcasts) == 1:
            self._write()

    @property
    def _all(self) -> Subscribers:
        if self._subscribers is None:
            self._subscribers = Subscribers(tuple(self._by_viewer.values()))
        return self._subscribers

    def _write(self) -> None:
        left = self._limits.slice_viewers
        while left > 0 and self._broadcasts:
            broadcast = self._broadcasts[0]
            left -= broadcast.write(left)
            if broadcast.reached == len(broadcast.subscribers.all):
                self._broadcasts.popleft()
                if broadcast.done is not None:
                    broadcast.done()
        if self._broadcasts:
            asyncio.get_running_loop().call_soon(self._write)
