"""A release: two web processes behind nginx are restarted one after the other while a match is played."""

import asyncio
import signal

import pytest

from tests.deploy.nginx import start_nginx
from tests.deploy.watchers import Crowd
from tests.live.conftest import GOAL, enter, until

VIEWERS = 2_000
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


async def restart(web):
    """Restart a web process as an operator does; how it ended."""
    ended = asyncio.get_running_loop().run_in_executor(None, web.child.wait)
    web.child.popen.send_signal(signal.SIGTERM)
    status = await ended
    await asyncio.to_thread(web.start)
    return status


async def test_no_event_is_lost_across_a_rolling_restart(start_web, live_match, tmp_path):
    webs = [await asyncio.to_thread(start_web) for _ in range(2)]
    nginx = start_nginx(folder=tmp_path, ports=[web.port for web in webs])
    crowd = Crowd(port=nginx.port, path=f"/ws/matches/{live_match.pk}", size=VIEWERS, seq=live_match.seq)
    playing = True

    async def play():
        while playing:
            await enter(live_match, GOAL)
            await asyncio.sleep(0.25)

    try:
        await crowd.connect()
        await until(lambda: crowd.connected == VIEWERS, seconds=60)
        play_on = asyncio.create_task(play())
        for web in webs:
            before = crowd.codes[1012]
            assert await restart(web) in {0, -signal.SIGTERM}
            await until(lambda: crowd.connected == VIEWERS, seconds=60)
            assert crowd.codes[1012] > before
        playing = False
        await play_on
        await until(lambda: crowd.have(live_match.seq) == VIEWERS, seconds=60)
        assert crowd.faults(live_match.seq) == {}
        assert crowd.odd == []  # nobody needed a snapshot, nothing was refused
        assert set(crowd.codes) == {1012}
        assert crowd.codes[1012] == len(crowd.waits) >= VIEWERS  # each was told when to come back
        assert len(set(crowd.waits)) > len(crowd.waits) / 8  # and each something else
        for web in webs:
            assert "Traceback" not in web.log.read_text()
    finally:
        crowd.close()
        nginx.stop()
