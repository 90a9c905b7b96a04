"""Real servers for tests: finds them on this machine and starts private ones, on data of their own.

What is not found makes a test skip, with its reason; with REQUIRE=all in the environment (CI) it makes it fail.
Start servers from a test or a fixture, not from a thread that ends before them: they end with it (process.py).
"""

import functools
import http.client
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from scoreboard.devserver.kafka import BrokerUnavailable, fetch_jars, start_kafka
from scoreboard.devserver.process import Child, StartFailed, start_child, wait_until

ROOT = Path(__file__).resolve().parent.parent
PORTS = range(20_000, 32_000)  # below those that the kernel gives to outgoing connections
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def missing(reason: str) -> NoReturn:
    """Skip the test that needs what is missing; fail it where REQUIRE=all."""
    if os.environ.get("REQUIRE") == "all":
        pytest.fail(f"REQUIRE=all, but {reason}", pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """A free TCP port of 127.0.0.1 that no outgoing connection will take."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Server:
    """A private server, running; a test may stop, kill, pause and start it again on the same data and address."""

    def __init__(self, *, url: str, launch: Callable[[], Child]) -> None:
        self.url = url
        self._launch = launch
        self._child = launch()

    def start(self) -> None:
        """Start it again after `stop` or `kill`; it answers on return."""
        self._child = self._launch()

    def stop(self) -> None:
        """End it as an operator would."""
        self.resume()
        self._child.stop()

    def kill(self) -> None:
        """End it with kill -9."""
        self._child.kill()

    def runs(self) -> bool:
        """Whether it runs."""
        return self._child.alive()

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing is answered."""
        os.killpg(self._child.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `pause`."""
        if self._child.alive():
            os.killpg(self._child.pid, signal.SIGCONT)


# --- Redis -----------------------------------------------------------------------------------------------------------


def start_redis(*, folder: Path) -> Server:
    """A real Redis, nothing written to disk; skips where there is none."""
    program = shutil.which("redis-server") or missing("there is no redis-server (Debian: apt install redis-server)")
    port = free_port()
    argv = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(folder),
        "--save",
        "",
        "--appendonly",
        "no",
        "--repl-diskless-sync-delay",  # a replica of it need not wait for others to join
        "0",
    ]

    def launch() -> Child:
        redis = start_child(argv, name="redis", log=folder / "redis.log")
        wait_until(lambda: answers(port), child=redis, seconds=20)
        return redis

    return Server(url=f"redis://127.0.0.1:{port}/0", launch=launch)


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


class Postgres(Server):
    """A private PostgreSQL cluster with two empty databases: of `url` and of `stats_url`."""

    stats_url: str


def start_postgres(*, folder: Path, fsync: bool = False) -> Postgres:
    """A private PostgreSQL cluster, its data in `folder`, which its user must be able to enter.

    Without `fsync` it survives its own kill -9 all the same, only no power cut. Skips where there is no PostgreSQL.
    """
    programs = find_postgres() or missing("there is no PostgreSQL (Debian: apt install postgresql)")
    user = unprivileged_user() if os.getuid() == 0 else None  # it refuses to run as root
    data, port = folder / "data", free_port()
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user, user)
    subprocess.run(
        [
            programs / "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=scoreboard",
            "--encoding=UTF8",
            "--locale=C",
            data,
        ],
        check=True,
        capture_output=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=data,
    )
    options = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "on" if fsync else "off",
        "max_connections": 200,
    }
    argv = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())]

    def launch_once() -> Child:
        postgres = start_child(
            argv, name="postgres", log=folder / "postgres.log", user=user, cwd=data, stop_signal=signal.SIGINT
        )
        ready = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, child=postgres, seconds=30)
        return postgres

    def launch() -> Child:
        # After a kill -9 the sessions of the one before hold its shared memory for a moment.
        for _ in range(20):
            try:
                return launch_once()
            except StartFailed:
                time.sleep(0.25)
        return launch_once()

    address = f"postgresql://scoreboard@127.0.0.1:{port}"
    postgres = Postgres(url=f"{address}/scoreboard", launch=launch)
    postgres.stats_url = f"{address}/stats"
    for name in ("scoreboard", "stats"):
        createdb = [programs / "createdb", "--host=127.0.0.1", f"--port={port}", "--username=scoreboard", name]
        subprocess.run(createdb, check=True, capture_output=True)
    return postgres


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs, of its newest version; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def unprivileged_user() -> str:
    """The user that servers run as which refuse to run as root."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


# --- Kafka and Chromium ----------------------------------------------------------------------------------------------


def start_broker(*, folder: Path) -> Server:
    """A private Kafka broker; skips where Kafka cannot be fetched."""
    port = free_port()
    fetch_jars_or_skip(folder=folder)
    launch = functools.partial(start_kafka, data_dir=folder, port=port)
    return Server(url=f"127.0.0.1:{port}", launch=launch)


def fetch_jars_or_skip(*, folder: Path) -> None:
    """Have Kafka's jars, in `folder` if not with the environment's packages; skips where they cannot be fetched."""
    try:
        fetch_jars(data_dir=folder)
    except BrokerUnavailable as error:
        missing(f"Kafka cannot be fetched: {error}")


def find_chromium() -> str:
    """The path of a Chromium; skips where there is none."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return found or missing("there is no Chromium (Debian: apt install chromium)")


# --- the whole of Scoreboard -----------------------------------------------------------------------------------------


class Run:
    """A `manage.py up` of its own, in a process of its own: what `make run` runs."""

    def __init__(self, *, data_dir: Path, port: int, env: dict[str, str] | None = None, root: Path = ROOT) -> None:
        """Start the checkout `root` on `data_dir`; `env` is added to the environment, without that of the tests."""
        self.url = f"http://127.0.0.1:{port}"
        self.data_dir = data_dir
        clean = clean_environment()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=root,
            env={**clean, "DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONUNBUFFERED": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []

    def wait_for(self, text: str) -> str:
        """Read its output until a line with `text`; that line. Fails where it ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if text in line:
                return self.lines[-1]
        raise AssertionError(f"it ended without {text!r}: " + "\n".join(self.lines))

    def get(self, path: str) -> tuple[int, bytes]:
        """GET a path: status and body."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def end(self, *, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and wait; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended by itself; its exit status."""
        if self.process.stdout is not None and not self.process.stdout.closed:
            self.lines += self.process.stdout.read().splitlines()
            self.process.stdout.close()
        return self.process.wait()


TEST_ENVIRONMENT = {"DJANGO_SETTINGS_MODULE", "DATA_DIR", "DEBUG", "DATABASE_URL", "STATS_DATABASE_URL", "REDIS_URLS"}
TEST_ENVIRONMENT |= {"KAFKA_BOOTSTRAP", "DEMO", "PORT", "PYTHONWARNINGS"}


def clean_environment() -> dict[str, str]:
    """The environment of this process, without what the tests have put into it."""
    return {name: value for name, value in os.environ.items() if name not in TEST_ENVIRONMENT}
