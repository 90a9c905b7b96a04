"""One match in this process: where it stands, its last frames, and who looks on.

Every viewer in the `audience` has been offered everything up to `seq`, or it is on its way there. Frames that come too
early are held; where the missing one does not follow within STRAGGLER_S, Redis' tail of the match is read and, where it
is not enough, the match log: once, whoever waits for it.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from scoreboard.live import metrics
from scoreboard.live.hub.broadcast import Audience
from scoreboard.live.hub.log_reader import Reading, read_frames, read_match
from scoreboard.live.hub.overview_batches import Tick
from scoreboard.live.hub.viewer import Viewer
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.frames import Frame, Packet, pack_record, pack_resumed, pack_snapshot
from scoreboard.wire.records import format_cursor

logger = logging.getLogger(__name__)
STRAGGLER_S = 0.05  # two processes may publish out of order
SNAPSHOT_S = 1.0  # viewers who join within so long share one snapshot,
SNAPSHOT_FRAMES = 20  # unless more than so many frames have followed it
TAIL_FRAMES = 1_000  # who missed more gets a snapshot

Place = tuple[int, int]  # (epoch, seq)
Read = Callable[..., Awaitable[Any]]  # runs a function of logreads on the hub's thread
Recall = Callable[[str], Awaitable[list[Frame]]]  # the frames of a match that Redis remembers


class Feed:
    """A match that somebody here looks at, or is about to. `users` counts them.

    `read` asks the database, `recall` Redis. The `overview` gets events by the `tick`, the `audience` at once.
    """

    def __init__(self, match_id: str, read: Read, recall: Recall, tick: Tick) -> None:
        self.match_id = match_id
        self.epoch = self.seq = 0  # nothing known yet
        self.top: Place = (0, 0)  # how far the log is known to reach
        self.users = 0
        self.gaps = self.repairs = 0
        self.late_s = 0.0  # from commit to the last socket, of the last frame
        self.audience = Audience()
        self.overview = Audience()
        self.opening: asyncio.Task[None] | None = None
        self._read = read
        self._recall = recall
        self._tick = tick
        self._written = self._ticked = 0  # what has been offered to all of the audience, of the overview
        self._tail: deque[Packet] = deque()  # the frames up to `seq`, without a gap
        self._held: dict[Place, Frame] = {}
        self._snapshot: dict[str, Any] = {}
        self._snapshots: dict[bool, Packet] = {}  # packed, by brief or whole
        self._snapshot_seq = 0
        self._lock = asyncio.Lock()
        self._checked_at = float("-inf")  # when the last reading began
        self._repair: asyncio.Task[None] | None = None

    @property
    def place(self) -> Place:
        """How far this feed is."""
        return self.epoch, self.seq

    @property
    def watching(self) -> int:
        """How many look on here."""
        return len(self.audience) + len(self.overview)

    @property
    def written(self) -> int:
        """Everybody here has been offered what is up to there."""
        return min(self._written, self._ticked)

    # --- frames come in ----------------------------------------------------------------------------------------------

    def receive(self, frame: Frame) -> None:
        """Take a frame from the channel layer: hand it on, hold it, or drop it as known."""
        place = (frame.epoch, frame.seq)
        if place <= self.place:
            return
        if len(self._held) >= TAIL_FRAMES:  # the log cannot be read for long: it has them all
            self._held.clear()
        self._held[place] = frame
        self._release()
        if self._held and self.epoch:
            metrics.gaps.inc()
            self.gaps += 1
            self._repair_soon("gap")

    def notice(self, top: Place) -> None:
        """Take note of how far the log reaches; frames that do not follow soon are read from it."""
        self.top = top
        if top > self.place:
            self._repair_soon("top")

    async def check(self, *, since: float) -> None:
        """Bring the feed to where the log is, by a reading that began at `since` (monotonic) or later.

        Raises NoSuchMatch, UnreadableMatch, and what the database raises.
        """
        async with self._lock:
            if self._checked_at >= since:
                return
            began = time.monotonic()
            reading = await self._read(read_match, self.match_id, epoch=self.epoch, seq=self.seq, limit=TAIL_FRAMES)
            self._apply(reading)
            self._checked_at = began

    def stop(self) -> None:
        """Stop what runs for this feed."""
        for task in (self.opening, self._repair):
            if task is not None:
                task.cancel()

    # --- viewers come in ---------------------------------------------------------------------------------------------

    async def join(self, viewer: Viewer, cursor: Place | None, *, brief: bool = False, declared: bool = False) -> None:
        """Write to `viewer` what is after `cursor`, or a snapshot, and place it among the viewers: no gap, no double.

        `declared`: say so where a snapshot comes (it replaces what the viewer had). Raises OSError where it has gone.
        """
        packets = await self._catch_up(cursor, brief=brief, declared=declared)
        while packets:
            epoch, reached = self.place
            for packet in packets:
                await viewer.deliver(packet)
            if epoch == self.epoch and self._floor <= reached:
                packets = list(self._after(reached))
            else:
                packets = await self._anew(brief=brief, declared=True)
        if self.match_id in viewer.looks:
            (self.overview if viewer.overview else self.audience).seat(viewer, brief=brief)

    def part(self, viewer: Viewer) -> None:
        """Show it to `viewer` no more."""
        self.audience.unseat(viewer)
        self.overview.unseat(viewer)

    def shows(self, viewer: Viewer) -> bool:
        """Whether `viewer` is where the match is, and goes on being."""
        return viewer in self.audience or viewer in self.overview

    async def _catch_up(self, cursor: Place | None, *, brief: bool, declared: bool) -> list[Packet]:
        """What brings a viewer from `cursor` to here, for a caller that goes on without awaiting in between."""
        if cursor is None:
            return await self._anew(brief=brief, declared=declared)
        epoch, seq = cursor
        if epoch == self.epoch and seq > self.seq:
            await self.check(since=time.monotonic())
        if epoch == self.epoch and self.seq - TAIL_FRAMES <= seq < self._floor:
            await self._extend(seq)
        if epoch == self.epoch and self._floor <= seq <= self.seq:
            resumed = pack_resumed(self.match_id, format_cursor(epoch, seq), recovered=True)
            return [resumed, *self._after(seq)]
        return await self._anew(brief=brief, declared=True)

    async def _anew(self, *, brief: bool, declared: bool) -> list[Packet]:
        """A snapshot, and the frames after it."""
        now = time.monotonic()
        await self.check(since=now - SNAPSHOT_S)
        if self.seq - self._snapshot_seq > min(SNAPSHOT_FRAMES, len(self._tail)):
            await self.check(since=now)
        return [*self._pack(brief=brief, declared=declared), *self._after(self._snapshot_seq)]

    async def _extend(self, seq: int) -> None:
        """Have the tail reach back to `seq`, with what Redis remembers, else from the log."""
        async with self._lock:
            if self._floor <= seq:
                return
            epoch, floor = self.epoch, self._floor
            frames: Sequence[Frame] = pick(await self._recall(self.match_id), epoch=epoch, after=seq, upto=floor)
            if not frames:
                frames = await self._read(read_frames, self.match_id, epoch=epoch, after=seq, upto=floor)
            if epoch == self.epoch and floor == self._floor:
                self._tail.extendleft(pack_record(frame) for frame in reversed(frames))

    # --- inside ------------------------------------------------------------------------------------------------------

    @property
    def _floor(self) -> int:
        """The lowest seq after which the tail has everything."""
        return self.seq - len(self._tail)

    def _after(self, seq: int) -> Iterable[Packet]:
        return islice(self._tail, seq - self._floor, None)

    def _pack(self, *, brief: bool, declared: bool) -> list[Packet]:
        """The snapshot's frame, after the word that it replaces what was before where that is `declared`."""
        if brief not in self._snapshots:
            shown = {name: value for name, value in self._snapshot.items() if not (brief and name == "incidents")}
            self._snapshots[brief] = pack_snapshot(shown)
        snapshot = self._snapshots[brief]
        if not declared:
            return [snapshot]
        return [pack_resumed(self.match_id, snapshot.cursor, recovered=False), snapshot]

    def _apply(self, reading: Reading) -> None:
        """Take over what the database says, and hand on what viewers do not have."""
        first = self.epoch == 0
        if reading.epoch < self.epoch:
            return
        self._snapshot, self._snapshots, self._snapshot_seq = reading.snapshot, {}, reading.seq
        self.top = (reading.epoch, reading.seq)
        for frame in reading.frames:
            if frame.epoch == self.epoch and frame.seq == self.seq + 1:
                self._hand_on(frame)
        if reading.epoch > self.epoch or reading.seq > self.seq:  # another epoch, or too much was missed
            self.epoch, self.seq = reading.epoch, reading.seq
            self._tail.clear()
            if first:
                self._written = self._ticked = self.seq
            else:
                metrics.jumps.inc(len(self.audience) + len(self.overview))
                self.overview.reseat()
                for brief in (False, True):
                    for packet in self._pack(brief=brief, declared=True):
                        self.audience.send(packet, brief=brief, done=partial(self._note_written, self.seq))
                        self.overview.send(packet, brief=brief, done=partial(self._note_ticked, self.seq))
        self._release()

    def _release(self) -> None:
        """Hand on the held frames that are next; forget those that are known."""
        while (frame := self._held.pop((self.epoch, self.seq + 1), None)) is not None:
            self._hand_on(frame)
        for place in [place for place in self._held if place <= self.place]:
            del self._held[place]

    def _hand_on(self, frame: Frame) -> None:
        packet = pack_record(frame)
        self.seq = frame.seq
        self._tail.append(packet)
        if len(self._tail) > TAIL_FRAMES:
            self._tail.popleft()
        metrics.delivered.inc(len(self.audience) + len(self.overview))
        self.audience.send(packet, done=partial(self._note_written, frame.seq, since=frame.at))
        if len(self.overview):
            self._tick.add(packet, self.overview.seats, partial(self._note_ticked, frame.seq))
        else:
            self._ticked = frame.seq

    def _note_written(self, seq: int, *, since: float | None = None) -> None:
        self._written = seq
        if since is not None:
            self.late_s = max(0.0, time.time() - since)
            metrics.latency.observe(self.late_s)

    def _note_ticked(self, seq: int) -> None:
        self._ticked = seq

    def _repair_soon(self, cause: str) -> None:
        if self._repair is None:
            self._repair = asyncio.create_task(self._repair_from_tails(cause))

    async def _repair_from_tails(self, cause: str) -> None:
        try:
            await asyncio.sleep(STRAGGLER_S)
            if self._behind:
                metrics.repairs.labels(cause).inc()
                self.repairs += 1
                for frame in await self._recall(self.match_id):
                    if (frame.epoch, frame.seq) > self.place:
                        self._held[frame.epoch, frame.seq] = frame
                self._release()
            if self._behind:
                metrics.log_repairs.inc()
                early = tuple(self._held)
                await self.check(since=time.monotonic())
                for place in early:  # the log was read after they came: what is left of them is not in it
                    self._held.pop(place, None)
        except UnreadableMatch:  # told already; the next look at the tops tries again, as below
            return
        except Exception as error:  # noqa: BLE001  # the database; the next look at the tops tries again
            logger.warning("match %s cannot be repaired now: %s", self.match_id, error)
            return
        finally:
            self._repair = None
        if self._held:
            self._repair_soon(cause)

    @property
    def _behind(self) -> bool:
        return bool(self._held) or self.top > self.place


def pick(frames: Iterable[Frame], *, epoch: int, after: int, upto: int) -> list[Frame]:
    """The frames of an epoch after seq `after` up to and with `upto`, in order; none where one is missing."""
    by_seq = {frame.seq: frame for frame in frames if frame.epoch == epoch}
    wanted = [by_seq.get(seq) for seq in range(after + 1, upto + 1)]
    found = [frame for frame in wanted if frame is not None]
    return found if len(found) == len(wanted) else []
