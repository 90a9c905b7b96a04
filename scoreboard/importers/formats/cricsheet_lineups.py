"""The sides' line-ups of a Cricsheet file: the eleven of `info.players`, and who came in for one of them."""

from typing import Any

import msgspec

from scoreboard.importers.base import Who
from scoreboard.importers.formats.cricsheet_innings import PLAYERS, list_deliveries
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import as_list, as_mapping

SUBSTITUTE = "substitute"  # who fields for another, and may neither bat nor bowl (Law 24.1)


class Part(msgspec.Struct):
    """Who of a side took part in the deliveries: those who batted or bowled, who came in, who fielded for another."""

    played: set[str] = msgspec.field(default_factory=set)
    later: dict[str, None] = msgspec.field(default_factory=dict)
    fielded: dict[str, None] = msgspec.field(default_factory=dict)


def parse_lineups(info: dict[str, Any], innings: list[Any], sides: dict[str, str]) -> list[dict[str, Any]]:
    """Both sides' line-ups, as far as the file has them.

    Files list who came in (for a concussion, as the impact player, as a supersub) with the others, or not at all; they
    begin on the bench, as do those whom the deliveries name as substitutes in the field. A line-up is complete where it
    has eleven who begin, and everybody who bats or bowls.
    """
    if not (players := as_mapping(info.get("players"))):
        return []
    lineups = []
    for team, part in list_parts(info, innings, sides).items():
        listed = [name for name in as_list(players.get(team)) if isinstance(name, str) and name.strip()]
        eleven = [name for name in listed if name not in part.later]
        fielded = [name for name in part.fielded if name not in listed and name not in part.later]
        rows = [build_player(Who(name), starting=True) for name in eleven]
        rows += [build_player(Who(name)) for name in part.later]
        rows += [build_player(Who(name), position=SUBSTITUTE) for name in fielded]
        complete = len(eleven) == PLAYERS and part.played.issubset({*eleven, *part.later})
        lineups += build_lineup(sides[team], rows if listed else (), starting=PLAYERS, complete=complete)
    return lineups


def list_parts(info: dict[str, Any], innings: list[Any], sides: dict[str, str]) -> dict[str, Part]:
    """Who took part, by team."""
    parts = {team: Part() for team in sides}
    for team, name in as_mapping(info.get("supersubs")).items():
        if team in parts and isinstance(name, str):
            parts[team].later[name] = None
    for one in innings:
        batting = parts[one["team"]]
        bowling = next(part for part in parts.values() if part is not batting)
        for delivery in list_deliveries(one):
            batting.played |= {delivery["batter"], delivery["non_striker"]}
            bowling.played.add(delivery["bowler"])
            for wicket in delivery.get("wickets") or ():
                substitutes = (fielder for fielder in wicket.get("fielders") or () if fielder.get("substitute"))
                bowling.fielded |= dict.fromkeys(fielder["name"] for fielder in substitutes if fielder.get("name"))
            for change in as_list(as_mapping(delivery.get("replacements")).get("match")):
                if change.get("team") in parts and isinstance(change.get("in"), str):
                    parts[change["team"]].later[change["in"]] = None
    return parts
