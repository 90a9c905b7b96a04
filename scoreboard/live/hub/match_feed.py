"""One match in this process: how far it is known, its last frames, and its viewers.

Every viewer in the `audience` has been offered everything up to `seq`, or it is on its way there. Messages that come
too early are held; where the missing one does not follow within `straggler_s`, Redis' history of the match is read and,
where that is not enough, the match log: once, however many viewers wait for it.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import islice

from scoreboard.live import metrics
from scoreboard.live.hub.broadcast import Audience
from scoreboard.live.hub.database_thread import Query
from scoreboard.live.hub.log_reader import MatchReading, load_match, load_messages
from scoreboard.live.hub.overview_batches import OverviewBatches
from scoreboard.live.hub.viewer import Viewer
from scoreboard.live.limits import LiveLimits
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.wire.encoded_frames import EncodedFrame, encode_event, encode_resumed, encode_snapshot
from scoreboard.wire.layer_messages import LayerMessage
from scoreboard.wire.records import Cursor, format_cursor
from scoreboard.wire.snapshot import Snapshot, shorten_snapshot

logger = logging.getLogger(__name__)

LoadHistory = Callable[[str], Awaitable[list[LayerMessage]]]  # the messages of a match that Redis remembers


class MatchFeed:
    """A match that is watched here, or is about to be. `users` counts the viewers that watch it or are about to.

    `query` asks the database, `load_history` Redis. Viewers in the `overview` get events in `batches`, those in the
    `audience` at once.
    """

    def __init__(
        self, match_id: str, query: Query, load_history: LoadHistory, batches: OverviewBatches, limits: LiveLimits
    ) -> None:
        self.match_id = match_id
        self.epoch = self.seq = 0  # nothing known yet
        self.log_end: Cursor = (0, 0)  # how far the log is known to reach
        self.users = 0
        self.gaps = self.repairs = 0
        self.latency_s = 0.0  # from commit to the last socket, of the last frame
        self.audience = Audience(limits)
        self.overview = Audience(limits)
        self.opening: asyncio.Task[None] | None = None
        self._limits = limits
        self._history_frames = limits.history_frames
        self._query = query
        self._load_history = load_history
        self._batches = batches
        self._written = self._batched = 0  # up to where all of the audience, all of the overview has been offered
        self._history: deque[EncodedFrame] = deque()  # the frames up to `seq`, without a gap
        self._held: dict[Cursor, LayerMessage] = {}
        self._snapshot: Snapshot | None = None
        self._snapshots: dict[bool, EncodedFrame] = {}  # its frame, by brief or whole
        self._snapshot_seq = 0
        self._lock = asyncio.Lock()
        self._checked_at = float("-inf")  # when the last reading began
        self._repairing: asyncio.Task[None] | None = None

    @property
    def cursor(self) -> Cursor:
        """How far this feed is."""
        return self.epoch, self.seq

    @property
    def watching(self) -> int:
        """How many viewers watch here."""
        return len(self.audience) + len(self.overview)

    @property
    def written(self) -> int:
        """The seq up to which every viewer here has been offered everything."""
        return min(self._written, self._batched)

    # --- messages come in --------------------------------------------------------------------------------------------

    def receive(self, message: LayerMessage) -> None:
        """Take a message from the channel layer: hand it on, hold it, or drop it as known."""
        cursor = (message.epoch, message.seq)
        if cursor <= self.cursor:
            return
        if len(self._held) >= self._history_frames:  # the log cannot be read for long: it has them all
            self._held.clear()
        self._held[cursor] = message
        self._hand_on_held()
        if self._held and self.epoch:
            metrics.gaps.inc()
            self.gaps += 1
            self._repair_soon("gap")

    def note_log_end(self, log_end: Cursor) -> None:
        """Note how far the log reaches; what does not come by itself soon is read from it."""
        self.log_end = log_end
        if log_end > self.cursor:
            self._repair_soon("top")

    async def check(self, *, since: float) -> None:
        """Bring the feed to where the log is, by a reading that began at `since` (monotonic) or later.

        Raises NoSuchMatch, UnreadableMatch, and what the database raises.
        """
        async with self._lock:
            if self._checked_at >= since:
                return
            began = time.monotonic()
            reading = await self._query(
                load_match, self.match_id, epoch=self.epoch, seq=self.seq, limit=self._history_frames
            )
            self._apply(reading)
            self._checked_at = began

    def stop(self) -> None:
        """Stop what runs for this feed."""
        for task in (self.opening, self._repairing):
            if task is not None:
                task.cancel()

    # --- viewers come in ---------------------------------------------------------------------------------------------

    async def join(
        self,
        viewer: Viewer,
        cursor: Cursor | None,
        *,
        is_wanted: Callable[[], bool],
        brief: bool = False,
        declared: bool = False,
    ) -> None:
        """Write to `viewer` what is after `cursor`, or a snapshot, and add it to the viewers: no gap, no double.

        Stops where that is no longer wanted: the match may even have been asked for again, which another call answers.
        `declared`: say so where a snapshot comes (it replaces what the viewer had). Raises OSError where it has gone.
        """
        frames = await self._catch_up(cursor, brief=brief, declared=declared)
        while frames:
            epoch, reached = self.cursor
            for frame in frames:
                await viewer.deliver(frame)
                if not is_wanted():
                    return
            if epoch == self.epoch and self._history_start <= reached:
                frames = list(self._events_after(reached))
            else:
                frames = await self._start_anew(brief=brief, declared=True)
        if is_wanted():
            (self.overview if viewer.overview else self.audience).add(viewer, brief=brief)

    def leave(self, viewer: Viewer) -> None:
        """Show it to `viewer` no more."""
        self.audience.remove(viewer)
        self.overview.remove(viewer)

    def shows(self, viewer: Viewer) -> bool:
        """Whether `viewer` is where the match is, and gets what comes."""
        return viewer in self.audience or viewer in self.overview

    async def _catch_up(self, cursor: Cursor | None, *, brief: bool, declared: bool) -> list[EncodedFrame]:
        """What brings a viewer from `cursor` to here, for a caller that goes on without awaiting in between."""
        if cursor is None:
            return await self._start_anew(brief=brief, declared=declared)
        epoch, seq = cursor
        if epoch == self.epoch and seq > self.seq:
            await self.check(since=time.monotonic())
        if epoch == self.epoch and self.seq - self._history_frames <= seq < self._history_start:
            await self._extend_history(seq)
        if epoch == self.epoch and self._history_start <= seq <= self.seq:
            resumed = encode_resumed(self.match_id, format_cursor(epoch, seq), recovered=True)
            return [resumed, *self._events_after(seq)]
        return await self._start_anew(brief=brief, declared=True)

    async def _start_anew(self, *, brief: bool, declared: bool) -> list[EncodedFrame]:
        """A snapshot, and the frames after it."""
        now = time.monotonic()
        await self.check(since=now - self._limits.snapshot_s)
        if self.seq - self._snapshot_seq > min(self._limits.snapshot_frames, len(self._history)):
            await self.check(since=now)
        return [*self._encode_snapshot(brief=brief, declared=declared), *self._events_after(self._snapshot_seq)]

    async def _extend_history(self, seq: int) -> None:
        """Have the history reach back to `seq`, with what Redis remembers, else from the log."""
        async with self._lock:
            if self._history_start <= seq:
                return
            epoch, start = self.epoch, self._history_start
            remembered = await self._load_history(self.match_id)
            messages: Sequence[LayerMessage] = pick(remembered, epoch=epoch, after=seq, upto=start)
            if not messages:
                messages = await self._query(load_messages, self.match_id, epoch=epoch, after=seq, upto=start)
            if epoch == self.epoch and start == self._history_start:
                self._history.extendleft(encode_event(message) for message in reversed(messages))

    # --- inside ------------------------------------------------------------------------------------------------------

    @property
    def _history_start(self) -> int:
        """The lowest seq after which the history has everything."""
        return self.seq - len(self._history)

    def _events_after(self, seq: int) -> Iterable[EncodedFrame]:
        return islice(self._history, seq - self._history_start, None)

    def _encode_snapshot(self, *, brief: bool, declared: bool) -> list[EncodedFrame]:
        """The snapshot's frame; where it is `declared`, after the frame that says that it replaces what was before."""
        if brief not in self._snapshots:
            assert self._snapshot is not None
            self._snapshots[brief] = encode_snapshot(shorten_snapshot(self._snapshot) if brief else self._snapshot)
        snapshot = self._snapshots[brief]
        if not declared:
            return [snapshot]
        return [encode_resumed(self.match_id, snapshot.cursor, recovered=False), snapshot]

    def _apply(self, reading: MatchReading) -> None:
        """Take over what the database says, and hand on what viewers do not have."""
        first = self.epoch == 0
        if reading.epoch < self.epoch:
            return
        self._snapshot, self._snapshots, self._snapshot_seq = reading.snapshot, {}, reading.seq
        self.log_end = (reading.epoch, reading.seq)
        for message in reading.messages:
            if message.epoch == self.epoch and message.seq == self.seq + 1:
                self._hand_on(message)
        if reading.epoch > self.epoch or reading.seq > self.seq:  # another epoch, or too much was missed
            self.epoch, self.seq = reading.epoch, reading.seq
            self._history.clear()
            if first:
                self._written = self._batched = self.seq
            else:
                metrics.jumps.inc(len(self.audience) + len(self.overview))
                self.overview.skip_pending()
                for brief in (False, True):
                    for frame in self._encode_snapshot(brief=brief, declared=True):
                        self.audience.send(frame, brief=brief, done=partial(self._note_written, self.seq))
                        self.overview.send(frame, brief=brief, done=partial(self._note_batched, self.seq))
        self._hand_on_held()

    def _hand_on_held(self) -> None:
        """Hand on the held messages that are next; forget those that are known."""
        while (message := self._held.pop((self.epoch, self.seq + 1), None)) is not None:
            self._hand_on(message)
        for cursor in [cursor for cursor in self._held if cursor <= self.cursor]:
            del self._held[cursor]

    def _hand_on(self, message: LayerMessage) -> None:
        frame = encode_event(message)
        self.seq = message.seq
        self._history.append(frame)
        if len(self._history) > self._history_frames:
            self._history.popleft()
        metrics.delivered.inc(len(self.audience) + len(self.overview))
        self.audience.send(frame, done=partial(self._note_written, message.seq, since=message.at))
        if len(self.overview):
            self._batches.add(frame, self.overview.subscribers, partial(self._note_batched, message.seq))
        else:
            self._batched = message.seq

    def _note_written(self, seq: int, *, since: float | None = None) -> None:
        self._written = seq
        if since is not None:
            self.latency_s = max(0.0, time.time() - since)
            metrics.latency.observe(self.latency_s)

    def _note_batched(self, seq: int) -> None:
        self._batched = seq

    def _repair_soon(self, cause: str) -> None:
        if self._repairing is None:
            self._repairing = asyncio.create_task(self._repair(cause))

    async def _repair(self, cause: str) -> None:
        """Get what is missing: from Redis' history, else from the log."""
        try:
            await asyncio.sleep(self._limits.straggler_s)
            if self._behind:
                metrics.repairs.labels(cause).inc()
                self.repairs += 1
                for message in await self._load_history(self.match_id):
                    if (message.epoch, message.seq) > self.cursor:
                        self._held[message.epoch, message.seq] = message
                self._hand_on_held()
            if self._behind:
                metrics.log_repairs.inc()
                early = tuple(self._held)
                await self.check(since=time.monotonic())
                for cursor in early:  # the log was read after they came: what is left of them is not in it
                    self._held.pop(cursor, None)
        except UnreadableMatch:  # logged already; the next poll of log ends tries again, as below
            return
        except Exception as error:  # noqa: BLE001  # the database; the next poll of log ends tries again
            logger.warning("match %s cannot be repaired now: %s", self.match_id, error)
            return
        finally:
            self._repairing = None
        if self._held:
            self._repair_soon(cause)

    @property
    def _behind(self) -> bool:
        return bool(self._held) or self.log_end > self.cursor


def pick(messages: Iterable[LayerMessage], *, epoch: int, after: int, upto: int) -> list[LayerMessage]:
    """The messages of an epoch after seq `after` up to and with `upto`, in order; none where one is missing."""
    by_seq = {message.seq: message for message in messages if message.epoch == epoch}
    wanted = [by_seq.get(seq) for seq in range(after + 1, upto + 1)]
    found = [message for message in wanted if message is not None]
    return found if len(found) == len(wanted) else []
