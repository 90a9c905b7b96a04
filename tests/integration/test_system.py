"""The whole system as `make run` starts it: a replay watched, tables right and quick, proven and rebuilt."""

import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from websockets.sync.client import connect

from tests.pages import read_texts

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kafka")]


class System:
    """A running Scoreboard and a scorer's program that talks to it."""

    def __init__(self, run):
        self.run = run
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "STATS_DATABASE_URL")},
            "DATA_DIR": str(run.data_dir),
            "DJANGO_SETTINGS_MODULE": "scoreboard.settings",
            "DJANGO_SUPERUSER_PASSWORD": "wins-1-0",
        }
        self.manage("load_demo")  # history alone: with DEMO=1 its replays would never leave the log quiet
        self.manage("createsuperuser", "--noinput", "--username", "scorer", "--email", "")
        self.token = self.manage("token", "scorer").strip()

    def run_command(self, *args):
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def manage(self, *args):
        ran = self.run_command(*args)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def start(self, *args):
        return subprocess.Popen(
            [sys.executable, "manage.py", *args], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.run.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid.uuid4().hex},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def find_season(self, competition, season):
        (found,) = [c["id"] for c in self.call("GET", "/competitions")["items"] if c["name"] == competition]
        seasons = self.call("GET", f"/competitions/{found}/seasons")["items"]
        return next(s["id"] for s in seasons if s["name"] == season)

    def read_points(self, season):
        groups = self.call("GET", f"/seasons/{season}/standings")["groups"]
        return {row["competitor"]["name"]: row["points"] for group in groups for row in group["rows"]}

    def wait(self, what, *, seconds=2.0):
        """Seconds until `what()` is true; fails after `seconds`."""
        began = time.monotonic()
        while not what():
            assert time.monotonic() - began < seconds, f"not within {seconds} s"
            time.sleep(0.05)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def system(kafka, tmp_path_factory):
    from tests.servers import Run, free_port

    run = Run(
        data_dir=tmp_path_factory.mktemp("system") / "var",
        port=free_port(),
        env={"KAFKA_BOOTSTRAP": kafka, "DEMO": "0"},
    )
    run.wait_for("Scoreboard is at")
    os.environ["KAFKA_BOOTSTRAP"] = kafka
    yield System(run)
    del os.environ["KAFKA_BOOTSTRAP"]
    run.end()


@pytest.fixture(scope="module")
def league(system, tmp_path_factory):
    """A fixture of a league of two, and its two seasons."""
    folder = tmp_path_factory.mktemp("league")
    for season in ("2026/27", "2027/28"):
        match = {"date": "2026-12-01", "team1": f"Reds {season}", "team2": f"Blues {season}"}
        file = folder / "league.json"
        file.write_text(json.dumps({"name": f"Test League {season}", "matches": [match]}))
        system.manage("import", "openfootball", str(file))
    return system.find_season("Test League", "2026/27"), system.find_season("Test League", "2027/28")


def test_a_viewer_of_a_replay_sees_every_event_once_and_in_order(system):
    season = system.find_season("World Cup", "2022")
    matches = system.call("GET", f"/matches?season={season}&limit=500")["items"]
    final = next(match for match in matches if match["round"] == "Final")
    with system.start("replay", final["id"], "--speed", "1500") as replay:
        copy = replay.stdout.readline().split()[0]
        with connect(f"{system.run.url.replace('http', 'ws')}/ws/matches/{copy}?cursor=e1-0") as socket:
            resumed = {"t": "resumed", "id": copy, "cursor": "e1-0", "recovered": True}
            assert json.loads(socket.recv(timeout=5)) == resumed
            events = []
            while not events or events[-1]["event"]["type"] != "shootout_result":
                frame = json.loads(socket.recv(timeout=20))
                if frame["t"] == "event":
                    events.append(frame)
    log = system.call("GET", f"/matches/{copy}/events?limit=500")["items"]
    assert [frame["seq"] for frame in events] == list(range(1, len(log) + 1))
    assert [frame["event"] for frame in events] == log
    last = events[-1]["changes"]
    assert (last["status"], last["winner"], last["shootout"]) == ("ended", "home", {"home": 4, "away": 2})


