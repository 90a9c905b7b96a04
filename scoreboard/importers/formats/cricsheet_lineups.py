"""The sides' line-ups of a Cricsheet file: the eleven of `info.players`, and who came in for one of them."""

from collections import defaultdict
from typing import Any

from scoreboard.importers.base import Who
from scoreboard.importers.formats.cricsheet_innings import PLAYERS, list_deliveries
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import as_list, as_mapping

SUBSTITUTE = "substitute"  # who fields for another, and may neither bat nor bowl (Law 24.1)


def parse_lineups(info: dict[str, Any], innings: list[Any], sides: dict[str, str]) -> list[dict[str, Any]]:
    """Both sides' line-ups, as far as the file has them.

    Files list who came in (for a concussion, as the impact player, as a supersub) with the others, or not at all; they
    begin on the bench, as do those whom the deliveries name as substitutes in the field. A line-up is complete where it
    has eleven who begin, and everybody whom the deliveries name.
    """
    if not as_mapping(info.get("players")):
        return []
    later = list_later(info, innings)
    named = list_named(innings, sides)
    fielders = list_substitutes(innings, sides)
    lineups = []
    for team, side in sides.items():
        listed = [name for name in as_list(info["players"].get(team)) if isinstance(name, str) and name.strip()]
        eleven = [name for name in listed if name not in later[team]]
        bench = [*dict.fromkeys((*(name for name in listed if name in later[team]), *later[team]))]
        fielding = [name for name in fielders[side] if name not in listed and name not in bench]
        players = [build_player(Who(name), starting=True) for name in eleven]
        players += [build_player(Who(name)) for name in bench]
        players += [build_player(Who(name), position=SUBSTITUTE) for name in fielding]
        everybody = {*eleven, *bench, *fielding}
        complete = len(eleven) == PLAYERS and named[side] <= everybody
        lineups += build_lineup(side, players if listed else (), starting=PLAYERS, complete=complete)
    return lineups


def list_later(info: dict[str, Any], innings: list[Any]) -> dict[str, list[str]]:
    """Who took another's place in a side during the match, by team."""
    later: dict[str, list[str]] = defaultdict(list)
    for team, name in as_mapping(info.get("supersubs")).items():
        later[team].append(str(name))
    for one in innings:
        for delivery in list_deliveries(one):
            for change in as_list(as_mapping(delivery.get("replacements")).get("match")):
                if isinstance(change.get("in"), str):
                    later[str(change.get("team"))].append(change["in"])
    return later


def list_named(innings: list[Any], sides: dict[str, str]) -> dict[str, set[str]]:
    """Everybody who bats or bowls in the deliveries, by side."""
    named: dict[str, set[str]] = {side: set() for side in sides.values()}
    for one in innings:
        batting = sides[one["team"]]
        bowling = next(side for side in sides.values() if side != batting)
        for delivery in list_deliveries(one):
            named[batting] |= {delivery["batter"], delivery["non_striker"]}
            named[bowling].add(delivery["bowler"])
    return named


def list_substitutes(innings: list[Any], sides: dict[str, str]) -> dict[str, list[str]]:
    """Those whom dismissals name as substitutes in the field, by side."""
    found: dict[str, list[str]] = {side: [] for side in sides.values()}
    for one in innings:
        bowling = next(side for team, side in sides.items() if team != one["team"])
        for delivery in list_deliveries(one):
            for wicket in delivery.get("wickets") or ():
                for fielder in wicket.get("fielders") or ():
                    if fielder.get("substitute") and fielder.get("name") and fielder["name"] not in found[bowling]:
                        found[bowling].append(fielder["name"])
    return found
