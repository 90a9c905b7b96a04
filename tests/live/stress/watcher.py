"""A viewer that comes back with its cursors: of one match by WebSocket or SSE, or of many on one socket."""

import asyncio
import base64
import os
import random
import socket
from collections import Counter

import msgspec

from tests.live.stress.follower import Follower


class Watcher:
    """One viewer: `followers` are what it knows of its matches.

    `transport` is "websocket", "sse" or "live" (many matches on one socket); `buffer` what its kernel takes for it
    (bytes; None: megabytes). Other options go to the followers.
    """

    def __init__(self, *, matches, ports, seed, transport="websocket", buffer=4_096, **options):
        self.followers = {match: Follower(match, **options) for match in matches}
        self.ports, self.transport = ports, transport
        self.random = random.Random(seed)
        self.connects = 0
        self.kinds, self.codes = Counter(), Counter()  # of the frames that came, of the ends of connections
        self._buffer = buffer
        self._leaving, self._away = set(), set()  # matches that the server is told, and knows, to show no more
        self._line = None
        self._following = asyncio.create_task(self._follow())

    @property
    def seq(self):
        """How far it is with the match that is furthest behind; None where it has nothing yet."""
        seqs = [follower.seq for follower in self.followers.values()]
        return None if None in seqs else min(seqs)

    @property
    def frames(self):
        """How many frames came."""
        return self.kinds.total()

    @property
    def jumps(self):
        """Its declared jumps."""
        return sum(follower.jumps for follower in self.followers.values())

    @property
    def recovered(self):
        """How often it was brought on from a cursor."""
        return sum(follower.recovered for follower in self.followers.values())

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

    def look_away(self, match):
        """Subscribe to a match no more; when the server has understood, subscribe to it again from there."""
        if self._line is not None and self.followers[match].shows and match not in self._leaving | self._away:
            self._leaving.add(match)
            self._line.say({"unsubscribe": [f"match:{match}"]})

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
                    line = StreamLine(self) if self.transport == "sse" else WebSocketLine(self)
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
        self._leaving, self._away = set(), set()
        if self.transport == "live":
            return "/ws/live"
        ((match, follower),) = self.followers.items()
        cursor = follower.ask()
        query = "" if cursor is None else f"?cursor={cursor}"
        return f"/api/v1/matches/{match}/stream{query}" if self.transport == "sse" else f"/ws/matches/{match}{query}"

    def opened(self, line):
        """The connection is open; who looks at many matches says at which."""
        if self.transport == "live":
            self.subscribe(line, self.followers)

    def subscribe(self, line, matches):
        """Ask for matches, from where it is with each."""
        asked = {match: self.followers[match].ask() for match in matches}
        topics = [f"match:{match}@{cursor}" if cursor else f"match:{match}" for match, cursor in asked.items()]
        line.say({"subscribe": topics})

    # --- what it is sent ---------------------------------------------------------------------------------------------

    def take(self, data):
        """Check a frame against all that came before, and take it over."""
        frame = msgspec.json.decode(data)
        kind = frame["t"]
        self.kinds[kind] += 1
        if kind == "event":
            self.followers[frame["id"]].take_event(frame)
        elif kind == "batch":
            for event in frame["events"]:
                self.followers[event["id"]].take_event(event)
        elif kind == "resumed":
            self.followers[frame["id"]].take_resumed(frame)
        elif kind == "snapshot":
            self.followers[frame["match"]["id"]].take_snapshot(frame["match"])
        elif kind == "beat":
            self._take_beat(frame["tops"])
        elif kind == "error":
            self.note("protocol", frame)
        elif kind not in ("viewers", "shed", "bye"):
            self.note("protocol", f"a frame {kind!r}")

    def _take_beat(self, tops):
        for match, seq in tops.items():
            self.followers[match].take_top(seq)
        understood = self._leaving - tops.keys()
        self._leaving -= understood
        self._away |= understood
        for match in understood:
            self.followers[match].leave()
            asyncio.get_running_loop().call_later(self.random.uniform(0, 0.5), self._look_again, self._line, match)

    def _look_again(self, line, match):
        if line is self._line and match in self._away:
            self._away.remove(match)
            self.subscribe(line, [match])

    def note(self, what, told):
        """Count something that must not be, of whatever match."""
        next(iter(self.followers.values())).note(what, told)


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
            self.watcher.opened(self)
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
                self.transport.write(pack_frame(10, payload))

    def say(self, message):
        self.transport.write(pack_frame(1, msgspec.json.encode(message)))


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


def pack_frame(opcode, payload):
    """A client's frame, masked with zeros."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    return head + bytes(4) + payload
