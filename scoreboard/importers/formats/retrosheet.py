"""Retrosheet's event files (.EVA, .EVN, .EVF …): single ones, or a folder or zip of them with what else lies in there.

Format: retrosheet.org/eventfile.htm. A game is the records from one `id` to the next: `info`, `start`, `play`, `sub`,
`radj` (a runner placed); what only statistics need (`com`, `data`, `badj`, `padj`, `ladj`,
`presadj`) is passed over.
Teams are codes; a TEAM file beside gives their names, else those of the majors are known. The rules of play fold every
game while it is read: what they refuse is told with its line, and rejects that game alone.

The information used here was obtained free of charge from and is copyrighted by Retrosheet. Interested parties may
contact Retrosheet at www.retrosheet.org.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes, Who
from scoreboard.importers.files import is_zip, list_folder, read_file, read_zip
from scoreboard.importers.formats.retrosheet_plays import parse_code
from scoreboard.importers.formats.retrosheet_teams import name_team
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import decode_text, list_lines, list_rows
from scoreboard.sports.base import Refused
from scoreboard.sports.baseball import SPORT
from scoreboard.sports.baseball.events import OF_BATTER, Ruleset, State
from scoreboard.sports.baseball.moves import batting
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.sentences import explain_error

FORMAT = "retrosheet"
EVENT_FILE = re.compile(r"\.E[VBD][A-Z]$", re.IGNORECASE)
TEAM_FILE = re.compile(r"^TEAM\d{4}$", re.IGNORECASE)
SIDES = {"0": "away", "1": "home"}
# What a game is, by info,gametype of newer files; the regular season where nothing is said.
STAGES = {
    "": "Regular season",
    "regular": "Regular season",
    "worldseries": "World Series",
    "lcs": "League Championship Series",
    "divisionseries": "Division Series",
    "wildcard": "Wild Card",
    "allstar": "All-Star Game",
    "playoff": "Playoffs",
}
COUNT = re.compile(r"^[0-3][0-2]$")  # balls and strikes; ?? where nobody knows
ROLES = {"1": "pitcher", "11": "batter", "12": "runner"}
POSITIONS = {
    "1": "pitcher",
    "2": "catcher",
    "3": "first base",
    "4": "second base",
    "5": "third base",
    "6": "shortstop",
    "7": "left field",
    "8": "center field",
    "9": "right field",
    "10": "designated hitter",
    "11": "pinch hitter",
    "12": "pinch runner",
}
KEY = re.compile(r"[\w'.-]{1,40}$")  # of a person: one id in all files, however their names are spelled
Line = tuple[int, list[str]]


class LineupEntry(msgspec.Struct):
    """How somebody came into the game: as one of those who began it, or not; as what."""

    starting: bool
    positions: list[str]


class Game(msgspec.Struct):
    """A game while it is read: who is in which place of the batting order, who pitches, and the state of play.

    People are known by their ids; `people` is who they are by these, `took_part` the two sides' people in the order in
    which they came in: those who began in that of batting, and the pitcher last where another bats for him.
    """

    state: Any
    events: list[dict[str, Any]] = []
    people: dict[str, Who] = {}
    lineup: dict[tuple[str, str], str] = {}
    pitchers: dict[str, str] = {}
    took_part: dict[str, dict[str, LineupEntry]] = {}
    count: str = ""  # balls and strikes, where the last play did not complete a turn at bat

    def enter(self, body: dict[str, Any]) -> None:
        """Add an event; raises Refused where the rules do not have it."""
        place = {"match": "", "sport": SPORT.name, "seq": len(self.events) + 1}
        event = convert_event(SPORT.name, {**body, **place})
        SPORT.check(self.state, event)
        self.state = SPORT.apply(self.state, event)
        self.events.append(body)

    def who(self, key: str) -> Who:
        """The person of an id."""
        return self.people.get(key) or make_who(key, key)


def make_who(name: str, key: str) -> Who:
    """A person of a name and an id."""
    return Who(name, f"{FORMAT}:{key}" if KEY.match(key) else None)


def read(path: Path) -> list[ImportedSeason]:
    """The seasons in a file, or a zip or folder of files; raises OSError and BadFile. A bad game is rejected alone."""
    teams = {
        (row[0], name[4:]): f"{row[2]} {row[3]}"
        for name, text in list_files(path, TEAM_FILE)
        for row in list_records(name, text)
        if len(row) >= 4
    }
    seasons: dict[str, ImportedSeason] = {}
    rejected = Notes()
    for name, text in list_files(path, EVENT_FILE):
        number = 0
        for number, lines in split_games(name, text):
            try:
                season, match, warnings = parse_game(lines, teams, where=f"{name}, line {number}")
            except BadFile as error:
                rejected.append(Note(f"{name}, line {number}", str(error)))
                continue
            found = seasons.setdefault(season, make_season(season))
            found.matches.append(match)
            found.stages.setdefault(str(match.stage), {})
            found.warnings += warnings
        if not number:
            raise BadFile(f"{name}: expected records of games, the first `id`")
    if not seasons:
        raise rejected.as_error("expected an event file of Retrosheet's (2020TBA.EVA)", path=path)
    next(iter(seasons.values())).rejected += rejected
    return list(seasons.values())


def make_season(season: str) -> ImportedSeason:
    """A season, without games yet."""
    return ImportedSeason(
        sport=SPORT.name, competition="Major League Baseball", season=season, source="Retrosheet", several_a_day=True
    )


def list_files(path: Path, kind: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The texts of the files of a kind in a zip or folder, by their names: of an event file, it, or those beside it."""
    if not path.is_dir() and is_zip(path):
        for name, data in read_zip(path, lambda name: bool(kind.search(Path(name).name))):
            yield Path(name).name, decode_text(data)
    elif path.is_dir() or kind is TEAM_FILE:
        for file in list_folder(path if path.is_dir() else path.parent, lambda file: bool(kind.search(file.name))):
            yield file.name, decode_text(read_named(file))
    else:
        yield path.name, decode_text(read_file(path))


