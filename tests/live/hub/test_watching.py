"""Who watches which match: leaving and coming back while the first frames are still being written."""

import asyncio

import pytest

from tests.live.conftest import GOAL, Sink, enter, until

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_match_that_is_left_and_watched_again_meanwhile_is_written_once(hub, live_match):
    await enter(live_match, GOAL, GOAL, publish=False)
    sink = Sink()
    viewer, match_id = sink.viewer(hub), str(live_match.pk)
    sink.room.clear()  # its connection is full: the first frame waits
    first = asyncio.create_task(hub.watch(viewer, match_id, (1, 0)))
    await until(lambda: match_id in viewer.watched and viewer.watched[match_id].feed.epoch)
    await asyncio.sleep(0.05)
    hub.unwatch(viewer, match_id)
    second = asyncio.create_task(hub.watch(viewer, match_id, (1, 0)))
    await asyncio.sleep(0.05)
    sink.room.set()
    await asyncio.gather(first, second)
    await enter(live_match, GOAL)
    await until(lambda: sink.seqs[-1:] == [5])
    assert sink.seqs == [1, 2, 3, 4, 5]
    assert len(sink.of("resumed")) == 2  # of the first watching, this frame alone had been begun
