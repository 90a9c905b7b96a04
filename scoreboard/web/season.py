"""The page of a season: its sections, each with what a template draws of the season's facts and matches.

A new section is a function here, in SECTIONS, and a template. Which lists of people, records and charts a season has,
and in which words, its sport says.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone

from scoreboard.models import Season
from scoreboard.sports import get_sport
from scoreboard.sports.figures import list_needed
from scoreboard.sports.sport import ByMinute, Column, PeopleList, Sport
from scoreboard.web import charts
from scoreboard.web.boards import Board
from scoreboard.web.bracket import draw_bracket
from scoreboard.web.standings import draw_groups, is_behind, list_columns
from scoreboard.web.statistics import ask
from scoreboard.web.suspensions import draw_season
from stats import queries as stats
from stats.tables.bracket import make_bracket
from stats.tables.by_minute import list_by_minute
from stats.tables.people import list_leaders, list_people
from stats.tables.records import list_records
from stats.tables.season import SeasonFacts
from stats.tables.standings import list_rounds, make_standings
from stats.tables.streaks import list_streaks

SHOWN = 10  # rows of a list on a page; its CSV has all
SHOWN_LEADING = 20  # of the list that stands directly under the standings
LEAST_STREAK = 2
SHARED = 4  # those named who share a streak or a record
MIN_ROUNDS = 4  # fewer are read better in the standings


@dataclass(frozen=True)
class Export:
    """A list's address as CSV, and how its link is called."""

    label: str
    url: str


@dataclass(frozen=True)
class Section:
    """A part of the page: `template` draws `data`, under a heading.

    `id` is its anchor, `title` its name in the list of what is on the page. `heading` stands over it where it says more
    than the title. `aside` is the template of what stands beside the heading; without one, the heading stands over
    further headings.
    """

    id: str
    title: str
    template: str
    data: Any
    heading: str = ""
    exports: Sequence[Export] = ()
    aside: str = "season/exports.html"


@dataclass(frozen=True)
class SeasonPage:
    """What the sections are made of. `query` is the time asked for, as in an address ("round=2"), "" for now."""

    season: Season
    boards: Sequence[Board]
    facts: SeasonFacts
    query: str = ""

    @property
    def sport(self) -> Sport:
        """The season's sport."""
        return get_sport(self.season.competition.sport)

    def export(self, name: str, label: str = "CSV", query: str = "") -> Export:
        """The link to a list of the API, of the time asked for."""
        parts = "&".join(part for part in (query, self.query) if part)
        url = reverse(f"api:{name}_csv", args=[self.season.pk])
        return Export(label, f"{url}?{parts}" if parts else url)


def load_facts(season: Season, as_of: stats.AsOf) -> SeasonFacts | None:
    """All facts of a season that the sections show; None where stats are away."""
    sport = get_sport(season.competition.sport)
    statistics = {name for found in sport.lists for name in found.statistics}
    statistics.update(*(list_needed(leaders.stats, sport.figures) for leaders in sport.leaders))
    feats = {record.stat for record in sport.records if record.stat}
    moments = [sport.by_minute.kind] if sport.by_minute else []
    return ask(
        lambda: stats.load_season(
            str(season.pk), as_of, statistics=statistics, feats=feats, moments=moments, suspensions=True
        )
    )


def list_sections(
    season: Season, boards: Sequence[Board], facts: SeasonFacts | None, *, query: str = ""
) -> list[Section]:
    """The sections of a season's page that have something to show, in order; without facts, those of matches alone."""
    nothing = SeasonFacts(str(season.pk), stats.NOW, timezone.now().date())
    page = SeasonPage(season, boards, nothing if facts is None else facts, query)
    return [section for show in SECTIONS for section in show(page)]


# --- the sections ----------------------------------------------------------------------------------------------------


def show_standings(page: SeasonPage) -> Iterator[Section]:
    """The standings of each group, with how current they are."""
    found = make_standings(page.facts)
    groups, meanings = draw_groups(found["groups"], page.season)
    if groups:
        title = "Tables" if len(groups) > 1 else "Table"
        behind = not page.facts.as_of.is_past and is_behind(found["current_to"], page.boards)
        data = {"groups": groups, "meanings": meanings, "current_to": found["current_to"], "behind": behind}
        exports = [page.export("list_standings", "These tables" if len(groups) > 1 else "This table")]
        yield Section(
            "tables", title, "season/standings.html", data, exports=exports, aside="season/standings_aside.html"
        )


