"""Checks a match's events against the rules before they are entered: a wrong one is left out, with a note."""

from collections.abc import Sequence
from typing import Any

import msgspec

from scoreboard.importers.base import Note
from scoreboard.sports.base import Refused
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.sport import Sport


def keep_allowed(
    sport: Sport, ruleset: dict[str, Any], events: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Note]]:
    """The events that the rules allow, in order, and why others are left out, with their place among all.

    What only its player forbids (one who has been sent off, say) is kept without the player, so that no score is lost.
    Raises Refused where the ruleset contradicts itself.
    """
    state = sport.start(sport.read_ruleset(ruleset))
    kept: list[dict[str, Any]] = []
    notes: list[Note] = []
    for number, body in enumerate(events, start=1):
        nameless = {field: value for field, value in body.items() if field not in ("player", "player_id")}
        why = ""
        for tried in (body, nameless) if nameless != body else (body,):
            try:
                event = convert_event(sport.name, tried)
                sport.check(state, event)
                state = sport.apply(state, event)
            except (Refused, msgspec.ValidationError) as error:
                why = why or explain_error(error)
                continue
            kept.append(tried)
            break
        if why:
            who = " ".join(str(body[field]) for field in ("side", "player") if field in body)
            without = "The player is left out." if kept and kept[-1] is nameless else "It is left out."
            notes.append(Note(f"event {number} ({body['type']} {who})", f"{why} {without}"))
    return kept, notes


def find_refusal(sport: Sport, ruleset: dict[str, Any], events: Sequence[dict[str, Any]]) -> str:
    """Why the rules do not allow these events, in English; empty where they do."""
    state = sport.start(sport.read_ruleset(ruleset))
    try:
        for body in events:
            event = convert_event(sport.name, body)
            sport.check(state, event)
            state = sport.apply(state, event)
    except (Refused, msgspec.ValidationError) as error:
        return explain_error(error).rstrip(".")
    return ""
