"""Thousands of viewers in one event loop: what a reader needs of WebSocket, and what live.js does after a close."""

import asyncio
import random
import re
from collections import Counter

SEQ = re.compile(rb'"seq":(\d+)')
WAIT = re.compile(rb'"wait_ms":(\d+)')
HANDSHAKE = (
    b"GET %s?cursor=e1-%d HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, CLOSE, PING = 0x81, 0x88, 0x89


class Watcher(asyncio.Protocol):
    """One viewer of a match, from `seq` on; connects again with its cursor whenever it is disconnected."""

    def __init__(self, crowd, seq):
        self.crowd = crowd
        self.seqs = []
        self.start = seq
        self.connects = 0
        self.failures = 0
        self.wait_s = None
        self.transport = None
        self.held = b""
        self.shaken = False

    @property
    def last(self):
        return self.seqs[-1] if self.seqs else self.start

    async def connect(self):
        """Connect, as often as it takes."""
        while not self.crowd.closed:
            self.held, self.shaken = b"", False
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self.crowd.port)
            except OSError:
                await asyncio.sleep(self.backoff())
            else:
                return

    def backoff(self):
        self.failures += 1
        return random.random() * min(5.0, 0.25 * 2**self.failures)

    def connection_made(self, transport):
        self.transport = transport
        transport.write(HANDSHAKE % (self.crowd.path, self.last))

    def connection_lost(self, error):
        self.transport = None
        if not self.crowd.closed:
            self.crowd.later(self.backoff() if self.wait_s is None else self.wait_s, self)
            self.wait_s = None

    def data_received(self, data):
        self.held += data
        if not self.shaken:
            head, found, rest = self.held.partition(b"\r\n\r\n")
            if not found:
                return
            status = int(head[9:12])
            self.crowd.statuses[status] += 1
            if status != 101:
                self.transport.close()
                return
            self.shaken, self.held = True, rest
            self.connects += 1
        while (frame := self.next_frame()) is not None:
            self.take(*frame)

    def next_frame(self):
        """The next whole frame: its first byte and its payload."""
        held = self.held
        if len(held) < 2:
            return None
        start, size = 2, held[1]
        if size == 126:
            start, size = 4, int.from_bytes(held[2:4], "big")
        elif size == 127:
            start, size = 10, int.from_bytes(held[2:10], "big")
        if len(held) < start + size:
            return None
        self.held = held[start + size :]
        return held[0], held[start : start + size]

    def take(self, first, payload):
        if first == TEXT:
            if payload.startswith(b'{"t":"event"'):
                self.failures = 0
                self.seqs.append(int(SEQ.search(payload)[1]))
            elif payload.startswith(b'{"t":"bye"'):
                self.wait_s = int(WAIT.search(payload)[1]) / 1000
                self.crowd.waits.append(self.wait_s)
            elif not payload.startswith((b'{"t":"resumed"', b'{"t":"beat"', b'{"t":"viewers"')):
                self.crowd.odd.append(payload[:200])
        elif first == CLOSE:
            self.crowd.codes[int.from_bytes(payload[:2], "big")] += 1
            self.transport.close()
        elif first == PING:
            self.transport.write(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)


class Crowd:
    """`size` viewers of the match at `path` through `port`, from `seq` on."""

    def __init__(self, *, port, path, size, seq):
        self.port, self.path = port, path.encode()
        self.closed = False
        self.codes, self.statuses = Counter(), Counter()
        self.waits, self.odd = [], []
        self.tasks = set()
        self.watchers = [Watcher(self, seq) for _ in range(size)]
        self.start = seq

    def later(self, seconds, watcher):
        async def connect():
            await asyncio.sleep(seconds)
            await watcher.connect()

        task = asyncio.create_task(connect())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def connect(self, *, at_once=100):
        """Connect all, `at_once` at a time."""
        for first in range(0, len(self.watchers), at_once):
            await asyncio.gather(*(watcher.connect() for watcher in self.watchers[first : first + at_once]))

    @property
    def connected(self):
        return sum(watcher.shaken and watcher.transport is not None for watcher in self.watchers)

    def have(self, last):
        """How many viewers are at `last`."""
        return sum(watcher.last == last for watcher in self.watchers)

    def faults(self, last):
        """How many events up to `last` are missing, came twice, or came out of order, in all."""
        expected = range(self.start + 1, last + 1)
        wrong = Counter()
        for watcher in self.watchers:
            wrong["missing"] += len(set(expected) - set(watcher.seqs))
            wrong["doubled"] += len(watcher.seqs) - len(set(watcher.seqs))
            wrong["disordered"] += watcher.seqs != sorted(watcher.seqs)
        return +wrong

    def close(self):
        """Let all go."""
        self.closed = True
        for task in tuple(self.tasks):
            task.cancel()
        for watcher in self.watchers:
            if watcher.transport is not None:
                watcher.transport.abort()
