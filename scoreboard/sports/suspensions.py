"""For what people are suspended: what a sport counts, and a season's rules."""

from typing import Annotated, Literal, NamedTuple

import msgspec

from scoreboard.sports.base import Sentence, say

Count = Annotated[int, msgspec.Meta(ge=1, le=100)]
Length = Annotated[int, msgspec.Meta(ge=0, le=100)]  # of a ban, in matches
MonthDay = Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", examples=["12-31"])]
Cause = Literal["cautions", "second_caution", "expulsion", "decision"]
GROUPS = "groups"  # what the matches of all groups are called in `wiped_after`


class Offences(NamedTuple):
    """For what a sport's people are suspended, by their statistics: cautions, second ones in a match, expulsions.

    The caution before a second one is among the cautions; an expulsion is one without a second caution.
    """

    cautions: str
    second_cautions: str
    expulsions: str


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ban of some `matches` for whoever comes to so many `cautions`.

    Only where that is by a day of the season (`until`, "12-31"), or in the first so many matches of the side (`first`).
    """

    cautions: Count
    matches: Length = 1
    until: MonthDay | None = None
    first: Count | None = None


class Suspensions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For what a season's people are suspended, and for how many matches; what is counted is the sport's (`Offences`).

    `thresholds` are the cautions that bring a ban, the lowest first; `every` so many more after the last one bring
    another of one match (without thresholds: every so many). Where only those of a side's last `within` matches count,
    a ban begins the count anew. `wiped_after` are the rounds ("Quarter-finals", in any language; "groups" for all
    groups) after which all count as none; a ban that they have brought is served. A `second_caution` in a match is a
    ban of so many matches, as is an `expulsion` without one; an official's decision can make it another (`manage.py
    suspend`). The cautions of a second one are not counted; one before an expulsion is, with `expulsion_keeps_caution`.
    Several in one match without a dismissal are one. A match that was awarded is served by those who did not lose it.

    Defaults: FIFA's. Disciplinary Code 2019, art. 65: match suspensions stay in their competition.
    """

    thresholds: tuple[Threshold, ...] = ()
    every: Count | None = None
    within: Count | None = None
    wiped_after: tuple[str, ...] = ()
    second_caution: Length = 1
    expulsion: Length = 1
    expulsion_keeps_caution: bool = True


def say_cause(cause: Cause, offences: Offences, *, cautions: int | None = None, reason: str = "") -> Sentence:
    """For what a ban is: after how many `cautions`, after being sent off, or the `reason` of who decided it."""
    if cause == "cautions":
        return say("suspension.cautions", count=cautions or 0, offence=offences.cautions)
    if cause == "second_caution":
        return say("suspension.second_caution", offence=offences.cautions)
    if cause == "expulsion":
        return say("suspension.expulsion")
    return say("suspension.decision", reason=reason)
