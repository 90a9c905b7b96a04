"""The sides' line-ups of the NBA's files: as a box score has them, else those whom the plays name.

Plays do not say who is on the court. Whoever acts in the first period, or is replaced, without having come in, began
the match (fouls apart, which are those of the bench, too); who changed between periods, or did nothing that is written
down, is not known.
"""

from collections.abc import Sequence
from typing import Any

from scoreboard.importers.base import Who
from scoreboard.importers.formats.nba_plays import person
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.sports.basketball import SPORT

Body = dict[str, Any]
Row = dict[str, Any]
SIDES = ("home", "away")


def list_lineups(events: Sequence[Body], box: Sequence[Row], teams: dict[str, str]) -> list[Body]:
    """Both line-ups; `box` are a box score's rows of players, `teams` the sides by the teams' ids.

    Of a side that the box score has, it is complete; what the plays tell is not.
    """
    lineups = []
    for side in SIDES:
        players = [parse_player(row) for row in box if teams.get(str(row.get("TEAM_ID"))) == side]
        if any(players):
            lineups += build_lineup(side, filter(None, players), starting=SPORT.starting, complete=all(players))
        else:
            lineups += build_lineup(side, list_acting(events, side), starting=SPORT.starting)
    return lineups


def parse_player(row: Row) -> Body | None:
    """Somebody of a box score; None for a row without a name. Who has a position there is one of the five who began."""
    _, who = person({"PERSON1TYPE": 4, "PLAYER1_NAME": row.get("PLAYER_NAME"), "PLAYER1_ID": row.get("PLAYER_ID")}, 1)
    position = str(row.get("START_POSITION") or "")[:120]
    return build_player(who, position=position, starting=bool(position)) if who else None


def list_acting(events: Sequence[Body], side: str) -> list[Body]:
    """Those of a side whom the plays name, in the order in which they do."""
    starting: dict[Who, bool] = {}
    fouled: set[Who] = set()  # and nothing else, so far
    periods = 0
    for body in events:
        periods += body["type"] == "period_start"
        if body.get("side") != side:
            continue
        data, comes_in = body.get("data", {}), body["type"] == "substitution"
        for holder, field in ((data, "off"), (body, "player"), (data, "assist")):
            if field not in holder:
                continue
            who = Who(holder[field], holder.get(f"{field}_id"))
            if body["type"] == "foul":
                fouled |= {who} - starting.keys()
            elif who not in starting or who in fouled:
                fouled.discard(who)
                starting[who] = periods == 1 and not (comes_in and field == "player")
            starting.setdefault(who, False)
    return [build_player(who, starting=first) for who, first in starting.items()]
