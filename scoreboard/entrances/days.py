"""Days as the one who looks has them: from which instant to which, by how far their clock is from UTC.

Clocks are put forward and back, so that a day may begin and end at different offsets, and have 23 hours or 25.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from scoreboard.entrances.values import Unfit, check_day

LEAST, MOST = -720, 840  # minutes from UTC that there are, from Baker Island to Kiritimati
ONE_DAY = timedelta(days=1)
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # 20221218 and 2022-W50-7 are dates, too: no script reads them


class ViewersDay(NamedTuple):
    """A day `on` somewhere: from `begin` up to `end`, instants in UTC, at `offset` and `end_offset` minutes from it."""

    on: date
    offset: int = 0
    end_offset: int = 0

    @property
    def begin(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.on, time(), tzinfo=UTC) - timedelta(minutes=self.offset)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.on + ONE_DAY, time(), tzinfo=UTC) - timedelta(minutes=self.end_offset)

    def has(self, instant: datetime) -> bool:
        """Whether an instant is on this day."""
        return self.begin <= instant < self.end


def find_todays(now: datetime, *, offset: int = 0) -> ViewersDay:
    """The day that it is now, so far from UTC."""
    return ViewersDay((now.astimezone(UTC) + timedelta(minutes=offset)).date(), offset, offset)


def check_offset(minutes: int, *, name: str = "offset") -> int:
    """How far from UTC, in minutes; raises Unfit where nobody is."""
    if not LEAST <= minutes <= MOST:
        raise Unfit(f"{name}={minutes}: expected minutes from UTC, {LEAST} to {MOST}")
    return minutes


def read_day(*, text: str, offset: str, end_offset: str, now: datetime) -> ViewersDay:
    """The day that an address asks for, today without a `text`, in UTC without an `offset`; raises Unfit."""
    at = check_offset(_read_number(offset, "offset")) if offset else 0
    if not text:
        return find_todays(now, offset=at)
    try:
        on = check_day(date.fromisoformat(text if WRITTEN.fullmatch(text) else ""))
        _ = on - 3 * ONE_DAY, on + 3 * ONE_DAY  # what stands beside it is asked for, too
    except (ValueError, OverflowError) as error:
        raise Unfit(f"date={text[:40]!r}: expected a day as 2022-12-18") from error
    return ViewersDay(
        on, at, check_offset(_read_number(end_offset, "end_offset"), name="end_offset") if end_offset else at
    )


def _read_number(text: str, name: str) -> int:
    try:
        return int(text) if text.lstrip("+-").isascii() and len(text) < 6 else int("")
    except ValueError:
        raise Unfit(f"{name}={text[:40]!r}: expected minutes from UTC, {LEAST} to {MOST}") from None
