"""Suspensions as pages draw them: who may not play, for what, and who is one caution away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoreboard.sports import get_sport
from scoreboard.sports.sentences import format_sentence
from scoreboard.sports.sport import Sport
from scoreboard.sports.suspensions import say_cause
from scoreboard.web.boards import Board
from stats.tables.season import SeasonFacts
from stats.tables.suspensions import find_suspended, list_suspensions

Row = dict[str, Any]


def draw_rows(rows: Iterable[Mapping[str, Any]], sport: Sport) -> list[Row]:
    """Rows of `list_suspensions` with the words of each ban; those to be served first."""
    return [
        {**row, "bans": sorted((draw_ban(ban, sport) for ban in row["bans"]), key=lambda ban: not ban["left"])}
        for row in rows
    ]


def draw_ban(ban: Mapping[str, Any], sport: Sport) -> Row:
    """A ban with what it is for in words (`says`), and how many of its matches are not known yet (`unknown`)."""
    says = ""
    if sport.offences is not None:
        cause = say_cause(ban["cause"], sport.offences, cautions=ban["cautions"], reason=ban["reason"])
        says = format_sentence(cause, sport=sport.name)
    return {**ban, "says": says, "unknown": max(0, ban["left"] - len(ban["to_serve"]))}


def draw_season(facts: SeasonFacts, sport: Sport, *, limit: int) -> Row | None:
    """Who has a ban in a season, those first who are suspended, and who is one caution away while it goes on."""
    rows = list_suspensions(facts)
    banned = [row for row in rows if row["bans"]]
    near = [row for row in rows if row["one_away"] and not row["left"]] if goes_on(facts) else []
    if not (banned or near):
        return None
    shown = max(limit, sum(row["left"] > 0 for row in banned))
    drawn = draw_rows(banned[:shown], sport)
    return {"rows": drawn, "more": len(banned[shown:]), "near": near, "counted": name_counted(sport)}


def goes_on(facts: SeasonFacts) -> bool:
    """Whether a match of the season is to come, or was by the time that is meant."""
    return any(not side.over or not facts.as_of.reaches(side) for side in facts.sides)


def name_counted(sport: Sport) -> str:
    """What a sport's cautions are called, as the heading of their number."""
    counted = sport.offences.cautions if sport.offences else ""
    return next((column.title for column in sport.stats if column.key == counted), "Cautions")


def draw_match(board: Board, facts: SeasonFacts | None) -> Sequence[Row]:
    """Who may not play in a match, or could not, with the words of the ban."""
    if facts is None:
        return []
    found = find_suspended(list_suspensions(facts), str(board.match.pk))
    sport = get_sport(board.match.sport)
    return [{**row, "ban": draw_ban(ban, sport)} for row, ban in found]
