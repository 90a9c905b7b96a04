"""What officials have decided of a match that was there already, as a file has it: struck off, awarded, or restored."""

from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.sports.base import Event
from scoreboard.sports.common import StatusChanged, StatusData
from scoreboard.sports.match import list_declarable
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.state import MatchState, award_of, status_of
from scoreboard.sports.statuses import DECISIONS

PLAYED = frozenset({"ended", "official"})
STRUCK = frozenset({"cancelled", "annulled"})  # of a match that was played, both say that it no longer counts


def find_decision(state: MatchState, events: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The status that brings a match to where a file's `events` have it; None where they decide nothing new.

    A decision gives way to a newer one, and to the result as it was played.
    """
    status = status_of(state)
    said = [event["data"] for event in events if event["type"] == "status"]
    if said:
        data = make_data(state, parsing.convert(said[-1], StatusData))
    elif events and status in DECISIONS:
        data = StatusData(status="ended", reason=REASONS["source.restored"])
    else:
        data = None
    if data is None or data.status not in list_declarable(state):
        return None
    return {"type": "status", "data": msgspec.to_builtins(data)}


def find_last(log: Sequence[Event]) -> StatusChanged:
    """The last status that was declared, of a log that has one."""
    return next(record for record in reversed(log) if isinstance(record, StatusChanged))


def make_data(state: MatchState, said: StatusData) -> StatusData | None:
    """What is declared of a match here where a file declares a status; None where it is so already, or no decision."""
    status = status_of(state)
    if said.status == "cancelled" and status not in PLAYED:  # it is so already, or more is known: an award
        return None
    if said.status in STRUCK:
        return msgspec.structs.replace(said, status="annulled") if status != "annulled" else None
    if said.status != "awarded":
        return None
    award = award_of(state)
    if award is None:
        return said
    same = msgspec.structs.replace(said, status=award.status, reason=award.reason, winner=said.winner or award.winner)
    return None if same == award else said
