"""Numbers on shirts in the place of names: `"number": 10`, `"off_number": 7`, found in the line-up, else in the squad.

A record has the name and the id of whoever was found, and the number of its own player.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from scoreboard.models import Match, SquadEntry
from scoreboard.queries import squad_on_day
from scoreboard.record.known_people import find_here
from scoreboard.record.people import mentions_of
from scoreboard.record.request import BadEvent, list_data_fields
from scoreboard.sports.base import LARGEST_NUMBER, Side
from scoreboard.sports.decoding import convert_event, event_types
from scoreboard.sports.lineups import Lineup
from scoreboard.sports.on_field import Lineups, key_of

OWN = "number"  # of the event's own player; of another one in its data, the field's name stands before it
SUFFIX = f"_{OWN}"
Squads = dict[Side, list[SquadEntry]]


class Numbered(NamedTuple):
    """Somebody who is given by number: the field that has their name, where it stands, and the number."""

    field: str
    in_data: bool
    at: int | None
    number: int
    path: str


def resolve_numbers(match: Match, lineups: Lineups, body: Any, *, path: str = "$") -> Any:
    """A request body with names and ids in the place of numbers; raises BadEvent where nobody is meant, or several.

    `lineups` are those that stand when the event is entered. A body that is no event is left to whoever checks it.
    """
    if not isinstance(body, dict):
        return body
    data = body.get("data")
    if body.get("type") == "amend" and isinstance(data, dict):
        inner = resolve_numbers(match, lineups, data.get("event"), path=f"{path}.data.event")
        return {**body, "data": {**data, "event": inner}}
    given = list(list_numbered(match.sport, body, path))
    if not given:
        return body
    try:
        event = convert_event(match.sport, fill(body, {one: {one.field: f"#{one.number}"} for one in given}))
    except msgspec.ValidationError:
        return body  # the same is said of it again, with its place
    sides = {(one.field, one.in_data, one.at): one.side for one in mentions_of(match, event)}
    found, squads = {}, Squads()  # a squad is loaded where a number is not in a line-up, once
    for one in given:
        side = sides.get((one.field, one.in_data, one.at))
        if side is None:
            raise BadEvent(f"{body['type']!r} names nobody here - at `{one.path}`")
        listed = {} if isinstance(event, Lineup) else lineups
        found[one] = find_player(match, listed, side, one, squads)
    return fill(body, found)


def list_numbered(sport: str, body: Mapping[str, Any], path: str) -> Iterator[Numbered]:
    """Who of a body is given by a number alone; a field that the event has by itself is none (`round_number`)."""
    if OWN in body and not (body.get("player") or body.get("player_id")):
        yield Numbered("player", False, None, read(body[OWN], f"{path}.{OWN}"), f"{path}.{OWN}")
    data = body.get("data")
    if not isinstance(data, dict):
        return
    struct = event_types(sport).get(str(body.get("type")))
    own = list_data_fields(struct) if struct is not None else ()
    for name in data:
        if name.endswith(SUFFIX) and name not in own:
            field, place = name.removesuffix(SUFFIX), f"{path}.data.{name}"
            if data.get(field) or data.get(f"{field}_id"):
                raise BadEvent(f"Expected a number or a name, not both - at `{place}`")
            yield Numbered(field, True, None, read(data[name], place), place)
    players = data.get("players") if body.get("type") == "lineup" else None
    for at, one in enumerate(players if isinstance(players, list) else ()):
        if isinstance(one, dict) and OWN in one and not (one.get("player") or one.get("player_id")):
            place = f"{path}.data.players[{at}].{OWN}"
            yield Numbered("player", True, at, read(one[OWN], place), place)


def read(number: Any, path: str) -> int:
    """A number as given; raises BadEvent."""
    if type(number) is not int or not 0 <= number <= LARGEST_NUMBER:
        raise BadEvent(f"Expected `int` from 0 to {LARGEST_NUMBER} - at `{path}`")
    return number


def fill(body: Mapping[str, Any], found: Mapping[Numbered, Mapping[str, Any]]) -> dict[str, Any]:
    """A body with these fields for those given by number; the numbers of others than its own player go."""
    filled = dict(body)
    for one, fields in found.items():
        if not one.in_data:
            filled |= fields
            continue
        data = {name: value for name, value in filled["data"].items() if name != f"{one.field}{SUFFIX}"}
        if one.at is None:
            filled["data"] = {**data, **fields}
        else:
            players = [*data["players"]]
            players[one.at] = {**players[one.at], **fields}
            filled["data"] = {**data, "players": players}
    return filled


def find_player(
    match: Match, lineups: Lineups | Mapping[Side, None], side: Side, one: Numbered, squads: Squads
) -> dict[str, Any]:
    """The name and id of who has a number in a side's line-up, else in its squad of the season on the match's day."""
    lineup = lineups.get(side)
    listed = [
        {one.field: player.player, f"{one.field}_id": player.player_id}
        for player in (lineup.players if lineup is not None else ())
        if player.number == one.number and key_of(player) is not None
    ]
    found = listed or list_in_squad(match, side, one, squads)
    if len(found) == 1:
        return {name: value for name, value in found[0].items() if value is not None}
    name = getattr(match, side).name if getattr(match, side) else side
    if found:
        who = ", ".join(str(fields[one.field]) for fields in found)
        raise BadEvent(f"{len(found)} people of {name} have the number {one.number}: {who} - at `{one.path}`")
    raise BadEvent(f"Nobody of {name} has the number {one.number} in its line-up or squad - at `{one.path}`")


def list_in_squad(match: Match, side: Side, one: Numbered, squads: Squads) -> list[dict[str, Any]]:
    """Who has a number in a side's squad, once each; it is loaded where it is not among `squads`."""
    if side not in squads:
        squads[side] = list(squad_on_day(match, match.home_id if side == "home" else match.away_id))
    people = dict.fromkeys(find_here(entry.person) for entry in squads[side] if entry.number == one.number)
    return [{one.field: person.public_name, f"{one.field}_id": str(person.pk)} for person in people]
