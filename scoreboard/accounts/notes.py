"""Notes failed logins in the audit log: when a lock begins, and otherwise a line a minute at most.

A guesser makes as many failures as the server can take, and of the audit log no row can be deleted.
"""

import threading
from collections import Counter
from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.http import HttpRequest

from scoreboard.accounts.counters import get_counters
from scoreboard.audit import note
from scoreboard.audit.origin import find_origin

MINUTE_S = 60.0
LOCKS_A_MINUTE = 10  # each noted by itself; those beyond are counted in the minute's line
WORDS = {
    "device": "this device",
    "name_and_address": "this name from this address",
    "address": "this address",
    "name": "this name from new devices",
}
UNKNOWN = "unknown user"
NAMED = 10  # users whom a line names


class Pending:
    """The failures and refusals that this process has not noted in the audit log yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: Counter[str] = Counter()
        self._refused = 0

    def add(self, name: str | None) -> None:
        """Count a failure of a user, or a try that was refused."""
        with self._lock:
            if name is None:
                self._refused += 1
            else:
                self._failures[name] += 1

    def take(self) -> str:
        """Everything pending, in words, and nothing is pending any more; "" where nothing was."""
        with self._lock:
            failures, refused = self._failures, self._refused
            self._failures, self._refused = Counter(), 0
        parts = [f"{name} {number}" for name, number in failures.most_common(NAMED)]
        if len(failures) > NAMED:
            parts.append(f"{len(failures) - NAMED} more")
        words = [f"{failures.total()} failed ({', '.join(parts)})"] if failures else []
        return ", ".join([*words, f"{refused} refused while locked"] if refused else words)


pending = Pending()


def note_failure(request: HttpRequest | None, username: str, *, locked: Sequence[str]) -> None:
    """Note a wrong password or code, and the limits that it locked.

    A name that no user has is not kept: it is often a password, typed into the wrong field.
    """
    users = get_user_model()
    user = users.objects.filter(**{users.USERNAME_FIELD: username}).first()
    name = str(user) if user else UNKNOWN
    if locked and get_counters().allow("told:locks", most=LOCKS_A_MINUTE, seconds=MINUTE_S):
        note_tries(request, name, f"too many failures: locked {', '.join(WORDS[limit] for limit in locked)}")
        return
    pending.add(name)
    if may_note():
        note_tries(request, name, pending.take())


def note_refusal(request: HttpRequest | None) -> None:
    """Note a try that was refused because of a lock."""
    pending.add(None)
    if may_note():
        note_tries(request, UNKNOWN, pending.take())


def may_note() -> bool:
    """Whether a line may be written: the first time in a minute, of all processes."""
    return get_counters().allow("told:failures", most=1, seconds=MINUTE_S)


def note_tries(request: HttpRequest | None, name: str, what: str) -> None:
    """Write a line into the audit log."""
    origin = find_origin(request)._replace(actor="anonymous", name=name)
    note(kind="login_failed", what=what, origin=origin)
