"""Standings as pages draw them: with the columns of their sport, notes, and whether something newer is not in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from scoreboard.models import Match, Season
from scoreboard.sports import get_sport, list_tiebreakers
from scoreboard.sports.sport import Column
from scoreboard.web.boards import Board
from scoreboard.web.statistics import ask
from stats import queries as stats
from stats.tables.season import SeasonFacts
from stats.tables.standings import make_standings


class Mark(NamedTuple):
    """What is certain of a row: a letter, and the words that it stands for."""

    short: str
    words: str


OUT = Mark("E", "out")
PLACE = Mark("✓", "this place")
PER_GAME = Column("points_per_game", "PPG", "Points per game, which rank this table", "rate")


def load_facts(match: Match) -> SeasonFacts | None:
    """The facts of a match's season for the match's page; None for a replay, and where stats are away."""
    if match.replay_of_id is not None:
        return None
    return ask(lambda: stats.load_season(str(match.season_id), suspensions=True))


def find_group(board: Board, facts: SeasonFacts | None) -> dict[str, Any] | None:
    """The standings of the one table that a match counts in: `{"group", "current_to", "behind", …}`; else None."""
    match = board.match
    if facts is None or any(side.match == str(match.pk) for side in facts.play_offs):
        return None
    found = make_standings(facts)
    groups = [group for group in found["groups"] if (group["name"] or "") == match.group]
    if not groups and facts.ranking.split is not None:
        groups = found["groups"][-1:]  # one for all, or that of the first part
    if len(groups) != 1:
        return None
    group = groups[0]
    behind = is_behind(found["current_to"], [board])
    return {**found, "group": draw_group(group, match.season), "behind": behind}


def draw_group(group: dict[str, Any], season: Season) -> dict[str, Any]:
    """A group's standings as a page draws them: with the columns of its sport, marks, and notes."""
    (drawn,), meanings = draw_groups([group], season)
    return {**drawn, "notes": [*meanings, *drawn["notes"]]}


def draw_groups(groups: Sequence[dict[str, Any]], season: Season) -> tuple[list[dict[str, Any]], list[str]]:
    """The standings of groups, and what places and marks mean where that is the same in all; else notes say it."""
    drawn, used = [], []
    for group in groups:
        rows, marks = mark_rows(group["rows"], group["zones"])
        notes = list_notes(group["rows"])
        drawn.append({**group, "rows": rows, "columns": list_columns(rows, season), "notes": notes, "used": marks})
        used += marks
    if all(group["zones"] == groups[0]["zones"] for group in groups):
        return drawn, list_meanings(groups[0]["zones"], list(dict.fromkeys(used))) if groups else []
    for group in drawn:
        group["notes"] = [*list_meanings(group["zones"], group["used"]), *group["notes"]]
    return drawn, []


def mark_rows(
    rows: Sequence[Mapping[str, Any]], zones: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[Mark]]:
    """Rows with the `marks` of what is certain of them, and `edge` where a zone ends; and which marks there are.

    Who is out is marked where places above are what counts (a group of a cup), not in a league with a champion alone.
    A place that is certain is marked while others are not.
    """
    names = {zone["name"] for zone in zones}
    last = max((zone["last"] for zone in zones), default=0)
    knocked_out = last < len(rows) and names != {"champion"}
    open_places = any(row["certain"]["best"] != row["certain"]["worst"] for row in rows if "certain" in row)
    drawn, used = [], []
    for number, row in enumerate(rows, start=1):
        certain, marks = row.get("certain"), []
        if certain and certain["zone"]:
            marks.append(Mark(shorten(certain["zone"]), spell(certain["zone"])))
        if certain and names and knocked_out and names <= set(certain["out_of"]):
            marks.append(OUT)
        if certain and open_places and certain["best"] == certain["worst"]:
            marks.append(PLACE)
        edge = any(zone["last"] == number or zone["first"] == number + 1 for zone in zones if "best" not in zone)
        drawn.append({**row, "marks": marks, "edge": edge and number < len(rows)})
        used += marks
    return drawn, list(dict.fromkeys(used))


def list_meanings(zones: Iterable[Mapping[str, Any]], marks: Sequence[Mark]) -> list[str]:
    """What places mean, and what the marks do."""
    places = []
    for zone in zones:
        span = str(zone["first"]) if zone["first"] == zone["last"] else f"{zone['first']}–{zone['last']}"
        best = f" (the {zone['best']} best)" if "best" in zone else ""
        places.append(f"{span}{best}: {spell(zone['name'])}")
    said = ", ".join(f"{mark.short} {mark.words}" for mark in marks)
    rule = "Certain by points, whatever the results of the matches left"
    return [*(["Places " + "; ".join(places)] if places else []), *([f"{rule}: {said}"] if said else [])]


def shorten(zone: str) -> str:
    """The letters for a zone: "relegation_play_off" is RP, "round_of_16" is R16."""
    words = (word for word in zone.split("_") if word not in ("of", "off"))
    return "".join(word if word.isdigit() else word[:1].upper() for word in words)


def spell(zone: str) -> str:
    """A zone in words."""
    return zone.replace("play_off", "play-off").replace("_", " ")


def list_columns(rows: Sequence[Mapping[str, Any]], season: Season) -> list[Column]:
    """The columns of standings: the sport's, and points by games where these rank them."""
    own = get_sport(season.competition.sport).columns
    return [*own, *([PER_GAME] if rows and PER_GAME.key in rows[0] else [])]


def is_behind(current_to: Mapping[str, Any], boards: Iterable[Board]) -> bool:
    """Whether a match that the page shows has records that the standings have not counted."""
    newest = max((board.match.recorded_at for board in boards), default=None)
    if newest is None or current_to["at"] is None:
        return newest is not None
    return datetime.fromisoformat(current_to["at"]) < newest


def list_notes(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the numbers of standings do not say: adjustments, and which rule separated two that are level on points."""
    notes = [
        f"{row['competitor']['name']}: {say_adjustment(item)}, {item['reason']}"
        for row in rows
        for item in row["adjustments"]
    ]
    rules = list_tiebreakers()
    for above, row in pairwise(rows):
        if rule := row.get("separated_by"):
            notes.append(f"{above['competitor']['name']} above {row['competitor']['name']} {rules[rule].words}")
    for (_, awaited), level in groupby(rows, key=lambda row: (row["rank"], row.get("awaits"))):
        if awaited:
            names = " and ".join(row["competitor"]["name"] for row in level)
            notes.append(f"{names} are level: {rules[awaited].awaits}")
    return notes


def say_adjustment(item: Mapping[str, Any]) -> str:
    """What a decision gave, in words: "−3 points", "lot 1"."""
    return f"lot {item['lot']}" if item.get("lot") else f"{item['points']:+d} points".replace("-", "−")
