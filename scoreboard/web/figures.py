"""The figures of pages: what stats know beyond tables, in the words and shapes that a page shows."""

import functools
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from scoreboard.models import Competitor, Match, Person, Season
from scoreboard.sports import get_sport
from scoreboard.web import charts
from scoreboard.web.tables import ask, list_columns, name_results
from stats import queries as stats

SHOWN = 10  # rows of a list on a page; its CSV has all
LEAST_STREAK = 2
SHARED = 4  # those named who share a streak or a record
MIN_ROUNDS = 4  # fewer are read better in the table
STREAKS = {
    "winning": "Wins in a row",
    "unbeaten": "Matches without defeat",
    "losing": "Defeats in a row",
    "scoring": "Matches with a goal",
    "clean_sheets": "Matches without conceding",
}
RECORDS = {
    "biggest_win": "Biggest win",
    "highest_scoring": "Most scored in a match",
    "most_goals": "Most goals of one person in a match",
}


def read_season(season: Season, tables: dict[str, Any] | None, *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any]:
    """A season's figures; `tables` as of stats.read_season_tables, None where stats are away."""
    season_id = str(season.pk)
    if tables is None:
        return {}
    return {
        "halves": list_halves(tables, season),
        "leaders": list_lists(season, as_of),
        "assists": ask(lambda: stats.read_assists(season_id, SHOWN, as_of=as_of)),
        "cards": ask(lambda: stats.read_cards(season_id, limit=SHOWN, as_of=as_of)),
        "minutes": draw_minutes(ask(lambda: stats.read_goals_by_minute(season_id, as_of=as_of)) or []),
        "rounds": draw_rounds(tables["rounds"]),
        "records": group_records(ask(lambda: stats.read_records(season_id, as_of=as_of)) or []),
        "streaks": list_leaders(ask(lambda: stats.read_streaks(season_id, as_of=as_of)) or []),
    }


def list_lists(season: Season, as_of: stats.AsOf) -> list[dict[str, Any]]:
    """The lists of people that the sport has for a season, each with its columns; those that are empty left out."""
    sport = get_sport(season.competition.sport)
    titles = {column.key: column.title for column in sport.stats}
    lists = []
    for leaders in sport.leaders:
        rows = ask(functools.partial(stats.read_leaders, str(season.pk), leaders.stats, SHOWN, as_of=as_of))
        if rows:
            columns = [(name, titles.get(name, name)) for name in leaders.stats]
            lists.append({"title": leaders.title, "stats": ",".join(leaders.stats), "columns": columns, "rows": rows})
    return lists


def list_halves(tables: dict[str, Any], season: Season) -> list[dict[str, Any]]:
    """The tables of matches at home and away, each named; none in groups, nor before everybody played at both."""
    halves = [(name, tables[side]["groups"]) for name, side in (("At home", "home"), ("Away", "away"))]
    if any(len(groups) != 1 or not all(row["played"] for row in groups[0]["rows"]) for _, groups in halves):
        return []
    columns = list_columns([], season)
    return [{"name": name, "rows": groups[0]["rows"], "columns": columns} for name, groups in halves]


