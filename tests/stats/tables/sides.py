"""Sides of matches made by hand, for tests of what is computed of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st


@dataclass(frozen=True)
class Played:
    """What of a side of a match totals, streaks and records look at."""

    scored: int
    conceded: int
    on: date | None = None
    match: str = ""
    scheduled_at: datetime | None = None
    outcome: str = ""
    decided_by: str = ""

    @property
    def result(self):
        return "D" if self.scored == self.conceded else "W" if self.scored > self.conceded else "L"


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def season(*scores):
    """The sides of matches with these scores, a day after the other."""
    return [Played(*map(int, score.split("-")), on=day(number)) for number, score in enumerate(scores)]


sides = st.lists(st.builds(Played, st.integers(0, 5), st.integers(0, 5)), max_size=12)
