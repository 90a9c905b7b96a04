"""All that `make run` runs: how each program is started, what waits for what, and in which order they are stopped."""

import asyncio
import http.client
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from scoreboard.devserver import kafka, runtime
from scoreboard.devserver.process import Child, StartFailed, start_child
from scoreboard.devserver.supervisor import Part, wait_for_end
from scoreboard.devserver.valkey import launch_valkey

HOST = "127.0.0.1"
ENTRANCES, BACKGROUND, SERVERS = range(3)  # what is stopped first, second and last


def web_arguments(*, port: int) -> list[str]:
    """The arguments to Python that serve the web on `port`."""
    return [
        *("-m", "uvicorn", "scoreboard.asgi:application"),
        *("--host", HOST, "--port", str(port)),
        *("--log-level", "warning", "--no-access-log", "--no-server-header"),
        *("--timeout-graceful-shutdown", "5"),
        # Deflate costs 316 KiB a socket and CPU on every frame; frames are small, and so is what a client may send
        # (the transports refuse more than 4 KiB with a reason; this only bounds the memory that it takes to see so).
        *("--http", "scoreboard.live.protocol:HttpProtocol", "--ws", "websockets-sansio"),
        *("--ws-per-message-deflate", "false", "--ws-max-size", "65536"),
    ]


class Programs:
    """The programs of one `make run` on the data in `data_dir`; `say` gets a line for the terminal.

    Each is kept running (supervisor.py) until `stop`. Valkey and the web raise StartFailed where their first start
    fails, since nothing works without them.
    """

    def __init__(self, *, data_dir: Path, base_dir: Path, port: int, say: Callable[[str], None]) -> None:
        self._data_dir = data_dir
        self._base_dir = base_dir
        self._port = port
        self._say = say
        self._addresses = runtime.Addresses()
        self._stages: tuple[list[Part], ...] = ([], [], [])

    async def start_valkey(self) -> None:
        """Start the embedded Redis; it answers on return. Raises StartFailed."""
        part = self._add(SERVERS, "valkey", partial(launch_valkey, data_dir=self._data_dir))
        valkey = await part.start()
        part.keep()
        self._write_addresses(redis=valkey.address)

    def choose_broker(self) -> None:
        """Choose the embedded Kafka's address, so that a web that starts before Kafka knows it."""
        port = kafka.choose_port(data_dir=self._data_dir)
        password = kafka.choose_password(data_dir=self._data_dir)
        self._write_addresses(kafka=f"{HOST}:{port}", kafka_password=password)

    async def fetch_kafka(self, *, again_s: float = 60, jars: Path | None = None) -> None:
        """Fetch the embedded Kafka unless it is in `jars`, by default the folder that it is fetched into.

        Tries every `again_s`; that it cannot be had is said once.
        """
        if (jars or kafka.jars_dir(data_dir=self._data_dir)).exists():
            return
        self._say("Fetching Apache Kafka (43 MB, once).")
        # A program of its own can be stopped at any time.
        argv = ["-m", "scoreboard.devserver.kafka", str(self._data_dir.resolve())]
        fetching = self._add_python(ENTRANCES, "kafka-fetch", argv)
        chosen = self._addresses.kafka
        while True:
            try:
                child = await fetching.start()
                if await wait_for_end(child) == 0:
                    break
                why = child.last_lines(1)
            except StartFailed as error:
                why = str(error)
            if self._addresses.kafka:
                self._write_addresses(kafka="")
                self._say(f"Kafka cannot be fetched: {why}. Scores still flow; events wait in the outbox for it.")
            await asyncio.sleep(again_s)
        self._write_addresses(kafka=chosen)

    async def start_kafka(self) -> None:
        """Start the embedded Kafka at the chosen address; it answers on return, however often that fails before."""
        part = self._add(SERVERS, "kafka", self._launch_kafka)
        part.keep()
        await part.ready.wait()
        self._say(f"Kafka is at {self._addresses.kafka}.")

    async def start_web(self) -> None:
        """Start the web; it answers on return. Raises StartFailed."""
        part = self._add_python(ENTRANCES, "web", web_arguments(port=self._port), answers=self._web_answers)
        await part.start()
        part.keep()

    async def run_once(self, name: str, argv: Sequence[str]) -> None:
        """Run a program (arguments to Python) that does some work and ends; says so where it fails."""
        child = await self._add_python(ENTRANCES, name, argv).start()
        if await wait_for_end(child) != 0:
            self._say(child.describe_end())

    def keep(self, name: str, argv: Sequence[str], *, stage: int = BACKGROUND) -> None:
        """Keep a program (arguments to Python) running."""
        self._add_python(stage, name, argv).keep()

    async def stop(self) -> None:
        """Stop everything: what takes requests first, the servers last."""
        for stage in self._stages:
            await asyncio.gather(*(part.stop() for part in stage))

    def _add(self, stage: int, name: str, launch: Callable[[], Child]) -> Part:
        part = Part(name, launch, say=self._say)
        self._stages[stage].append(part)
        return part

    def _add_python(self, stage: int, name: str, argv: Sequence[str], **options: Any) -> Part:
        log = self._data_dir / "log" / f"{name}.log"
        argv = [sys.executable, *argv]
        return self._add(stage, name, partial(start_child, argv, name=name, log=log, cwd=self._base_dir, **options))

    def _launch_kafka(self) -> Child:
        port = int(self._addresses.kafka.rpartition(":")[2])
        return kafka.launch_kafka(data_dir=self._data_dir, port=port, password=self._addresses.kafka_password)

    def _write_addresses(self, **changes: str) -> None:
        self._addresses = msgspec.structs.replace(self._addresses, **changes)
        runtime.write_addresses(self._data_dir, self._addresses)

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
