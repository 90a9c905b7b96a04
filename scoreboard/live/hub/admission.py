"""The door: who is let in now, and who is sent to a cheaper transport.

A storm of connects is held off before it costs anything (a handshake is a tenth of a millisecond and more, a refusal a
fraction of it): so many a minute from one address, fewer from one whose sockets were closed for abuse again and again,
so many a second in all. A process that has all the connections that it can serve, or whose event loop lags, sheds, and
so it does where one address holds its share: newcomers go down the ladder, those who are connected stay.
"""

import time
from collections import Counter

from django.conf import settings

from scoreboard.entrances.addresses import group_address, parse_address
from scoreboard.live import metrics
from scoreboard.live.hub.loop_lag import Lag

UNKNOWN = "unknown"  # for whom all connects count whose address is none
ABUSE_S = 600.0
PENALTY = 10  # so many times fewer connects has an address of abusers
KEPT = 100_000  # addresses counted apart: about 15 MB


class Window:
    """How often each subject has come within the present window of `seconds`; all begin anew together.

    In place of `limits`, which starts a thread a connect that walks over all it has counted: 0.05 ms a connect, and
    0.3 ms with 100,000 addresses, when everybody comes back at once.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._counts: Counter[str] = Counter()
        self._ends_at = 0.0

    def count(self, subject: str) -> int:
        """How often it has come."""
        now = time.monotonic()
        if now >= self._ends_at:
            self._counts, self._ends_at = Counter(), now + self._seconds
        return self._counts[subject]

    def add(self, subject: str) -> None:
        """Count it, unless there are too many to tell apart."""
        if self.count(subject) or len(self._counts) < KEPT:
            self._counts[subject] += 1


class Door:
    """One process's door; `lag` is its event loop's, `counts` its connections by transport."""

    def __init__(self, lag: Lag, counts: dict[str, int]) -> None:
        self._lag = lag
        self._counts = counts
        self._held: Counter[str] = Counter()  # connections by subject
        self._all, self._each, self._abuses = Window(1.0), Window(60.0), Window(ABUSE_S)

    def refuse(self, subject: str | None) -> int | None:
        """Count a connect; None where it may go on, else after how many seconds to try again."""
        if settings.LIVE_CONNECTS and self._all.count("") >= settings.LIVE_CONNECTS:
            return self._refuse("all", 1)
        most = settings.LIVE_CONNECTS_PER_ADDRESS
        if subject is not None and most:
            abusive = settings.LIVE_ABUSES and self._abuses.count(subject) > settings.LIVE_ABUSES
            if self._each.count(subject) >= (max(1, most // PENALTY) if abusive else most):
                return self._refuse("abuse" if abusive else "address", 60)
            self._each.add(subject)
        self._all.add("")
        return None

    def shed(self, subject: str | None, *ladder: str) -> str | None:
        """Where a newcomer goes who came for the first of `ladder` ("websocket", "sse", "poll"); None: it may stay."""
        limits = {"websocket": settings.LIVE_SOCKETS, "sse": settings.LIVE_STREAMS}
        if settings.LIVE_LAG_MS and self._lag.ms > settings.LIVE_LAG_MS:
            to, cause = "poll", "lag"
        elif subject is not None and 0 < settings.LIVE_HELD_PER_ADDRESS <= self._held[subject]:
            to, cause = "poll", "address"
        else:
            free = (way for way in ladder if not limits.get(way) or self._counts.get(way, 0) < limits[way])
            to, cause = next(free, "poll"), "connections"
        if to == ladder[0]:
            return None
        metrics.shed.labels(to, cause).inc()
        return to

    def hold(self, subject: str | None) -> None:
        """Count a connection that is held from now on."""
        if subject is not None:
            self._held[subject] += 1

    def release(self, subject: str | None) -> None:
        """Count it no more."""
        if subject is not None:
            self._held[subject] -= 1
            if not self._held[subject]:
                del self._held[subject]

    @property
    def most_held(self) -> int:
        """The most connections that one subject holds."""
        return max(self._held.values(), default=0)

    def note_abuse(self, subject: str | None) -> None:
        """Count a socket that was closed for more than a client may send (4429)."""
        metrics.abuses.inc()
        if subject is not None:
            self._abuses.add(subject)

    def _refuse(self, limit: str, wait_s: int) -> int:
        metrics.refused.labels(limit).inc()
        return wait_s


def subject_of(address: str | None) -> str | None:
    """Whom a connection from `address` counts for; None where it counts for nobody: a program on this machine.

    What is no address, as a proxy may pass it on that believes its clients, counts for one subject, UNKNOWN.
    """
    ip = parse_address(address or "127.0.0.1")  # without one: a socket of this machine's file system
    if ip is not None and ip.is_loopback and settings.LIVE_TRUST_LOOPBACK:
        return None
    return group_address(address or "127.0.0.1") or UNKNOWN
