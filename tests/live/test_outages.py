"""What Redis may do, done to a real one: frames out of order, a restart, a restart without its data, an absence."""

import asyncio
import shutil
import time

import msgspec
import pytest
from channels.layers import get_channel_layer

from scoreboard.embedded.valkey import start_valkey
from scoreboard.live import bus, push
from scoreboard.live.hub import get_hub
from tests.live.conftest import GOAL, Sink, enter, frames_of, layer_on, until

pytestmark = pytest.mark.django_db(transaction=True)


class Valkey:
    """A Valkey of a test's own, to stop and start."""

    def __init__(self, folder):
        self.folder = folder
        self.start()

    def start(self, *, empty=False):
        if empty:
            shutil.rmtree(self.folder / "valkey")
        self.child = start_valkey(data_dir=self.folder)
        self.address = self.child.address

    def stop(self):
        self.child.stop()


@pytest.fixture
async def own_valkey(tmp_path, settings):
    """A Valkey that the channel layer is on, for the hub of this event loop and for what is entered."""
    valkey = Valkey(tmp_path)
    with layer_on(settings, valkey.address):
        yield valkey
        await get_hub().stop()
    valkey.stop()


@pytest.fixture
async def viewers(own_valkey, live_match):
    """Three viewers of one match."""
    hub, sinks = get_hub(), [Sink() for _ in range(3)]
    for sink in sinks:
        await hub.watch(sink.viewer(hub), str(live_match.pk))
    assert hub._bus.up
    return sinks


def all_have(sinks, last):
    """Whether every viewer has every event up to `last`, once and in order."""
    return all(sink.seqs == list(range(3, last + 1)) for sink in sinks)


async def pushed_by_redis(hub, match, sinks):
    """Whether an event comes faster than the look at the log could bring it, in one of a few tries."""
    for _ in range(3):
        match_seq = match.seq
        await enter(match, GOAL)
        await asyncio.sleep(0.05)
        if all_have(sinks, match_seq + 1):
            return True
        await until(lambda seq=match_seq + 1: all_have(sinks, seq))
    return False


async def test_two_processes_publish_out_of_order(live_match, viewers):
    await enter(live_match, *[GOAL] * 40, publish=False)
    messages = [{"type": "frame", **msgspec.structs.asdict(frame)} for frame in await frames_of(live_match, after=2)]
    one, other = push.Publisher(), push.Publisher()
    for number in range(0, 40, 4):
        other.submit(push.group_of(str(live_match.pk)), [messages[number + 2], messages[number + 1]])
        one.submit(push.group_of(str(live_match.pk)), [messages[number + 3], messages[number]])
    await until(lambda: all_have(viewers, 42))
    for publisher in (one, other):
        publisher.drain()
        flushed = asyncio.run_coroutine_threadsafe(get_channel_layer().flush(), publisher._loop)
        await asyncio.wrap_future(flushed)


@pytest.mark.parametrize("empty", [False, True])
async def test_after_a_restart_the_push_goes_on(own_valkey, live_match, viewers, empty):
    await enter(live_match, GOAL)
    await until(lambda: all_have(viewers, 3))
    own_valkey.stop()
    await enter(live_match, GOAL, GOAL)
    own_valkey.start(empty=empty)
    await enter(live_match, GOAL)
    await until(lambda: all_have(viewers, 6), seconds=3)
    await until(lambda: get_hub()._bus.up, seconds=5)
    assert await pushed_by_redis(get_hub(), live_match, viewers)


async def test_while_redis_is_away_events_are_accepted_and_shown_within_two_seconds(
    own_valkey, live_match, viewers, caplog
):
    own_valkey.stop()
    for seq in (3, 4, 5):
        await enter(live_match, GOAL)
        await until(lambda seq=seq: all_have(viewers, seq), seconds=2)
    late = Sink()
    await get_hub().watch(late.viewer(get_hub()), str(live_match.pk), (1, 2))
    assert late.seqs == [3, 4, 5]
    await asyncio.sleep(2.5)
    lines = [record.getMessage() for record in caplog.records]
    assert len([line for line in lines if "viewers are served from the database" in line]) == 1
    assert len([line for line in lines if "Cannot push" in line]) == 1
    assert len(lines) == 2  # nothing else, and nothing twice
    own_valkey.start()
    await until(lambda: get_hub()._bus.up, seconds=3)
    assert await pushed_by_redis(get_hub(), live_match, [*viewers, late])
    assert "Redis is back" in caplog.text


async def test_a_redis_that_hangs_holds_nobody_up(redis_server, live_match, settings):
    with layer_on(settings, redis_server.url):
        hub, sink, late = get_hub(), Sink(), Sink()
        await hub.watch(sink.viewer(hub), str(live_match.pk))
        redis_server.pause()
        try:
            for seq in (3, 4, 5):
                began = time.monotonic()
                await enter(live_match, GOAL)
                assert time.monotonic() - began < 0.5
                await until(lambda seq=seq: all_have([sink], seq), seconds=2)
            async with asyncio.timeout(2):
                await hub.watch(late.viewer(hub), str(live_match.pk), (1, 2))
            assert late.seqs == [3, 4, 5]
            await until(lambda: not hub._bus.up)
        finally:
            redis_server.resume()
        await until(lambda: hub._bus.up)
        assert await pushed_by_redis(hub, live_match, [sink, late])
        await hub.stop()


async def test_the_hub_starts_without_redis(own_valkey, live_match):
    own_valkey.stop()
    hub, sink = get_hub(), Sink()
    async with asyncio.timeout(bus.ANSWER_S + 1):
        await hub.watch(sink.viewer(hub), str(live_match.pk))
    await enter(live_match, GOAL)
    await until(lambda: all_have([sink], 3), seconds=2)
    own_valkey.start()
    await until(lambda: hub._bus.up, seconds=4)
    assert await pushed_by_redis(hub, live_match, [sink])


async def test_a_connection_that_is_lost_unnoticed_is_found_by_the_echo(own_valkey, live_match, viewers, monkeypatch):
    """The server forgets this process's subscriptions, as after a failover to a replica behind the same address."""
    monkeypatch.setattr(bus, "LOST_S", 1.0)
    hub = get_hub()
    connection = hub._bus._layer._get_layer()._shards[0]._pubsub.connection
    await connection.send_command("UNSUBSCRIBE")  # of everything, behind the layer's back
    await until(lambda: not hub._bus.up, seconds=4)
    await until(lambda: hub._bus.up, seconds=4)
    assert await pushed_by_redis(hub, live_match, viewers)
