"""The match clock while a match is stopped: it stands still, and goes on from there when play does."""

from datetime import datetime
from typing import Any

import msgspec

from scoreboard.sports.base import Clock
from scoreboard.sports.common import Status
from scoreboard.sports.statuses import STOPPED


def halt_clock(play: Any, *, halted: bool, status: Status, at: datetime | None) -> tuple[Any, bool]:
    """A sport's state after a status was declared, and whether its clock stands still for that alone.

    A clock that runs is stopped by an interruption, a suspension or an abandonment, and runs on from what it showed
    once the match is live again, the same day or another. `halted` is what this said before; `at` is when the status
    was declared (UTC), without which nobody knows what the clock showed.
    """
    clock: Clock | None = getattr(play, "clock", None)
    if clock is None:
        return play, False
    if status in STOPPED and clock.running and (value := clock.read(at)) is not None:
        stopped = msgspec.structs.replace(clock, running=False, value_ms=value, anchor=None)
        return msgspec.structs.replace(play, clock=stopped), True
    if status == "live" and halted:
        running = msgspec.structs.replace(clock, running=at is not None, anchor=at)
        return msgspec.structs.replace(play, clock=running), False
    return play, halted
