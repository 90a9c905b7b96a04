"""What pages show of stats: tables, scorers, form, each with how current it is. A page stands without them."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, TypeVar

from django.db import DatabaseError

from scoreboard.models import Competitor, Season
from scoreboard.sports import get_sport
from scoreboard.sports.sport import Column
from scoreboard.web.boards import Board
from stats import queries as stats

logger = logging.getLogger(__name__)
T = TypeVar("T")
RULES = {
    "goal_difference": "on goal difference",
    "goals_for": "on goals scored",
    "head_to_head": "in the matches between them",
    "wins": "on wins",
    "away_goals_for": "on goals scored away",
    "away_wins": "on wins away",
    "head_to_head_points": "on points in the matches between them",
    "head_to_head_goal_difference": "on goal difference in the matches between them",
    "head_to_head_goals_for": "on goals in the matches between them",
    "head_to_head_away_goals_for": "on away goals in the matches between them",
    "fair_play": "on fair play: fewer card points",
    "lots": "by drawing of lots",
    "win_percentage": "on matches won",
    "net_run_rate": "on net run rate",
    "set_ratio": "on set ratio",
    "point_ratio": "on point ratio",
    "sets_won": "on sets won",
    "regulation_wins": "on wins in regulation time",
    "tries_for": "on tries scored",
    "try_difference": "on the difference of tries",
    "head_to_head_win_percentage": "on matches won between them",
}
AWAITED = {
    "fair_play": "their cards would separate them, and none are recorded",
    "lots": "lots have to be drawn",
}
PER_GAME = Column("points_per_game", "PPG", "Points per game, which rank this table", "rate")
RESULTS = {"W": "won", "D": "drawn", "L": "lost"}
SCORERS = 20


def ask(read: Callable[[], T]) -> T | None:
    """What stats answer; None where their database is away: scores do not wait for it."""
    try:
        return read()
    except DatabaseError as error:
        logger.warning("stats cannot be read: %s", error)
        return None


def read_tables(season: Season, boards: Iterable[Board], *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any] | None:
    """The season's tables as stats.read_season_tables has them, the standings with notes and with what is "behind".

    None where stats are away.
    """
    found = ask(lambda: stats.read_season_tables(str(season.pk), as_of))
    if found is None:
        return None
    standings = found["standings"]
    groups = [draw_group(group, season) for group in standings["groups"]]
    behind = not as_of.is_past and is_behind(standings["current_to"], boards)
    return {**found, "standings": {**standings, "groups": groups, "behind": behind}}


def read_group(board: Board) -> dict[str, Any] | None:
    """The one table that a match counts in, in "group", else as read_tables has it; None where there is none."""
    match = board.match
    if match.replay_of_id is not None:
        return None
    found = ask(lambda: stats.read_standings(str(match.season_id), group=match.group or None))
    if found is None or len(found["groups"]) != 1 or (found["groups"][0]["name"] or "") != match.group:
        return None
    group = found["groups"][0]
    behind = is_behind(found["current_to"], [board])
    return {**found, "group": draw_group(group, match.season), "behind": behind}


def draw_group(group: dict[str, Any], season: Season) -> dict[str, Any]:
    """A table as a page draws it: with the columns of its sport, and notes."""
    return {**group, "columns": list_columns(group["rows"], season), "notes": write_notes(group["rows"])}


def list_columns(rows: list[dict[str, Any]], season: Season) -> list[Column]:
    """The columns of a table: the sport's, and points by games where these rank it."""
    own = get_sport(season.competition.sport).columns
    return [*own, *([PER_GAME] if rows and PER_GAME.key in rows[0] else [])]


def is_behind(current_to: dict[str, Any], boards: Iterable[Board]) -> bool:
    """Whether a match that the page shows has records that the table has not counted."""
    newest = max((board.match.recorded_at for board in boards), default=None)
    if newest is None or current_to["at"] is None:
        return newest is not None
    return datetime.fromisoformat(current_to["at"]) < newest


def write_notes(rows: list[dict[str, Any]]) -> list[str]:
    """What a table's numbers do not say: adjustments, and which rule separated two that are level on points."""
    notes = [
        f"{row['competitor']['name']}: {item['points']:+d} points, {item['reason']}".replace("-", "−", 1)
        for row in rows
        for item in row["adjustments"]
    ]
    for above, row in pairwise(rows):
        if rule := row.get("separated_by"):
            how = RULES.get(rule, rule.replace("_", " "))
            notes.append(f"{above['competitor']['name']} above {row['competitor']['name']} {how}")
    for (_, awaited), level in groupby(rows, key=lambda row: (row["rank"], row.get("awaits"))):
        if awaited:
            names = " and ".join(row["competitor"]["name"] for row in level)
            notes.append(f"{names} are level: {AWAITED[awaited]}")
    return notes


def read_scorers(season: Season, *, as_of: stats.AsOf = stats.NOW) -> list[dict[str, Any]]:
    """The season's top scorers."""
    return ask(lambda: stats.read_scorers(str(season.pk), SCORERS, as_of=as_of)) or []


def read_forms(competitors: Iterable[Competitor | None]) -> dict[str, list[dict[str, Any]]]:
    """The last five results of each, newest first, by its id: stats' rows with the result as a word."""
    ids = [str(competitor.pk) for competitor in competitors if competitor is not None]
    found = ask(lambda: stats.read_form(competitor_ids=ids)) or {}
    return {competitor: name_results(rows) for competitor, rows in found.items()}


def name_results(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Matches with each one's result as a word."""
    return [{**row, "word": RESULTS.get(row["result"], "")} for row in rows]