def show_bracket(page: SeasonPage) -> Iterator[Section]:
    """The ties of knock-out rounds, as a tree; not after a round of a table."""
    if page.facts.as_of.round is None and (stages := draw_bracket(make_bracket(page.facts), page.sport)):
        yield Section("bracket", "Bracket", "season/bracket.html", stages, aside="")


def show_leading(page: SeasonPage) -> Iterator[Section]:
    """The lists of people that matter most in the sport."""
    for described in page.sport.lists:
        if described.leading:
            yield from show_list(page, described, limit=SHOWN_LEADING)


def show_to_come(page: SeasonPage) -> Iterator[Section]:
    """The matches being played and those to come, by round."""
    boards = [board for board in page.boards if board.is_to_come]
    if boards:
        yield Section("to-come", "Now and next", "season/matches.html", group_rounds(boards), aside="")


def show_leaders(page: SeasonPage) -> Iterator[Section]:
    """Who leads in the sport's statistics."""
    sport = page.sport
    known = {column.key: replace(column, label=column.title) for column in sport.stats}
    found = [
        (leaders, list_leaders(page.facts, leaders.stats, figures=sport.figures, limit=SHOWN))
        for leaders in sport.leaders
    ]
    for number, (leaders, rows) in enumerate(((leaders, rows) for leaders, rows in found if rows), start=1):
        columns = [known[name] for name in leaders.stats]
        exports = [page.export("list_leaders", query=f"stats={','.join(leaders.stats)}")]
        yield from show_people(f"leaders-{number}", leaders.title, rows, columns, exports)


def show_halves(page: SeasonPage) -> Iterator[Section]:
    """The standings of matches at home and away; not in groups, nor before everybody played at both."""
    home = make_standings(page.facts, side="home")["groups"]
    away = make_standings(page.facts, side="away")["groups"]
    if any(len(groups) != 1 or not all(row["played"] for row in groups[0]["rows"]) for groups in (home, away)):
        return
    columns = list_columns([], page.season)
    data = [
        {"name": name, "rows": groups[0]["rows"], "columns": columns}
        for name, groups in (("At home", home), ("Away", away))
    ]
    exports = [page.export("list_home", "home"), page.export("list_away", "away")]
    yield Section("home-away", "Home and away", "season/halves.html", data, exports=exports)


def show_rounds(page: SeasonPage) -> Iterator[Section]:
    """Everybody's points after each round."""
    if drawn := draw_rounds(list_rounds(page.facts)):
        exports = [page.export("list_rounds")]
        yield Section("rounds", "Rounds", "season/rounds.html", drawn, drawn["says"], exports)


def show_lists(page: SeasonPage) -> Iterator[Section]:
    """The sport's further lists of people."""
    for described in page.sport.lists:
        if not described.leading:
            yield from show_list(page, described, limit=SHOWN)


def show_suspensions(page: SeasonPage) -> Iterator[Section]:
    """Who is suspended, or a caution away from it."""
    if drawn := draw_season(page.facts, page.sport, limit=SHOWN):
        exports = [page.export("list_suspensions")]
        yield Section("suspensions", "Suspensions", "season/suspensions.html", drawn, exports=exports)


def show_minutes(page: SeasonPage) -> Iterator[Section]:
    """When the sport's incidents of one kind fell."""
    described = page.sport.by_minute
    if described and (drawn := draw_minutes(list_by_minute(page.facts, described), described)):
        exports = [page.export(f"list_{described.name}")]
        yield Section("minutes", described.title, "season/minutes.html", drawn, drawn["says"], exports)


def show_records(page: SeasonPage) -> Iterator[Section]:
    """The season's records, and the longest streaks."""
    sport = page.sport
    data = {
        "records": group_records(list_records(page.facts, sport.records), sport),
        "streaks": group_streaks(list_streaks(page.facts), sport),
    }
    if data["records"] or data["streaks"]:
        exports = [page.export("list_records", "records"), page.export("list_streaks", "streaks")]
        yield Section("records", "Records", "season/records.html", data, exports=exports)


