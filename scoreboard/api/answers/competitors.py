"""Answers about merged competitors."""

from typing import Literal

from msgspec import UNSET, UnsetType

from scoreboard.api.answers.common import Answer
from scoreboard.sports.common import Ref


class Namesake(Answer):
    """Somebody who stays with the competitor that goes: the other has one of that name, or of that source's id."""

    name: str
    id: str
    there: str


class Double(Answer):
    """Two matches that may be one, and why; `id` is that of `match`, `double` the other's."""

    match: str
    id: str
    double: str
    why: str


class Merged(Answer):
    """What a merge of two competitors did, or would do (`dry_run`).

    `matches`, `adjustments` and `people` count what moved; `names` lead to the one that stays; `unreadable` are the
    matches that have to be repaired before they can move.
    """

    into: Ref
    matches: int
    adjustments: int
    people: int
    names: list[str]
    namesakes: list[Namesake]
    unreadable: list[str]
    doubles: list[Double]
    dry_run: Literal[True] | UnsetType = UNSET
