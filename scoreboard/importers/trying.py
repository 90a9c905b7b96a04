"""Tries a match's events against the rules before they are entered: what a source has wrong is left out, and told."""

from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.importers.base import Note
from scoreboard.sports.base import Refused
from scoreboard.sports.match import convert_event
from scoreboard.sports.sport import Sport


def keep_allowed(
    sport: Sport, ruleset: dict[str, Any], events: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Note]]:
    """The events that the rules allow, in order, and why others are left out, with their place among all.

    Raises Refused where the ruleset contradicts itself, msgspec.ValidationError where a body is no event.
    """
    state = sport.start(msgspec.convert(ruleset, sport.ruleset))
    kept: list[dict[str, Any]] = []
    notes: list[Note] = []
    for number, body in enumerate(events, start=1):
        try:
            state = sport.apply(state, convert_event(sport.name, body))
        except Refused as error:
            who = " ".join(str(body[field]) for field in ("side", "player") if field in body)
            notes.append(Note(f"event {number} ({body['type']} {who})", f"{error.detail} It is left out."))
            continue
        kept.append(body)
    return kept, notes
