"""The keeper: what is started again, and what is not."""

import sys
import time
from functools import partial

from scoreboard.devserver.process import start_child
from scoreboard.devserver.supervisor import NO_USE, Keeper


def keep(tmp_path, code):
    """A keeper of a Python program, and what it says."""
    said = []
    start = partial(start_child, [sys.executable, "-c", code], name="program", log=tmp_path / "program.log")
    keeper = Keeper(name="program", start=start, say=said.append)
    keeper.begin()
    return keeper, said


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_program_that_somebody_must_decide_about_is_not_started_again(tmp_path):
    keeper, said = keep(tmp_path, f"print('another cluster: run relay --resend'); raise SystemExit({NO_USE})")
    wait_for(lambda: said)
    keeper.stop()
    (line,) = said
    assert "exit status 78" in line
    assert line.endswith("another cluster: run relay --resend")


def test_a_program_that_ends_is_started_again(tmp_path):
    keeper, said = keep(tmp_path, "raise SystemExit(1)")
    wait_for(lambda: len(said) > 1)
    keeper.stop()
    assert "starting it again in 1 s" in said[0]
    assert "starting it again in 2 s" in said[1]
