"""What all of the API's answers are made of: errors and lists."""

from typing import Generic, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from scoreboard.sports.base import Params
from scoreboard.wire.snapshot import WordedSentence

Item = TypeVar("Item")


class Answer(msgspec.Struct, kw_only=True):
    """An answer, or a part of one."""


class Wrong(Answer):
    """One thing that is wrong with a request: `where` it stands, and `why`."""

    where: str
    why: str


class ProblemDocument(Answer):
    """An error (RFC 9457).

    `errors` are the places in the request that are wrong; `rule` and `seqs` the rule of the sport that refused, and the
    records at fault; `code` and `params` why, as `detail` says it in English; `current_seq` how far the match has moved
    on. `warnings` are what is unlikely, though no rule forbids it: with their codes, as `confirm` has them, in the
    request's own `confirm` it is entered.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] | UnsetType = UNSET
    code: str | UnsetType = UNSET
    params: Params | UnsetType = UNSET
    rule: str | UnsetType = UNSET
    seqs: list[int] | UnsetType = UNSET
    current_seq: int | UnsetType = UNSET
    warnings: list[WordedSentence] | UnsetType = UNSET
    confirm: list[str] | UnsetType = UNSET


class Page(Answer, Generic[Item]):
    """A page of a list; `next` is the `cursor` of the next one, null on the last."""

    items: list[Item]
    next: str | None


class Whole(Answer, Generic[Item]):
    """A list in one piece."""

    items: list[Item]
    next: None
