"""The channel layer on several real servers: where a group lives, order, bounds, hooks, history, replicas."""

import asyncio
from contextlib import asynccontextmanager

import pytest
import redis.asyncio as redis
from channels.exceptions import ChannelFull
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import RedisError

from scoreboard.live.redis_layer import shard as shards
from scoreboard.live.redis_layer.layer import ShardedPubSubChannelLayer, name_host, pick_host
from tests.live.conftest import until
from tests.live.redis_layer.proxy import proxying
from tests.live.redis_layer.replicas import channels_at, mislead, replicate

NAMES = st.lists(st.from_regex(r"10\.0\.0\.[0-9]{1,3}:[0-9]{4}", fullmatch=True), min_size=1, max_size=8, unique=True)


@asynccontextmanager
async def layer_of(*hosts, **config):
    """A layer, closed at the end; what its hooks were told is in `told`."""
    layer = ShardedPubSubChannelLayer(hosts=list(hosts), prefix="test", **config)
    layer.told = []

    async def on_disconnect(error):
        layer.told.append(error)

    async def on_reconnect():
        layer.told.append("back")

    layer.on_connection(on_disconnect=on_disconnect, on_reconnect=on_reconnect)
    yield layer
    await layer.flush()


async def receive(layer, channel, count):
    """The numbers of the next messages."""
    async with asyncio.timeout(5):
        return [(await layer.receive(channel))["n"] for _ in range(count)]


def message(number):
    return {"type": "test", "n": number}


# --- where a group lives ---------------------------------------------------------------------------------------------


@given(names=NAMES, keys=st.lists(st.text(min_size=1), min_size=1, max_size=50))
def test_another_server_takes_keys_over_and_moves_no_other(names, keys):
    *old, new = [*names, "10.0.1.1:6379"]
    for key in keys:
        now = (*old, new)[pick_host(key, (*old, new))]
        assert now in (old[pick_host(key, tuple(old))], new)


@given(names=NAMES, key=st.text(min_size=1))
def test_the_order_in_which_servers_are_named_does_not_matter(names, key):
    backwards = tuple(reversed(names))
    assert names[pick_host(key, tuple(names))] == backwards[pick_host(key, backwards)]


def test_keys_are_spread_evenly_and_a_server_added_takes_its_share():
    names, keys = tuple(f"10.0.0.{n}:6379" for n in range(4)), [f"match.{n}" for n in range(10_000)]
    before = [pick_host(key, names) for key in keys]
    assert all(2_250 < before.count(number) < 2_750 for number in range(4))
    moved = sum(pick_host(key, (*names, "10.0.0.9:6379")) != was for key, was in zip(keys, before, strict=True))
    assert 1_800 < moved < 2_200


def test_a_changed_password_moves_nothing():
    assert name_host({"address": "redis://u:old@h:1/0"}) == name_host({"address": "redis://u:new@h:1/0"}) == "h:1/0?"
    assert name_host({"address": "unix:///tmp/a.sock?db=1"}) != name_host({"address": "unix:///tmp/b.sock?db=1"})
    assert name_host({"host": "h", "port": 1, "password": "x"}) == name_host({"host": "h", "port": 1})


# --- sending and receiving -------------------------------------------------------------------------------------------


async def test_what_is_sent_at_once_comes_in_order_from_every_server(valkey, redis_server):
    async with layer_of(valkey, redis_server.url) as layer:
        channels = {}
        for number in range(8):
            channels[f"g{number}"] = await layer.new_channel()
            await layer.group_add(f"g{number}", channels[f"g{number}"])
        await asyncio.gather(*(layer.group_send(f"g{n % 8}", message(n)) for n in range(4_000)))
        for number, channel in enumerate(channels.values()):
            assert await receive(layer, channel, 500) == list(range(number, 4_000, 8))


async def settled(layer):
    """Wait until every server is proven."""
    await until(lambda: layer.up == [True] * len(layer.up))


async def test_a_subscription_counts_when_it_returns(valkey):
    async with layer_of(valkey) as layer, layer_of(valkey) as other:
        for number in range(100):
            channel = await layer.new_channel()
            await layer.group_add("g", channel)
            await other.group_send("g", message(number))
            assert await receive(layer, channel, 1) == [number]
            await layer.group_discard("g", channel)


async def test_thousands_of_groups_are_subscribed_again_at_once(start_redis, monkeypatch):
    monkeypatch.setattr(shards, "NAMES", 100)
    server = start_redis()
    async with layer_of(server.url) as layer:
        channel = await layer.new_channel()
        await asyncio.gather(*(layer.group_add(f"g{number}", channel) for number in range(2_000)))
        await settled(layer)
        server.restart()
        await until(lambda: layer.up == [False])
        await until(lambda: layer.up == [True])
        assert await channels_at(server) == 2_002
        await asyncio.gather(*(layer.group_send(f"g{number}", message(number)) for number in range(0, 2_000, 10)))
        assert await receive(layer, channel, 200) == list(range(0, 2_000, 10))


async def test_a_channel_that_is_not_read_keeps_a_bounded_number_of_messages(valkey, caplog):
    async with layer_of(valkey, capacity=10) as layer, layer_of(valkey) as other:
        unread, read = await layer.new_channel(), await layer.new_channel()
        for channel in (unread, read):
            await layer.group_add("g", channel)
        for number in range(0, 50, 5):
            await asyncio.gather(*(other.group_send("g", message(n)) for n in range(number, number + 5)))
            assert await receive(layer, read, 5) == list(range(number, number + 5))
        assert await receive(layer, unread, 10) == list(range(10))
        assert layer.dropped == 40
        assert len([line for line in caplog.messages if "is not read in time" in line]) == 1
        await other.group_send("g", message(99))
        assert await receive(layer, unread, 1) == [99]


