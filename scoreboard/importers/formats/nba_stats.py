"""The statistics services of the NBA, WNBA and G League: stats.nba.com and data.nba.com.

Four kinds of JSON: play-by-play (`resource` "playbyplay", one match, every play a row), a match's summary
("boxscoresummary": date, teams, points by quarter), its box score (who was in the line-up) and a season's schedule with
results (`lscd`). A play-by-play does not say when it was played: its summary or schedule, and its box score, are looked
for beside it and in the folders next to its own. A folder is read as a whole. The league, season and stage of a match
are in its id: 0021900001 is NBA, regular season, 2019-20.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.files import list_folder, read_file
from scoreboard.importers.formats.nba_lineups import list_lineups
from scoreboard.importers.formats.nba_plays import Game, parse_plays
from scoreboard.importers.texts import as_list, as_mapping, parse_json
from scoreboard.importers.validate import keep_allowed
from scoreboard.sports.basketball import SPORT
from scoreboard.sports.reasons import REASONS

FORMAT = "nba-stats"
LEAGUES = {"00": "NBA", "10": "WNBA", "20": "NBA G League", "13": "NBA California Classic", "14": "NBA Orlando Summer"}
LEAGUES |= {"15": "NBA Las Vegas Summer League", "16": "NBA Utah Summer League"}
STAGES = {"1": "Preseason", "2": "Regular season", "3": "All-Star", "4": "Playoffs", "5": "Play-in", "6": "Cup final"}
FINAL = 3  # status of a match that is over


class FoundGame(msgspec.Struct):
    """What the files say of one match: its plays, its summary, its place in the schedule, its box score's players."""

    plays: list[dict[str, Any]] | None = None
    summary: dict[str, list[dict[str, Any]]] | None = None
    scheduled: dict[str, Any] | None = None
    box: list[dict[str, Any]] = []
    where: str = ""


def read(path: Path) -> list[ImportedSeason]:
    """The seasons of the matches in a file or folder; raises OSError and BadFile. A match that is wrong is rejected."""
    games: dict[str, FoundGame] = {}
    rejected = Notes()
    if path.is_dir():
        for file in list_folder(path, is_json, deep=True):
            try:
                sort_content(games, load(read_file(file)), file.name)
            except BadFile as error:
                rejected.append(Note(file.name, str(error)))
        games = {game: found for game, found in games.items() if found.where}
    else:
        sort_content(games, load(read_file(path)), path.name)
        look_beside(path, games)
    if not games:
        raise rejected.as_error("expected a play-by-play, a summary or a schedule", path=path)
    return gather(games, rejected, path=path)


def is_json(file: Path) -> bool:
    """Whether a file is JSON by its name."""
    return file.suffix == ".json"


def parse(*files: bytes) -> list[ImportedSeason]:
    """Read the contents of files that belong together; raises BadFile where one is not of this format."""
    games: dict[str, FoundGame] = {}
    for number, data in enumerate(files, start=1):
        sort_content(games, load(data), f"file {number}")
    return gather(games, Notes(), path=Path())


def load(data: bytes) -> dict[str, Any]:
    """A file's JSON; raises BadFile where it is none, or no object."""
    content = parse_json(data)
    if not isinstance(content, dict):
        raise BadFile("$: expected an object with `resultSets` or `lscd`")
    return content


def look_beside(path: Path, games: dict[str, FoundGame]) -> None:
    """Complete matches without a date from the summaries and schedules near their file."""
    missing = [game for game, found in games.items() if found.plays and not (found.summary or found.scheduled)]
    if not missing:
        return
    near: dict[str, FoundGame] = {}
    for folder in dict.fromkeys((path.parent, *(one for one in path.parent.parent.iterdir() if one.is_dir()))):
        for file in list_folder(folder, is_json):
            if file == path or not (any(game in file.name for game in missing) or "schedule" in folder.name):
                continue
            try:
                sort_content(near, load(read_file(file)), file.name)
            except (BadFile, OSError):
                continue  # a neighbour that nobody asked to be read
    for game in missing:
        if game in near:
            games[game].summary, games[game].scheduled = near[game].summary, near[game].scheduled
            games[game].box = near[game].box


