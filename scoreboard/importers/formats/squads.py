"""Squads: who is in a team for a season, as openfootball and spreadsheets list them. A file has no matches.

Forms: openfootball's text, a file a team, named after it ("ar-argentina.txt"), lines as

    (10)  MF  James Rodríguez    ##  21, AS Monaco (FRA)

of which what follows the marks (caps, the club) is passed over; openfootball's JSON, a list of teams with `players`,
each with number, pos, name and date_of_birth; a table, separated by commas, semicolons or, as it is pasted from a
spreadsheet, tabs, whose heading names the columns. A folder holds any of these.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scoreboard.importers.base import BadFile, ImportedPlayer, ImportedSeason, Note, Notes
from scoreboard.importers.files import list_folder, read_file
from scoreboard.importers.texts import (
    as_list,
    as_mapping,
    check_text,
    decode_text,
    find_separator,
    list_lines,
    list_rows,
    parse_json,
)
from scoreboard.sports.base import LARGEST_NUMBER
from scoreboard.sports.football.events import NAME as FOOTBALL

FORMAT = "squads"
LINE = re.compile(r"^\(\s*(?P<number>\d{1,3}|-|)\s*\)\s+(?P<position>[A-Z]{2,3})\s+(?P<name>\S.*?)(?:\s{2,}|\s*##|$)")
# A team's own name where its file is called by that.
TEAMS = {"deutschland": "Germany", "espana": "Spain", "cote d ivoire": "Côte d'Ivoire"}
# What a column of a table holds, by its heading in small letters.
COLUMNS = {
    "team": ("team", "squad", "club", "country", "competitor"),
    "name": ("name", "player", "person", "full name"),
    "number": ("number", "no", "no.", "#", "nr", "shirt", "shirt number"),
    "position": ("position", "pos", "pos."),
    "birth_date": ("birth date", "birth_date", "date of birth", "date_of_birth", "born", "birthday", "dob"),
    "since": ("from", "since"),
    "until": ("to", "until"),
    "person_id": ("id", "person_id", "source id"),
}
TEXTS = {"team": 120, "name": 120, "position": 30, "person_id": 60}  # with how many letters each may have
FIELDS = {heading: field for field, headings in COLUMNS.items() for heading in headings}
DAY = re.compile(r"^(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})$")
SOURCED = re.compile(r"[a-z0-9-]{1,30}:\S+")
SUFFIXES = frozenset({".txt", ".json", ".csv", ".tsv"})


def read(path: Path) -> list[ImportedSeason]:
    """The squads in a file or folder, a season without matches; raises OSError and BadFile. A bad row is rejected."""
    season = ImportedSeason(sport=FOOTBALL, competition="", season="")
    rejected = Notes()
    files = list_folder(path, lambda file: file.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
    for file in files:
        parse(read_file(file), file=file, season=season, rejected=rejected)
    if not season.squads:
        raise rejected.as_error("expected players: (10) MF James Rodríguez, or a table with team and name", path=path)
    season.rejected += rejected
    return [season]


def read_pasted(text: str, *, team: str = "") -> ImportedSeason:
    """The squads of a table as it is pasted, of a `team` where it has no column for that; raises BadFile."""
    season = ImportedSeason(sport=FOOTBALL, competition="", season="")
    if (fields := read_heading(text, team=team)) is None:
        heading = next(iter(text.strip().splitlines()), "")
        wanted = "name" if team else "team and name"
        raise BadFile(f"line 1: expected a heading with {wanted}, got {heading.strip()!r:.60}")
    add_players(list_table(text, fields, team=team), file="", season=season, rejected=season.rejected)
    return season


def parse(data: bytes, *, file: Path, season: ImportedSeason, rejected: list[Note]) -> None:
    """Add a file's players to a season; raises BadFile where it is of none of the forms."""
    text = decode_text(data)
    if text.lstrip()[:1] in ("[", "{"):
        rows = list_json(parse_json(data))
    elif (fields := read_heading(text)) is not None:
        rows = list_table(text, fields)
    else:
        rows = list_text(text, team=name_team(file))
    add_players(rows, file=f"{file.name}, ", season=season, rejected=rejected)


Rows = Iterator[tuple[str, dict[str, Any]]]  # each with its place


def add_players(rows: Rows, *, file: str, season: ImportedSeason, rejected: list[Note]) -> None:
    """Add the players of a file's rows to a season, or the reason why one cannot be."""
    for place, row in rows:
        where = f"{file}{place}"
        try:
            season.squads.append(parse_player(row, where=where))
        except BadFile as error:
            rejected.append(Note(where, str(error)))


