"""One viewer: what is begun for it is ended with it."""

import asyncio
import gc

from tests.live.conftest import Sink


async def test_who_leaves_as_it_is_dismissed_leaves_nothing_behind(hub, recwarn):
    for _ in range(3):
        viewer = Sink().viewer(hub)
        viewer.dismiss(1011)
        hub.leave(viewer)
    await asyncio.sleep(0.01)
    gc.collect()
    assert [str(warning.message) for warning in recwarn] == []
