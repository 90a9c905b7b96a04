"""Reads what a scorer has entered into the console's forms, and makes the event of it that record.py takes."""

from collections.abc import Callable, Mapping
from typing import Any

from scoreboard.sports.base import Side, other
from scoreboard.web.words import Words

MINUTE_MS = 60_000
BY_MISTAKE = "entered by mistake"
Fields = Mapping[str, str]
SIDES: dict[str, Side] = {"home": "home", "away": "away"}


class BadEntry(ValueError):
    """Something in a form that cannot be read; says which field, and what was expected."""


def read_entry(fields: Fields, words: Words) -> dict[str, Any]:
    """The event body of a form; raises BadEntry."""
    action = fields.get("action", "")
    if action not in READERS:
        raise BadEntry(f"There is no action {action[:40]!r}; expected one of: {', '.join(READERS)}.")
    body = READERS[action](fields, words)
    if occurred_at := fields.get("occurred_at", "").strip():
        body["occurred_at"] = occurred_at
    return body


def read_step(fields: Fields, words: Words) -> dict[str, Any]:
    """A period begins, or ends: the latter only when confirmed."""
    if fields["action"] == "period_end" and not fields.get("confirm"):
        raise BadEntry("Tick the box to say that the period is over.")
    return {"type": fields["action"]}


def read_goal(fields: Fields, words: Words) -> dict[str, Any]:
    """A goal. An own goal is entered on the side of the player, and counts for the other."""
    kind, side = fields["action"], read_side(fields)
    body = {"type": "goal", "side": other(side) if kind == "own_goal" else side}
    data = {} if kind == "goal" else {"data": {kind: True}}
    return {**body, **read_player(fields), **read_when(fields, words), **data}


def read_card(fields: Fields, words: Words) -> dict[str, Any]:
    """A card, for somebody."""
    body = {"type": "card", "side": read_side(fields), "player": read_name(fields, "player", "Player")}
    return {**body, "data": {"card": fields["action"]}, **read_when(fields, words)}


def read_substitution(fields: Fields, words: Words) -> dict[str, Any]:
    """One comes on for another."""
    on, off = read_name(fields, "player", "Player"), read_name(fields, "off", "Goes off")
    body = {"type": "substitution", "side": read_side(fields), "player": on}
    return {**body, "data": {"off": off}, **read_when(fields, words)}


def read_missed(fields: Fields, words: Words) -> dict[str, Any]:
    """A penalty during play that was no goal."""
    return {"type": "penalty_missed", "side": read_side(fields), **read_player(fields), **read_when(fields, words)}


def read_added_time(fields: Fields, words: Words) -> dict[str, Any]:
    """The minutes shown by the fourth official."""
    return {"type": "stoppage_time", "data": {"minutes": read_count(fields, "minutes")}}


def read_kick(fields: Fields, words: Words) -> dict[str, Any]:
    """One kick of a shootout."""
    scored = fields["action"] == "kick_scored"
    return {"type": "shootout_kick", "side": read_side(fields), **read_player(fields), "data": {"scored": scored}}


def read_shootout(fields: Fields, words: Words) -> dict[str, Any]:
    """A shootout's total."""
    return {"type": "shootout_result", "data": {side: read_count(fields, side) for side in ("home", "away")}}


def read_undo(fields: Fields, words: Words) -> dict[str, Any]:
    """An earlier record is taken back."""
    reason = fields.get("reason", "").strip() or BY_MISTAKE
    return {"type": "void", "data": {"seq": read_count(fields, "seq"), "reason": reason}}


READERS: dict[str, Callable[[Fields, Words], dict[str, Any]]] = {
    "period_start": read_step,
    "period_end": read_step,
    "goal": read_goal,
    "penalty": read_goal,
    "own_goal": read_goal,
    "yellow": read_card,
    "second_yellow": read_card,
    "red": read_card,
    "substitution": read_substitution,
    "penalty_missed": read_missed,
    "stoppage_time": read_added_time,
    "kick_scored": read_kick,
    "kick_missed": read_kick,
    "shootout_result": read_shootout,
    "void": read_undo,
}


def read_side(fields: Fields) -> Side:
    """Home or away."""
    side = fields.get("side", "")
    if side not in SIDES:
        raise BadEntry(f"side {side[:20]!r}: expected home or away.")
    return SIDES[side]


def read_player(fields: Fields) -> dict[str, str]:
    """Who it was, where that was said."""
    player = fields.get("player", "").strip()
    return {"player": player} if player else {}


def read_name(fields: Fields, field: str, label: str) -> str:
    """A name that has to be there."""
    name = fields.get(field, "").strip()
    if not name:
        raise BadEntry(f"{label}: a name is needed.")
    return name


def read_count(fields: Fields, field: str) -> int:
    """A whole number, not negative."""
    text = fields.get(field, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadEntry(f"{field} {text[:20]!r}: expected a whole number.")
    return int(text)


def read_when(fields: Fields, words: Words) -> dict[str, Any]:
    """The period and clock of a minute as it is written ("23", "45+2"); nothing where none was given: now."""
    text = fields.get("minute", "").strip().rstrip("'’")
    if not text:
        return {}
    whole, plus, added = text.partition("+")
    digits = (whole, added) if plus else (whole,)
    if not all(part.isascii() and part.isdigit() and 0 < len(part) < 4 and int(part) > 0 for part in digits):
        raise BadEntry(f"Minute {text[:20]!r}: expected a minute as 23, or 45+2.")
    begin_ms = (int(whole) - 1) * MINUTE_MS
    for name, phase in words.phases.items():
        if phase.begin is None or phase.end is None:
            continue
        if plus and int(whole) * MINUTE_MS == phase.end:
            return {"period": name, "clock_ms": phase.end + (int(added) - 1) * MINUTE_MS}
        if not plus and phase.begin <= begin_ms < phase.end:
            return {"period": name, "clock_ms": begin_ms}
    raise BadEntry(f"Minute {text[:20]!r} is in no period of this match.")
