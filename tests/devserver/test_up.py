"""`manage.py up` and `down`, as real processes: they serve, end cleanly, leave nobody behind, and keep the data."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from scoreboard.devserver import runtime
from tests import servers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run_scoreboard")]
SERVES = "Scoreboard is at"


def processes_of(data_dir):
    """The processes that name this data folder, in their environment or as Valkey in its title: all one run started."""
    mark = str(data_dir).encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes() + (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def wait_until_gone(data_dir):
    """Wait until no process of the run is left."""
    deadline = time.monotonic() + 5
    while left := processes_of(data_dir):
        assert time.monotonic() < deadline, f"left behind: {left}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def broker_is_here(tmp_path_factory):
    """Kafka's jars are here, so that a run brings the broker too."""
    servers.fetch_jars_or_skip(folder=tmp_path_factory.mktemp("jars"))


@pytest.fixture
def without_broker():
    """An environment in which no broker is started: one is named that nobody runs."""
    return {"KAFKA_BOOTSTRAP": "127.0.0.1:9"}


@pytest.fixture
def hangups_are_heard():
    """A program started now hears SIGHUP, even where the tests run under nohup, which makes all that it starts deaf."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangups_are_heard")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_serves_and_ends_cleanly(run_scoreboard, without_broker, number):
    run = run_scoreboard(**without_broker)
    run.wait_for(SERVES)
    assert run.get("/healthz")[0] == 200
    assert len(processes_of(run.data_dir)) >= 3
    assert run.end(with_signal=number) == 0
    wait_until_gone(run.data_dir)


def may_read(path):
    """Whether another user of this machine may list that folder, or read that file."""
    argv = [shutil.which("ls" if path.is_dir() else "cat"), str(path)]
    return (
        subprocess.run(argv, user=65534, group=65534, extra_groups=[], capture_output=True, check=False).returncode == 0
    )


def test_other_users_of_the_machine_read_nothing(run_scoreboard, broker_is_here):
    # Not in pytest's folder, which nobody else may enter.
    with tempfile.TemporaryDirectory(prefix="scoreboard-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        var = Path(folder) / "var"
        (var / "log").mkdir(parents=True)
        (var / "log" / "web.log").write_text("of an earlier release")
        for path in (var, var / "log", var / "log" / "web.log"):
            path.chmod(0o755)
        run = run_scoreboard(data_dir=var, DEMO="1")
        said = run.wait_for("Sign in there")
        run.wait_for("Kafka is at")
        kept = [var, *var.rglob("*")]
        names = {path.name for path in kept}
        assert {"scoreboard.sqlite3-wal", "stats.sqlite3", "addresses.json", "valkey.sock", "web.log"} <= names
        assert {"server.properties", "00000000000000000000.log", "secret-key", "demo-password"} <= names
        assert [path for path in kept if path.lstat().st_mode & 0o077] == []
        secret = (var / "demo-password").read_text()
        assert secret not in said
        assert [log for log in (var / "log").iterdir() if secret in log.read_text()] == []
        if os.geteuid() == 0:
            var.chmod(0o755)
            assert [path for path in kept[1:] if may_read(path)] == []
            var.chmod(0o700)
            assert not may_read(var)
        run.end()


def test_a_command_beside_it_finds_the_broker_s_password(run_scoreboard, broker_is_here):
    run = run_scoreboard()
    run.wait_for("Kafka is at")
    argv = [sys.executable, "manage.py", "topics"]
    env = {**os.environ, "DATA_DIR": str(run.data_dir), "DJANGO_SETTINGS_MODULE": "scoreboard.settings"}
    said = subprocess.run(argv, cwd=servers.ROOT, env=env, capture_output=True, text=True, check=True).stdout
    assert "match-events" in said


def test_two_signals_at_once_end_it_as_well(run_scoreboard, without_broker):
    run = run_scoreboard(**without_broker)
    run.wait_for(SERVES)
    for _ in range(20):
        run.process.send_signal(signal.SIGTERM)
    assert run.end() == 0
    wait_until_gone(run.data_dir)


def test_nobody_outlives_a_kill(run_scoreboard, broker_is_here):
    run = run_scoreboard()
    run.wait_for("Kafka is at")
    run.end(with_signal=signal.SIGKILL)
    wait_until_gone(run.data_dir)
    again = run_scoreboard()
    again.wait_for("Kafka is at")


def test_a_second_start_keeps_the_data(run_scoreboard, broker_is_here):
    run = run_scoreboard()
    run.wait_for("Kafka is at")
    addresses = runtime.read_addresses(run.data_dir)
    with redis.Redis.from_url(addresses.redis) as client:
        client.set("goal", 1)
    run.end()
    again = run_scoreboard()
    again.wait_for("Kafka is at")
    assert runtime.read_addresses(run.data_dir) == addresses
    with redis.Redis.from_url(addresses.redis) as client:
        assert client.get("goal") == b"1"


def test_a_taken_port_is_said(run_scoreboard):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = run_scoreboard(port=port)
        run.wait_for(f"Port {port} is taken: choose another one (PORT={port + 1} make run)")
        assert run.wait() == 1


def test_a_second_one_on_the_same_data_is_refused(run_scoreboard, without_broker):
    first = run_scoreboard(**without_broker)
    first.wait_for(SERVES)
    second = run_scoreboard(**without_broker)
    second.wait_for("Scoreboard already runs on")
    assert second.wait() == 1
    assert first.get("/healthz")[0] == 200


def find_program(data_dir, word):
    """The process id of a run's program with that word in its command; None while there is none."""
    processes = [(pid, Path(f"/proc/{pid}/cmdline")) for pid in processes_of(data_dir)]
    with suppress(OSError):
        return next((pid for pid, line in processes if word in line.read_bytes()), None)