def read_named(file: Path) -> bytes:
    """The content of one file of several; raises BadFile with its name."""
    try:
        return read_file(file)
    except BadFile as error:
        raise BadFile(f"{file.name}: {error}") from error


def list_records(name: str, text: str) -> Iterator[list[str]]:
    """The records of a file, a line each, whatever quotes stand in it; raises BadFile with the file's name and line."""
    try:
        for line in list_lines(text.replace("\x1a", "")):
            plain = '"' not in line or line.startswith("com,")
            yield line.split(",") if plain else next(list_rows(line), [])
    except BadFile as error:
        raise BadFile(f"{name}, {error}") from error


def split_games(name: str, text: str) -> Iterator[tuple[int, list[Line]]]:
    """The games of a file: the line on which each begins, and its records with their lines."""
    lines: list[Line] = []
    for number, row in enumerate(list_records(name, text), 1):
        if not row or not row[0].strip():
            continue
        if row[0] == "id":
            if lines:
                yield lines[0][0], lines
            lines = []
        if lines or row[0] == "id":
            lines.append((number, [cell.strip() for cell in row]))
    if lines:
        yield lines[0][0], lines


def parse_game(
    lines: list[Line], teams: dict[tuple[str, str], str], *, where: str
) -> tuple[str, ImportedMatch, list[Note]]:
    """A game with its season, and what is odd in it; raises BadFile with the line."""
    info = {row[1]: row[2] for _, row in lines if row[0] == "info" and len(row) > 2}
    day = parse_day(info, lines[0][1])
    codes = {"home": info.get("hometeam", ""), "away": info.get("visteam", "")}
    if not all(codes.values()):
        raise BadFile("expected the records info,visteam and info,hometeam")
    try:
        ruleset = parse_ruleset(info, lines)
        state = SPORT.start(parsing.convert(ruleset, Ruleset))
    except (msgspec.ValidationError, ValueError) as error:
        raise BadFile(f"info,innings,{info.get('innings', ''):.40}: {error}") from error
    game = Game(state=state, events=[], people={}, lineup={}, pitchers={}, took_part={"home": {}, "away": {}})
    warnings: list[Note] = []
    for line, row in lines:
        try:
            parse_record(row, game, where=f"{where} ({line})", warnings=warnings)
        except (BadFile, Refused, IndexError, KeyError, ValueError) as error:
            raise BadFile(f"line {line}, {','.join(row)!r:.80}: {explain_error(error)}") from error
    end_game(game, info, where=where)
    number = info.get("number", "0")
    names = {side: teams.get((code, str(day.year))) or name_team(code, day.year) for side, code in codes.items()}
    match = ImportedMatch(
        where=f"{where}, {lines[0][1][1]}",
        home=names["home"],
        away=names["away"],
        stage=STAGES.get(info.get("gametype", "").casefold(), "Regular season"),
        round=f"Game {number}" if number not in ("", "0") else None,
        scheduled_on=day,
        local_time=parse_time(info.get("starttime", "")),
        coverage="events" if game.events else "result",
        ruleset=ruleset,
        lineups=[body for side in game.took_part for body in list_lineup(game, side)],
        events=game.events,
    )
    return str(day.year), match, warnings


def parse_day(info: dict[str, str], first: list[str]) -> date:
    """The day of a game, by its record or its id (TBA202007240)."""
    text = info.get("date", "").replace("/", "") or (first[1][3:11] if len(first) > 1 else "")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise BadFile(f"info,date: expected YYYY/MM/DD, got {info.get('date')!r:.40}") from None


def parse_time(text: str) -> str | None:
    """The local time of 6:40PM; None where it is not known (0:00PM)."""
    found = re.match(r"^(\d{1,2}):(\d{2})([AP]M)?$", text)
    if found is None or int(found[1]) == 0:
        return None
    hour = int(found[1]) % 12 + 12 * (found[3] == "PM") if found[3] else int(found[1])
    return f"{hour:02}:{found[2]}" if hour < 24 and int(found[2]) < 60 else None


