"""Child processes: never left behind, ended with all they started; and their keeper."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from scoreboard.devserver.process import LOG_SIZE, StartFailed, start_child, wait_until
from scoreboard.devserver.supervisor import Keeper

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, lambda *_: None); print(1); time.sleep(60)"]
PARENT = """
import sys, pathlib
from scoreboard.devserver.process import start_child
child = start_child(["sleep", "60"], name="sleep", log=pathlib.Path(sys.argv[1]))
print(child.pid, flush=True)
input()
"""


def gone(pid):
    """Whether a process has ended, waiting a little for the kernel."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_child_ends_when_asked(tmp_path):
    child = start_child(SLEEP, name="sleep", log=tmp_path / "log")
    assert child.alive()
    child.stop()
    assert not child.alive()
    assert child.wait() == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed(tmp_path):
    child = start_child(STUBBORN, name="stubborn", log=tmp_path / "log", env={"PYTHONUNBUFFERED": "1"})
    wait_until(lambda: child.last_lines() == "1", child=child, seconds=10)
    child.stop(grace=0.2)
    assert child.wait() == -signal.SIGKILL


def test_what_a_child_started_ends_with_it(tmp_path):
    child = start_child(["sh", "-c", "sleep 60 & echo $!; wait"], name="sh", log=tmp_path / "log")
    wait_until(lambda: child.last_lines() != "", child=child, seconds=10)
    grandchild = int(child.last_lines())
    child.stop()
    assert gone(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends children with their parent")
def test_no_child_outlives_a_parent_that_is_killed(tmp_path):
    argv = [sys.executable, "-c", PARENT, tmp_path / "log"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert gone(child)


def test_one_that_ends_before_it_answers_is_told_with_its_last_words(tmp_path):
    child = start_child(["sh", "-c", "echo no such luck; exit 3"], name="sh", log=tmp_path / "log")
    with pytest.raises(StartFailed, match=r"sh ended with exit status 3: no such luck \(see .*log\)"):
        wait_until(lambda: False, child=child, seconds=10)


def test_one_that_does_not_answer_in_time_is_killed(tmp_path):
    child = start_child(SLEEP, name="sleep", log=tmp_path / "log")
    with pytest.raises(StartFailed, match=r"sleep did not answer within 0.1 s: no output"):
        wait_until(lambda: False, child=child, seconds=0.1)
    assert not child.alive()


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(StartFailed, match="nonesuch cannot be run"):
        start_child(["/nonesuch"], name="nonesuch", log=tmp_path / "log")


def test_a_long_log_is_put_aside(tmp_path):
    log = tmp_path / "x.log"
    log.write_bytes(b"x" * (LOG_SIZE + 1))
    start_child(["true"], name="true", log=log).wait()
    assert log.stat().st_size == 0
    assert (tmp_path / "x.log.1").stat().st_size == LOG_SIZE + 1


def keep(tmp_path, argv, **options):
    """A keeper of such a program that has begun, and the list of what it says."""
    said = []
    start = partial(start_child, argv, name="program", log=tmp_path / "log")
    keeper = Keeper(name="program", start=start, say=said.append, **options)
    keeper.begin()
    return keeper, said


def wait_for(condition):
    """Wait until a condition holds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_kept_program_is_started_again(tmp_path):
    lives = []
    keeper, said = keep(tmp_path, SLEEP, started=lives.append)
    wait_for(lambda: len(lives) == 1)
    lives[0].kill()
    wait_for(lambda: len(lives) == 2)
    keeper.stop()
    assert not lives[1].alive()
    assert said == [f"program ended with exit status -9 (see {tmp_path / 'log'}); starting it again in 1 s"]


def test_a_kept_program_that_always_fails_is_given_up(tmp_path):
    given_up = []
    keeper, said = keep(tmp_path, ["false"], give_up=given_up.append, patience=1)
    wait_for(lambda: given_up)
    keeper.stop()
    assert len(said) == 1


def test_a_kept_program_that_has_worked_once_is_never_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("scoreboard.devserver.supervisor.FIRST_WAIT", 0.02)
    given_up, lives = [], []
    keeper, said = keep(tmp_path, SLEEP, started=lives.append, give_up=given_up.append)
    keeper.proven = True
    for life in range(1, 6):
        wait_for(lambda life=life: len(lives) == life)
        lives[-1].kill()
    wait_for(lambda: len(said) == 5)
    keeper.stop()
    assert not given_up
    assert [line.split("again in ")[1] for line in said] == ["0.02 s", "0.04 s", "0.08 s", "0.16 s", "0.32 s"]


def test_a_kept_program_that_has_lived_long_once_is_never_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("scoreboard.devserver.supervisor.FIRST_WAIT", 0.02)
    monkeypatch.setattr("scoreboard.devserver.supervisor.SHORT_LIFE", 0.1)
    given_up, lives = [], []
    keeper, said = keep(tmp_path, SLEEP, started=lives.append, give_up=given_up.append)
    wait_for(lambda: len(lives) == 1)
    time.sleep(0.2)
    for life in range(1, 4):
        wait_for(lambda life=life: len(lives) == life)
        lives[-1].kill()
    wait_for(lambda: len(said) == 3)
    keeper.stop()
    assert not given_up


def test_a_kept_program_that_is_done_is_left_alone(tmp_path):
    keeper, said = keep(tmp_path, ["true"], until_done=True)
    wait_for(lambda: keeper.child is not None and not keeper.child.alive())
    time.sleep(0.1)
    keeper.stop()
    assert said == []
