"""Note whether anybody watches the demo: a file that web processes touch, and whose time the replay loop reads.

A file, since those are different programs, and the demo goes on without Redis too. Sockets and streams count (the hub
notes that it has viewers), and so does every page and call of the API: who has no JavaScript reloads.
"""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from scoreboard.live.hub.periodic import has_viewers

NOTE_S = 5.0  # no need to set it more often
GONE_S = 60.0
MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})  # those who ask here do not watch


def note() -> None:
    """Note that somebody watches now."""
    if not seen_within(NOTE_S):
        (settings.DATA_DIR / "watched").touch()


def note_viewers(**_: Any) -> None:
    """Note that a hub has viewers."""
    note()


def listen() -> None:
    """Have the hub tell when it has viewers."""
    has_viewers.connect(note_viewers)


def seen_within(seconds: float) -> bool:
    """Whether somebody has watched within the last so many seconds."""
    try:
        seen_at = (settings.DATA_DIR / "watched").stat().st_mtime
    except FileNotFoundError:
        return False
    return abs(time.time() - seen_at) < seconds


class NoteVisits(MiddlewareMixin):
    """Notes whoever asks for a page."""

    def process_request(self, request: HttpRequest) -> None:
        """Note the request, unless it is a machine's."""
        if request.path not in MACHINES:
            note()
