"""A viewer that holds the server to docs/protocol.md: it follows one match, comes back with its cursor, and counts."""

import asyncio
import base64
import os
import random
import socket
from collections import Counter

import msgspec

from tests.live.conftest import apply_changes


class Watcher:
    """One viewer of one match, by WebSocket or by server-sent events.

    It begins after seq `start`, or asks for `cursor`, which nobody can serve, or for a snapshot; with `fold` it keeps
    what it is shown up to date, as a page does. `buffer` is what its kernel takes for it (bytes; None: megabytes).

    `wrong` counts what must not be: events missing (a jump that was not declared), doubled, out of order, and frames
    that break the protocol. Declared jumps are counted apart.
    """

    def __init__(self, *, match, ports, seed, transport="websocket", start=None, cursor=None, fold=True, buffer=4_096):
        self.match, self.ports, self.transport = match, ports, transport
        self.random = random.Random(seed)
        self.seq = start  # None: nothing taken yet
        self.shown, self._fold, self._buffer = None, fold, buffer
        self.wrong, self.told = Counter(), []
        self.frames = self.connects = self.jumps = self.recovered = 0
        self.codes = Counter()
        self._taken = set()  # the seqs since the last snapshot
        self._asked, self._hopeless = None, cursor  # the cursor of this connection, of the first one
        self._awaiting = "nothing"  # what the next frame must be
        self._line = None
        self._following = asyncio.create_task(self._follow())

    # --- what a scenario does with it --------------------------------------------------------------------------------

    def drop(self):
        """Lose the connection, without a word; it comes back with the cursor."""
        if self._line is not None:
            self._line.transport.abort()

    def read_no_more(self):
        """Stop reading; what is sent piles up."""
        if self._line is not None:
            self._line.transport.pause_reading()

    def read_again(self):
        """Go on reading."""
        if self._line is not None and not self._line.transport.is_closing():
            self._line.transport.resume_reading()

    async def stop(self):
        """Leave for good."""
        self._following.cancel()
        await asyncio.wait([self._following])
        self.drop()

    # --- its connection ----------------------------------------------------------------------------------------------

    async def _follow(self):
        loop = asyncio.get_running_loop()
        while True:
            end = socket.socket()
            end.setblocking(False)
            if self._buffer:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._buffer)
            try:
                async with asyncio.timeout(5):
                    await loop.sock_connect(end, ("127.0.0.1", self.random.choice(self.ports)))
                    line = WebSocketLine(self) if self.transport == "websocket" else StreamLine(self)
                    await loop.create_connection(lambda: line, sock=end)  # noqa: B023
            except OSError:
                end.close()
            else:
                self._line = line
                await line.ended
                self._line = None
                self.codes[line.code] += 1
            await asyncio.sleep(self.random.uniform(0, 0.1))

    def begin(self):
        """A connection is made; the path of the request, from where this viewer is."""
        self.connects += 1
        self._asked = self._hopeless if self.seq is None else f"e1-{self.seq}"
        self._awaiting = "snapshot" if self._asked is None else "resumed"
        cursor = "" if self._asked is None else f"?cursor={self._asked}"
        if self.transport == "websocket":
            return f"/ws/matches/{self.match}{cursor}"
        return f"/api/v1/matches/{self.match}/stream{cursor}"

    # --- what it is sent ---------------------------------------------------------------------------------------------

    def take(self, data):
        """Check a frame against all that came before, and take it over."""
        frame = msgspec.json.decode(data)
        self.frames += 1
        kind = frame["t"]
        if kind in ("beat", "viewers", "shed", "bye", "error"):
            return
        if kind == "resumed":
            self._take_resumed(frame)
        elif kind == "snapshot":
            self._take_snapshot(frame["match"])
        elif kind == "event":
            self._take_event(frame)
        else:
            self.note("unknown", kind)

    def _take_resumed(self, frame):
        if frame["recovered"]:
            self.recovered += 1
            if self._awaiting != "resumed" or frame["cursor"] != self._asked or self.seq is None:
                self.note("protocol", f"recovered {frame['cursor']}, asked for {self._asked}")
            self._awaiting = "nothing"
        else:
            self.jumps += 1
            self._awaiting = "snapshot"

    def _take_snapshot(self, match):
        if self._awaiting != "snapshot":
            self.note("protocol", "a snapshot that was not declared")
        if self.seq is not None and match["seq"] < self.seq:
            self.note("disordered", f"a snapshot at {match['seq']} after {self.seq}")
        self.shown, self.seq, self._taken = match if self._fold else None, match["seq"], set()
        self._awaiting = "nothing"

    def _take_event(self, frame):
        seq = frame["seq"]
        if self._awaiting != "nothing":
            self.note("protocol", f"event {seq} before the {self._awaiting}")
        elif seq in self._taken:
            self.note("doubled", f"{seq} again")
        elif seq <= self.seq:
            self.note("disordered", f"{seq} after {self.seq}")
        else:
            if seq > self.seq + 1:
                self.note("missing", f"{seq} after {self.seq}", seq - self.seq - 1)
            self.seq = seq
            self._taken.add(seq)
            if self.shown is not None:
                self.shown = apply_changes(self.shown, frame["changes"])

    def note(self, what, told, count=1):
        """Count something that must not be."""
        self.wrong[what] += count
        self.told.append(f"{what}: {told}")


class Line(asyncio.Protocol):
    """One connection of a watcher."""

    def __init__(self, watcher):
        self.watcher = watcher
        self.code = None
        self.ended = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.open = False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request(self.watcher.begin()).encode())

    def data_received(self, data):
        self.buffer += data
        if not self.open:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.open, self.buffer = True, rest
            if not head.startswith(self.answer):
                self.code = head.split(b"\r\n")[0].decode()
                self.transport.abort()
                return
        try:
            self.parse()
        except Exception as error:
            self.watcher.note("protocol", repr(error))
            raise

    def connection_lost(self, error):
        if not self.ended.done():
            self.ended.set_result(None)


class WebSocketLine(Line):
    """A WebSocket."""

    answer = b"HTTP/1.1 101"

    def request(self, path):
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )

    def parse(self):
        while (frame := read_frame(self.buffer)) is not None:
            opcode, payload, self.buffer = frame
            if opcode == 1:
                self.watcher.take(payload)
            elif opcode == 8:
                self.code = int.from_bytes(payload[:2], "big")
                self.transport.abort()
                return
            elif opcode == 9:
                self.transport.write(bytes((0x8A, 0x80 | len(payload), 0, 0, 0, 0)) + payload)  # a mask of zeros


class StreamLine(Line):
    """Server-sent events in HTTP's chunks."""

    answer = b"HTTP/1.1 200"
    text = b""

    def request(self, path):
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"

    def parse(self):
        while (found := self.buffer.find(b"\r\n")) >= 0:
            end = found + 2 + int(self.buffer[:found], 16)
            if len(self.buffer) < end + 2:
                break
            self.text += self.buffer[found + 2 : end]
            self.buffer = self.buffer[end + 2 :]
        *lines, self.text = self.text.split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                self.watcher.take(line[6:])


def read_frame(data):
    """The first frame of a server's bytes: (opcode, payload, the rest); None while it is not whole."""
    if len(data) < 2:
        return None
    length, start = data[1] & 127, 2
    if length >= 126:
        start = 4 if length == 126 else 10
        if len(data) < start:
            return None
        length = int.from_bytes(data[2:start], "big")
    end = start + length
    return None if len(data) < end else (data[0] & 15, data[start:end], data[end:])
