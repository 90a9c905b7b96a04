"""The door: who is let in now, and who is sent to a cheaper transport.

A storm of connects is held off before it costs anything (a handshake is a tenth of a millisecond and more, a refusal a
fraction of it): so many a minute from one address, so many a second in all. A process that has all the connections
that it can serve, or whose event loop lags, sheds: newcomers go down the ladder, those who are connected stay.
"""

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from scoreboard.addresses import group_address, parse_address
from scoreboard.live import metrics
from scoreboard.live.lag import Lag


class Door:
    """One process's door; `lag` is its event loop's, `counts` its connections by transport."""

    def __init__(self, lag: Lag, counts: dict[str, int]) -> None:
        self._lag = lag
        self._counts = counts
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def refuse(self, address: str | None) -> int | None:
        """Count a connect; None where it may go on, else after how many seconds to try again."""
        if (subject := subject_of(address)) and not self._admits(
            RateLimitItemPerMinute(settings.LIVE_CONNECTS_PER_ADDRESS), "address", subject
        ):
            return 60
        return None if self._admits(RateLimitItemPerSecond(settings.LIVE_CONNECTS), "all", "") else 1

    def shed(self, *ladder: str) -> str | None:
        """Where a newcomer goes who came for the first of `ladder` ("websocket", "sse", "poll"); None: it may stay."""
        limits = {"websocket": settings.LIVE_SOCKETS, "sse": settings.LIVE_STREAMS}
        if settings.LIVE_LAG_MS and self._lag.ms > settings.LIVE_LAG_MS:
            to, cause = "poll", "lag"
        else:
            free = (way for way in ladder if not limits.get(way) or self._counts.get(way, 0) < limits[way])
            to, cause = next(free, "poll"), "connections"
        if to == ladder[0]:
            return None
        metrics.shed.labels(to, cause).inc()
        return to

    def _admits(self, item: RateLimitItem, limit: str, subject: str) -> bool:
        if not item.amount or self._limiter.hit(item, limit, subject):
            return True
        metrics.refused.labels(limit).inc()
        return False


def subject_of(address: str | None) -> str | None:
    """Whom a connect from `address` counts for; None where it counts for nobody: a program on this machine."""
    ip = parse_address(address)
    if ip is None or ip.is_loopback:  # None: a socket of this machine's file system
        return None
    return group_address(address)
