"""What Redis may do, done to a real one: frames out of order, a restart, a restart without its data, an absence."""

import asyncio
import shutil
import time

import pytest
import redis.asyncio as redis
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from scoreboard.devserver.valkey import start_valkey
from scoreboard.live import metrics, push
from scoreboard.live.hub import subscription
from scoreboard.live.hub.hub import get_hub
from scoreboard.live.redis_layer.layer import ShardedPubSubChannelLayer, name_host, pick_host
from scoreboard.wire.layer_messages import encode_layer_message
from tests import factories
from tests.live.conftest import GOAL, KICK_OFF, Sink, enter, layer_on, messages_of, until
from tests.live.redis_layer.proxy import proxying
from tests.live.redis_layer.replicas import promote, replicate

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
    assert hub._subscription.up
    return sinks


def make_live_match(season):
    """Another match that has kicked off."""
    match = factories.make_match(season=season)
    factories.enter(match, KICK_OFF, publish=False)
    return match


def value_of(metric):
    """What a counter stands at."""
    return metric._value.get()


def all_have(sinks, last):
    """Whether every viewer has every event up to `last`, once and in order."""
    return all(sink.seqs == list(range(3, last + 1)) for sink in sinks)


async def pushed_by_redis(hub, match, sinks):
    """Whether an event comes faster than the poll of log ends could bring it, in one of a few tries."""
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
    messages = [encode_layer_message(frame) for frame in await messages_of(live_match, after=2)]
    one, other = push.Publisher(), push.Publisher()
    for number in range(0, 40, 4):
        other.submit(push.group_of(str(live_match.pk)), [messages[number + 2], messages[number + 1]])
        one.submit(push.group_of(str(live_match.pk)), [messages[number + 3], messages[number]])
    await until(lambda: all_have(viewers, 42))
    for publisher in (one, other):
        publisher.flush()
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
    await until(lambda: get_hub()._subscription.up, seconds=5)
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
    await until(lambda: get_hub()._subscription.up, seconds=3)
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
            await until(lambda: not hub._subscription.up)
        finally:
            redis_server.resume()
        await until(lambda: hub._subscription.up)
        assert await pushed_by_redis(hub, live_match, [sink, late])
        await hub.stop()


async def test_the_hub_starts_without_redis(own_valkey, live_match):
    own_valkey.stop()
    hub, sink = get_hub(), Sink()
    async with asyncio.timeout(subscription.ANSWER_S + 1):
        await hub.watch(sink.viewer(hub), str(live_match.pk))
    await enter(live_match, GOAL)
    await until(lambda: all_have([sink], 3), seconds=2)
    own_valkey.start()
    await until(lambda: hub._subscription.up, seconds=4)
    assert await pushed_by_redis(hub, live_match, [sink])


async def test_a_shard_that_dies_takes_its_matches_to_the_database_and_no_other(settings, season, start_redis, queries):
    servers = [start_redis(), start_redis()]
    with layer_on(settings, *(server.url for server in servers)):
        hub = get_hub()
        names = tuple(name_host({"address": server.url}) for server in servers)
        at = {}  # a match, and a viewer of it, on each server
        while len(at) < 2:
            match = await database_sync_to_async(make_live_match)(season)
            at[pick_host(f"scoreboard__group__{push.group_of(str(match.pk))}", names)] = match, Sink()
        for match, sink in at.values():
            await hub.watch(sink.viewer(hub), str(match.pk))
        await until(lambda: hub._subscription._layer.up == [True, True])
        (dead, at_dead), (alive, at_alive) = at[0], at[1]
        servers[0].kill()
        await until(lambda: not hub._subscription.up)
        gaps, repairs = value_of(metrics.gaps), value_of(metrics.repairs.labels("top"))
        for _ in range(3):
            assert await pushed_by_redis(hub, alive, [at_alive])
        assert (value_of(metrics.gaps), value_of(metrics.repairs.labels("top"))) == (gaps, repairs)
        for seq in (3, 4, 5):
            await enter(dead, GOAL)
            await until(lambda seq=seq: all_have([at_dead], seq), seconds=2)
        servers[0].start()
        await until(lambda: hub._subscription.up, seconds=3)
        assert await pushed_by_redis(hub, dead, [at_dead])
        await hub.stop()


async def test_a_failover_to_a_replica_that_lost_its_last_writes(settings, live_match, start_redis):
    """The last writes had not reached the replica; it is promoted behind the same address."""
    primary, replica = start_redis(), start_redis()
    await replicate(replica, primary)
    async with proxying(primary.url) as proxy:
        with layer_on(settings, proxy.url):
            hub, sinks = get_hub(), [Sink() for _ in range(3)]
            for sink in sinks:
                await hub.watch(sink.viewer(hub), str(live_match.pk))
            await enter(live_match, GOAL, GOAL)
            await until(lambda: all_have(sinks, 4))
            await promote(replica)  # cut off: what follows it does not get
            await enter(live_match, GOAL, GOAL, GOAL)
            await until(lambda: all_have(sinks, 7))
            primary.kill()
            await enter(live_match, GOAL)  # while there is none
            proxy.turn_to(replica.url)
            began = time.monotonic()
            await until(lambda: hub._subscription.up and all_have(sinks, 8), seconds=3)
            late = Sink()
            await hub.watch(late.viewer(hub), str(live_match.pk), (1, 2))
            assert late.all[0]["recovered"] is True
            assert await pushed_by_redis(hub, live_match, [*sinks, late])
            assert time.monotonic() - began < 5
            await hub.stop()