async def test_what_waits_to_be_published_is_bounded(redis_server):
    async with layer_of(redis_server.url, capacity=10) as layer:
        sent = await asyncio.gather(*(layer.group_send("g", message(n)) for n in range(30)), return_exceptions=True)
    assert [type(result) for result in sent] == [type(None)] * 10 + [ChannelFull] * 20


async def test_a_sender_that_gives_up_takes_nothing_from_the_others(redis_server):
    async with layer_of(redis_server.url) as layer:
        channel = await layer.new_channel()
        await layer.group_add("g", channel)
        sending = [asyncio.create_task(layer.group_send("g", message(n))) for n in range(10)]
        await asyncio.sleep(0)
        sending[3].cancel()
        await asyncio.wait(sending)
        received = await receive(layer, channel, 9)
        assert [n for n in received if n != 3] == [0, 1, 2, 4, 5, 6, 7, 8, 9]


async def test_it_can_be_used_again_after_a_flush(valkey):
    async with layer_of(valkey) as layer:
        for number in range(3):
            channel = await layer.new_channel()
            await layer.group_add("g", channel)
            await layer.group_send("g", message(number))
            assert await receive(layer, channel, 1) == [number]
            await layer.flush()


# --- history ---------------------------------------------------------------------------------------------------------


async def test_the_last_messages_of_a_group_are_kept_for_a_while(redis_server):
    async with layer_of(redis_server.url, history=5, history_s=60) as layer:
        for number in range(8):
            await layer.group_send("kept", message(number))
        assert [kept["n"] for kept in await layer.group_history("kept")] == [3, 4, 5, 6, 7]
        assert await layer.group_history("other") == []
        async with redis.Redis.from_url(redis_server.url) as client:
            assert 50 < await client.ttl("test__group__kept__history") <= 60


# --- outages ---------------------------------------------------------------------------------------------------------


async def test_the_hooks_are_called_once_an_outage_and_everything_is_subscribed_again(start_redis):
    server = start_redis()
    async with layer_of(server.url) as layer:
        channel = await layer.new_channel()
        for number in range(3):
            await layer.group_add(f"g{number}", channel)
        await settled(layer)
        server.kill()
        await until(lambda: layer.told)
        assert layer.up == [False]
        with pytest.raises(RedisError):
            await layer.group_send("g0", message(0))
        async with asyncio.timeout(0.5):  # nobody waits for a server that is known to be away
            await layer.group_add("late", channel)
        await layer.group_discard("g2", channel)
        await asyncio.sleep(2 * shards.RETRY_S[1])
        assert len(layer.told) == 1
        server.start()
        await until(lambda: layer.told[1:] == ["back"], seconds=3)
        for number, group in enumerate(("g0", "g1", "g2", "late")):
            await layer.group_send(group, message(number))
        assert await receive(layer, channel, 3) == [0, 1, 3]


async def test_a_connection_that_nothing_comes_through_is_found_by_the_echo(redis_server):
    async with proxying(redis_server.url) as proxy, layer_of(proxy.url) as layer:
        channel = await layer.new_channel()
        await settled(layer)
        proxy.freeze()
        await until(lambda: layer.up == [False], seconds=shards.LOST_S + shards.ANSWER_S + 1)
        proxy.thaw()
        await until(lambda: layer.up == [True], seconds=3)
        await layer.send(channel, message(1))
        assert await receive(layer, channel, 1) == [1]


async def test_a_server_that_is_away_holds_up_none_of_the_others(start_redis):
    servers = [start_redis(), start_redis()]
    async with layer_of(*(server.url for server in servers)) as layer:
        channel = await layer.new_channel()
        await layer.group_add("g0", channel)
        names = layer._names
        dead = next(
            n for n in range(100) if pick_host(f"test__group__g{n}", names) != pick_host("test__group__g0", names)
        )
        await layer.group_add(f"g{dead}", channel)
        await settled(layer)
        servers[pick_host(f"test__group__g{dead}", names)].pause()
        failing = [asyncio.create_task(layer.group_send(f"g{dead}", message(n))) for n in range(20)]
        await asyncio.gather(*(layer.group_send("g0", message(n)) for n in range(100)))
        assert not any(task.done() for task in failing)
        assert await receive(layer, channel, 100) == list(range(100))
        for task in failing:
            with pytest.raises(RedisError):
                await task
        await until(lambda: False in layer.up)
        servers[pick_host(f"test__group__g{dead}", names)].resume()
        await settled(layer)


# --- replicas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "cut off from its primary"])
async def test_a_replica_is_subscribed_at_and_left_when_it_brings_nothing(start_redis, kill):
    primary, replica = start_redis(), start_redis()
    await replicate(replica, primary)
    async with layer_of(primary.url, replicas=[[replica.url]]) as layer:
        channel = await layer.new_channel()
        await layer.group_add("g", channel)
        await settled(layer)
        assert (await channels_at(primary), await channels_at(replica)) == (0, 3)  # the third is the echo
        await layer.group_send("g", message(1))
        assert await receive(layer, channel, 1) == [1]
        if kill:
            replica.kill()
        else:
            await mislead(replica)
        await until(lambda: layer.up == [False], seconds=4)
        await until(lambda: layer.up == [True], seconds=8)
        assert await channels_at(primary) == 3
        await layer.group_send("g", message(2))
        assert await receive(layer, channel, 1) == [2]
