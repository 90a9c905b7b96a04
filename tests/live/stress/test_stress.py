"""The scenarios. Each counts at its end, in the fixture `world`: nothing missing, doubled or out of order."""

import asyncio
import random
from functools import partial

import msgspec
import pytest
import redis.asyncio as client_of_redis

from scoreboard.live import push
from tests.live.conftest import until
from tests.live.stress.conftest import SECONDS
from tests.live.stress.follower import Follower
from tests.live.stress.watcher import pack_frame

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("stress"),
    pytest.mark.timeout(180 + 2 * SECONDS),
]


async def test_storms_of_connects_and_disconnects(world):
    await world.kick_off(3)
    world.score(rate=30)
    world.watch(150)
    while world.goes_on:
        for watcher in world.random.sample(world.watchers, 30):
            watcher.drop()
        await asyncio.sleep(world.random.uniform(0.05, 0.3))
    await world.settle()
    assert sum(watcher.recovered for watcher in world.watchers) > 0
    assert sum(watcher.jumps for watcher in world.watchers) == 0


async def test_overviews_of_many_matches(world):
    await world.kick_off(6)
    world.score(rate=40)
    world.watch_all(40)
    while world.goes_on:
        for watcher in world.random.sample(world.watchers, 4):
            watcher.drop()
        for watcher in world.random.sample(world.watchers, 4):
            watcher.look_away(world.random.choice(list(watcher.followers)))
        await asyncio.sleep(world.random.uniform(0.1, 0.4))
    await world.settle()
    assert sum(watcher.jumps for watcher in world.watchers) == 0
    assert sum(watcher.kinds["batch"] for watcher in world.watchers) > 0


async def test_slow_readers_among_quick_ones(world):
    await world.kick_off(1)
    quick, slow = [], []
    while world.goes_on or not slow:
        match = await world.add_match()  # a log of its own: a long one takes long for itself
        quick += world.watch(30, matches=[match], fold=False, buffer=None)
        slow += [*world.watch(12, matches=[match]), *world.watch_all(3)]
        await until(lambda: all(watcher.seq for watcher in world.watchers), seconds=15)
        for watcher in world.random.sample(slow[-15:], 11):
            watcher.read_no_more()
        for _ in range(6):
            await world.enter(match, 100)  # fewer than may wait for a reader
            await until(lambda: all(watcher.seq == match.seq for watcher in quick[-30:]), seconds=15)  # noqa: B023
        for watcher in slow:
            watcher.read_again()
    await world.settle()
    assert sum(watcher.jumps for watcher in quick) == 0
    assert sum(watcher.jumps + watcher.codes[4408] for watcher in slow) > 0


async def test_frames_that_are_lost_doubled_and_late(world, monkeypatch):
    """What this process publishes goes through a bad network; what the servers publish in the same matches does not."""
    await world.kick_off(2)
    chance, publish, loop = random.Random(f"{world.seed} network"), push.publisher.submit, asyncio.get_running_loop()

    def submit(group, messages):
        for message in messages:
            copies = chance.choices([0, 1, 2], weights=[3, 6, 1])[0]
            for _ in range(copies):
                late = chance.choice([0, 0, 0.01, 0.04, 0.2])
                loop.call_soon_threadsafe(loop.call_later, late, partial(publish, group, [message]))

    monkeypatch.setattr(push.publisher, "submit", submit)
    world.score(rate=20)
    world.watch(60)
    while world.goes_on:
        await world.enter(world.random.choice(world.matches), world.random.randint(1, 5))
        await asyncio.sleep(0.03)
    await world.settle()
    assert sum(watcher.jumps for watcher in world.watchers) == 0


async def test_redis_comes_and_goes(world, redis):
    await world.kick_off(2)
    world.score(rate=20)
    world.watch(60)
    blows = {
        "subscribers cut": partial(tell, redis, "CLIENT", "KILL", "TYPE", "pubsub"),
        "publishers cut": partial(tell, redis, "CLIENT", "KILL", "TYPE", "normal"),
        "emptied": partial(tell, redis, "FLUSHALL"),
        "killed": partial(take_away, redis.kill, redis.start, seconds=0.5),
        "hung": partial(take_away, redis.pause, redis.resume, seconds=1.5),
    }
    order = []
    while world.goes_on or order:
        order = order or world.random.sample(list(blows), len(blows))
        await asyncio.sleep(world.random.uniform(0.1, 0.4))
        await blows[order.pop()]()
    await world.settle()
    assert sum(watcher.jumps for watcher in world.watchers) == 0


