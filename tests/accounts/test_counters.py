"""Counts: shared by processes through Redis, bounded in number and in time, and there while Redis is away."""

import logging

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
    assert [one.hit("x", seconds=60), other.hit("x", seconds=60), one.hit("x", seconds=60)] == [1, 2, 3]


def test_a_window_begins_anew_when_it_has_ended():
    counted = Counters(MemoryStore(), MemoryStore())
    assert [counted.hit("x", seconds=-1), counted.hit("x", seconds=60), counted.hit("x", seconds=60)] == [1, 1, 2]


def test_without_redis_this_process_counts_for_itself_and_says_so_once(caplog):
    alone = Counters(RedisStore("redis://127.0.0.1:1/0"), MemoryStore())
    with caplog.at_level(logging.WARNING):
        assert [alone.hit("x", seconds=60) for _ in range(3)] == [1, 2, 3]
        alone._asked_again_at = 0.001  # it is asked again
        assert alone.hit("x", seconds=60) == 4
    assert caplog.text.count("counted in this process only") == 1
