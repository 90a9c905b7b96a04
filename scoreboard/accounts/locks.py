"""Who has to wait before another password or code is tried.

A try counts for its name at its address, for the address and for the name, so that neither one client, nor a household
with a whole /64, nor many clients together can go on guessing. A device that has logged in before counts for itself
alone: strangers who guess at its name, or who share its address, never lock it out. What succeeds is not counted, and
takes nothing away from what others have failed at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from scoreboard.accounts import metrics
from scoreboard.accounts.counters import Count, get_counters
from scoreboard.accounts.devices import find_device
from scoreboard.accounts.notes import note_failure, note_refusal
from scoreboard.audit.origin import find_address
from scoreboard.entrances.addresses import group_address

Found = TypeVar("Found")
DAY_S = 86_400.0
DOUBLINGS = 20  # more of them than any wait has


class LockedOut(Exception):
    """Too many failures; says how many seconds to wait."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"Too many failed logins: try again in {wait_s:.0f} s.")
        self.wait_s = wait_s


@dataclass(frozen=True)
class Limit:
    """So many failures of one subject begin a wait, which doubles each time up to a day if it `grows`."""

    name: str
    subject: str
    failures: int
    grows: bool

    @property
    def key(self) -> str:
        """The subject as it is kept: a name may be a password, typed into the wrong field."""
        return f"{self.name}:{salted_hmac('scoreboard.locks', self.subject, algorithm='sha256').hexdigest()[:32]}"

    def add(self, count: Count, now: float) -> Count:
        """The count with one failure more; a day after the first one, or after the last wait, all are forgotten."""
        number = count.number + 1
        waits, rest = divmod(number, self.failures)
        if rest:
            return Count(number, ends=count.ends or now + DAY_S)
        doublings = min(waits - 1, DOUBLINGS) if self.grows else 0
        wait_s = min(settings.LOGIN_LOCK_S * 2.0**doublings, max(DAY_S, settings.LOGIN_LOCK_S))
        return Count(number, now + wait_s, now + wait_s + DAY_S)


def guard(request: HttpRequest | None, username: str, check: Callable[[], Found | None]) -> Found | None:
    """Return what `check` finds, which tries a password or a code of `username`'s; nothing found is a failure.

    Raises LockedOut, in which case `check` is not called: whether there is such a user shows in nothing.
    """
    limits = list_limits(request, username)
    try:
        begun = count_try(limits)
    except LockedOut:
        metrics.tries.labels("refused").inc()
        note_refusal(request)
        raise
    try:
        found = check()
    except BaseException:
        uncount_try(limits, begun)
        raise
    if found:
        uncount_try(limits, begun)
        metrics.tries.labels("passed").inc()
        return found
    metrics.tries.labels("failed").inc()
    for limit in begun:
        metrics.locks.labels(limit.name).inc()
    note_failure(request, username, locked=[limit.name for limit in begun])
    return None


def list_limits(request: HttpRequest | None, username: str) -> list[Limit]:
    """What a try counts for."""
    if device := find_device(request, username):
        return [Limit("device", device, settings.LOGIN_FAILURES, grows=True)]
    address = (group_address(find_address(request)) or "?") if request else "?"  # what is no address is all one
    return [
        Limit("name_and_address", f"{address} {username}", settings.LOGIN_FAILURES, grows=False),
        Limit("address", address, settings.LOGIN_FAILURES_PER_ADDRESS, grows=True),
        Limit("name", username, settings.LOGIN_FAILURES_PER_NAME, grows=True),
    ]


def count_try(limits: Sequence[Limit]) -> list[Limit]:
    """Count a try as failed, before it is known, so that many at once are not more; returns the limits it locks.

    Raises LockedOut where one of them is locked already; then it counts for none.
    """
    begun: list[Limit] = []

    def change(now: float, counts: Sequence[Count]) -> Sequence[Count]:
        if (until := max(count.locked_until for count in counts)) > now:
            raise LockedOut(until - now)
        added = [limit.add(count, now) for limit, count in zip(limits, counts, strict=True)]
        begun[:] = [limit for limit, count in zip(limits, added, strict=True) if count.locked_until > now]
        return added

    get_counters().change([limit.key for limit in limits], change)
    return begun


def uncount_try(limits: Sequence[Limit], begun: Sequence[Limit]) -> None:
    """Count a try no more: it succeeded, or came to nothing. A device's own failures are forgotten with it."""

    def change(now: float, counts: Sequence[Count]) -> Sequence[Count]:
        left = []
        for limit, count in zip(limits, counts, strict=True):
            number = 0 if limit.name == "device" else max(count.number - 1, 0)
            until = 0.0 if limit in begun else count.locked_until
            left.append(Count(number, until, count.ends) if number else Count())
        return left

    get_counters().change([limit.key for limit in limits], change)