def list_json(content: Any) -> Rows:
    """The players of openfootball's JSON."""
    for number, team in enumerate(content if isinstance(content, list) else [content]):
        found = as_mapping(team)
        for index, one in enumerate(as_list(found.get("players"))):
            player = as_mapping(one)
            yield (
                f"$[{number}].players[{index}]",
                {
                    "team": found.get("name"),
                    "name": player.get("name"),
                    "number": player.get("number"),
                    "position": player.get("pos"),
                    "birth_date": player.get("date_of_birth"),
                },
            )


def read_heading(text: str, *, team: str = "") -> list[str] | None:
    """What each column of a table holds, "" where that is not read; None where the first line is no heading.

    That has a column of names and, where no `team` is given, one of teams.
    """
    row = next(filter(any, list_rows(text, separator=find_separator(text))), [])
    fields = [FIELDS.get(" ".join(cell.casefold().split()), "") for cell in row]
    return fields if {"name", *([] if team else ["team"])} <= {*fields} else None


def list_table(text: str, fields: list[str], *, team: str = "") -> Rows:
    """The rows of a table; a team stands for the rows below that name none."""
    rows = enumerate(list_rows(text, separator=find_separator(text)), start=1)
    next((row for _, row in rows if any(row)), None)  # the heading
    for number, row in rows:
        found = {field: cell.strip() for field, cell in zip(fields, row, strict=False) if field and cell.strip()}
        if not found:
            continue
        team = found.setdefault("team", team)
        yield f"line {number}", found


def list_text(text: str, *, team: str) -> Rows:
    """The players of openfootball's text."""
    for number, line in enumerate(list_lines(text), start=1):
        written = line.strip()
        if not written or written.startswith(("#", "=", "-")):
            continue
        found = LINE.match(written)
        yield f"line {number}", {"team": team, **(found.groupdict() if found else {"line": written})}


def name_team(file: Path) -> str:
    """A team's name by that of its file: "ar-argentina" is Argentina."""
    words = re.sub(r"^[a-z]{2,3}-", "", file.stem).replace("-", " ")
    return TEAMS.get(words, words.title())


def parse_player(row: dict[str, Any], *, where: str) -> ImportedPlayer:
    """One player; raises BadFile where the row is none."""
    if "line" in row:
        raise BadFile(f"expected a player as (10) MF James Rodríguez, got {row['line']!r:.60}")
    texts = {field: parse_text(row.get(field), field, most=most) for field, most in TEXTS.items()}
    if not texts["team"] or not texts["name"]:
        raise BadFile(f"expected a team and a name, got {texts['team']!r} and {texts['name']!r}")
    if texts["person_id"] and not SOURCED.fullmatch(texts["person_id"]):
        raise BadFile(f"id: expected SOURCE:ID, as retrosheet:judga001, got {texts['person_id']!r:.60}")
    return ImportedPlayer(
        where=where,
        team=texts["team"],
        name=texts["name"],
        person_id=texts["person_id"] or None,
        number=parse_number(row.get("number")),
        position=texts["position"],
        birth_date=parse_day(row.get("birth_date"), "birth_date"),
        since=parse_day(row.get("since"), "since"),
        until=parse_day(row.get("until"), "until"),
    )


def parse_text(value: Any, field: str, *, most: int) -> str:
    """A text, single spaces between its words."""
    if not isinstance(value, str | int | None):
        raise BadFile(f"{field}: expected a text, got {value!r:.40}")
    text = " ".join(str("" if value is None else value).split())
    check_text(field, text, most=most)
    return text


def parse_number(value: Any) -> int | None:
    """A shirt's number; None where there is none."""
    text = "" if value is None else str(value).strip().removesuffix(".0").removeprefix("#")
    if text in ("", "-"):
        return None
    if not text.isdecimal() or int(text) > LARGEST_NUMBER:
        raise BadFile(f"number: expected 0 to {LARGEST_NUMBER}, got {value!r:.40}")
    return int(text)


def parse_day(value: Any, field: str) -> date | None:
    """A day, as 2000-05-17 or 17.5.2000; None where there is none."""
    text = str(value or "").strip()
    if not text:
        return None
    found = DAY.match(text)
    try:
        day = date(*(int(found[part]) for part in ("year", "month", "day"))) if found else date.fromisoformat(text)
    except ValueError:
        raise BadFile(f"{field}: expected a day as 2000-05-17, got {value!r:.40}") from None
    if not 1800 <= day.year < 2200:
        raise BadFile(f"{field}: expected a day from 1800 to 2199, got {text}")
    return day
