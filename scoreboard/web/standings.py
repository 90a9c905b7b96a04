"""Standings as pages draw them: with the columns of their sport, notes, and whether something newer is not in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from scoreboard.models import Match, Season
from scoreboard.sports import get_sport, list_tiebreakers
from scoreboard.sports.sport import Column
from scoreboard.web.boards import Board
from scoreboard.web.statistics import ask
from stats import queries as stats
from stats.tables.season import SeasonFacts
from stats.tables.standings import make_standings

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
    """A group's standings as a page draws them: with the columns of its sport, and notes."""
    return {**group, "columns": list_columns(group["rows"], season), "notes": list_notes(group["rows"])}


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
