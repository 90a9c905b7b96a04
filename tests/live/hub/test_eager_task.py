"""Running an awaitable until it first waits."""

import asyncio

import pytest

from scoreboard.live.hub.eager_task import begin


async def test_what_never_waits_is_done_at_once():
    done = []

    async def work():
        done.append(1)

    assert begin(work()) is None
    assert done == [1]


async def test_what_waits_goes_on_when_awaited():
    gate, order = asyncio.Event(), []

    async def work():
        order.append("begun")
        await gate.wait()
        await asyncio.sleep(0)
        order.append("ended")
        return 7

    rest = begin(work())
    order.append("waiting")
    task = asyncio.create_task(finish(rest))
    await asyncio.sleep(0)
    gate.set()
    assert await task == 7
    assert order == ["begun", "waiting", "ended"]


async def test_errors_and_cancellations_reach_what_is_run():
    async def fail():
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        begin(fail())

    ended = []

    async def work():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    task = asyncio.create_task(finish(begin(work())))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["cancelled"]


async def finish(rest):
    return await rest