def parse_ruleset(info: dict[str, str], lines: list[Line]) -> dict[str, Any]:
    """The rules of play, as far as the file shows them."""
    innings = int(info["innings"]) if info.get("innings", "").isdigit() else 9
    placed = info.get("tiebreaker", "").isdigit() or any(row[0] == "radj" for _, row in lines)
    rules: dict[str, Any] = {"innings": innings, "placed_runner": placed, "reentry": True}
    if info.get("htbf", "").casefold() == "true":
        rules["home_bats_first"] = True
    return rules


def parse_record(row: list[str], game: Game, *, where: str, warnings: list[Note]) -> None:
    """Read one record into the game."""
    if row[0] in ("start", "sub"):
        parse_player(row, game)
    elif row[0] == "play":
        parse_play(row, game, where=where, warnings=warnings)
    elif row[0] == "radj":
        game.enter(
            {
                "type": "runner_placed",
                "side": batting(game.state),
                **game.who(row[1]).mention(),
                "data": {"base": int(row[2])},
            }
        )


def parse_player(row: list[str], game: Game) -> None:
    """A player of the line-up, or one who comes in: start|sub, id, name, team, place in the order, position."""
    _, key, name, team, place, position = row[:6]
    side = SIDES[team]
    game.people[key] = make_who(" ".join(name.replace('"', "").split()) or key, key)
    entry = game.took_part[side].setdefault(key, LineupEntry(row[0] == "start", []))
    if row[0] == "start" or not entry.positions:
        entry.positions.append(POSITIONS.get(position, ""))
    off = game.lineup.get((side, place))
    if position == "1":
        off = game.pitchers.get(side, off) if row[0] == "sub" else off
        game.pitchers[side] = key
    game.lineup[side, place] = key
    if row[0] == "start" or key == off or game.state.ended:
        return
    role = ROLES.get(position, "fielder")
    state: State = game.state
    gone = game.who(off) if off else None
    if role in ("fielder", "runner") and state.inning:
        on_base = gone is not None and (gone.person_id or gone.name) in state.bases
        role = "runner" if side == batting(state) and on_base else "fielder"
    data: dict[str, Any] = {"role": role, **(gone.mention("off") if gone else {})}
    if role in ("pitcher", "batter"):
        data |= {name: int(number) for name, number in zip(("balls", "strikes"), game.count, strict=False)}
    game.enter({"type": "substitution", "side": side, **game.who(key).mention(), "data": data})


def list_lineup(game: Game, side: str) -> list[dict[str, Any]]:
    """A side's line-up: everybody who took part, for the file has no bench."""
    players = [
        build_player(game.who(key), position=" and ".join(filter(None, entry.positions)), starting=entry.starting)
        for key, entry in game.took_part[side].items()
    ]
    return build_lineup(side, players, starting=SPORT.starting, complete=True)


def parse_play(row: list[str], game: Game, *, where: str, warnings: list[Note]) -> None:
    """A play: inning, team, batter, count, pitches, code."""
    inning, side, key, text = int(row[1]), SIDES[row[2]], row[3], row[6]
    state: State = game.state
    code = parse_code(text, outs=state.outs if (state.inning, batting(state)) == (inning, side) else 0)
    game.count = row[4] if code.play not in OF_BATTER and COUNT.match(row[4]) else ""
    if code.play is None:
        return
    if state.inning and (state.inning, batting(state)) != (inning, side) and not state.ended:
        warnings.append(Note(where, f"inning {inning} goes on though {state.outs} are out: the half before is ended"))
        game.enter({"type": "half_end"})
    if not code.moves and not code.errors:
        warnings.append(Note(where, f"{text}: nobody moves, passed over"))
        return
    fielding = "home" if side == "away" else "away"
    data: dict[str, Any] = {"play": code.play, "moves": list(code.moves.values()), "notation": text[:120]}
    data |= {name: value for name in ("errors", "sacrifice", "inside") if (value := getattr(code, name))}
    if fielding in game.pitchers:
        data |= game.who(game.pitchers[fielding]).mention("pitcher")
    game.enter({"type": "play", "side": side, **game.who(key).mention(), "data": data})


def end_game(game: Game, info: dict[str, str], *, where: str) -> None:
    """The end of a game that its innings do not tell: forfeited, or called."""
    state: State = game.state
    if state.ended or not game.events:
        return
    forfeit = {"V": "away", "H": "home"}.get(info.get("forfeit", ""))
    data: dict[str, Any] = {"how": "forfeit", "winner": forfeit} if forfeit else {"how": "called"}
    try:
        game.enter({"type": "game_end", "data": data})
    except Refused as error:
        raise BadFile(f"the plays stop in inning {state.inning}: {explain_error(error)}") from error