def show_results(page: SeasonPage) -> Iterator[Section]:
    """The matches that were played, or will not be, the newest first, by round."""
    boards = [board for board in reversed(page.boards) if not board.is_to_come]
    if boards:
        yield Section("results", "Results", "season/matches.html", group_rounds(boards), aside="")


SECTIONS: tuple[Callable[[SeasonPage], Iterable[Section]], ...] = (
    show_standings,
    show_bracket,
    show_leading,
    show_to_come,
    show_leaders,
    show_halves,
    show_rounds,
    show_suspensions,
    show_lists,
    show_minutes,
    show_records,
    show_results,
)


# --- what their templates draw ---------------------------------------------------------------------------------------


def show_list(page: SeasonPage, described: PeopleList, *, limit: int) -> Iterator[Section]:
    """One of the sport's lists of people, its weight in the last column where it has one."""
    weight, columns = described.weight, list(described.columns)
    if weight:
        columns.append(Column(weight.key, weight.label, weight.title(page.facts.ranking)))
    rows = list_people(page.facts, described, limit=limit)
    exports = [page.export(f"list_{described.name}")]
    ranked_by = weight.key if weight else None
    yield from show_people(described.name, described.title, rows, columns, exports, ranked_by=ranked_by)


def show_people(
    section_id: str,
    title: str,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    exports: Sequence[Export],
    *,
    ranked_by: str | None = None,
) -> Iterator[Section]:
    """A list of people, ranked by its first column or the one that is named; none without rows."""
    if rows:
        data = {"rows": rows, "columns": columns, "ranked_by": ranked_by or columns[0].key}
        yield Section(section_id, title, "season/people.html", data, exports=exports)


def group_rounds(boards: Iterable[Board]) -> list[tuple[str, list[Board]]]:
    """Matches by round, in the order given."""
    rounds: dict[str, list[Board]] = {}
    for board in boards:
        rounds.setdefault(board.match.round, []).append(board)
    return list(rounds.items())


def draw_minutes(rows: Sequence[dict[str, Any]], described: ByMinute) -> dict[str, Any] | None:
    """Bars by 15 minutes, and the sentence they say; None without any incident whose minute is known."""
    counts = [(row["minutes"], row[described.count]) for row in rows]
    known = [(minutes, count) for minutes, count in counts if minutes]
    most = max((count for _, count in known), default=0)
    if not most:
        return None
    when = [minutes for minutes, count in known if count == most]
    each = f"{most} each" if len(when) > 1 else str(most)
    says = described.says.format(when=" and ".join(when), most=each, total=sum(count for _, count in counts))
    return {
        "says": says if len(when) <= 2 else described.title,
        "label": described.label,
        "rows": [
            {"label": minutes or "Not known", "count": count, "bar": charts.scale(count, most)}
            for minutes, count in counts
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


def group_records(rows: Sequence[dict[str, Any]], sport: Sport) -> list[dict[str, Any]]:
    """Records by kind: its name and value, those first who share it, and how many more do."""
    titles = {record.name: record.title for record in sport.records}
    groups = [(kind, list(found)) for kind, found in groupby(rows, key=lambda row: row["record"])]
    return [
        {"name": titles[kind], "value": found[0]["value"], "rows": found[:SHARED], "more": len(found[SHARED:])}
        for kind, found in groups
    ]


def group_streaks(rows: Sequence[dict[str, Any]], sport: Sport) -> list[dict[str, Any]]:
    """The longest streak of each kind: its name, length, and who had it."""
    groups = []
    for kind, found in groupby(rows, key=lambda row: row["streak"]):
        own = list(found)
        longest = own[0]["longest"]
        best = [row for row in own if row["longest"] == longest]
        if longest >= LEAST_STREAK:
            name = sport.terms.streaks[kind]
            groups.append({"name": name, "longest": longest, "rows": best[:SHARED], "more": len(best[SHARED:])})
    return groups
