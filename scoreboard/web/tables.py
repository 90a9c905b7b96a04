"""What pages show of stats: tables, scorers, form, each with how current it is. A page stands without them."""

import csv
import io
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

from django.db import DatabaseError

from scoreboard.models import Competitor, Season
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
}
RESULTS = {"W": "won", "D": "drawn", "L": "lost"}
SCORERS = 20


def ask(read: Callable[[], T]) -> T | None:
    """What stats answer; None where their database is away: scores do not wait for it."""
    try:
        return read()
    except DatabaseError as error:
        logger.warning("stats cannot be read: %s", error)
        return None


def read_tables(season: Season, boards: Iterable[Board]) -> dict[str, Any] | None:
    """The season's tables, with notes, and in "behind" whether `boards` show something that is not counted yet.

    None where stats are away.
    """
    found = ask(lambda: stats.read_standings(str(season.pk)))
    if found is None:
        return None
    groups = [{**group, "notes": write_notes(group["rows"])} for group in found["groups"]]
    return {**found, "groups": groups, "behind": is_behind(found["current_to"], boards)}


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
    return {**found, "group": {**group, "notes": write_notes(group["rows"])}, "behind": behind}


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
    return notes


def read_scorers(season: Season) -> list[dict[str, Any]]:
    """The season's top scorers."""
    return ask(lambda: stats.read_scorers(str(season.pk), SCORERS)) or []


def read_form(competitor: Competitor) -> list[dict[str, Any]]:
    """A competitor's last five results, newest first."""
    return read_forms([competitor]).get(str(competitor.pk), [])


def read_forms(competitors: Iterable[Competitor | None]) -> dict[str, list[dict[str, Any]]]:
    """The last five results of each, newest first, by its id: stats' rows with the result as a word."""
    ids = [str(competitor.pk) for competitor in competitors if competitor is not None]
    found = ask(lambda: stats.read_form(competitor_ids=ids)) or {}
    return {
        competitor: [{**row, "word": RESULTS.get(row["result"], "")} for row in rows]
        for competitor, rows in found.items()
    }


def write_csv(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV with a heading."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def export_table(season: Season) -> str:
    """The season's tables as CSV, one after the other."""
    columns = ["rank", "team", "played", "won", "drawn", "lost", "for", "against", "difference", "points"]
    found = stats.read_standings(str(season.pk))
    return write_csv(
        ["group", *columns],
        (
            [group["name"] or "", row["rank"], row["competitor"]["name"], *(row[column] for column in columns[2:])]
            for group in found["groups"]
            for row in group["rows"]
        ),
    )


def export_scorers(season: Season) -> str:
    """All scorers of the season as CSV."""
    rows = stats.read_scorers(str(season.pk), 10_000)
    return write_csv(
        ["rank", "player", "team", "goals", "penalties", "assists"],
        (
            [
                row["rank"],
                row["person"]["name"],
                row["competitor"]["name"],
                row["goals"],
                row["penalties"],
                row["assists"],
            ]
            for row in rows
        ),
    )


EXPORTS: dict[str, Callable[[Season], str]] = {"table": export_table, "scorers": export_scorers}
