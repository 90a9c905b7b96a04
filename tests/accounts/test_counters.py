"""Counts: shared by processes through Redis, bounded in number and in time, and there while Redis is away."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from scoreboard.accounts import counters
from scoreboard.accounts.counters import Count, Counters, MemoryStore, RedisStore


@pytest.fixture(params=["memory", "redis"])
def make_store(request):
    """Makes a store of so many counts at most; what one of Redis has kept is there for the next one."""
    if request.param == "memory":
        return MemoryStore
    url = request.getfixturevalue("valkey")
    RedisStore(url).clear()
    return lambda most=counters.MOST: RedisStore(url, most)


def put(store, *names, seconds=60.0):
    store.change(names, lambda now, found: [Count(count.number + 1, 0.0, now + seconds) for count in found])


def read(store, *names):
    seen = []

    def look(now, found):
        seen[:] = found
        return found

    store.change(names, look)
    return [count.number for count in seen]


def test_counts_are_kept_by_name_until_they_end(make_store):
    store = make_store()
    put(store, "a", "b")
    put(store, "b")
    assert read(store, "a", "b", "c") == [1, 2, 0]
    put(store, "a", seconds=-1.0)
    assert read(store, "a", "b") == [0, 2]


def test_a_change_that_raises_changes_nothing(make_store):
    store = make_store()
    put(store, "a")

    def refuse(now, found):
        raise LookupError

    with pytest.raises(LookupError):
        store.change(["a"], refuse)
    assert read(store, "a") == [1]


def test_beyond_so_many_those_that_end_soonest_go(make_store):
    store = make_store(3)
    for seconds, name in enumerate(("late", "later", "soon", "latest"), start=1):
        put(store, name, seconds=5 if name == "soon" else 60 * seconds)
    assert read(store, "late", "later", "soon", "latest") == [1, 1, 0, 1]


def test_what_is_forgotten_leaves_nothing_in_redis(valkey):
    store = RedisStore(valkey)
    store.clear()
    put(store, "a", "b")
    put(store, "c", seconds=-1.0)
    store.change(["a", "b"], lambda now, found: [Count(), Count()])
    put(store, "d")
    assert store._client.hkeys(counters.KEY) == store._client.zrange(counters.ENDS, 0, -1) == [b"d"]


def test_processes_share_what_they_count(valkey):
    one, other = (Counters(RedisStore(valkey), MemoryStore()) for _ in range(2))
    one.clear()
    assert [allow(one), allow(other), allow(one), allow(other)] == [True, True, False, False]


def test_a_window_begins_anew_when_it_has_ended(make_store):
    counted = Counters(make_store(), MemoryStore())
    assert [allow(counted, 1, seconds=-1), allow(counted, 1), allow(counted, 1)] == [True, True, False]


def test_what_changes_nothing_is_not_written(valkey):
    store = RedisStore(valkey)
    counted = Counters(store, MemoryStore())
    counted.clear()
    allow(counted, 1)
    before = store._client.info("commandstats").get("cmdstat_hset", {}).get("calls")
    assert not any(allow(counted, 1) for _ in range(20))
    assert store._client.info("commandstats")["cmdstat_hset"]["calls"] == before


def test_a_redis_that_hangs_holds_nobody_up_for_long(redis_server):
    counted = Counters(RedisStore(redis_server.url), MemoryStore())
    allow(counted)
    redis_server.pause()
    try:
        began = time.monotonic()
        assert [allow(counted, 20) for _ in range(21)] == [True] * 20 + [False]
        assert time.monotonic() - began < 4
    finally:
        redis_server.resume()


def test_many_at_once_lose_no_count(make_store):
    counted = Counters(make_store(), MemoryStore())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: allow(counted, 20), range(64))) == 20


def test_without_redis_this_process_counts_for_itself_and_says_so_once(caplog):
    alone = Counters(RedisStore("redis://127.0.0.1:1/0"), MemoryStore())
    with caplog.at_level(logging.WARNING):
        assert [allow(alone) for _ in range(3)] == [True, True, False]
        alone._asked_again_at = 0.0  # it is asked again
        assert not allow(alone)
    assert caplog.text.count("counted in this process only") == 1


def allow(counted, most=2, *, seconds=60):
    return counted.allow("x", most=most, seconds=seconds)