async def tell(redis, *command):
    """Give Redis a command."""
    async with client_of_redis.Redis.from_url(redis.url) as client:
        await client.execute_command(*command)


async def take_away(begin, end, *, seconds):
    """Do something to a server, and undo it after a while."""
    begin()
    await asyncio.sleep(seconds)
    end()


async def test_recovery_at_every_seq(world):
    await world.kick_off(1)
    (match,) = world.matches
    await world.enter(match, 48)
    world.score(rate=20)
    for start in range(51):
        world.watch(2, start=start, streams=0.5)
    lost = [world.watch(2, cursor=cursor, streams=0.5) for cursor in ("e1-10000", "e2-7", "e0-0")]
    while world.goes_on:
        world.random.choice(world.watchers).drop()
        await asyncio.sleep(0.01)
    await world.settle()
    assert all((watcher.recovered > 0, watcher.jumps) == (True, 0) for watcher in world.watchers[:102])
    assert all(watcher.jumps for pair in lost for watcher in pair)


async def test_clients_and_messages_that_make_no_sense(world, redis):
    await world.kick_off(2)
    world.score(rate=20)
    world.watch(40)
    async with client_of_redis.Redis.from_url(redis.url) as client:
        while world.goes_on:
            await asyncio.gather(*(misbehave(world) for _ in range(10)))
            channel = f"scoreboard__group__{push.group_of(str(world.random.choice(world.matches).pk))}"
            await client.publish(channel, make_nonsense(world.random, channel))
    await world.settle()
    assert sum(watcher.jumps for watcher in world.watchers) == 0


def make_nonsense(chance, channel):
    """A message that no version of this program sends."""
    match_id = channel.rpartition("match.")[2]
    frame = {"type": "frame", "match": match_id, "epoch": 1, "seq": chance.randrange(10_000), "at": 0.0, "body": b"{}"}
    del frame[chance.choice(["match", "epoch", "seq", "at", "body"])]
    nonsense = [b"", b"\xc1", chance.randbytes(100), chance.randbytes(1_000_000), msgspec.msgpack.encode(None)]
    nonsense += [msgspec.msgpack.encode([1, 2]), msgspec.msgpack.encode({}), msgspec.msgpack.encode(frame)]
    nonsense += [msgspec.msgpack.encode(frame | {"seq": "7", "match": match_id, "epoch": None})]
    return chance.choice(nonsense)


async def misbehave(world):
    """Connect, say something that is not allowed, and be shown the door."""
    chance = world.random
    path = chance.choice([f"/ws/matches/{chance.choice(world.matches).pk}", "/ws/live"])
    says = [
        pack_frame(1, b"no JSON"),
        pack_frame(1, b'{"subscribe": 7}'),
        pack_frame(1, b'{"subscribe": ["match:"]}'),
        pack_frame(1, b"[" * 3_000),
        pack_frame(1, b"x" * 5_000),
        pack_frame(1, b"\xff\xfe"),
        pack_frame(2, chance.randbytes(100)),
        pack_frame(3, b"an opcode that is none"),
        pack_frame(0, b"the rest of nothing"),
        pack_frame(9, b"p" * 200),
        pack_frame(1, b"not masked")[:2] + b"not masked",
        bytes((0x81, 0xFF)) + (1 << 40).to_bytes(8, "big"),
        bytes((0xF1, 0x80, 0, 0, 0, 0)),
        chance.randbytes(500),
        pack_frame(1, b"{}") * 100,
        b"",
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", chance.choice(world.ports))
    try:
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        async with asyncio.timeout(10):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(chance.choice(says))
        async with asyncio.timeout(chance.uniform(0, 0.5)):
            while await reader.read(65_536):
                pass
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        pass
    finally:
        writer.transport.abort()


def test_what_is_wrong_is_counted():
    follower = Follower("m")

    def take(*seqs):
        for seq in seqs:
            follower.take_event({"seq": seq, "changes": {}})

    follower.ask()
    take(1)
    follower.take_snapshot({"seq": 4, "incidents": []})
    take(5, 5, 8, 6)
    follower.take_top(9)
    follower.take_snapshot({"seq": 9, "incidents": []})
    assert follower.ask() == "e1-9"
    follower.take_resumed({"cursor": "e1-8", "recovered": True})
    follower.leave()
    take(10)
    assert follower.wrong == {"protocol": 4, "doubled": 1, "missing": 3, "disordered": 1}
