"""Parses the console's forms into event bodies, as record/ takes them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.console.refusals import explain_value, name_field, say_expected
from scoreboard.entrances.values import LINED, LONGEST, Unfit, check_text
from scoreboard.sports import get_sport
from scoreboard.sports.base import Side, other
from scoreboard.sports.decoding import event_types
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sentences import NO_NAMES, Names
from scoreboard.sports.sport import Action
from scoreboard.web.words import PageWords

MINUTE_MS = 60_000
LONGEST_KEY = 200
BY_MISTAKE = REASONS["console.mistake"]
Fields = Mapping[str, str]
BOTH_LOSE = "both_lose"  # in the place of a winner
SIDES: dict[str, Side] = {"home": "home", "away": "away"}


class BadForm(ValueError):
    """A form with a field that cannot be understood; says which one, and what was expected."""


def parse_form(
    fields: Fields,
    *,
    sport: str,
    words: PageWords,
    names: Names = NO_NAMES,
    actions: Mapping[str, Action] | None = None,
) -> dict[str, Any]:
    """The event body of a form for a match of `sport`; raises BadForm.

    `names` are the sides'; `actions` the sport's keys as they are called now, where some differ from the sport's own.
    """
    name, actions = fields.get("action", ""), actions or get_sport(sport).actions
    for field, text in fields.items():
        check_typed(field, text, names=names, action=actions.get(name))
    if name == "void":
        body = build_undo(fields)
    elif name == "status":
        body = build_status(fields, names=names)
    elif name in actions:
        body = build_action(fields, name, actions[name], sport=sport, words=words, names=names)
    else:
        raise BadForm(f"There is no action {name[:40]!r} here: load the page again.")
    if occurred_at := fields.get("occurred_at", "").strip():
        body["occurred_at"] = occurred_at
    return body


def check_typed(
    field: str, text: str, *, most: int = LONGEST, names: Names = NO_NAMES, action: Action | None = None
) -> str:
    """What was typed into a field, without anything unseen; a reason may have lines."""
    try:
        return check_text(text, lines=field in LINED, most=most)
    except Unfit as error:
        label = name_field(field[:40], names=names, action=action)
        raise BadForm(f"{label}: {say_expected(str(error))}.") from error


def parse_key(fields: Fields) -> str | None:
    """The idempotency key of a form, None without one; raises BadForm."""
    return check_typed("key", fields.get("key", ""), most=LONGEST_KEY) or None


def name_input(key: str, field: str) -> str:
    """What the input of a key's field is called: a side's form has many keys, of which several ask for the same."""
    return f"{key}-{field}"


def build_action(
    fields: Fields, name: str, action: Action, *, sport: str, words: PageWords, names: Names = NO_NAMES
) -> dict[str, Any]:
    """The event of the sport's key `name`: its body, with the side, the player and what else the key asks for."""
    if action.confirm and fields.get("confirm") not in (name, "yes"):
        raise BadForm("Tick the box to confirm it.")
    body: dict[str, Any] = {**action.body}
    if action.side:
        side = parse_side(fields)
        body["side"] = other(side) if action.flip else side
    if action.player:
        body |= parse_player(fields, required=action.player == "required")
    if action.asks:
        typed = {field: fields.get(name_input(name, field), fields.get(field, "")).strip() for field in action.asks}
        body["data"] = parse_data(
            {field: text for field, text in typed.items() if text}, action, sport=sport, names=names
        )
    return body | (parse_minute(fields, words) if action.side else {})


def parse_data(typed: Fields, action: Action, *, sport: str, names: Names = NO_NAMES) -> dict[str, Any]:
    """The event's data, with what was typed as its fields take it: numbers as numbers."""
    struct = event_types(sport)[action.body["type"]]
    data = next(field.type for field in msgspec.structs.fields(struct) if field.name == "data")
    try:
        read = parsing.convert({**action.body.get("data", {}), **typed}, data, strict=False)
    except msgspec.ValidationError as error:
        raise BadForm(explain_value(str(error), names=names, action=action)) from error
    built: dict[str, Any] = msgspec.to_builtins(read)
    return built


def build_undo(fields: Fields) -> dict[str, Any]:
    """An earlier record is taken back."""
    reason = fields.get("reason", "").strip() or BY_MISTAKE
    return {"type": "void", "data": {"seq": parse_count(fields, "seq"), "reason": reason}}


def build_status(fields: Fields, *, names: Names = NO_NAMES) -> dict[str, Any]:
    """A status is declared, an award with whom it is for and with which score."""
    data: dict[str, Any] = {"status": fields.get("status", "")}
    if reason := fields.get("reason", "").strip():
        data["reason"] = reason
    if data["status"] == "awarded":
        data |= parse_award(fields, names=names)
    return {"type": "status", "data": data}


def parse_award(fields: Fields, *, names: Names = NO_NAMES) -> dict[str, Any]:
    """Who is awarded a match, or that both lose it, how and with which score, where one is given."""
    award: dict[str, Any] = {}
    winner = fields.get("winner", "")
    if winner == BOTH_LOSE:
        award["both_lose"] = True
    elif winner:
        award["winner"] = parse_side({"side": winner})
    if how := fields.get("decided_by", ""):
        award["decided_by"] = how
    if any(fields.get(f"score_{side}", "").strip() for side in SIDES):
        award["score"] = {side: parse_count(fields, f"score_{side}", names=names) for side in SIDES}
    return award


def parse_side(fields: Fields) -> Side:
    """Home or away."""
    side = fields.get("side", "")
    if side not in SIDES:
        raise BadForm(f"side {side[:20]!r}: expected home or away.")
    return SIDES[side]


def parse_player(fields: Fields, *, required: bool) -> dict[str, str]:
    """Who it was, where that was said."""
    player = fields.get("player", "").strip()
    if required and not player:
        raise BadForm(f"{name_field('player')}: a name is needed.")
    return {"player": player} if player else {}


def parse_count(fields: Fields, field: str, *, names: Names = NO_NAMES) -> int:
    """A whole number, not negative."""
    text = fields.get(field, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadForm(f"{name_field(field, names=names)}: enter a whole number.")
    return int(text)


def parse_minute(fields: Fields, words: PageWords) -> dict[str, Any]:
    """The period and clock of a minute as it is written ("23", "45+2"); nothing where none was given: now."""
    text = fields.get("minute", "").strip().rstrip("'’")
    if not text:
        return {}
    whole, plus, added = text.partition("+")
    digits = (whole, added) if plus else (whole,)
    if not all(part.isascii() and part.isdigit() and 0 < len(part) < 4 and int(part) > 0 for part in digits):
        raise BadForm("Minute: enter it as 23, or 45+2.")
    begin_ms = (int(whole) - 1) * MINUTE_MS
    for name, phase in words.phases.items():
        if phase.begin is None or phase.end is None:
            continue
        if plus and int(whole) * MINUTE_MS == phase.end:
            return {"period": name, "clock_ms": phase.end + (int(added) - 1) * MINUTE_MS}
        if not plus and phase.begin <= begin_ms < phase.end:
            return {"period": name, "clock_ms": begin_ms}
    raise BadForm(f"Minute: {text[:20]} is in no period of this match.")
