"""All that `make run` runs: in which order it starts, what waits for what, and in which order it ends."""

import http.client
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from scoreboard.devserver import kafka, runtime
from scoreboard.devserver.process import Child, start_child
from scoreboard.devserver.supervisor import Keeper, ignore
from scoreboard.devserver.valkey import start_valkey

HOST = "127.0.0.1"
DOORS, BACKGROUND, SERVERS = range(3)  # what ends first, second and last
PATIENCE = 2  # short lives of a program that has no way to show that it works, before it is given up
FETCH_AGAIN = 60  # seconds between attempts to fetch Kafka


def web_arguments(*, port: int) -> list[str]:
    """The arguments to Python that serve the web on `port`."""
    return [
        *("-m", "uvicorn", "scoreboard.asgi:application"),
        *("--host", HOST, "--port", str(port)),
        *("--log-level", "warning", "--no-access-log", "--no-server-header"),
        *("--timeout-graceful-shutdown", "5"),
        # Deflate costs 316 KiB a socket and CPU on every frame; frames are small, and so is what a client may send
        # (the doors refuse more than 4 KiB with a reason; this only bounds the memory that it takes to see so).
        *("--http", "scoreboard.live.protocol:HttpProtocol", "--ws", "websockets-sansio"),
        *("--ws-per-message-deflate", "false", "--ws-max-size", "65536"),
    ]


