"""A bystander, in a process of its own: how soon the server answers others while something goes on.

`python -m tests.attacks.bystander PORT MATCH SECONDS` prints one JSON object: for each of `healthz`, `page` (the
match's), `pong` (a ping's way there and back on an open socket), `join` (a new viewer's first frame) and `live` (from
the time the server took a record to its frame here) the seconds that each try took, and how many failed. A try that
failed counts with the time that it took.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

from tests.attacks.sockets import CLOSE, PATIENCE_S, PING, PONG, TEXT, NoAnswer, Target, frame, read_frame

EVERY_S = {"healthz": 0.05, "page": 0.5, "pong": 0.03, "join": 0.3}


class Bystander:
    """Looks at one match of one server."""

    def __init__(self, *, target: Target, seconds: float) -> None:
        self.target = target
        self.end = time.monotonic() + seconds
        self.took: dict[str, list[float]] = {name: [] for name in (*EVERY_S, "live")}
        self.failed = dict.fromkeys(self.took, 0)
        self._socket: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def watch(self) -> None:
        """Try everything again and again until the end."""
        live = asyncio.create_task(self._follow())
        tries = {"healthz": self._healthz, "page": self._page, "pong": self._pong, "join": self._join}
        await asyncio.gather(*(self._repeat(name, work) for name, work in tries.items()))
        live.cancel()
        with suppress(asyncio.CancelledError):
            await live

    async def _repeat(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        while time.monotonic() < self.end:
            begun = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE_S):  # in all: a server may go on telling and never answer
                    await work()
            except (OSError, NoAnswer, asyncio.IncompleteReadError, TimeoutError) as error:
                self.failed[name] += 1
                print(f"{name}: {error!r}", file=sys.stderr, flush=True)
            self.took[name].append(time.monotonic() - begun)
            await asyncio.sleep(EVERY_S[name])

    async def _healthz(self) -> None:
        await self._get("/healthz")

    async def _page(self) -> None:
        await self._get(f"/matches/{self.target.match}")

    async def _get(self, path: str) -> None:
        status, _ = await self.target.get(path)
        if status != 200:
            raise NoAnswer(f"{path}: {status}")

    async def _pong(self) -> None:
        if self._socket is None:
            self._socket = await self.target.open_socket("/ws/live")
        reader, writer = self._socket
        try:
            writer.write(frame(PING, b"x"))
            while True:
                opcode, _ = await read_frame(reader)
                if opcode == PONG:
                    return
                if opcode == CLOSE:
                    raise NoAnswer("closed")
        except BaseException:
            self._socket = None
            raise

    async def _join(self) -> None:
        reader, writer = await self.target.open_socket(f"/ws/matches/{self.target.match}")
        try:
            opcode, payload = PING, b""
            while opcode == PING:  # the server asks for a sign of life now and then
                opcode, payload = await read_frame(reader)
        finally:
            writer.transport.abort()
        if opcode != TEXT or b'"snapshot"' not in payload[:40]:
            raise NoAnswer(f"{payload[:80]!r}")

    async def _follow(self) -> None:
        while True:
            try:
                reader, _ = await self.target.open_socket(f"/ws/matches/{self.target.match}")
                while True:
                    opcode, payload = await read_frame(reader)
                    now = datetime.now(UTC)
                    if opcode == CLOSE:
                        raise NoAnswer("closed")
                    if opcode == TEXT and (told := json.loads(payload))["t"] == "event":
                        recorded = datetime.fromisoformat(told["event"]["recorded_at"])
                        self.took["live"].append((now - recorded).total_seconds())
            except (OSError, NoAnswer, asyncio.IncompleteReadError, TimeoutError):
                self.failed["live"] += 1
                await asyncio.sleep(0.5)


def main() -> None:
    """Watch, and print what was measured."""
    port, match, seconds = sys.argv[1:]
    bystander = Bystander(target=Target(port=int(port), match=match), seconds=float(seconds))
    asyncio.run(bystander.watch())
    print(json.dumps({"took": bystander.took, "failed": bystander.failed}), flush=True)


if __name__ == "__main__":
    main()
