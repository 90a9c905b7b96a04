"""Deadlines: who is late is told so, once, in order; who is done is not."""

import asyncio
import time
from itertools import pairwise

from scoreboard.live.server.deadlines import Deadlines
from tests.live.conftest import until


async def test_what_is_not_stopped_is_late_in_the_order_of_its_beginning():
    late = []
    deadlines = Deadlines(asyncio.get_running_loop(), 0.1, late.append)
    for item in "abcd":
        deadlines.start(item)
    deadlines.stop("b")
    deadlines.start("a")  # anew
    deadlines.begin("c")  # not anew
    assert deadlines.oldest() == "c"
    await until(lambda: late == ["c", "d", "a"])
    assert deadlines.oldest() is None
    deadlines.start("e")
    await until(lambda: late == ["c", "d", "a", "e"])


async def test_a_timer_serves_what_begins_while_it_runs():
    late = []
    deadlines = Deadlines(asyncio.get_running_loop(), 0.2, late.append)
    begun = asyncio.get_running_loop().time()
    deadlines.start("first")
    await asyncio.sleep(0.1)
    deadlines.stop("first")
    deadlines.start("second")
    await until(lambda: late == ["second"])
    assert asyncio.get_running_loop().time() - begun >= 0.3


async def test_of_many_that_are_late_a_few_are_told_at_a_time():
    late, turns = [], []
    deadlines = Deadlines(asyncio.get_running_loop(), 0.01, late.append)
    for number in range(200):
        deadlines.start(number)
    time.sleep(0.03)  # noqa: ASYNC251  # the loop stands still until all are due: only then does it look
    while len(late) < 200:
        await asyncio.sleep(0)
        turns.append(len(late))
    assert late == list(range(200))
    assert {after - before for before, after in pairwise(turns)} <= {0, 8, 64}
