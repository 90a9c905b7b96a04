"""The international results of martj42/international_results (CC0): results.csv, goalscorers.csv and shootouts.csv.

One season a tournament and year. The rows of the three files belong together by date, home_team and away_team. Scores
include extra time, not the shootout. `team` of a goal is the side it counts for, own goals too (in all 840 matches
of the file's World Cups and continental cups from 2010 to 2019 the rows of each side add up to its score, the 56 own
goals among them): the scorer of an own goal plays for the other side.

Minutes are whole: 45, 90, 105 and 120 may be stoppage time. A goal after minute 90 means extra time; extra time without
goals is not in the files. Of a shootout only the winner is.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.competitions import find_extra_time, find_ranking
from scoreboard.importers.files import read_file
from scoreboard.importers.formats.goals import Goal, Pair, build_result, check_goals, count_goals, format_pair, play
from scoreboard.importers.texts import MAX_LINES, find_separator
from scoreboard.sports.football.events import NAME as FOOTBALL

FORMAT = "international-results"
KEY = ("date", "home_team", "away_team")
RESULTS, GOALS, SHOOTOUTS = "results.csv", "goalscorers.csv", "shootouts.csv"
COLUMNS = {
    RESULTS: (*KEY, "home_score", "away_score", "tournament", "city", "country", "neutral"),
    GOALS: (*KEY, "team", "scorer", "minute", "own_goal", "penalty"),
    SHOOTOUTS: (*KEY, "winner"),
}
UNKNOWN = frozenset({"", "NA"})
MIDNIGHT = re.compile(r"[T ]00:00(:00)?$")  # which they write behind a day
WHOLE = re.compile(r"(?<=\d)[.,]0+$")  # 2.0, as spreadsheets and data frames write a whole number
Key = tuple[str, ...]


class Row(msgspec.Struct, frozen=True):
    """A row of one of the files: its place, and its fields by column."""

    where: str
    fields: dict[str, str]

    @property
    def key(self) -> Key:
        return tuple(self.fields[column] for column in KEY)


def read(path: Path) -> list[ImportedSeason]:
    """The seasons of results.csv, or of the folder it lies in, with the files beside it; raises OSError and BadFile."""
    folder = path if path.is_dir() else path.parent
    results = path / RESULTS if path.is_dir() else path
    files = [results, folder / GOALS, folder / SHOOTOUTS]
    return parse(*(read_text(file) for file in files))


def read_text(file: Path) -> str:
    """A file's text; raises OSError, and BadFile where it is not UTF-8."""
    try:
        return read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{file.name}: expected UTF-8, got the byte {error.object[error.start]:#x}") from error


def parse(results: str, goals: str, shootouts: str) -> list[ImportedSeason]:
    """The seasons of the three files' contents; raises BadFile with the line. A match that is wrong is rejected alone.

    The rejected matches, and rows of goals and shootouts that belong to no match, are told with the first season.
    """
    scored: dict[Key, list[Row]] = defaultdict(list)
    for row in list_rows(goals, GOALS):
        scored[row.key].append(row)
    decided = {row.key: row for row in list_rows(shootouts, SHOOTOUTS)}
    seasons: dict[tuple[str, str], ImportedSeason] = {}
    rejected = Notes()
    for row in list_rows(results, RESULTS):
        edition = row.fields["tournament"], row.fields["date"][:4]
        rows, shootout = scored.pop(row.key, []), decided.pop(row.key, None)
        warnings: list[Note] = []
        try:
            match = parse_match(row, rows, shootout, warnings=warnings)
        except BadFile as error:
            rejected.append(Note(row.where, str(error)))
            continue
        if (season := seasons.get(edition)) is None:
            season = seasons[edition] = make_season(*edition)
        season.matches.append(match)
        season.warnings += warnings
    found = list(seasons.values()) or [make_season("International matches", "all")]
    found[0].rejected += rejected
    for row in (*(row for rows in scored.values() for row in rows), *decided.values()):
        found[0].warnings.append(Note(row.where, f"no match in {RESULTS}: {' '.join(row.key)}"))
    return found


def make_season(tournament: str, year: str) -> ImportedSeason:
    """A tournament's season, without matches yet."""
    return ImportedSeason(
        sport=FOOTBALL,
        competition=tournament,
        season=year,
        ranking=find_ranking(tournament, year),
        date_tolerance=1,
        by_year=True,
    )


def list_rows(text: str, name: str) -> Iterator[Row]:
    """The rows of a file with their places; raises BadFile where it is not such a file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=find_separator(text))
    columns = COLUMNS[name]
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        if missing := [column for column in columns if column not in header]:
            raise BadFile(f"{name}, line 1: expected the columns {', '.join(columns)}; missing: {', '.join(missing)}")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            where = f"{name}, line {reader.line_num}"
            if reader.line_num > MAX_LINES:
                raise BadFile(f"{where}: expected no more than {MAX_LINES} lines")
            if len(cells) != len(header):
                raise BadFile(f"{where}: expected {len(header)} columns, got {len(cells)}")
            yield Row(where, {column: " ".join(cell.split()) for column, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        raise BadFile(f"{name}, line {reader.line_num}: {error}") from error


def parse_match(row: Row, goals: list[Row], shootout: Row | None, *, warnings: list[Note]) -> ImportedMatch:
    """One match with its goals and its shootout; raises BadFile where it cannot be understood."""
    fields = row.fields
    home, away = (parse_name(fields, column) for column in ("home_team", "away_team"))
    parse_name(fields, "tournament")
    final = parse_score(fields)
    decided = parse_shootout(shootout, final, warnings=warnings) if shootout else None
    extra_time = find_extra_time(fields["tournament"], fields["date"])
    events, extra_time = parse_events(goals, final, decided, extra_time=extra_time, where=row.where, warnings=warnings)
    rules = {"extra_time": extra_time, "shootout": decided is not None}
    return ImportedMatch(
        where=row.where,
        home=home,
        away=away,
        scheduled_on=parse_date(fields["date"]),
        venue=", ".join(fields[column] for column in ("city", "country") if fields[column] not in UNKNOWN)[:120]
        or None,
        neutral=None if fields["neutral"] in UNKNOWN else parse_flag(fields, "neutral"),
        coverage="events" if events and events[0]["type"] != "result" else "result",
        ruleset={name: played for name, played in rules.items() if played},
        events=events,
    )


def parse_events(
    rows: list[Row],
    final: Pair | None,
    shootout: dict[str, Any] | None,
    *,
    extra_time: bool | str,
    where: str,
    warnings: list[Note],
) -> tuple[list[dict[str, Any]], bool | str]:
    """The match's events, by its goals where they agree with its score, and `extra_time` where they show it."""
    if final is None:
        return [], False
    try:
        goals = [parse_goal(row) for row in rows]
        extra_time = any(goal.minute > 90 for goal in goals) and extra_time
        check_goals(goals, {"ft": count_level(goals), "et": final} if extra_time else {"ft": final})
    except BadFile as error:
        if rows:
            warnings.append(Note(where, f"{error}; the score is taken as result, the goals are left out"))
    else:
        if rows or final == (0, 0):
            return play(goals, extra_time=extra_time, shootout=shootout), extra_time
    return build_result({"ft": final}, shootout=shootout), False


def count_level(goals: list[Goal]) -> Pair:
    """The score after normal time of a match that had extra time; raises BadFile where it was not level."""
    normal = count_goals(goals, until=90)
    if normal[0] != normal[1]:
        raise BadFile(f"goals after minute 90, when the score was {format_pair(normal)}")
    return normal


def parse_goal(row: Row) -> Goal:
    """A goal; raises BadFile where its minute or side is not known."""
    fields = row.fields
    sides = {fields["home_team"]: "home", fields["away_team"]: "away"}
    if fields["team"] not in sides:
        raise BadFile(f"{row.where}: team: expected one of {', '.join(sides)}, got {fields['team']!r:.60}")
    minute = fields["minute"]
    if not (minute.isascii() and minute.isdigit() and 1 <= int(minute) <= 150):
        raise BadFile(f"{row.where}: minute: expected 1 to 120, got {minute!r:.40}")
    scorer = fields["scorer"]
    return Goal(
        side=sides[fields["team"]],
        minute=min(int(minute), 120),
        stoppage=max(int(minute) - 120, 0),
        player=None if scorer in UNKNOWN else scorer,
        penalty=parse_flag(fields, "penalty"),
        own_goal=parse_flag(fields, "own_goal"),
    )


def parse_shootout(row: Row, final: Pair | None, *, warnings: list[Note]) -> dict[str, Any] | None:
    """A shootout's winner; None, with a warning, where there can have been none."""
    sides = {row.fields["home_team"]: "home", row.fields["away_team"]: "away"}
    winner = sides.get(row.fields["winner"])
    if winner is None:
        why = f"winner: expected one of {', '.join(sides)}, got {row.fields['winner']!r:.60}; left out"
    elif final is None or final[0] != final[1]:
        why = "a shootout after a score that is not level (the second leg of a tie?): left out"
    else:
        return {"winner": winner}
    warnings.append(Note(row.where, why))
    return None


def parse_name(fields: dict[str, str], column: str) -> str:
    name = fields[column]
    if name in UNKNOWN or len(name) > 120:
        raise BadFile(f"{column}: expected a name, got {name!r:.60}")
    return name


def parse_date(text: str) -> date:
    try:
        return date.fromisoformat(MIDNIGHT.sub("", text))
    except ValueError:
        raise BadFile(f"date: expected YYYY-MM-DD, got {text!r:.60}") from None


def parse_score(fields: dict[str, str]) -> Pair | None:
    """The final score; None while the match is to be played."""
    cells = [WHOLE.sub("", fields[column]) for column in ("home_score", "away_score")]
    if all(cell in UNKNOWN for cell in cells):
        return None
    if not all(cell.isascii() and cell.isdigit() and len(cell) < 4 for cell in cells):
        raise BadFile(f"home_score, away_score: expected two numbers, got {tuple(cells)!r:.60}")
    return int(cells[0]), int(cells[1])


def parse_flag(fields: dict[str, str], column: str) -> bool:
    text = fields[column].upper()
    if text not in {"TRUE", "FALSE", *UNKNOWN}:
        raise BadFile(f"{column}: expected TRUE or FALSE, got {fields[column]!r:.60}")
    return text == "TRUE"
