"""Turns: so many at once, by turns of whom they count for, and none is lost."""

import asyncio

import pytest

from scoreboard.web.turns import Full, Turns


async def take(turns, subject, began, wait_s=5.0):
    await turns.take(subject, wait_s=wait_s)
    began.append(subject)


async def wait_for(turns, subjects, began):
    """Tasks that wait for a turn each, in this order."""
    tasks = []
    for subject in subjects:
        tasks.append(asyncio.create_task(take(turns, subject, began)))
        await asyncio.sleep(0)
    return tasks


async def test_so_many_at_once_and_the_others_by_turns_of_whom_they_count_for():
    turns, began = Turns("test", 2), []
    tasks = await wait_for(turns, ["a", "a", "a", "a", "a", "b", "c", "c"], began)
    assert began == ["a", "a"]
    for expected in ("a", "b", "c", "a", "c", "a"):
        turns.leave()
        await asyncio.sleep(0.001)
        assert began[-1] == expected
    assert len(began) == len(tasks)
    assert (turns._running, turns._waiting, len(turns._queues)) == (2, 0, 0)
    turns.leave()
    turns.leave()
    assert turns._running == 0


async def test_whose_turn_does_not_come_in_time_is_told_and_holds_nobody_up():
    turns, began = Turns("test", 1), []
    await turns.take("a", wait_s=1)
    with pytest.raises(Full):
        await turns.take("b", wait_s=0.01)
    (waiting,) = await wait_for(turns, ["c"], began)
    turns.leave()
    await waiting
    assert began == ["c"]
    turns.leave()
    assert (turns._running, turns._waiting, len(turns._queues)) == (0, 0, 0)


async def test_who_leaves_while_waiting_or_as_its_turn_comes_loses_none():
    turns, began = Turns("test", 1), []
    await turns.take("a", wait_s=1)
    first, second, third = await wait_for(turns, ["b", "c", "d"], began)
    first.cancel()
    turns.leave()  # the turn goes to the second one, which is told and goes before it hears
    second.cancel()
    await third
    assert began == ["d"]
    turns.leave()
    assert (turns._running, turns._waiting) == (0, 0)


async def test_one_that_asks_a_thousand_times_is_told_so_and_others_wait_on():
    turns, began = Turns("test", 1, most_waiting=3), []
    await turns.take("a", wait_s=1)
    tasks = await wait_for(turns, ["a", "a", "a"], began)
    with pytest.raises(Full):
        await turns.take("a", wait_s=1)
    tasks += await wait_for(turns, ["b"], began)
    for _ in range(5):
        turns.leave()
        await asyncio.sleep(0.001)
    await asyncio.gather(*tasks)
    assert sorted(began) == ["a", "a", "a", "b"]


async def test_without_a_bound_nobody_waits():
    turns = Turns("test", 0)
    for _ in range(100):
        await turns.take("a", wait_s=0)
    assert turns._running == 100
