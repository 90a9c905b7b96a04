"""One row of the table: an attack, a bystander beside it, and what became of both."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.sockets import Target
from tests.attacks.system import System, held_by
from tests.servers import ROOT

CALM_S = 2.0  # the bystander looks on alone, before
GIVE_BACK_S = 30.0  # so long after the attack the server may take to give memory back
EVERY_S = 0.2  # a record by the scorer, a look at the server's memory
MB = 1_000_000
LIMITS_MS = {"pong": 100, "live": 250, "healthz": 250}  # at the 99th percentile
KEPT_BYTES, KEPT_SHARE = 32 * MB, 0.10  # what may be held on to


@dataclass
class Measured:
    """What a bystander saw beside an attack, and what the server held."""

    sent: dict[str, Any]
    took: dict[str, list[float]]
    failed: dict[str, int]
    before: int
    most: int = 0
    after: int = 0
    complaints: list[str] = field(default_factory=list)

    def at(self, what: str, share: float) -> float:
        """The milliseconds within which that share of the tries was answered; infinite without any."""
        took = sorted(self.took[what])
        return took[min(int(len(took) * share), len(took) - 1)] * 1000 if took else float("inf")

    @property
    def rate(self) -> float:
        """What was sent a second."""
        return self.sent.get("sent", 0) / self.sent["seconds"]

    def judge(self, *, slack: float = 1) -> list[str]:
        """What is not as it must be; `slack` times as long is allowed."""
        late = [
            f"{what} p99 {self.at(what, 0.99):.0f} ms"
            for what, limit in LIMITS_MS.items()
            if self.at(what, 0.99) > slack * limit
        ]
        failed = [f"{count} × {what} failed" for what, count in self.failed.items() if count]
        kept = self.after - self.before
        held = [f"{kept / MB:.0f} MB kept"] if kept > max(KEPT_BYTES, KEPT_SHARE * self.before) else []
        return [*late, *failed, *held, *self.complaints]


def measure(
    name: str, *, connections: int, seconds: float, attacker: Target, bystander: Target, pid: int, system: System | None
) -> Measured:
    """Attack the server `pid` while a bystander looks on; of a `system` a scorer enters records meanwhile."""
    scorer = Scorer(system, bystander.match) if system else None
    watching = start("bystander", bystander.port, bystander.match, seconds + CALM_S)
    time.sleep(CALM_S)
    before = held_by(pid)  # by now it has in memory what it needs to serve the bystander
    whence = (attacker.address, attacker.source)
    flooding = start("floods", name, connections, seconds, attacker.port, attacker.match, attacker.season, *whence)
    most = before
    while flooding.poll() is None or watching.poll() is None:
        most = max(most, held_by(pid))
        time.sleep(EVERY_S)
    saw, sent = finish(watching), finish(flooding)
    if scorer:
        scorer.finish()
    measured = Measured(sent=sent, took=saw["took"], failed=saw["failed"], before=before, most=most)
    measured.after = wait_for_memory(pid, measured)
    return measured


def wait_for_memory(pid: int, measured: Measured) -> int:
    """What the server holds when it has given back what it took, or GIVE_BACK_S after the attack."""
    deadline = time.monotonic() + GIVE_BACK_S
    while True:
        measured.after = held_by(pid)
        kept = measured.after - measured.before
        if kept <= max(KEPT_BYTES, KEPT_SHARE * measured.before) or time.monotonic() > deadline:
            return measured.after
        time.sleep(EVERY_S)


def start(module: str, *argv: object) -> subprocess.Popen[str]:
    """Start one of the programs beside this module."""
    command = [sys.executable, "-m", f"tests.attacks.{module}", *map(str, argv)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(program: subprocess.Popen[str]) -> Any:
    """What a program has found. Raises AssertionError where it failed."""
    out, err = program.communicate()
    assert program.returncode == 0, f"{program.args}: {err[-2000:]}"
    if err:
        print("    " + "\n    ".join(err.splitlines()[:3]), flush=True)
    return json.loads(out)


class Scorer:
    """Enters a record in a match every EVERY_S, straight at the web process, in a thread of its own."""

    def __init__(self, system: System, match: str) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._score, args=(system, match), daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Enter no more."""
        self._ended.set()
        self._thread.join(60)

    def _score(self, system: System, match: str) -> None:
        body = json.dumps({"type": "manual", "side": "home", "data": {"points": 0, "reason": "Nothing"}}).encode()
        while not self._ended.wait(EVERY_S):
            try:
                system.ask("POST", f"/api/v1/matches/{match}/events", body)
            except (OSError, http.client.HTTPException):
                continue  # the bystander sees that nothing comes


def is_well(system: System, paths: Sequence[str]) -> list[str]:
    """The paths that are not answered with 200 within a few seconds."""
    bad = []
    for path in paths:
        try:
            status, _ = system.ask("GET", path)
        except (OSError, http.client.HTTPException) as error:
            bad.append(f"{path}: {type(error).__name__}")
        else:
            if status != 200:
                bad.append(f"{path}: {status}")
    return bad
