"""Who may play: by age, by registration, and who is suspended; what a line-up is warned of."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, NamedTuple

import msgspec

from scoreboard.sports.base import Sentence, say

Age = Annotated[int, msgspec.Meta(ge=5, le=120)]


class Eligibility(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may play in a season by age, in whole years on a day (`on`; else that of the match), and by registration.

    With `registered_only` whoever is in a squad of the season on the day of the match.
    """

    youngest: Age | None = None
    oldest: Age | None = None
    on: date | None = None
    registered_only: bool = False


class Candidate(NamedTuple):
    """Somebody who is to play: when born, where known; when in the squad (from, until); for what suspended."""

    person: str
    name: str
    born: date | None = None
    registered: tuple[tuple[date | None, date | None], ...] = ()
    suspended: Sentence | None = None


class Ineligible(NamedTuple):
    """Why somebody may not play."""

    person: str
    sentence: Sentence


def list_ineligible(candidates: Iterable[Candidate], rules: Eligibility, *, on: date | None) -> list[Ineligible]:
    """Why who may not play in a match on a day, by codes; where the day or a birth is not known, nothing of it is said.

    `suspended`, `too_young`, `too_old`, `not_registered`.
    """
    return [Ineligible(one.person, why) for one in candidates for why in check(one, rules, on=on)]


def check(one: Candidate, rules: Eligibility, *, on: date | None) -> Iterator[Sentence]:
    """Why somebody may not play in a match on a day."""
    if one.suspended is not None:
        yield say("suspended", player=one.name, player_id=one.person, cause=one.suspended)
    counted = rules.on or on
    age = find_age(one.born, counted)
    if age is not None and rules.youngest is not None and age < rules.youngest:
        yield say("too_young", player=one.name, player_id=one.person, age=age, youngest=rules.youngest)
    if age is not None and rules.oldest is not None and age > rules.oldest:
        yield say("too_old", player=one.name, player_id=one.person, age=age, oldest=rules.oldest)
    if rules.registered_only and not any(covers(since, until, on) for since, until in one.registered):
        yield say("not_registered", player=one.name, player_id=one.person)


def find_age(born: date | None, on: date | None) -> int | None:
    """How many whole years somebody is old on a day, None where one of the two is not known.

    Who was born on 29 February is a year older on 1 March.
    """
    if born is None or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def covers(since: date | None, until: date | None, on: date | None) -> bool:
    """Whether a day lies between two, each open where there is none; so does one that is not known."""
    return on is None or ((since is None or since <= on) and (until is None or on <= until))
