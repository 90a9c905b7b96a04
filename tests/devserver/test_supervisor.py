"""The supervisor, on real programs: what is started again, after which waits, and that the others do not notice."""

import asyncio
import os
import signal
import sys
import time
from contextlib import asynccontextmanager
from functools import partial

import pytest

from scoreboard.devserver.process import StartFailed, start_child
from scoreboard.devserver.supervisor import NEEDS_DECISION, Part

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = ["sh", "-c", "exit 3"]


class Supervised:
    """Parts that a test keeps, and what they say."""

    def __init__(self, folder):
        self.folder = folder
        self.said = []
        self.parts = []

    def add(self, argv, *, name="program", answers=lambda: True, **waits):
        """A part that is not started yet, with a log of its own."""
        log = self.folder / f"{name}.log"
        part = Part(
            name, partial(start_child, argv, name=name, log=log, answers=answers), say=self.said.append, **waits
        )
        self.parts.append(part)
        return part

    def keep(self, argv, **options):
        """A part that is kept running."""
        part = self.add(argv, **options)
        part.keep()
        return part

    @property
    def waits(self):
        """The waits that were said, in seconds."""
        return [float(line.split("again in ")[1].removesuffix(" s")) for line in self.said]


@pytest.fixture
async def supervised(tmp_path):
    parts = Supervised(tmp_path)
    yield parts
    await asyncio.gather(*(part.stop() for part in parts.parts))


async def until(condition):
    """Wait until a condition holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def within(seconds):
    """What is done in here takes less than so many seconds."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


async def test_a_program_that_is_killed_is_started_again(supervised):
    part = supervised.keep(SLEEP, first_wait_s=0.1)
    await part.ready.wait()
    first = part.child
    os.kill(first.pid, signal.SIGKILL)
    await until(lambda: part.child is not None and part.child is not first)
    assert part.child.alive()
    assert supervised.said == [f"program ended with exit status -9 (see {first.log}); starting it again in 0.1 s"]


async def test_by_default_it_waits_for_a_second_at_first(supervised):
    supervised.keep(FAIL)
    await until(lambda: len(supervised.said) == 2)
    assert supervised.waits == [1, 2]


async def test_waits_grow_up_to_the_longest_one(supervised):
    supervised.keep(FAIL, first_wait_s=0.02, longest_wait_s=0.1)
    began = time.monotonic()
    await until(lambda: len(supervised.said) == 6)
    assert supervised.waits == [0.02, 0.04, 0.08, 0.1, 0.1, 0.1]
    assert time.monotonic() - began > 0.02 + 0.04 + 0.08 + 0.1 + 0.1
    assert all("program ended with exit status 3" in line for line in supervised.said)


async def test_after_it_has_been_well_waits_begin_anew(supervised):
    first_life = supervised.folder / "lived"
    # The first three lives are short, the others long enough.
    code = f"cd {supervised.folder}; echo >>lived; [ $(wc -l <{first_life}) -le 3 ] || sleep 0.5; exit 3"
    supervised.keep(["sh", "-c", code], first_wait_s=0.02, well_s=0.4)
    await until(lambda: len(supervised.said) == 5)
    assert supervised.waits == [0.02, 0.04, 0.08, 0.02, 0.02]


async def test_time_without_an_answer_is_not_being_well(supervised):
    code = "import time; time.sleep(0.3)"
    supervised.keep([sys.executable, "-c", code], answers=lambda: False, first_wait_s=0.02, well_s=0.2)
    await until(lambda: len(supervised.said) == 3)
    assert supervised.waits == [0.02, 0.04, 0.08]


async def test_the_others_do_not_notice(supervised):
    fine = supervised.keep(SLEEP, name="fine")
    await fine.ready.wait()
    child = fine.child
    supervised.keep(FAIL, first_wait_s=0.01)
    await until(lambda: len(supervised.said) == 5)
    assert fine.child is child
    assert child.alive()
    assert not any("fine" in line for line in supervised.said)


async def test_a_program_that_cannot_be_run_is_tried_again(supervised):
    supervised.keep(["/nonesuch"], first_wait_s=0.01)
    await until(lambda: len(supervised.said) == 3)
    assert supervised.waits == [0.01, 0.02, 0.04]
    assert supervised.said[0].startswith("program cannot be run: ")


async def test_what_keeps_a_launch_from_working_is_said_too(supervised):
    (supervised.folder / "program.log").mkdir()
    supervised.keep(SLEEP, first_wait_s=0.01)
    await until(lambda: len(supervised.said) == 2)
    assert supervised.said[0].startswith("program cannot be started: [Errno 21] Is a directory")


async def test_one_that_a_person_must_decide_about_is_not_started_again(supervised):
    code = f"print('another cluster: run relay --resend'); raise SystemExit({NEEDS_DECISION})"
    part = supervised.keep([sys.executable, "-c", code], first_wait_s=0.01)
    await until(lambda: supervised.said)
    await asyncio.sleep(0.1)
    (line,) = supervised.said
    assert line == f"program ended with exit status 78 (see {part.child.log}): another cluster: run relay --resend"


async def test_a_first_start_returns_when_the_program_answers(supervised):
    file = supervised.folder / "here"
    part = supervised.add(["sh", "-c", f"sleep 0.2; touch {file}; sleep 60"], answers=file.exists)
    child = await part.start()
    assert file.exists()
    part.keep()
    await asyncio.sleep(0.1)
    assert part.child is child  # kept, not started a second time


async def test_a_first_start_that_fails_is_raised(supervised):
    part = supervised.add(["sh", "-c", "echo no such luck; exit 3"], answers=lambda: False)
    with pytest.raises(StartFailed, match="program ended with exit status 3: no such luck"):
        await part.start()
    assert supervised.said == []


async def test_stopped_while_it_runs(supervised):
    part = supervised.keep(SLEEP)
    await part.ready.wait()
    await part.stop()
    assert not part.child.alive()
    assert supervised.said == []


async def test_stopped_during_a_wait_it_ends_at_once(supervised):
    part = supervised.keep(FAIL, first_wait_s=30)
    await until(lambda: supervised.said)
    async with within(1):
        await part.stop()


async def test_stopped_while_it_starts_it_ends_at_once(supervised):
    part = supervised.keep(SLEEP, answers=lambda: False)
    await until(lambda: part.child is not None)
    child = part.child
    async with within(2):
        await part.stop()
    assert not child.alive()
    assert supervised.said == []
