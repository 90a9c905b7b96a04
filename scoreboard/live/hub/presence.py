"""How many watch each match, in all processes: counted here, summed in Redis, told to viewers once a second.

Each process keeps its own count in the match's hash, with the time by Redis' clock; a process that has written nothing
for `presence_fresh_s` counts no more, and nothing needs tidying up after a crash. Large numbers are rounded, so that
they seldom change: a frame to twenty thousand sockets for each viewer that comes would cost more than the match.
"""

import asyncio
import logging
import uuid
from collections.abc import Mapping

import redis.asyncio
from django.conf import settings

from scoreboard.live.limits import LiveLimits
from scoreboard.live.redis_layer.layer import pick_host

logger = logging.getLogger(__name__)
KEPT_S = 60
ANSWER_S = 1.0
AWAY_S = 10.0  # Redis is not asked again so soon after it did not answer

# Writes one process's count, forgets those that are not fresh, and sums the rest.
REPORT = """
local now = tonumber(redis.call('TIME')[1])
if ARGV[2] == '0' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. now) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
local total, all = 0, redis.call('HGETALL', KEYS[1])
for n = 1, #all, 2 do
  local count, at = string.match(all[n + 1], '(%d+) (%d+)')
  if now - tonumber(at) > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], all[n]) else total = total + count end
end
return total
"""


class Presence:
    """How many watch each match that is watched in this process."""

    def __init__(self, limits: LiveLimits) -> None:
        self._limits = limits
        self.totals: dict[str, int] = {}  # rounded, by match
        self.elsewhere: dict[str, int] | None = None  # viewers by match, where nginx writes to them for this process
        self._name = uuid.uuid4().hex
        self._reported: set[str] = set()
        self._asked_again_at = 0.0
        self._clients = [redis.asyncio.Redis.from_url(url, socket_timeout=ANSWER_S) for url in settings.REDIS_URLS]

    async def count(self, here: Mapping[str, int]) -> dict[str, int]:
        """Report how many watch each match here; the totals that have changed, rounded.

        While Redis is away, they are those of this process.
        """
        totals = {match: round_count(total) for match, total in (await self._sum(here)).items() if here.get(match)}
        changed = {match: total for match, total in totals.items() if self.totals.get(match) != total}
        self.totals = totals
        return changed

    async def close(self) -> None:
        """Take this process's counts out, and let the connections go."""
        await self._sum({})
        for client in self._clients:
            await client.aclose()

    async def _sum(self, here: Mapping[str, int]) -> dict[str, int]:
        counts = {**dict.fromkeys(self._reported, 0), **here}
        now = asyncio.get_running_loop().time()
        if not counts or now < self._asked_again_at:
            return counts
        try:
            async with asyncio.timeout(ANSWER_S):
                sums = await asyncio.gather(
                    *(self._report(number, client, counts) for number, client in enumerate(self._clients))
                )
        except (redis.RedisError, OSError) as error:
            logger.debug("viewers are counted in this process only: %s", error)
            self._asked_again_at = now + AWAY_S
            return counts
        self._reported = {match for match, count in here.items() if count}
        return {match: total for each in sums for match, total in each.items()}

    async def _report(self, number: int, client: "redis.asyncio.Redis", counts: Mapping[str, int]) -> dict[str, int]:
        names = tuple(settings.REDIS_URLS)
        mine = [match for match in counts if pick_host(match, names) == number]
        if not mine:
            return {}
        fresh_s = self._limits.presence_fresh_s
        pipeline = client.pipeline(transaction=False)
        for match in mine:
            pipeline.eval(REPORT, 1, f"scoreboard:crowd:{match}", self._name, str(counts[match]), fresh_s, KEPT_S)
        return dict(zip(mine, await pipeline.execute(), strict=True))


def round_count(count: int) -> int:
    """A number of viewers as it is shown: from a thousand on with two figures, rounded down."""
    if count < 1_000:
        return count
    unit = 10 ** (len(str(count)) - 2)
    return count // unit * unit
