"""The attackers: each flood of the review, as fast as one niced process can send it.

`python -m tests.attacks.floods NAME CONNECTIONS SECONDS PORT MATCH SEASON [ADDRESS] [SOURCE]` floods and prints one
JSON object: how much was sent, of what (`unit`), and by how many connections. An attacker who is sent away comes back
at once.
"""

import asyncio
import json
import os
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.attacks.sockets import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    NoAnswer,
    Target,
    frame,
    read_frame,
)

NICE = 19  # so that the server is measured, not the attacker
FRAMES = 40_000  # in one write
CHUNK = 64 * 1024
GONE = (OSError, NoAnswer, asyncio.IncompleteReadError, TimeoutError)
AGAIN_S = 0.01  # an attacker who is refused waits so long: a connect costs it more than that


@dataclass
class Flood:
    """One attacker's means: where to, until when (monotonic), and what it has sent."""

    target: Target
    end: float
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def goes_on(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() < self.end


Attack = Callable[[Flood], Awaitable[None]]


async def swallow(reader: asyncio.StreamReader) -> None:
    """Read and forget whatever comes."""
    with suppress(*GONE):
        while await reader.read(CHUNK):
            pass


async def pour(
    flood: Flood, chunk: bytes, weight: int, *, path: str = "/ws/live", first: bytes = b"", deaf: bool = False
) -> None:
    """Open a socket and write `chunk` (of `weight` things) for as long as it is taken; then another socket."""
    while flood.goes_on:
        try:
            reader, writer = await flood.target.open_socket(path)
        except GONE:
            flood.counts["refused"] += 1
            await asyncio.sleep(AGAIN_S)
            continue
        flood.counts["connects"] += 1
        reading = None if deaf else asyncio.create_task(swallow(reader))
        try:
            writer.write(first)
            while flood.goes_on and (reading is None or not reading.done()):
                writer.write(chunk)
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + flood.end - time.monotonic()):
                    await writer.drain()
                flood.counts["sent"] += weight
        except GONE:
            pass
        finally:
            writer.transport.abort()
            if reading is not None:
                reading.cancel()
        await asyncio.sleep(0)


async def nothing(flood: Flood) -> None:
    """No attack: what a bystander sees of this machine as it is."""
    await asyncio.sleep(max(0, flood.end - time.monotonic()))


async def pings(flood: Flood) -> None:
    """Empty pings, the pongs read."""
    await pour(flood, frame(PING) * FRAMES, FRAMES)


async def deaf_pings(flood: Flood) -> None:
    """Empty pings, and nothing read."""
    await pour(flood, frame(PING) * FRAMES, FRAMES, deaf=True)


async def pongs(flood: Flood) -> None:
    """Pongs that nobody asked for."""
    await pour(flood, frame(PONG) * FRAMES, FRAMES)


async def continuations(flood: Flood) -> None:
    """One message in endless empty fragments."""
    await pour(flood, frame(CONTINUATION, final=False) * FRAMES, FRAMES, first=frame(TEXT, final=False))


async def tiny_messages(flood: Flood) -> None:
    """Bursts of empty text messages."""
    await pour(flood, frame(TEXT) * FRAMES, FRAMES)


async def topics(flood: Flood) -> None:
    """Sockets that subscribe to 450 competitions that do not exist, held, then all dropped at once in mid-flood."""
    held = []
    drop_at = flood.end - 3
    try:
        while time.monotonic() < drop_at and len(held) < 600:
            try:
                reader, writer = await flood.target.open_socket("/ws/live")
            except GONE:
                flood.counts["refused"] += 1
                await asyncio.sleep(AGAIN_S)
                continue
            flood.counts["connects"] += 1
            held.append((writer, asyncio.create_task(swallow(reader))))
            for _ in range(6):
                wanted = [f"competition:{uuid.uuid4()}" for _ in range(75)]
                writer.write(frame(TEXT, json.dumps({"subscribe": wanted}).encode()))
                flood.counts["sent"] += len(wanted)
            with suppress(*GONE):
                await writer.drain()
        await asyncio.sleep(max(0, drop_at - time.monotonic()))
    finally:
        for writer, reading in held:
            writer.transport.abort()
            reading.cancel()
    await asyncio.sleep(max(0, flood.end - time.monotonic()))


async def unknown_matches(flood: Flood) -> None:
    """Subscriptions to matches that do not exist, as fast as they are answered."""
    while flood.goes_on:
        try:
            reader, writer = await flood.target.open_socket("/ws/live")
            flood.counts["connects"] += 1
            for _ in range(58):
                wanted = [f"match:{uuid.uuid4()}" for _ in range(80)]
                writer.write(frame(TEXT, json.dumps({"subscribe": wanted}).encode()))
                flood.counts["sent"] += len(wanted)
            await writer.drain()
            while flood.goes_on:
                opcode, _ = await read_frame(reader)
                if opcode == CLOSE:
                    break
            writer.transport.abort()
        except GONE:
            flood.counts["refused"] += 1
            await asyncio.sleep(AGAIN_S)