def sort_content(games: dict[str, FoundGame], content: dict[str, Any], name: str) -> None:
    """File what one content says under the matches it is about; raises BadFile where it is of no known kind."""
    if "lscd" in content:
        for where, entry in list_schedule(content):
            found = games.setdefault(str(entry.get("gid") or ""), FoundGame())
            found.scheduled, found.where = entry, found.where or f"{name}, {where}"
        return
    tables = parse_tables(content)
    if "PlayByPlay" in tables:
        rows = tables["PlayByPlay"]
        parameters = content.get("parameters")
        game = str(rows[0].get("GAME_ID") if rows else (parameters or {}).get("GameID") or "")
        found = games.setdefault(game, FoundGame())
        found.plays, found.where = rows, name
    elif "GameSummary" in tables:
        rows = tables["GameSummary"]
        if not rows:
            raise BadFile("GameSummary: expected one row")
        found = games.setdefault(str(rows[0].get("GAME_ID") or ""), FoundGame())
        found.summary, found.where = tables, found.where or name
    elif "PlayerStats" in tables:
        rows = tables["PlayerStats"]  # a box score cannot do without the plays, or a summary
        games.setdefault(str(rows[0].get("GAME_ID") if rows else ""), FoundGame()).box = rows
    else:
        raise BadFile("$.resultSets: expected PlayByPlay or GameSummary")


