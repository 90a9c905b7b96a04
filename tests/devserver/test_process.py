"""Child processes: never left behind, ended with all they started."""

import os
import signal
import subprocess
import sys
import time

import pytest

from scoreboard.devserver.process import LOG_SIZE, StartFailed, start_child, wait_until

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
