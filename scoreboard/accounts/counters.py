"""Counts that all processes share through Redis, bounded in number and in time; in this process while Redis is away."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, Protocol

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry

from scoreboard.outages import Outage

logger = logging.getLogger(__name__)
MOST = 100_000  # counts that are kept: beyond it those that end soonest go
ANSWER_S = 0.5  # for one answer of Redis
AWAY_S = 5.0  # Redis is not asked again so soon after it did not answer
TIDIED = 100  # counts that a change removes at most, of those that have ended
KEY = "scoreboard:logins"
ENDS = "scoreboard:logins:ends"


class Count(NamedTuple):
    """A number, and until when: seconds since 1970. One without an end is not kept."""

    number: int = 0
    locked_until: float = 0.0
    ends: float = 0.0


Change = Callable[[float, Sequence[Count]], Sequence[Count]]


class Store(Protocol):
    """Keeps counts by name."""

    def change(self, names: Sequence[str], change: Change) -> None:
        """Replace the named counts by what `change(now, counts)` returns, at once; by nothing where it raises."""

    def clear(self) -> None:
        """Forget all counts."""


class MemoryStore:
    """Counts of this process alone."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._counts: dict[str, Count] = {}
        self._lock = threading.Lock()

    def change(self, names: Sequence[str], change: Change) -> None:
        with self._lock:
            now = time.time()
            found = [drop_ended(self._counts.get(name, Count()), now) for name in names]
            for name, count in zip(names, change(now, found), strict=True):
                self._counts.pop(name, None)
                if count.ends:
                    self._counts[name] = count
            if len(self._counts) > self._most:
                by_end = sorted(self._counts, key=lambda name: self._counts[name].ends)
                for name in by_end[: len(by_end) - self._most]:
                    del self._counts[name]

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()


class RedisStore:
    """Counts in a Redis, in one hash, with a sorted set of when each of them ends."""

    def __init__(self, url: str, most: int = MOST) -> None:
        self._most = most
        self._client = redis.Redis.from_url(
            url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S, retry=Retry(NoBackoff(), 0)
        )

    def change(self, names: Sequence[str], change: Change) -> None:
        """Raises redis.RedisError where Redis does not answer."""

        def work(pipe: Pipeline) -> None:
            seconds, micros = pipe.time()
            now = seconds + micros / 1e6
            found = [drop_ended(parse_count(value), now) for value in pipe.hmget(KEY, list(names))]
            changed = list(change(now, found))
            if changed == found:
                return
            counts = dict(zip(names, changed, strict=True))
            beyond = pipe.zcard(ENDS) + len(counts) - self._most
            gone = {
                *pipe.zrangebyscore(ENDS, "-inf", now, 0, TIDIED),
                *(pipe.zrange(ENDS, 0, beyond - 1) if beyond > 0 else ()),
                *(name.encode() for name, count in counts.items() if not count.ends),
            }
            pipe.multi()
            if gone:
                pipe.hdel(KEY, *gone)
                pipe.zrem(ENDS, *gone)
            for name, count in counts.items():
                if count.ends:
                    pipe.hset(KEY, name, " ".join(map(str, count)))
                    pipe.zadd(ENDS, {name: count.ends})

        self._client.transaction(work, KEY)

    def clear(self) -> None:
        self._client.delete(KEY, ENDS)


class Counters:
    """The counts of all processes; those of this one while Redis is away, so that logins never wait for it."""

    def __init__(self, shared: Store, own: Store) -> None:
        self._shared = shared
        self._own = own
        self._asked_again_at = 0.0  # on the monotonic clock
        away = "Redis does not answer, failed logins are counted in this process only"
        self._outage = Outage(logger, away=away, back="Redis is back, failed logins are counted there")

    def change(self, names: Sequence[str], change: Change) -> None:
        """Replace the named counts by what `change(now, counts)` returns, at once; by nothing where it raises."""
        if time.monotonic() >= self._asked_again_at:
            try:
                self._shared.change(names, change)
            except (redis.RedisError, OSError) as error:
                self._outage.began(error)
                self._asked_again_at = time.monotonic() + AWAY_S
            else:
                self._outage.ended()
                return
        self._own.change(names, change)

    def allow(self, name: str, *, most: int, seconds: float) -> bool:
        """Whether this is one of the first `most` of that name within so many seconds, in all processes."""
        allowed: list[bool] = []

        def change(now: float, counts: Sequence[Count]) -> Sequence[Count]:
            (count,) = counts
            allowed.append(count.number < most)
            return [Count(count.number + 1, ends=count.ends or now + seconds)] if allowed[-1] else counts

        self.change([name], change)
        return allowed[-1]

    def clear(self) -> None:
        """Forget all counts. Raises redis.RedisError where Redis does not answer."""
        self._own.clear()
        self._shared.clear()


def drop_ended(count: Count, now: float) -> Count:
    """The count, or a new one where it has ended."""
    return count if count.ends > now else Count()


def parse_count(value: bytes | str | None) -> Count:
    """A count as Redis has it: its three numbers."""
    if value is None:
        return Count()
    number, locked_until, ends = value.split()
    return Count(int(number), float(locked_until), float(ends))


@cache
def get_counters() -> Counters:
    """The counters of this process, on the first Redis."""
    return Counters(RedisStore(settings.REDIS_URLS[0]), MemoryStore())