def test_the_web_is_started_again_however_often_it_is_killed(run_scoreboard, without_broker):
    run = run_scoreboard(**without_broker)
    run.wait_for(SERVES)
    valkey = find_program(run.data_dir, b"valkey-server")
    for wait in (1, 2, 4):  # within moments of its start, each time
        while (web := find_program(run.data_dir, b"uvicorn")) is None:
            time.sleep(0.05)
        os.kill(web, signal.SIGKILL)
        line = run.wait_for("web ended with exit status -9")
        assert line.endswith(f"starting it again in {wait} s")
    deadline = time.monotonic() + 20
    while True:
        try:
            assert run.get("/healthz")[0] == 200
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert find_program(run.data_dir, b"valkey-server") == valkey


def test_without_network_the_scores_still_flow(run_scoreboard, tmp_path):
    # An environment of its own beside this one, so that Kafka's jars are not there.
    jars = {"HTTPS_PROXY": "http://127.0.0.1:9", "PYTHONPATH": str(tmp_path / "site")}
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(f"import sys; sys.prefix = {str(tmp_path / 'prefix')!r}\n")
    run = run_scoreboard(**jars)
    line = run.wait_for("Kafka cannot be fetched")
    assert "no network" in line
    assert "Scores still flow" in line
    run.wait_for(SERVES)
    assert run.get("/healthz")[0] == 200
    assert runtime.read_addresses(run.data_dir).kafka == ""
    assert run.end() == 0
    assert not any("starting it again" in line for line in run.lines)


def down(data_dir, *options):
    """Run `manage.py down`; what it prints."""
    argv = [sys.executable, "manage.py", "down", *options]
    env = {**os.environ, "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "scoreboard.settings"}
    return subprocess.run(argv, cwd=servers.ROOT, env=env, capture_output=True, text=True, check=True).stdout


def test_down_stops_it_and_forgets(run_scoreboard, without_broker):
    run = run_scoreboard(**without_broker)
    run.wait_for(SERVES)
    assert down(run.data_dir) == "Scoreboard has stopped.\n"
    wait_until_gone(run.data_dir)
    assert run.end() == 0
    (run.data_dir / "mine.txt").write_text("")
    assert (run.data_dir / "scoreboard.sqlite3").exists()
    assert "Scoreboard does not run." in down(run.data_dir, "--forget")
    assert sorted(path.name for path in run.data_dir.iterdir()) == ["mine.txt", "secret-key"]


def test_make_is_told_of(run_scoreboard, without_broker, tmp_path):
    """GNU make, sent SIGINT alone, does not pass it on: the run ends all the same."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # inherited from a shell that runs it in its background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    make = shutil.which("make") or servers.missing("there is no make")
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} manage.py up --end-with-parent\n")
    env = {**os.environ, "DATA_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "scoreboard.settings"}
    env |= {"PORT": str(servers.free_port()), "PYTHONUNBUFFERED": "1", **without_broker}
    with subprocess.Popen(
        [make, "-f", makefile, "run"],
        cwd=servers.ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        next(line for line in process.stdout if SERVES in line)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert rest == "Stopping.\n"
    wait_until_gone(tmp_path / "var")