def test_the_world_cup_s_group_tables_are_right(system, data):
    expected = json.loads((data / "football" / "expected" / "worldcup.2022.json").read_text())["group_tables"]
    season = system.find_season("World Cup", "2022")

    def read():
        return {
            group["name"]: [
                (row["competitor"]["name"], row["played"], row["won"], row["for"], row["against"], row["points"])
                for row in group["rows"]
            ]
            for group in system.call("GET", f"/seasons/{season}/standings")["groups"]
            if group["name"]
        }

    wanted = {
        name: [(row["team"], row["played"], row["won"], row["gf"], row["ga"], row["points"]) for row in rows]
        for name, rows in expected.items()
    }
    system.wait(lambda: read() == wanted, seconds=30)  # the demo's history may still be on its way


def test_a_result_a_void_an_amendment_and_a_move_reach_the_tables_within_two_seconds(system, league, record_property):
    first, second = league
    match = system.call("GET", f"/matches?season={first}")["items"][0]["id"]

    def enter(*events):
        return system.call("POST", f"/matches/{match}/events", {"events": list(events)})["events"]

    def scorers():
        with urllib.request.urlopen(f"{system.run.url}/seasons/{first}", timeout=10) as page:
            return read_texts(BeautifulSoup(page.read(), "html.parser"), "#scorers tbody th a")

    kick_off, whistle = {"type": "period_start"}, {"type": "period_end"}
    entered = enter(kick_off, {"type": "goal", "side": "home", "player": "Ada Lovelace"}, whistle, kick_off, whistle)
    goal = entered[1]["seq"]
    took = [system.wait(lambda: system.read_points(first) == {"Reds 2026/27": 3, "Blues 2026/27": 0})]
    assert "Ada Lovelace" in scorers()

    amended = {"type": "goal", "side": "home", "player": "Bea Blom"}
    system.call("POST", f"/matches/{match}/events/{goal}/amend", {"event": amended, "reason": "It was Bea"})
    took.append(system.wait(lambda: "Bea Blom" in scorers() and "Ada Lovelace" not in scorers()))

    system.call("POST", f"/matches/{match}/events/{goal}/void", {"reason": "Offside"})
    took.append(system.wait(lambda: system.read_points(first) == {"Reds 2026/27": 1, "Blues 2026/27": 1}))

    system.call("PATCH", f"/matches/{match}", {"season": second, "reason": "Entered in the wrong season"})
    took.append(system.wait(lambda: system.read_points(first) == {} and "Reds 2026/27" in system.read_points(second)))
    record_property("accepted_to_table_s", [round(seconds, 2) for seconds in took])


def test_points_deducted_reach_the_table(system, league):
    season = "Test League 2027/28"
    name = "Reds 2027/28"
    system.manage(
        "adjust", "--season", season, "--competitor", name, "--points", "-3", "--reason", "Debts", "--on", "2026-01-01"
    )
    system.wait(lambda: system.read_points(league[1]).get(name, 0) == -3, seconds=3)


def test_everything_is_proven_and_rebuilt_to_the_same(system, league):
    season = system.find_season("World Cup", "2022")
    before = system.call("GET", f"/seasons/{season}/standings")["groups"]
    verify(system)
    system.manage("rebuild", "stats")
    assert system.call("GET", f"/seasons/{season}/standings")["groups"] == before
    verify(system)


def verify(system):
    """`verify` finds nothing; asked again for a while, since what was entered last may still be on its way."""
    until = time.monotonic() + 60
    while (ran := system.run_command("verify", "--json")).returncode != 0:
        assert time.monotonic() < until, ran.stdout + ran.stderr
