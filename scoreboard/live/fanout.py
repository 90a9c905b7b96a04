"""Who looks at one match, and the writing of frames to all of them, in slices that let the event loop breathe."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from scoreboard.live.frames import Packet
from scoreboard.live.viewers import Viewer

SLICE = 250  # viewers written to before the event loop gets to do something else


class Seat:
    """A viewer's place among those who look on, from one joining to the next leaving."""

    __slots__ = ("brief", "taken", "viewer")

    def __init__(self, viewer: Viewer, *, brief: bool) -> None:
        self.viewer = viewer
        self.brief = brief  # it is shown snapshots without incidents
        self.taken = True


class Writing:
    """A frame on its way: to whom, and how far it is."""

    __slots__ = ("done", "packet", "reached", "seats")

    def __init__(self, packet: Packet, seats: Sequence[Seat], done: Callable[[], None] | None) -> None:
        self.packet = packet
        self.seats = seats
        self.reached = 0
        self.done = done


class Audience:
    """The viewers of one match. Each gets the frames sent while it is seated, once and in their order."""

    def __init__(self) -> None:
        self._seats: dict[Viewer, Seat] = {}
        self._writings: deque[Writing] = deque()

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, viewer: Viewer) -> bool:
        return viewer in self._seats

    @property
    def seats(self) -> Sequence[Seat]:
        """The seats taken now."""
        return tuple(self._seats.values())

    def seat(self, viewer: Viewer, *, brief: bool) -> None:
        """Have `viewer` get what is sent from now on, and nothing of what is on its way."""
        self.unseat(viewer)
        self._seats[viewer] = Seat(viewer, brief=brief)

    def unseat(self, viewer: Viewer) -> None:
        """Have it get nothing more, not even of what is on its way."""
        seat = self._seats.pop(viewer, None)
        if seat is not None:
            seat.taken = False

    def reseat(self) -> None:
        """Have nobody get what is on its way to the seats, here or elsewhere; they stay for what comes next."""
        for seat in self.seats:
            self.seat(seat.viewer, brief=seat.brief)

    def send(self, packet: Packet, *, brief: bool | None = None, done: Callable[[], None] | None = None) -> None:
        """Write a frame to everybody, or to those in `brief` or not; `done` is called when the last one has it.

        Few viewers have it when this returns; of many, the rest follow in later turns of the event loop.
        """
        seats = self.seats
        if brief is not None:
            seats = [seat for seat in seats if seat.brief is brief]
        self._writings.append(Writing(packet, seats, done))
        if len(self._writings) == 1:
            self._write()

    def _write(self) -> None:
        room = SLICE
        while room > 0 and self._writings:
            writing = self._writings[0]
            packet, framed = writing.packet, writing.packet.framed
            seats = writing.seats[writing.reached : writing.reached + room]
            for seat in seats:
                if seat.taken:
                    write = seat.viewer.write  # apart from its call: Python 3.11 reads slots faster than it calls them
                    if not write(framed):
                        seat.viewer.offer(packet)
            writing.reached += len(seats)
            room -= len(seats)
            if writing.reached == len(writing.seats):
                self._writings.popleft()
                if writing.done is not None:
                    writing.done()
        if self._writings:
            asyncio.get_running_loop().call_soon(self._write)
