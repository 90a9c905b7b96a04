"""The whole of Scoreboard as production runs it, two of everything, on servers of its own that a fault may hit."""

import functools
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scoreboard.devserver.process import Child, start_child, wait_until
from scoreboard.devserver.programs import web_arguments
from tests.faults.brokers import Cluster
from tests.servers import ROOT, Server, answers, clean_environment, free_port, start_postgres, start_redis

KAFKA_DISK = "768m"  # of the memory disk that Kafka's logs lie on, where one can be mounted
RESTART_S = 1.0  # after which a program that died is started again, as `make run` and every supervisor do
START_S = 60


class Program(Server):
    """A program of Scoreboard; `points` is the folder in which its kind's points of death are armed (program.py)."""

    def __init__(self, name: str, *, points: Path, launch: Callable[[], Child]) -> None:
        self.name, self.points = name, points
        super().__init__(url="", launch=launch)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._child.pid

    @property
    def end(self) -> str:
        """How it has ended: its exit status (-11: a segmentation fault), and what it said last."""
        return f"exit status {self._child.popen.poll()}: {self._child.last_lines(3) or 'no output'}"


class System:
    """Two webs, two relays, two workers and beat on PostgreSQL, Redis and three Kafka brokers."""

    def __init__(self, folder: Path, *, disk: Path | None, root: Path = ROOT) -> None:
        """Start everything; `folder` can be entered by other users. Skips where a server is missing.

        `disk` is the small disk that Kafka's logs lie on, at `folder`/disk; None where that is a plain folder. `root`
        is the checkout whose programs are started from now on: it may be set to another one while they run.
        """
        self.folder, self.disk, self.root = folder, disk, root
        (folder / "points").mkdir()
        (folder / "postgres").mkdir(mode=0o755)
        self.postgres = start_postgres(folder=folder / "postgres")
        self.redis = start_redis(folder=folder)
        self.kafka = Cluster(folder=folder, logs=folder / "disk")
        self.environment = {
            **clean_environment(),
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
            "DATA_DIR": str(folder / "var"),
            "SECRET_KEY": secrets.token_hex(),
            "DATABASE_URL": self.postgres.url,
            "STATS_DATABASE_URL": self.postgres.stats_url,
            "REDIS_URLS": self.redis.url,
            "KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "KAFKA_REPLICATION": "3",
            "DJANGO_SUPERUSER_PASSWORD": secrets.token_hex(),
        }
        self.manage("migrate", "-v0")
        self.manage("migrate", "-v0", "--database", "stats")
        self.manage("topics")
        self.manage("createsuperuser", "--noinput", "--username", "scorer", "--email", "")
        self.token = self.manage("token", "scorer").strip()
        self.start_programs()

    def start_programs(self, **environment: str) -> None:
        """Start Scoreboard's own programs; the first of each two, and beat, with these variables besides."""
        with_points = ("-m", "tests.faults.program")
        worker = ("--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
        beat = ("-m", "celery", "-A", "scoreboard", "beat", "--loglevel", "WARNING")
        beat += ("--pidfile", "")

        def start(name: str, argv: Callable[[Path], list[str]], **options: Callable[[], bool]) -> Program:
            return self._start({} if name.endswith("-1") else environment, name, argv, **options)

        ports = [free_port(), free_port()]
        self.doors = [f"127.0.0.1:{port}" for port in ports]
        self.webs = [
            start(f"web-{n}", lambda _, port=port: web_arguments(port=port), ready=functools.partial(answers, port))
            for n, port in enumerate(ports)
        ]
        self.relays = [start(f"relay-{n}", lambda points: [*with_points, str(points), "relay"]) for n in range(2)]
        self.workers = [
            start(f"worker-{n}", lambda points, n=n: [*with_points, str(points), "worker", *worker, "-n", f"w{n}@host"])
            for n in range(2)
        ]
        self.beat = start("beat", lambda _: list(beat))

    @property
    def programs(self) -> list[Program]:
        """Scoreboard's own programs, those that take requests first."""
        return [*self.webs, *self.relays, self.beat, *self.workers]

    def stop_programs(self) -> None:
        """End Scoreboard's own programs, as an operator would."""
        for program in self.programs:
            program.stop()

    def stop(self) -> None:
        """End everything."""
        for program in self.programs:
            program.kill()
        self.kafka.stop()
        self.redis.stop()
        self.postgres.stop()

    def manage(self, *argv: str, **environment: str) -> str:
        """Run a `manage.py` command; its output. Raises AssertionError where it fails."""
        done = self._manage(*argv, **environment)
        assert done.returncode == 0, f"manage.py {' '.join(argv)}: {done.stdout[-1000:]}{done.stderr[-1000:]}"
        return done.stdout

    def verify(self) -> list[tuple[str, str]]:
        """What `manage.py verify` finds: where something is not as it should be, and what."""
        done = self._manage("verify", "--json")
        assert done.stdout, f"manage.py verify: {done.stderr[-1000:]}"
        found = json.loads(done.stdout)["differences"]
        assert done.returncode == bool(found), f"manage.py verify: {done.returncode} {done.stderr[-1000:]}"
        return [(each["where"], each["what"]) for each in found]

    def make_matches(self, name: str, *, count: int) -> tuple[str, list[str]]:
        """A season of that name with `count` fixtures: its id, and theirs."""
        fixtures = [
            {"date": "2026-12-01", "team1": f"Home {number} {name}", "team2": f"Away {number} {name}"}
            for number in range(count)
        ]
        file = self.folder / "fixtures.json"
        file.write_text(json.dumps({"name": f"{name} 2026", "matches": fixtures}))
        self.manage("import", "openfootball", str(file))
        with psycopg.connect(self.postgres.url) as connection:
            rows = connection.execute(
                "SELECT match.id, season.id FROM scoreboard_match AS match"
                " JOIN scoreboard_season AS season ON season.id = match.season_id"
                " JOIN scoreboard_competition AS competition ON competition.id = season.competition_id"
                " WHERE competition.name = %s ORDER BY match.id",
                [name],
            ).fetchall()
        assert len(rows) == count
        return str(rows[0][1]), [str(match) for match, _ in rows]

    def _manage(self, *argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *argv],
            cwd=self.root,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    # --- programs that die -------------------------------------------------------------------------------------------

    def kill_and_restart(self, program: Server) -> None:
        """Kill -9, and a new one a moment later."""
        program.kill()
        time.sleep(RESTART_S)
        program.start()

    def strike(self, programs: Sequence[Program], point: str, number: signal.Signals) -> Program:
        """Send that signal to the one of `programs`, all of a kind, that reaches `point` first under load."""
        points = programs[0].points
        draft = points / "draft"
        draft.write_text(str(int(number)))
        draft.rename(points / point)
        what = f"{' or '.join(program.name for program in programs)} at {point}"
        wait_for(lambda: any(points.glob(f"{point}.*")), seconds=30, what=what)
        (taken,) = points.glob(f"{point}.*")
        taken.unlink()
        return next(program for program in programs if taken.name == f"{point}.{program.pid}")

    def die_at(self, programs: Sequence[Program], point: str) -> float:
        """Kill -9 to the first of `programs` that reaches `point`, and a new one a moment later; when it died."""
        struck = self.strike(programs, point, signal.SIGKILL)
        wait_for(lambda: not struck.runs(), seconds=10, what=f"the end of {struck.name}")
        died = time.monotonic()
        time.sleep(RESTART_S)
        struck.start()
        return died

    @contextmanager
    def overlap(self, programs: Sequence[Program]) -> Iterator[None]:
        """Within this, leases count for nothing between these programs."""
        files = {program.points / "overlap" for program in programs}
        for file in files:
            file.touch()
        yield
        for file in files:
            file.unlink()

    def _start(
        self,
        environment: dict[str, str],
        name: str,
        argv: Callable[[Path], list[str]],
        *,
        ready: Callable[[], bool] = lambda: True,
    ) -> Program:
        points = self.folder / "points" / name.partition("-")[0]
        points.mkdir(exist_ok=True)

        def launch() -> Child:
            log = self.folder / "log" / f"{name}.log"
            env = {**self.environment, **environment}
            child = start_child([sys.executable, *argv(points)], name=name, log=log, cwd=self.root, env=env)
            wait_until(ready, child=child, seconds=START_S)
            return child

        return Program(name, points=points, launch=launch)


@contextmanager
def mounted_disk(folder: Path) -> Iterator[Path | None]:
    """A small disk in memory for Kafka's logs, mounted at `folder`; None, and a plain folder, where that is refused."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={KAFKA_DISK}", "scoreboard-faults", folder]
    if shutil.which("mount") and subprocess.run(command, check=False, capture_output=True).returncode == 0:
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    else:
        yield None


def wait_for(done: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait until `done()`; raises AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)


@contextmanager
def running_system(*, root: Path = ROOT) -> Iterator[System]:
    """A System of a checkout, in a folder of its own; what its programs said stays there in `log` while it runs."""
    # Not in pytest's folder: PostgreSQL runs as another user, who may not enter there.
    with tempfile.TemporaryDirectory(prefix="scoreboard-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with mounted_disk(folder / "disk") as disk:
            system = System(folder, disk=disk, root=root)
            try:
                yield system
            finally:
                system.stop()