def draw_minutes(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Bars of goals by 15 minutes, and the sentence they say; None without any goal whose minute is known."""
    known = [row for row in rows if row["minutes"]]
    total = sum(row["goals"] for row in rows)
    if not any(row["goals"] for row in known):
        return None
    most = max(row["goals"] for row in known)
    when = [row["minutes"] for row in known if row["goals"] == most]
    says = f"Most goals fell in minutes {' and '.join(when)}: {most}{' each' if len(when) > 1 else ''} of {total}"
    return {
        "says": says if len(when) <= 2 else "When goals fell",
        "rows": [
            {**row, "label": row["minutes"] or "Not known", "bar": charts.scale(row["goals"], most)} for row in rows
        ],
    }


def draw_rounds(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Points after each round, group by group, with a line chart where there is one table; None before the second."""
    groups = [
        {"name": name or "", **list_points(list(found))} for name, found in groupby(rows, key=lambda row: row["group"])
    ]
    if not any(len(group["rounds"]) > 1 for group in groups):
        return None
    drawn = groups[0] if len(groups) == 1 and len(groups[0]["rounds"]) >= MIN_ROUNDS else None
    if drawn is None:
        return {"says": "Points after each round", "groups": groups, "chart": None}
    leader = drawn["rows"][0]
    led = sum(rank == 1 for rank in leader["ranks"])
    says = f"{leader['competitor']['name']} led after {led} of {len(drawn['rounds'])} rounds"
    lines = [(row["competitor"]["name"], [0, *row["points"]]) for row in drawn["rows"]]
    return {"says": says, "groups": groups, "chart": charts.draw_lines(lines, marks=["0", *map(str, drawn["rounds"])])}


def list_points(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The rounds of one table, and everybody's points and ranks after each, in the order after the last."""
    rounds = list(dict.fromkeys(row["round"] for row in rows))
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(row["competitor"]["id"], {"competitor": row["competitor"], "points": [], "ranks": []})
        own["points"].append(row["points"])
        own["ranks"].append(row["rank"])
    order = [row["competitor"]["id"] for row in rows if row["round"] == rounds[-1]]
    return {"rounds": rounds, "rows": [found[competitor] for competitor in order]}


def group_records(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records by kind: its name and value, those first who share it, and how many more do."""
    groups = [(kind, list(found)) for kind, found in groupby(rows, key=lambda row: row["record"])]
    return [
        {"name": RECORDS[kind], "value": found[0]["value"], "rows": found[:SHARED], "more": len(found[SHARED:])}
        for kind, found in groups
    ]


def list_leaders(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The longest streak of each kind: its name, length, and who had it."""
    leaders = []
    for kind, found in groupby(rows, key=lambda row: row["streak"]):
        own = list(found)
        best = [row for row in own if row["longest"] == own[0]["longest"]]
        if own[0]["longest"] >= LEAST_STREAK:
            leaders.append(
                {"name": STREAKS[kind], "longest": own[0]["longest"], "rows": best[:SHARED], "more": len(best[SHARED:])}
            )
    return leaders


def read_competitor(
    competitor: Competitor, *, against: Competitor | None = None, as_of: stats.AsOf = stats.NOW
) -> dict[str, Any] | None:
    """A competitor's totals and streaks, whom it has met, and its matches against one of them.

    None where stats are away.
    """
    found = ask(lambda: stats.read_competitor(str(competitor.pk), as_of=as_of))
    if found is None:
        return None
    streaks = [{**row, "name": STREAKS[row["streak"]]} for row in found["streaks"]] if found["seasons"] else []
    meetings = read_head_to_head(competitor, against, as_of=as_of) if against is not None else None
    form = name_results(found["form"])
    return {**found, "form": form, "streaks": streaks, "against": against, "meetings": meetings}


def read_head_to_head(first: Competitor, second: Competitor, *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any] | None:
    """Two against each other, with each result as a word; None where they have not met, or stats are away."""
    found = ask(lambda: stats.read_head_to_head(str(first.pk), str(second.pk), as_of=as_of))
    if not found or not found["played"]:
        return None
    return {**found, "matches": name_results(found["matches"])}


def read_meetings(match: Match) -> dict[str, Any] | None:
    """How a match's two sides have done against each other."""
    if match.home is None or match.away is None:
        return None
    return read_head_to_head(match.home, match.away)


def read_person(person: Person, *, as_of: stats.AsOf = stats.NOW) -> dict[str, Any] | None:
    """What a person did, season by season; None where stats are away."""
    sport = person.competitor.sport
    found = ask(lambda: stats.read_person(str(person.pk), sport=sport, as_of=as_of))
    return found and {**found, "columns": get_sport(sport).stats}