async def connects(flood: Flood) -> None:
    """A handshake, and away again."""
    while flood.goes_on:
        try:
            _, writer = await flood.target.open_socket(f"/ws/matches/{flood.target.match}")
            writer.transport.abort()
            flood.counts["sent"] += 1
        except GONE:
            flood.counts["refused"] += 1
            await asyncio.sleep(AGAIN_S)


# --- HTTP ------------------------------------------------------------------------------------------------------------


async def pour_request(flood: Flood, begin: bytes, chunk: Callable[[], bytes], *, unit: int = 1) -> None:
    """Begin a request and write for as long as it is taken; then another one."""
    while flood.goes_on:
        try:
            reader, writer = await flood.target.connect()
        except GONE:
            flood.counts["refused"] += 1
            await asyncio.sleep(AGAIN_S)
            continue
        flood.counts["connects"] += 1
        reading = asyncio.create_task(swallow(reader))
        try:
            writer.write(begin)
            while flood.goes_on and not reading.done():
                piece = chunk()
                writer.write(piece)
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + flood.end - time.monotonic()):
                    await writer.drain()
                flood.counts["sent"] += len(piece) // unit
        except GONE:
            pass
        finally:
            writer.transport.abort()
            reading.cancel()
        await asyncio.sleep(0)


async def endless_header(flood: Flood) -> None:
    """One header value without an end."""
    await pour_request(flood, flood.target.head("/") + b"X-A: ", lambda: b"a" * CHUNK)


async def many_headers(flood: Flood) -> None:
    """Short headers without an end."""
    await pour_request(flood, flood.target.head("/"), lambda: b"".join(b"X-%d: a\r\n" % n for n in range(6000)))


async def endless_address(flood: Flood) -> None:
    """A request line without an end."""
    await pour_request(flood, b"GET /", lambda: b"a" * CHUNK)


async def big_body(flood: Flood) -> None:
    """A chunked body without an end, to a path that takes one without a login."""
    head = flood.target.head("/api/v1/reports", method="POST", headers=["Transfer-Encoding: chunked"])
    await pour_request(flood, head + b"\r\n", lambda: b"10000\r\n" + b"a" * CHUNK + b"\r\n")


async def pipelined(flood: Flood) -> None:
    """Requests one after the other without waiting for an answer, and none is read."""
    request = flood.target.head("/healthz") + b"\r\n"
    piece = request * (CHUNK // len(request))
    while flood.goes_on:
        try:
            _, writer = await flood.target.connect()
            flood.counts["connects"] += 1
            try:
                while flood.goes_on:
                    writer.write(piece)
                    async with asyncio.timeout_at(asyncio.get_running_loop().time() + flood.end - time.monotonic()):
                        await writer.drain()
                    flood.counts["sent"] += len(piece) // len(request)
            finally:
                writer.transport.abort()
        except GONE:
            await asyncio.sleep(AGAIN_S)


async def half_open(flood: Flood) -> None:
    """Connections that say nothing, half a handshake, half a request line, half a body; 150 an attacker, held."""
    target = flood.target
    pieces = (
        b"",
        b"GET /ws/live HTTP/1.1\r\nHost: localhost\r\nUpgr",
        target.head("/login", method="POST", headers=["Content-Length: 100"]) + b"\r\nx",
        b"GET / HT",
    )
    held: list[asyncio.StreamWriter] = []
    try:
        while flood.goes_on:
            held = [writer for writer in held if not writer.transport.is_closing()]
            if len(held) >= 150:
                await asyncio.sleep(0.1)
                continue
            try:
                _, writer = await target.connect()
            except GONE:
                flood.counts["refused"] += 1
                await asyncio.sleep(AGAIN_S)
                continue
            writer.write(pieces[len(held) % len(pieces)])
            held.append(writer)
            flood.counts["sent"] += 1
    finally:
        flood.counts["held"] += len(held)
        for writer in held:
            writer.transport.abort()


async def dripping(flood: Flood) -> None:
    """Requests whose heads and bodies come by the byte; 150 an attacker."""
    target = flood.target
    begins = (target.head("/"), target.head("/login", method="POST", headers=["Content-Length: 60000"]) + b"\r\n")

    async def drip(number: int) -> None:
        while flood.goes_on:
            with suppress(*GONE):
                _, writer = await target.connect()
                flood.counts["connects"] += 1
                try:
                    writer.write(begins[number % 2])
                    while flood.goes_on and not writer.transport.is_closing():
                        await asyncio.sleep(1)
                        writer.write(b"X-A: a\r\n" if number % 2 == 0 else b"a")
                        flood.counts["sent"] += 1
                finally:
                    writer.transport.abort()
            await asyncio.sleep(AGAIN_S)

    await asyncio.gather(*(drip(number) for number in range(150)))


def ask_for(path: Callable[[Flood], str]) -> Attack:
    """An attack that asks for a path again and again, waiting for each answer."""

    async def attack(flood: Flood) -> None:
        while flood.goes_on:
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + flood.end - time.monotonic()):
                    status, _ = await flood.target.get(path(flood))
                flood.counts["sent"] += 1
                flood.counts[f"status {status}"] += 1
            except GONE:
                flood.counts["refused"] += 1
                await asyncio.sleep(AGAIN_S)

    attack.__doc__ = path.__doc__
    return attack


