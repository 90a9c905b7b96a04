"""What one person's cautions and dismissals in a season come to: how many count, and which bans they have brought."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from scoreboard.sports.rounds import count_ties, strip_leg
from scoreboard.sports.suspensions import GROUPS, Cause, Suspensions, Threshold
from stats.tables.sides import Side


@dataclass
class Shown:
    """What a person was shown in a match; the caution before a second one is among the `cautions`."""

    cautions: int = 0
    second_cautions: int = 0
    expulsions: int = 0

    def counts(self, rules: Suspensions) -> bool:
        """Whether a caution of this match is counted, which is one at most."""
        kept = rules.expulsion_keeps_caution or not self.expulsions
        return self.cautions > self.second_cautions and not self.second_cautions and kept


class Ban(NamedTuple):
    """A ban of so many matches of a competitor (`length`), or of all until a day, and for what it is.

    `side` is that of the match of the offence, `since` the day from which on another one counts. `cautions` is how many
    there were, where these are the cause; `reason` what an official said.
    """

    cause: Cause
    competitor: str
    length: int
    side: Side | None = None
    since: date | None = None
    until: date | None = None
    cautions: int = 0
    reason: str = ""


@dataclass
class Count:
    """A person's cautions that count now, each with its match and which of the side's it was; and the bans so far.

    `next_at` is at how many of them the next ban is, None where there is none to come.
    """

    rules: Suspensions
    begins: date
    counted: list[tuple[Side, int]] = field(default_factory=list)
    bans: list[Ban] = field(default_factory=list)
    next_at: int | None = None

    def add(self, side: Side, shown: Shown, number: int) -> None:
        """Count what was shown in a match, the side's `number`-th."""
        if shown.counts(self.rules):
            self.counted.append((side, number))
            total = len(self.counted)
            length = self.find_length(total, number, side.on)
            if length:
                self.bans.append(Ban("cautions", side.competitor, length, side, cautions=total))
                if self.rules.within is not None:
                    self.counted = []
        if shown.second_cautions and self.rules.second_caution:
            self.bans.append(Ban("second_caution", side.competitor, self.rules.second_caution, side))
        if shown.expulsions and self.rules.expulsion:
            self.bans.append(Ban("expulsion", side.competitor, self.rules.expulsion, side))

    def forget(self, number: int) -> None:
        """Leave out the cautions that do not count any more in the side's `number`-th match."""
        if self.rules.within is not None:
            self.counted = [one for one in self.counted if number - one[1] < self.rules.within]

    def find_length(self, total: int, number: int, on: date | None) -> int:
        """Of how many matches the ban is that so many cautions bring; 0: none."""
        for threshold in self.rules.thresholds:
            if threshold.cautions == total:
                return threshold.matches if self.is_open(threshold, number, on) else 0
        return int(total in self.list_repeated(total))

    def find_next(self, number: int, on: date | None) -> int | None:
        """At how many cautions the next ban is, in the side's `number`-th match on a day; None: there is none."""
        total = len(self.counted)
        to_come = [
            threshold.cautions
            for threshold in self.rules.thresholds
            if threshold.cautions > total and threshold.matches and self.is_open(threshold, number, on)
        ]
        return min([*to_come, *(one for one in self.list_repeated(total + 100) if one > total)], default=None)

    def list_repeated(self, most: int) -> range:
        """At how many cautions bans are repeated, up to so many."""
        every = self.rules.every
        last = max((threshold.cautions for threshold in self.rules.thresholds), default=0)
        return range(last + every, most + 1, every) if every else range(0)

    def is_open(self, threshold: Threshold, number: int, on: date | None) -> bool:
        """Whether a ban can still be brought in the side's `number`-th match, on a day."""
        if threshold.first is not None and number > threshold.first:
            return False
        return threshold.until is None or on is None or self.order(f"{on:%m-%d}") <= self.order(threshold.until)

    def order(self, day: str) -> tuple[bool, str]:
        """The order of days of the year ("12-31") in a season, which may begin in the middle of one."""
        return day < f"{self.begins:%m-%d}", day


def count_cautions(
    sides: Sequence[Side], shown: Mapping[str, Shown], rules: Suspensions, *, begins: date, to_come: Sequence[Side]
) -> Count:
    """Count what somebody was shown, by the match, over a season's matches of their competitors.

    `sides` are those of matches that have begun, in the order of play, `to_come` the others; `begins` is the season's
    first day.
    """
    count = Count(rules, begins)
    wiped = {name_part("", name) if name != GROUPS else GROUPS for name in rules.wiped_after}
    numbers: Counter[str] = Counter()
    before = ""
    for side in sides:
        part = name_part(side.group, side.round)
        if before in wiped and part != before:
            count.counted = []
        before = part
        numbers[side.competitor] += side.over
        number = numbers[side.competitor] + (not side.over)
        count.forget(number)
        if side.match in shown:
            count.add(side, shown[side.match], number)
    if before in wiped and sides[-1].over and all(name_part(side.group, side.round) != before for side in to_come):
        count.counted = []
    if sides:
        last = sides[-1]
        coming = next((side for side in to_come if side.competitor == last.competitor and side.on), last)
        number = numbers[last.competitor] + 1
        count.forget(number)
        count.next_at = count.find_next(number, coming.on)
    return count


def name_part(group: str, label: str) -> str:
    """A part of a season by which rounds are told apart: all groups, a round by how near the final is, or its name."""
    if group:
        return GROUPS
    name = strip_leg(label)
    ties = count_ties(name)
    return f"1/{ties}" if ties else name.casefold()
