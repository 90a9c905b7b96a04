"""A fresh Scoreboard to attack, as `make run` starts it: on SQLite, or on PostgreSQL behind deploy/nginx."""

import http.client
import json
import secrets
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scoreboard.devserver.process import Child, start_child, wait_until
from tests.attacks.sockets import Target
from tests.deploy.nginx import start_nginx
from tests.servers import ROOT, Run, answers, clean_environment, free_port, start_postgres, start_redis

DATABASES = ("SQLite", "PostgreSQL")
TEAMS = [f"Team {number}" for number in range(1, 21)]
STRANGERS = "203.0.113.{}"  # as a proxy would name them (RFC 5737: nobody's)
NOT_COUNTED, COUNTED = "127.0.0.0/8 0;", "127.0.0.1/32 0;"  # in deploy/nginx: attackers come from the others
ATTACKERS = "127.0.0.{}"
START_S = 60


class System:
    """A whole Scoreboard with a league's season of 380 matches; `code` is the checkout that runs."""

    def __init__(self, stack: ExitStack, *, database: str, code: Path = ROOT) -> None:
        """Start everything. Skips (pytest's way) where a server is missing."""
        self.database, self.code = database, code
        self._strangers = iter(range(2, 255))
        # Not below a folder of this user's alone: PostgreSQL runs as another one.
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreboard-attacks-")))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.environment = {"DEMO": "0", "SECRET_KEY": secrets.token_hex(), "LOG_LEVEL": "ERROR"}
        self.environment |= {"DJANGO_SUPERUSER_PASSWORD": secrets.token_hex()}
        self.door = self.port
        if database == "PostgreSQL":
            (self.folder / "postgres").mkdir(mode=0o755)
            postgres = start_postgres(folder=self.folder / "postgres")
            stack.callback(postgres.stop)
            self.environment |= {"DATABASE_URL": postgres.url, "STATS_DATABASE_URL": postgres.stats_url}
        redis = start_redis(folder=self.folder)
        stack.callback(redis.stop)
        self.environment |= {"REDIS_URLS": redis.url}
        self.run = self._start()
        stack.callback(self._end)
        if database == "PostgreSQL":
            (self.folder / "nginx").mkdir()
            nginx = start_nginx(folder=self.folder / "nginx", ports=[self.port], replace={NOT_COUNTED: COUNTED})
            stack.callback(nginx.stop)
            self.door = nginx.port
        self._load()

    def restart(self) -> None:
        """End Scoreboard's programs, however they are, and start them on the same data."""
        self.run.end()
        self.run = self._start()

    def _end(self) -> None:
        self.run.end()

    @property
    def web(self) -> int:
        """The process that serves."""
        (pid,) = [pid for pid in children_of(self.run.process.pid) if b"uvicorn" in command_of(pid)]
        return pid

    def bystander(self, match: str) -> Target:
        """Somebody who only looks on."""
        return Target(port=self.door, match=match)

    def attacker(self, match: str) -> Target:
        """A stranger, whom every limit counts, and who has not been here before."""
        number = next(self._strangers)
        if self.door != self.port:
            return Target(port=self.door, match=match, season=self.season, source=ATTACKERS.format(number))
        return Target(port=self.door, match=match, season=self.season, address=STRANGERS.format(number))

    def make_match(self) -> str:
        """A match that has kicked off."""
        match = self.post("/api/v1/matches", self.fixture)["match"]["id"]
        self.post(f"/api/v1/matches/{match}/events", {"type": "period_start"})
        return str(match)

    @property
    def fixture(self) -> dict[str, Any]:
        """A fixture of that season, as the API takes it."""
        names = {"competition": self.competition, "season": self.season, "home": TEAMS[0], "away": TEAMS[1]}
        return {"sport": "football", **names, "scheduled_at": "2026-11-26T15:00:00Z"}

    def post(self, path: str, body: Any) -> Any:
        """Write by the API, straight at the web process; its answer. Raises AssertionError where it is refused."""
        status, answer = self.ask("POST", path, json.dumps(body).encode())
        assert status in (200, 201), f"POST {path}: {status} {answer[:300]!r}"
        return json.loads(answer)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """A request straight at the web process, with the scorer's token where it writes: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": f"localhost:{self.port}"}
        if method != "GET":
            headers |= {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
            headers |= {"Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def manage(self, *argv: str) -> str:
        """Run a `manage.py` command; its output."""
        addresses = {"DATA_DIR": str(self.folder / "var"), "PORT": str(self.port)}
        environment = {**clean_environment(), **self.environment, **addresses}
        return subprocess.run(
            [sys.executable, "manage.py", *argv],
            cwd=self.code,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout

    def _start(self) -> Run:
        run = Run(data_dir=self.folder / "var", port=self.port, env=self.environment, root=self.code)
        run.wait_for(f":{self.port}")
        return run

    def _load(self) -> None:
        self.manage("createsuperuser", "--noinput", "--username", "scorer", "--email", "")
        self.token = self.manage("token", "scorer").strip()
        file = self.folder / "league.json"
        file.write_text(json.dumps(make_league()))
        self.manage("import", "openfootball", str(file))
        (competition,) = json.loads(self.ask("GET", "/api/v1/competitions")[1])["items"]
        self.competition = competition["id"]
        (season,) = json.loads(self.ask("GET", f"/api/v1/competitions/{self.competition}/seasons")[1])["items"]
        self.season = season["id"]
        deadline = time.monotonic() + START_S
        while self.ask("GET", f"/api/v1/seasons/{self.season}/standings")[0] != 200 or not self._has_tables():
            assert time.monotonic() < deadline, "no tables within a minute"
            time.sleep(0.2)

    def _has_tables(self) -> bool:
        groups = json.loads(self.ask("GET", f"/api/v1/seasons/{self.season}/standings")[1])["groups"]
        return bool(groups and groups[0]["rows"])


def make_league() -> dict[str, Any]:
    """Everybody at home against everybody, with some result or other, as openfootball has it."""
    pairs = [(home, away) for home in TEAMS for away in TEAMS if home != away]
    begin = date(2025, 8, 1)
    matches = [
        {
            "round": f"Matchday {number // 10 + 1}",
            "date": (begin + timedelta(days=number // 10 * 7)).isoformat(),
            "team1": home,
            "team2": away,
            "score": {"ft": [number % 4, number % 3]},
        }
        for number, (home, away) in enumerate(pairs)
    ]
    return {"name": "Attacked League 2025/26", "matches": matches}


@contextmanager
def running_system(*, database: str, code: Path = ROOT) -> Iterator[System]:
    """A System, ended at the end."""
    with ExitStack() as stack:
        yield System(stack, database=database, code=code)


@contextmanager
def running_bare() -> Iterator[tuple[Child, int]]:
    """The bare application on plain uvicorn: its process and its port."""
    with tempfile.TemporaryDirectory(prefix="scoreboard-bare-") as folder:
        port = free_port()
        argv = [sys.executable, "-m", "uvicorn", "tests.attacks.bare:application", "--port", str(port)]
        argv += ["--log-level", "critical", "--no-access-log"]
        child = start_child(argv, name="bare", log=Path(folder) / "bare.log", cwd=ROOT)
        wait_until(lambda: answers(port), child=child, seconds=20)
        try:
            yield child, port
        finally:
            child.kill()


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
    return found


def command_of(pid: int) -> bytes:
    """A process's command line; nothing where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def held_by(pid: int) -> int:
    """The bytes that a process holds: its memory, and files that only it can see (bodies that were spooled)."""
    held = 0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                held += int(line.split()[1]) * 1024
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                if str(descriptor.readlink()).endswith("(deleted)"):
                    held += descriptor.stat().st_size
    return held
