"""Who looks at one match, and the writing of frames to all of them, in slices that let the event loop breathe."""

import asyncio
from array import array
from collections import deque
from collections.abc import Callable, Sequence

from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.server.direct_writer import LINES
from scoreboard.wire.frames import Packet

SLICE = 250  # viewers written to before the event loop gets to do something else


class Seat:
    """A viewer's place among those who look on, from one joining to the next leaving."""

    __slots__ = ("brief", "taken", "viewer")

    def __init__(self, viewer: Viewer, *, brief: bool) -> None:
        self.viewer = viewer
        self.brief = brief  # it is shown snapshots without incidents
        self.taken = True


class Rows:
    """Seats, and the numbers of the lines of those who sit there (direct_writer.py).

    The numbers lie side by side in memory. The objects of thousands of viewers do not, and had to be waited for.
    """

    __slots__ = ("lines", "seats")

    def __init__(self, seats: Sequence[Seat]) -> None:
        self.seats = seats
        self.lines = array("i", [seat.viewer.line for seat in seats])


class Writing:
    """A frame on its way: to whom, and how far it is. `left` are the lines of those who are no longer to have it."""

    __slots__ = ("done", "left", "packet", "reached", "rows")

    def __init__(self, packet: Packet, rows: Rows, done: Callable[[], None] | None) -> None:
        self.packet = packet
        self.rows = rows
        self.reached = 0
        self.left: set[int] = set()
        self.done = done

    def go_on(self, room: int) -> int:
        """Write to `room` viewers more; to how many it was."""
        packet, framed = self.packet, self.packet.framed
        size, left = len(framed), self.left
        begun = self.reached
        lines: Sequence[int] = self.rows.lines[begun : begun + room]
        self.reached += len(lines)
        if left:
            lines = [0 if line in left else line for line in lines]
        for number, line in enumerate(lines, start=begun):
            try:
                sent = LINES[line](framed)
            except OSError:  # no room, or gone
                sent = 0
            if sent < size:
                seat = self.rows.seats[number]
                if seat.taken:
                    seat.viewer.offer(packet, sent)
        return len(lines)


class Audience:
    """The viewers of one match. Each gets the frames sent while it is seated, once and in their order."""

    def __init__(self) -> None:
        self._seats: dict[Viewer, Seat] = {}
        self._rows: Rows | None = None  # of the seats as they are
        self._writings: deque[Writing] = deque()

    def __len__(self) -> int:
        return len(self._seats)

    def __contains__(self, viewer: Viewer) -> bool:
        return viewer in self._seats

    @property
    def seats(self) -> Sequence[Seat]:
        """The seats taken now."""
        return self._all.seats

    def seat(self, viewer: Viewer, *, brief: bool) -> None:
        """Have `viewer` get what is sent from now on, and nothing of what is on its way."""
        self.unseat(viewer)
        self._seats[viewer] = Seat(viewer, brief=brief)
        self._rows = None

    def unseat(self, viewer: Viewer) -> None:
        """Have it get nothing more, not even of what is on its way."""
        seat = self._seats.pop(viewer, None)
        if seat is not None:
            seat.taken = False
            self._rows = None
            for writing in self._writings:
                writing.left.add(viewer.line)

    def reseat(self) -> None:
        """Have nobody get what is on its way to the seats, here or elsewhere; they stay for what comes next."""
        for seat in self.seats:
            self.seat(seat.viewer, brief=seat.brief)

    def send(self, packet: Packet, *, brief: bool | None = None, done: Callable[[], None] | None = None) -> None:
        """Write a frame to everybody, or to those in `brief` or not; `done` is called when the last one has it.

        Few viewers have it when this returns; of many, the rest follow in later turns of the event loop.
        """
        rows = self._all
        if brief is not None:
            rows = Rows([seat for seat in rows.seats if seat.brief is brief])
        self._writings.append(Writing(packet, rows, done))
        if len(self._writings) == 1:
            self._write()

    @property
    def _all(self) -> Rows:
        if self._rows is None:
            self._rows = Rows(tuple(self._seats.values()))
        return self._rows

    def _write(self) -> None:
        room = SLICE
        while room > 0 and self._writings:
            writing = self._writings[0]
            room -= writing.go_on(room)
            if writing.reached == len(writing.rows.seats):
                self._writings.popleft()
                if writing.done is not None:
                    writing.done()
        if self._writings:
            asyncio.get_running_loop().call_soon(self._write)
