"""What one person's cautions and dismissals in a season come to: how many count, and which bans they have brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
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

    `side` is that of the match of the offence, `since` the day of an official's decision, from which on one without a
    match counts. `cautions` is how many there were, where these are the cause; `reason` what an official said.
    """

    cause: Cause
    competitor: str
    length: int
    side: Side | None = None
    since: date | None = None
    until: date | None = None
    cautions: int = 0
    reason: str = ""


class Place(NamedTuple):
    """Which of a competitor's matches one is, the first being 1; `era` goes up where cautions are wiped before it."""

    number: int
    era: int
    on: date | None


class Course(NamedTuple):
    """A competitor's season: the places of the matches that have begun, by match, and that of the next one."""

    places: Mapping[str, Place]
    coming: Place


@dataclass
class Count:
    """A person's cautions that count now, each with its match and the place of that; and the bans so far.

    `next_at` is at how many of them the next ban is, None where there is none to come.
    """

    rules: Suspensions
    begins: date
    counted: list[tuple[Side, Place]] = field(default_factory=list)
    bans: list[Ban] = field(default_factory=list)
    next_at: int | None = None

    def add(self, side: Side, place: Place, shown: Shown) -> None:
        """Count what was shown in a match."""
        self.forget(place)
        if shown.counts(self.rules):
            self.counted.append((side, place))
            total = len(self.counted)
            if length := self.find_length(total, place):
                self.bans.append(Ban("cautions", side.competitor, length, side, cautions=total))
                if self.rules.within is not None:
                    self.counted = []
        if shown.second_cautions and self.rules.second_caution:
            self.bans.append(Ban("second_caution", side.competitor, self.rules.second_caution, side))
        if shown.expulsions and self.rules.expulsion:
            self.bans.append(Ban("expulsion", side.competitor, self.rules.expulsion, side))

    def forget(self, place: Place) -> None:
        """Leave out the cautions that do not count any more in a match."""
        within = self.rules.within
        self.counted = [
            (side, own)
            for side, own in self.counted
            if own.era == place.era and (within is None or place.number - own.number < within)
        ]

    def find_length(self, total: int, place: Place) -> int:
        """Of how many matches the ban is that so many cautions bring; 0: none."""
        for threshold in self.rules.thresholds:
            if threshold.cautions == total:
                return threshold.matches if self.is_open(threshold, place) else 0
        return int(total in self.list_repeated(total))

    def look_ahead(self, place: Place) -> None:
        """Say what counts in the next match, and at how many cautions there would be a ban."""
        self.forget(place)
        total = len(self.counted)
        to_come = [
            threshold.cautions
            for threshold in self.rules.thresholds
            if threshold.cautions > total and threshold.matches and self.is_open(threshold, place)
        ]
        repeated = (one for one in self.list_repeated(total + 100) if one > total)
        self.next_at = min([*to_come, *repeated], default=None)

    def list_repeated(self, most: int) -> range:
        """At how many cautions bans are repeated, up to so many."""
        every = self.rules.every
        last = max((threshold.cautions for threshold in self.rules.thresholds), default=0)
        return range(last + every, most + 1, every) if every else range(0)

    def is_open(self, threshold: Threshold, place: Place) -> bool:
        """Whether a ban can still be brought in a match."""
        if threshold.first is not None and place.number > threshold.first:
            return False
        if threshold.until is None or place.on is None:
            return True
        return self.order(f"{place.on:%m-%d}") <= self.order(threshold.until)

    def order(self, day: str) -> tuple[bool, str]:
        """The order of days of the year ("12-31") in a season, which may begin in the middle of one."""
        return day < f"{self.begins:%m-%d}", day


def follow(begun: Sequence[Side], to_come: Sequence[Side], rules: Suspensions) -> Course:
    """A competitor's season, of its matches that have begun, in the order of play, and of the others.

    After a round in which cautions are wiped, they are when a match of another one begins, or none of it is to come.
    """
    wiped = {GROUPS if name == GROUPS else name_part("", name) for name in rules.wiped_after}
    places, over, era, before = {}, 0, 0, ""
    for side in begun:
        part = name_part(side.group, side.round) if wiped else ""
        era += before in wiped and part != before
        before = part
        places[side.match] = Place(over + 1, era, side.on)
        over += side.over
    if before in wiped and begun[-1].over:
        era += all(name_part(side.group, side.round) != before for side in to_come)
    on = next((side.on for side in to_come if side.on), begun[-1].on if begun else None)
    return Course(places, Place(over + 1, era, on))


@lru_cache(maxsize=1_000)
def name_part(group: str, label: str) -> str:
    """A part of a season by which rounds are told apart: all groups, a round by how near the final is, or its name."""
    if group:
        return GROUPS
    name = strip_leg(label)
    ties = count_ties(name)
    return f"1/{ties}" if ties else name.casefold()