class Programs:
    """One `make run` on the data in `data_dir`; `say` gets a line for the terminal.

    `stopping` is set when it shall end, by whoever wants it to; `status` is its exit status.
    """

    def __init__(self, *, data_dir: Path, base_dir: Path, port: int, say: Callable[[str], None]) -> None:
        self.stopping = threading.Event()
        self.status = 0
        self._data_dir = data_dir
        self._base_dir = base_dir
        self._port = port
        self._say = say
        self._addresses = runtime.Addresses()
        self._kafka_password = ""
        self._stages: tuple[list[Keeper], ...] = ([], [], [])
        self._lock = threading.Lock()
        self._web_is_up = threading.Event()
        self._awaited = {"web", "kafka"}  # what the background programs wait for
        self._background: dict[str, list[str]] = {}

    # --- starting ----------------------------------------------------------------------------------------------------

    def start_servers(self, *, redis: bool, broker: bool) -> None:
        """Start the embedded Redis, which answers on return, and in the background the embedded Kafka; or neither.

        Kafka is fetched at once and started when the web answers.
        """
        if redis:
            answers = threading.Event()

            def note(valkey: Child) -> None:
                self._write_addresses(redis=valkey.address)
                answers.set()

            keeper = self._keep("valkey", partial(start_valkey, data_dir=self._data_dir), SERVERS, note, self._fail)
            while not answers.wait(0.05) and not self.stopping.is_set():
                pass
            keeper.proven = True
        if broker:
            # Chosen now, so that the web knows the address of a broker that comes up after it.
            port = kafka.choose_port(data_dir=self._data_dir)
            self._kafka_password = kafka.choose_password(data_dir=self._data_dir)
            self._write_addresses(broker=f"{HOST}:{port}")
            threading.Thread(target=self._bring_kafka, daemon=True).start()
        else:
            self._release("kafka")

    def start_once(self, name: str, argv: Sequence[str]) -> Child:
        """Start a program that does some work and ends; `finish` waits for it."""
        return self._start_child(name, argv)

    def finish(self, child: Child) -> None:
        """Wait until a program has done its work, or until all shall end; says so where it fails."""
        while child.alive() and not self.stopping.wait(0.05):
            pass
        if child.alive():
            child.stop()
        elif status := child.wait():
            self._say(f"{child.name} ended with exit status {status} (see {child.log})")

    def start_web(self) -> None:
        """Start the web; it answers when this returns. Where it ends before it ever did, that ends everything."""
        argv = web_arguments(port=self._port)
        keeper = self._keep("web", partial(self._start_child, "web", argv), DOORS, give_up=self._fail)
        while not self._web_answers():
            if self.stopping.wait(0.05):
                return
        keeper.proven = True
        self._web_is_up.set()
        self._release("web")

    def start_in_background(self, programs: dict[str, list[str]]) -> None:
        """Start programs (arguments to Python, by name) as soon as the web answers and there is a broker."""
        with self._lock:
            self._background.update(programs)
        self._release("")

    def keep_beside_web(self, name: str, argv: Sequence[str]) -> None:
        """Start a program that needs no broker; whether it does its work to the end or fails, the others go on."""
        start = partial(self._start_child, name, argv)
        self._keep(name, start, DOORS, give_up=self._say, patience=PATIENCE, until_done=True)

    # --- ending ------------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop everything: what takes requests first, the servers last."""
        self.stopping.set()
        for stage in self._stages:
            with self._lock:
                keepers = list(stage)
            with ThreadPoolExecutor(max(len(keepers), 1)) as pool:
                list(pool.map(Keeper.stop, keepers))

    def _fail(self, why: str) -> None:
        """End everything, for a program without which nothing works."""
        self._say(why)
        for keeper in self._stages[DOORS]:
            if keeper.child is not None and not keeper.child.alive():
                self._say(keeper.child.last_lines())
        self.status = 1
        self.stopping.set()

    # --- parts -------------------------------------------------------------------------------------------------------

    def _keep(
        self,
        name: str,
        start: Callable[[], Child],
        stage: int,
        started: Callable[[Child], None] = ignore,
        give_up: Callable[[str], None] | None = None,
        *,
        patience: int = 0,
        until_done: bool = False,
    ) -> Keeper:
        keeper = Keeper(
            name=name,
            start=start,
            say=self._say,
            started=started,
            give_up=give_up,
            patience=patience,
            until_done=until_done,
        )
        with self._lock:
            if not self.stopping.is_set():
                self._stages[stage].append(keeper)
                keeper.begin()
        return keeper

    def _start_child(self, name: str, argv: Sequence[str]) -> Child:
        log = self._data_dir / "log" / f"{name}.log"
        return start_child([sys.executable, *argv], name=name, log=log, cwd=self._base_dir)

    def _bring_kafka(self) -> None:
        """Fetch Kafka, however long that takes; then keep it running.

        Its start takes seconds of CPU, and so waits for the web's.
        """
        if not kafka.jars_dir(data_dir=self._data_dir).exists():
            self._say("Fetching Apache Kafka (43 MB, once).")
        told = False
        while not self.stopping.is_set():
            try:
                kafka.fetch_jars(data_dir=self._data_dir)
            except kafka.BrokerUnavailable as error:
                if not told:
                    told = True
                    self._write_addresses(broker="")
                    self._say(f"Kafka cannot be fetched: {error}. Scores still flow; events wait in the outbox for it.")
                self.stopping.wait(FETCH_AGAIN)
            else:
                self._web_is_up.wait()
                start = partial(kafka.start_kafka, data_dir=self._data_dir, password=self._kafka_password)
                self._keep("kafka", start, SERVERS, self._note_kafka)
                return

    def _note_kafka(self, child: Child) -> None:
        self._write_addresses(broker=child.address)
        self._say(f"Kafka is at {child.address}.")
        self._release("kafka")

    def _release(self, awaited: str) -> None:
        """Note that what was awaited is here; start the background programs when nothing is awaited any more."""
        with self._lock:
            self._awaited.discard(awaited)
            ready = {} if self._awaited else self._background
            self._background = {} if not self._awaited else self._background
        for name, argv in ready.items():
            self._keep(name, partial(self._start_child, name, argv), BACKGROUND)

    def _write_addresses(self, *, redis: str | None = None, broker: str | None = None) -> None:
        with self._lock:
            self._addresses = runtime.Addresses(
                redis=self._addresses.redis if redis is None else redis,
                kafka=self._addresses.kafka if broker is None else broker,
                kafka_password=self._kafka_password,
            )
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
