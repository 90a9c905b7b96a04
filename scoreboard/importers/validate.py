"""Checks a match's events against the rules before they are entered: a wrong one is left out, with a note."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from scoreboard.importers.base import Note
from scoreboard.sports.base import Refused
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.sport import Sport

PLAYER = frozenset({"player", "player_id"})
HELPERS = frozenset({"assist", "assist_id", "assist2", "assist2_id", "passer", "passer_id"})  # in an event's data


def keep_allowed(
    sport: Sport, ruleset: dict[str, Any], events: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Note]]:
    """The events that the rules allow, in order, and why others are left out, with their place among all.

    What only a person in it forbids (one who has been sent off, say) is kept without them, so that no score is lost.
    Raises Refused where the ruleset contradicts itself.
    """
    state = sport.start(sport.read_ruleset(ruleset))
    kept: list[dict[str, Any]] = []
    notes: list[Note] = []
    for number, body in enumerate(events, start=1):
        why = without = ""
        for tried, left_out in list_variants(body):
            try:
                event = convert_event(sport.name, tried)
                sport.check(state, event)
                state = sport.apply(state, event)
            except (Refused, msgspec.ValidationError) as error:
                why = why or explain_error(error)
                continue
            kept.append(tried)
            without = left_out
            break
        if why:
            who = " ".join(str(body[field]) for field in ("side", "player") if field in body)
            notes.append(Note(f"event {number} ({body['type']} {who})", f"{why} {without or 'It is left out.'}"))
    return kept, notes


def list_variants(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield an event as it is, without who had a part in it, without its player; with what is left out.

    Of a score that somebody cannot have made or assisted, the score is kept.
    """
    yield body, ""
    data = body.get("data", {})
    rest = {field: value for field, value in data.items() if field not in HELPERS}
    helpless = {**body, "data": rest} if len(rest) < len(data) else body
    if helpless is not body:
        yield helpless, "Who assisted is left out."
    if PLAYER.isdisjoint(body):
        return
    yield {field: value for field, value in body.items() if field not in PLAYER}, "The player is left out."
    if helpless is not body:
        yield {field: value for field, value in helpless.items() if field not in PLAYER}, "All names are left out."


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
