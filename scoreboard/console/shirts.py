"""Numbers on shirts, typed where a name could stand: a scorer sees the shirt before the face.

They are sent as the API's `"number": 10` and `"off_number": 7`, which record/numbers.py looks up. Where a side's
numbers are not known, what was typed is what the person is called.
"""

from typing import Any

import msgspec

from scoreboard.models import Match, SquadEntry
from scoreboard.record.numbers import OWN, SUFFIX
from scoreboard.record.people import get_holder, mentions_of
from scoreboard.sports.base import Side
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.lineups import LineupData
from scoreboard.sports.on_field import Lineups

MOST_DIGITS = 3


def send_numbers(match: Match, lineups: Lineups, body: dict[str, Any]) -> dict[str, Any]:
    """An event's body with numbers in the place of names that are one; a query where one is and no line-up is known."""
    try:
        event = convert_event(match.sport, body)
        mentions = mentions_of(match, event)
    except msgspec.ValidationError:
        return body  # said by whoever checks it
    for mention in mentions:
        typed = getattr(get_holder(event, mention), mention.field)
        if mention.at is not None or not is_number(typed) or not are_known(match, lineups, mention.side):
            continue
        if mention.in_data:
            data = {name: value for name, value in body["data"].items() if name != mention.field}
            body = {**body, "data": {**data, f"{mention.field}{SUFFIX}": int(typed)}}
        else:
            body = {name: value for name, value in body.items() if name != mention.field} | {OWN: int(typed)}
    return body


def is_number(typed: str | None) -> bool:
    """Whether a number of a shirt was typed."""
    return typed is not None and typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS


def are_known(match: Match, lineups: Lineups, side: Side) -> bool:
    """Whether a side's numbers are known: by its line-up, else by its squad of the season."""
    lineup = lineups.get(side)
    if lineup is not None:
        return has_numbers(lineup)
    competitor = match.home_id if side == "home" else match.away_id
    return SquadEntry.objects.filter(season=match.season_id, competitor=competitor, number__isnull=False).exists()


def has_numbers(lineup: LineupData | None) -> bool:
    """Whether a line-up is known, and has numbers."""
    return lineup is not None and any(player.number is not None for player in lineup.players)