async def test_connections_to_redis_are_cut_again_and_again(settings, live_match, redis_server):
    async with proxying(redis_server.url) as proxy:
        with layer_on(settings, proxy.url):
            hub, sinks = get_hub(), [Sink() for _ in range(3)]
            for sink in sinks:
                await hub.watch(sink.viewer(hub), str(live_match.pk))
            for number in range(40):
                await enter(live_match, GOAL)
                if number % 4 == 1:
                    proxy.cut()
                await asyncio.sleep(0.02)
            await until(lambda: all_have(sinks, 42), seconds=2)
            await until(lambda: hub._subscription.up, seconds=3)
            assert await pushed_by_redis(hub, live_match, sinks)
            await hub.stop()


async def test_a_connection_that_lets_nothing_through_is_found_and_replaced(settings, live_match, redis_server):
    async with proxying(redis_server.url) as proxy:
        with layer_on(settings, proxy.url):
            hub, sink = get_hub(), Sink()
            await hub.watch(sink.viewer(hub), str(live_match.pk))
            await until(lambda: hub._subscription.up)
            proxy.freeze()
            for seq in (3, 4, 5):
                await enter(live_match, GOAL)
                await until(lambda seq=seq: all_have([sink], seq), seconds=2)
            await until(lambda: not hub._subscription.up, seconds=4)
            proxy.thaw()
            await until(lambda: hub._subscription.up, seconds=3)
            assert await pushed_by_redis(hub, live_match, [sink])
            await hub.stop()


async def test_what_only_this_process_missed_is_read_from_redis_history(settings, live_match, redis_server, queries):
    """Its connection was away for a moment; the publisher's was not."""
    async with proxying(redis_server.url) as proxy:
        with layer_on(settings, proxy.url):
            config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": [redis_server.url]}
            publisher = ShardedPubSubChannelLayer(**config)
            hub, sink = get_hub(), Sink()
            await hub.watch(sink.viewer(hub), str(live_match.pk))
            await until(lambda: hub._subscription.up)
            await enter(live_match, *[GOAL] * 5, publish=False)
            frames = await messages_of(live_match, after=2)
            queries.clear()
            proxy.cut()
            for frame in frames:
                await publisher.group_send(push.group_of(frame.match), encode_layer_message(frame))
            await until(lambda: all_have([sink], 7), seconds=2)
            assert not [sql for sql in queries if "matchevent" in sql]
            await publisher.flush()
            await hub.stop()


async def test_who_comes_back_to_a_new_process_is_served_from_redis_history(own_valkey, live_match, queries):
    await enter(live_match, *[GOAL] * 5)
    await database_sync_to_async(push.publisher.flush)()
    hub, sink, later = get_hub(), Sink(), Sink()
    queries.clear()
    await hub.watch(sink.viewer(hub), str(live_match.pk), (1, 3))
    assert sink.seqs == [4, 5, 6, 7]
    assert not [sql for sql in queries if "matchevent" in sql]
    # The match's beginning was entered without Redis: what it remembers is not enough.
    await hub.watch(later.viewer(hub), str(live_match.pk), (1, 0))
    assert later.seqs == [1, 2, 3, 4, 5, 6, 7]
    assert len([sql for sql in queries if "matchevent" in sql]) == 1


async def test_a_history_with_holes_is_not_used(settings, live_match, redis_server, queries):
    with layer_on(settings, redis_server.url):
        await enter(live_match, *[GOAL] * 5)
        await database_sync_to_async(push.publisher.flush)()
        async with redis.Redis.from_url(redis_server.url) as client:
            key = f"scoreboard__group__{push.group_of(str(live_match.pk))}__history"
            await client.lrem(key, 1, (await client.lrange(key, 2, 2))[0])
        hub, sink = get_hub(), Sink()
        queries.clear()
        await hub.watch(sink.viewer(hub), str(live_match.pk), (1, 3))
        assert (sink.all[0]["recovered"], sink.seqs) == (True, [4, 5, 6, 7])
        assert len([sql for sql in queries if "matchevent" in sql]) == 1
        await hub.stop()


async def test_without_redis_a_process_asks_the_database_once_for_all_its_viewers(own_valkey, season, queries):
    matches = [await database_sync_to_async(make_live_match)(season) for _ in range(3)]
    hub, sinks = get_hub(), [Sink() for _ in range(300)]
    for number, sink in enumerate(sinks):
        await hub.watch(sink.viewer(hub), str(matches[number % 3].pk))
    own_valkey.stop()
    await until(lambda: not hub._subscription.up)
    await enter(matches[0], GOAL)
    await until(lambda: all_have(sinks[::3], 3), seconds=2)
    queries.clear()
    await asyncio.sleep(3 * hub.limits.poll_s)
    assert 2 <= len(queries) <= 4  # how far all three matches are, in one query, each `poll_s`
    queries.clear()
    await enter(matches[1], GOAL)
    await until(lambda: all_have(sinks[1::3], 3), seconds=2)
    assert len([sql for sql in queries if "matchevent" in sql]) == 1  # the log of one match, for a hundred viewers
