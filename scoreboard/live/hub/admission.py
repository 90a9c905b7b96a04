"""Admission: which connects are let in now, and which are sent to a cheaper transport.

A storm of connects is held off before it costs anything (a handshake is a tenth of a millisecond and more, a refusal a
fraction of it): so many a minute from one address, fewer from one whose sockets were closed for abuse again and again,
so many a second in all. A process that has all the connections that it can serve, or whose event loop lags, sheds:
newcomers go down the ladder (WebSocket, SSE, polling), those who are connected stay. So do newcomers from an address
that holds its share of connections.
"""

import time
from collections import Counter

from django.conf import settings

from scoreboard.entrances.addresses import group_address, parse_address
from scoreboard.live import metrics
from scoreboard.live.hub.loop_lag import LoopLag
from scoreboard.live.limits import LiveLimits
from scoreboard.wire.frames import LowerTransport

UNKNOWN = "unknown"  # the subject of all connects whose address is none
PENALTY = 10  # an address of abusers has so many times fewer connects


class Window:
    """How often each subject has come within the present window of `seconds`; all counts begin anew together.

    In place of the package `limits`, which for each connect starts a thread that walks over all it has counted: 0.05 ms
    a connect, and 0.3 ms with 100,000 addresses, when everybody comes back at once.
    """

    def __init__(self, seconds: float, *, subjects: int) -> None:
        self._seconds = seconds
        self._subjects = subjects  # counted apart, at most
        self._counts: Counter[str] = Counter()
        self._ends_at = 0.0

    def count(self, subject: str) -> int:
        """How often a subject has come."""
        now = time.monotonic()
        if now >= self._ends_at:
            self._counts, self._ends_at = Counter(), now + self._seconds
        return self._counts[subject]

    def add(self, subject: str) -> None:
        """Count a subject's coming, unless there are too many subjects to tell apart."""
        if self.count(subject) or len(self._counts) < self._subjects:
            self._counts[subject] += 1


class Admission:
    """Counts one process's connects and the connections that it holds, and says which are too many."""

    def __init__(self, loop_lag: LoopLag, limits: LiveLimits) -> None:
        self._loop_lag = loop_lag
        self._by_transport: Counter[str] = Counter()  # connections
        self._held: Counter[str] = Counter()  # those of each subject
        self._all = Window(1.0, subjects=1)
        self._each = Window(60.0, subjects=limits.addresses)
        self._abuses = Window(limits.abuse_s, subjects=limits.addresses)

    def refuse(self, subject: str | None) -> int | None:
        """Count a connect of a subject; None where it may go on, else after how many seconds to try again."""
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

    def shed(self, subject: str | None, transport: str, *lower: LowerTransport) -> LowerTransport | None:
        """Where to send a newcomer to "websocket" or "sse": to the first of `lower` with room; None: it may stay."""
        to: LowerTransport = "poll"
        if settings.LIVE_LAG_MS and self._loop_lag.ms > settings.LIVE_LAG_MS:
            cause = "lag"
        elif subject is not None and 0 < settings.LIVE_HELD_PER_ADDRESS <= self._held[subject]:
            cause = "address"
        elif self._has_room(transport):
            return None
        else:
            to, cause = next(filter(self._has_room, lower), "poll"), "connections"
        metrics.shed.labels(to, cause).inc()
        return to

    def _has_room(self, transport: str) -> bool:
        """Whether a connection more may be held by this transport."""
        most = {"websocket": settings.LIVE_SOCKETS, "sse": settings.LIVE_STREAMS}.get(transport)
        return not most or self._by_transport[transport] < most

    def hold(self, subject: str | None, transport: str) -> None:
        """Count a connection that is held from now on."""
        self._by_transport[transport] += 1
        if subject is not None:
            self._held[subject] += 1

    def release(self, subject: str | None, transport: str) -> None:
        """Count it no more."""
        self._by_transport[transport] -= 1
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
    """The subject that a connection from `address` counts for; None for programs on this machine, which do not count.

    What is no address (a proxy that believes its clients may pass such a thing on) counts for one subject, UNKNOWN.
    """
    ip = parse_address(address or "127.0.0.1")  # without one: a socket of this machine's file system
    if ip is not None and ip.is_loopback and settings.LIVE_TRUST_LOOPBACK:
        return None
    return group_address(address or "127.0.0.1") or UNKNOWN