def parse_tables(content: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables of a file by name, each row by its headers."""
    sets = content.get("resultSets", content.get("resultSet"))
    sets = [sets] if isinstance(sets, dict) else sets
    if not isinstance(sets, list):
        raise BadFile("$: expected an object with `resultSets` or `lscd`")
    tables = {}
    for number, table in enumerate(sets):
        if not isinstance(table, dict) or not isinstance(table.get("headers"), list):
            raise BadFile(f"$.resultSets[{number}]: expected `name`, `headers` and `rowSet`")
        rows = as_list(table.get("rowSet"))
        if not all(isinstance(name, str) for name in table["headers"]) or not all(
            isinstance(row, list) for row in rows
        ):
            raise BadFile(f"$.resultSets[{number}]: expected names in `headers` and a list for each row of `rowSet`")
        tables[str(table.get("name"))] = [dict(zip(table["headers"], row, strict=False)) for row in rows]
    return tables


def list_schedule(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every match of a schedule with its place in the file."""
    for number, month in enumerate(as_list(content["lscd"])):
        games = as_mapping(as_mapping(month).get("mscd")).get("g")
        if not isinstance(games, list):
            raise BadFile(f"$.lscd[{number}].mscd.g: expected the matches of a month")
        for index, game in enumerate(games):
            if not isinstance(game, dict):
                raise BadFile(f"$.lscd[{number}].mscd.g[{index}]: expected a match")
            yield f"$.lscd[{number}].mscd.g[{index}]", game


# --- matches ---------------------------------------------------------------------------------------------------------


def gather(games: dict[str, FoundGame], rejected: Notes, *, path: Path) -> list[ImportedSeason]:
    """The seasons that matches belong to by their ids; raises BadFile where none can be read."""
    seasons: dict[tuple[str, str], ImportedSeason] = {}
    for game, found in games.items():
        if not (found.plays or found.summary or found.scheduled):
            rejected.append(Note(found.where or game, "expected the match's plays, summary or schedule"))
            continue
        warnings: list[Note] = []
        try:
            competition, name, stage = parse_id(game)
            match = parse_match(found, game, stage=stage, warnings=warnings)
        except BadFile as error:
            rejected.append(Note(found.where or game, str(error)))
            continue
        season = seasons.setdefault(
            (competition, name),
            ImportedSeason(
                sport=SPORT.name,
                competition=competition,
                season=name,
                ruleset=rules_of(competition, int(name[:4])),
                date_tolerance=1,
            ),
        )
        season.stages.setdefault(stage, {})
        season.matches.append(match)
        season.warnings += warnings
    if not seasons:
        raise rejected.as_error("expected a match", path=path)
    found_seasons = list(seasons.values())
    found_seasons[0].rejected += rejected
    return found_seasons


def parse_id(game: str) -> tuple[str, str, str]:
    """The competition, season and stage of a match by its id."""
    if len(game) != 10 or not game.isdecimal():
        raise BadFile(f"GAME_ID: expected ten digits as 0021900001, got {game!r:.40}")
    year = int(game[3:5])
    year += 1900 if year > 45 else 2000  # the NBA began in 1946
    competition = LEAGUES.get(game[:2], f"League {game[:2]}")
    over_new_year = competition in ("NBA", "NBA G League")
    season = f"{year}-{(year + 1) % 100:02}" if over_new_year else str(year)
    return competition, season, STAGES.get(game[2], f"Stage {game[2]}")


def rules_of(competition: str, year: int) -> dict[str, Any]:
    """The leagues' own numbers: quarters of 12 minutes (WNBA 10), six fouls, timeouts for the whole match."""
    return {
        "period_minutes": 10 if competition == "WNBA" else 12,
        "foul_limit": 6,
        "overtime_bonus": 4,
        "overtime_goes_on": False,
        "technical_is_personal": False,
        "offensive_is_team": False,
        "timeouts_first_half": 7,
        "timeouts_second_half": 0 if year >= 2017 else 2,  # 7 in all since 2017-18; more before, with short ones
        "timeouts_carry": True,
        "timeouts_overtime": 2 if year >= 2017 else 4,
    }


def parse_match(found: FoundGame, game: str, *, stage: str, warnings: list[Note]) -> ImportedMatch:
    """One match from all that is known of it; raises BadFile where that is too little."""
    competition, season, _ = parse_id(game)
    played = parse_plays(found.plays) if found.plays else None
    home, away = name_sides(found, played)
    day, at, local = parse_time(found)
    if day is None:
        warnings.append(Note(found.where, "when it was played is not in the file: its summary was not found beside it"))
    events: list[dict[str, Any]] = []
    coverage = "result"
    if played is not None:
        events, notes = keep_allowed(SPORT, rules_of(competition, int(season[:4])), played.events)
        warnings += [Note(found.where, f"{note.where}: {note.why}") for note in (*played.notes, *notes)]
        coverage = "events"
        check_score(found, played, warnings)
    elif result := parse_result(found):
        events = [result]
    return ImportedMatch(
        where=found.where,
        home=home,
        away=away,
        stage=stage,
        scheduled_at=at,
        scheduled_on=day,
        local_time=local,
        venue=str((found.scheduled or {}).get("an") or "")[:120] or None,
        coverage=coverage,
        lineups=list_lineups(events, found.box, find_teams(found)),
        events=events,
    )


def name_sides(found: FoundGame, played: Game | None) -> tuple[str, str]:
    """The teams' names, city first, home and away."""
    if found.scheduled:
        sides = [as_mapping(found.scheduled.get(side)) for side in ("h", "v")]
        names = [join_name(side.get("tc"), side.get("tn")) for side in sides]
        if all(names):
            return names[0], names[1]
    if found.summary:
        head = found.summary["GameSummary"][0]
        lines = {str(row.get("TEAM_ID")): row for row in found.summary.get("LineScore", [])}
        rows = [lines.get(str(head.get(f"{side}_TEAM_ID")), {}) for side in ("HOME", "VISITOR")]
        names = [join_name(row.get("TEAM_CITY_NAME"), row.get("TEAM_NICKNAME") or row.get("TEAM_NAME")) for row in rows]
        if all(names):
            return names[0], names[1]
    if played and all(played.names.get(side) for side in ("home", "away")):
        return played.names["home"], played.names["away"]
    raise BadFile("expected the names of both teams")


def find_teams(found: FoundGame) -> dict[str, str]:
    """The sides by the teams' ids, as the summary or else the plays have them."""
    if found.summary:
        head = found.summary["GameSummary"][0]
        return {str(head.get("HOME_TEAM_ID")): "home", str(head.get("VISITOR_TEAM_ID")): "away"}
    sides = {4: "home", 5: "away"}
    rows = (row for row in found.plays or () if row.get("PERSON1TYPE") in (4, 5))
    return {str(row.get("PLAYER1_TEAM_ID")): sides[row["PERSON1TYPE"]] for row in rows}


def join_name(city: Any, name: Any) -> str:
    """A team's full name: "Toronto Raptors"."""
    city, name = str(city or "").strip(), str(name or "").strip()
    return (name if name.startswith(city) else f"{city} {name}".strip())[:120]


def parse_time(found: FoundGame) -> tuple[date | None, datetime | None, str | None]:
    """The local day of a match, where known its instant and local time."""
    if found.scheduled:
        game = found.scheduled
        try:
            day = date.fromisoformat(str(game["gdte"])[:10])
        except (KeyError, ValueError):
            raise BadFile(f"gdte: expected a day as 2019-05-09, got {game.get('gdte')!r:.40}") from None
        try:
            at = datetime.fromisoformat(f"{game['gdtutc']}T{game['utctm']}").replace(tzinfo=UTC)
            local = datetime.fromisoformat(str(game["htm"])).strftime("%H:%M")
        except (KeyError, ValueError):
            return day, None, None
        return day, at, local
    if found.summary:
        text = found.summary["GameSummary"][0].get("GAME_DATE_EST")
        try:
            return date.fromisoformat(str(text)[:10]), None, None
        except ValueError:
            raise BadFile(f"GAME_DATE_EST: expected a day, got {text!r:.40}") from None
    return None, None, None


def parse_line_score(found: FoundGame) -> list[tuple[int, int]]:
    """Points by quarter and overtime, home and away, of a summary; those that were not played left out."""
    if not found.summary:
        return []
    head = found.summary["GameSummary"][0]
    lines = {str(row.get("TEAM_ID")): row for row in found.summary.get("LineScore", [])}
    rows = [lines.get(str(head.get(f"{side}_TEAM_ID"))) for side in ("HOME", "VISITOR")]
    if rows[0] is None or rows[1] is None or rows[0].get("PTS") is None:
        return []
    names = [*(f"PTS_QTR{number}" for number in range(1, 5)), *(f"PTS_OT{number}" for number in range(1, 11))]
    try:
        pairs = [(int(rows[0].get(name) or 0), int(rows[1].get(name) or 0)) for name in names]
    except (TypeError, ValueError):
        raise BadFile("LineScore: expected points by quarter as numbers") from None
    while len(pairs) > 4 and pairs[-1] == (0, 0):
        pairs.pop()
    return pairs


def parse_result(found: FoundGame) -> dict[str, Any] | None:
    """The result alone of a match that is over, as an event; that of one put off as such."""
    if pairs := parse_line_score(found):
        return build_result([(home, away) for home, away in pairs])
    game = found.scheduled or {}
    state = str(game.get("stt") or "")
    if state.upper().startswith(("PPD", "POSTPONED")):
        return {"type": "status", "data": {"status": "postponed", "reason": REASONS["source.postponed"]}}
    if state.upper().startswith("CANCEL"):
        return {"type": "status", "data": {"status": "cancelled", "reason": REASONS["source.cancelled"]}}
    if str(game.get("st")) != str(FINAL):
        return None
    try:
        score = {name: int(game[side]["s"]) for name, side in (("home", "h"), ("away", "v"))}
    except (KeyError, TypeError, ValueError):
        raise BadFile("h.s, v.s: expected the final score") from None
    how = "overtime" if "OT" in state.upper() else "regular"
    return {"type": "result", "data": {"score": score, "decided_by": how}}


def build_result(pairs: list[tuple[int, int]]) -> dict[str, Any]:
    """A result known by its quarters, as an event."""
    periods = [{"home": home, "away": away} for home, away in pairs]
    total = {side: sum(pair[side] for pair in periods) for side in ("home", "away")}
    how = "overtime" if len(pairs) > 4 else "regular"
    return {"type": "result", "data": {"score": total, "periods": periods, "decided_by": how}}


def check_score(found: FoundGame, played: Game, warnings: list[Note]) -> None:
    """Warn where the plays come to another score than the file's own running score or the summary says."""
    if played.published and played.published != played.total:
        warnings.append(Note(found.where, f"the score is {played.published}, the plays come to {played.total}"))
    line = parse_line_score(found)
    if line and line != played.periods:
        warnings.append(Note(found.where, f"the summary has quarters of {line}, the plays come to {played.periods}"))