def as_known_at(flood: Flood) -> str:
    """A season's tables as they were known at an instant, another one each time: nothing is cached."""
    return f"/seasons/{flood.target.season}?recorded_at={quote(f'2026-11-01T00:00:00.{random.randrange(10**6):06}Z')}"


def readiness(_: Flood) -> str:
    """Whether every server is there."""
    return "/readyz"


async def held_streams(flood: Flood) -> None:
    """Streams of one match, held; as many as one address gets."""
    held: list[asyncio.StreamWriter] = []
    try:
        while flood.goes_on:
            try:
                reader, writer = await flood.target.connect()
                writer.write(flood.target.head(f"/api/v1/matches/{flood.target.match}/stream") + b"\r\n")
                head = await asyncio.wait_for(reader.readuntil(b"\r\n"), 5)
            except GONE:
                flood.counts["refused"] += 1
                await asyncio.sleep(AGAIN_S)
                continue
            flood.counts[f"status {head[9:12].decode()}"] += 1
            flood.counts["sent"] += 1
            held.append(writer)
            if b" 200 " not in head:
                await asyncio.sleep(AGAIN_S)
    finally:
        for writer in held:
            writer.transport.abort()


async def log_ins(flood: Flood) -> None:
    """Wrong passwords for one name, as fast as they are answered."""
    reader, writer = await flood.target.connect()
    writer.write(flood.target.head("/login", headers=["Connection: close"]) + b"\r\n")
    page = await reader.read()
    writer.close()
    csrf = page.split(b'name="csrfmiddlewaretoken" value="', 1)[1].split(b'"', 1)[0].decode()
    cookie = page.split(b"csrftoken=", 1)[1].split(b";", 1)[0].decode()
    while flood.goes_on:
        body = f"username=scorer&password=wrong{random.random()}&csrfmiddlewaretoken={csrf}&next=/".encode()
        headers = [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"Cookie: csrftoken={cookie}",
            "Connection: close",
        ]
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + flood.end - time.monotonic()):
                reader, writer = await flood.target.connect()
                writer.write(flood.target.head("/login", method="POST", headers=headers) + b"\r\n" + body)
                answer = await reader.read()
                writer.close()
            flood.counts[f"status {answer[9:12].decode()}"] += 1
            flood.counts["sent"] += 1
        except GONE:
            flood.counts["refused"] += 1
            await asyncio.sleep(AGAIN_S)


ATTACKS: dict[str, tuple[Attack, str]] = {
    "nothing": (nothing, ""),
    "pings": (pings, "frames"),
    "deaf pings": (deaf_pings, "frames"),
    "pongs": (pongs, "frames"),
    "continuations": (continuations, "frames"),
    "tiny messages": (tiny_messages, "frames"),
    "topics": (topics, "topics"),
    "unknown matches": (unknown_matches, "topics"),
    "connects": (connects, "connects"),
    "endless header": (endless_header, "bytes"),
    "many headers": (many_headers, "bytes"),
    "endless address": (endless_address, "bytes"),
    "big body": (big_body, "bytes"),
    "pipelined": (pipelined, "requests"),
    "half-open": (half_open, "connects"),
    "dripping": (dripping, "bytes"),
    "as known at": (ask_for(as_known_at), "requests"),
    "readiness": (ask_for(readiness), "requests"),
    "held streams": (held_streams, "connects"),
    "log-ins": (log_ins, "requests"),
}


async def run(name: str, *, connections: int, seconds: float, target: Target) -> dict[str, Any]:
    """Attack from so many connections at once for so long; what was sent."""
    attack, unit = ATTACKS[name]
    flood = Flood(target, time.monotonic() + seconds)
    begun = time.monotonic()
    await asyncio.gather(*(attack(flood) for _ in range(connections)))
    return {**flood.counts, "unit": unit, "seconds": time.monotonic() - begun}


def main() -> None:
    """Attack, and print what was sent."""
    name, connections, seconds, port, match, season, *whence = sys.argv[1:]
    os.nice(NICE)
    address, source = [*whence, "", ""][:2]
    target = Target(port=int(port), match=match, season=season, address=address, source=source)
    print(json.dumps(asyncio.run(run(name, connections=int(connections), seconds=float(seconds), target=target))))


if __name__ == "__main__":
    main()
