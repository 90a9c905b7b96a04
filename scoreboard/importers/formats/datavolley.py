"""DataVolley's scout files (.dvw): volleyball, and beach volleyball, touch by touch.

The format is Data Project's and is known from practice (openvolley.org): sections in brackets, fields between
semicolons. Of [3SCOUT] each line is a code: "*" home or "a" away; "p05:04" the score after a rally, "T" a timeout,
"c02:16" a substitution (off:on), "**1set" the end of a set, else a touch: number, skill (S serve, A attack, B block…),
type, and evaluation ("#" won the rally, "=" lost it). Files of release 4 carry names a second time in Unicode as hex.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes, Who
from scoreboard.importers.files import list_folder, read_file
from scoreboard.importers.formats.datavolley_rallies import SIDES, Teams, parse_events
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import decode_text, list_lines
from scoreboard.sports import get_sport
from scoreboard.sports.base import LARGEST_NUMBER

FORMAT = "datavolley"
SEASON = re.compile(r"\b\d{4}\s*[/–-]\s*\d{2,4}\b|\b\d{4}\b")
DAY = re.compile(r"^\s*(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")
TIME = re.compile(r"^\s*(\d{1,2})[.:](\d{2})")
FIRST_SET, SIGNS, ROLE = 3, 12, 13  # fields of a player: the place at the begin of the first set, "L" and "C", the role
PLACES = frozenset("123456")
LIBERO = "libero"
ROLES = {"1": LIBERO, "2": "outside hitter", "3": "opposite hitter", "4": "middle blocker", "5": "setter"}
NEEDED = ("3MATCH", "3TEAMS", "3SCOUT")
# Letters of Central Europe as they look when read as Western Europe's: è æ ð beside š and ž, or signs within words.
CENTRAL = re.compile(r"[a-zšž][³¹¿¶]|[³¹¿][a-zšž]|iæ\b|i[cæ] .*[ŠšŽž].*[èæð]|[šžŠŽ].*[èæð]|[èæð].*[šžŠŽ]", re.DOTALL)


class Sections(dict[str, list[tuple[int, str]]]):
    """The file's sections by name, each line with its number."""

    def first(self, name: str, index: int = 0) -> list[str]:
        """The fields of a section's line; empty where it is not there."""
        lines = self.get(name, [])
        return [field.strip() for field in lines[index][1].split(";")] if index < len(lines) else []


def read(path: Path) -> list[ImportedSeason]:
    """The season of the match in a file, or the seasons of those in a folder; raises OSError, BadFile as `parse` does.

    In a folder a file that is wrong is rejected alone.
    """
    if not path.is_dir():
        return [parse(read_file(path), name=path.name)]
    seasons: dict[tuple[str, str, str], ImportedSeason] = {}
    rejected = Notes()
    for file in list_folder(path, lambda file: file.suffix.lower() == ".dvw"):
        try:
            season = parse(read_file(file), name=file.name)
        except BadFile as error:
            rejected.append(Note(file.name, str(error)))
            continue
        known = seasons.setdefault((season.sport, season.competition, season.season), season)
        if known is not season:
            known.matches += season.matches
            known.warnings += season.warnings
    if not seasons:
        raise rejected.as_error("expected .dvw files in the folder", path=path)
    found = list(seasons.values())
    found[0].rejected += rejected
    return found


def parse(data: bytes, *, name: str = "") -> ImportedSeason:
    """Read a file's content; raises BadFile with the place and what was expected there."""
    sections = parse_sections(decode_volley_text(data))
    head = sections.first("3MATCH")
    day = parse_date(sections)
    competition, season = name_season(head, day)
    teams = parse_teams(sections, season)
    warnings: list[Note] = []
    sport, ruleset, events = parse_events(
        sections["3SCOUT"], teams, parse_sets(sections), where=name, warnings=warnings
    )
    clock = TIME.match(field(head, 1))
    match = ImportedMatch(
        where=name or "line 1",
        home=teams.names["*"],
        away=teams.names["a"],
        round=(parse_name(head, 4, 13) or None),
        scheduled_on=day,
        local_time=f"{int(clock[1]):02}:{clock[2]}" if clock and int(clock[1]) < 24 else None,
        venue=parse_venue(sections),
        coverage="events",
        ruleset=ruleset,
        lineups=parse_lineups(sections, teams, get_sport(sport).starting),
        events=events,
    )
    return ImportedSeason(sport=sport, competition=competition, season=season, matches=[match], warnings=warnings)


def decode_volley_text(data: bytes) -> str:
    """The file's text. What is not Unicode was written on a Windows of Western or Central Europe, or in Cyrillic."""
    text = decode_text(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        names = text.partition("[3SCOUT]")[0]
        cyrillic = re.findall(r"\b[À-ÿ]{3,}\b", names)
        if len(cyrillic) > 3:
            return data.decode("cp1251", errors="replace")
        if CENTRAL.search(names):
            return data.decode("cp1250", errors="replace")
    return text


def parse_sections(text: str) -> Sections:
    """The sections of a file; raises BadFile where those that matter are missing."""
    sections, name = Sections(), ""
    for number, line in enumerate(list_lines(text), start=1):
        if re.match(r"^\[3[A-Z-]+\]\s*$", line):
            name = line.strip()[1:-1]
            sections.setdefault(name, [])
        elif name and line.strip():
            sections[name].append((number, line))
    missing = [needed for needed in NEEDED if not sections.get(needed)]
    if missing:
        raise BadFile(f"[{missing[0]}]: expected this section with its lines, as a DataVolley file has")
    return sections


def field(fields: list[str], index: int) -> str:
    """A field of a line; empty where the line ends before it."""
    return fields[index] if index < len(fields) else ""


def decode_hex(text: str) -> str:
    """A name in Unicode: "2" and two hex digits a letter, or "4" and four; empty where it is none."""
    digits = {"2": 2, "4": 4}.get(text[:1])
    rest = text[1:]
    if digits is None or not rest or len(rest) % digits or not re.fullmatch(r"[0-9A-Fa-f]+", rest):
        return ""
    return "".join(chr(int(rest[at : at + digits], 16)) for at in range(0, len(rest), digits))


def parse_name(fields: list[str], plain: int, unicode: int) -> str:
    """A name by its field, in Unicode where it has that."""
    name = decode_hex(field(fields, unicode)) or field(fields, plain)
    return " ".join(name.split())[:120]


def parse_teams(sections: Sections, season: str) -> Teams:
    """Both teams' names, and their players by number; raises BadFile where a team has no name.

    A player's id in the file is that of the scout's own list, in which two scouts number alike whom they like: it is
    not taken. Two of one team whom the file calls alike are told apart by their numbers, which are theirs for a season.
    """
    names, players = {}, {}
    for index, (side, section) in enumerate((("*", "3PLAYERS-H"), ("a", "3PLAYERS-V"))):
        fields = sections.first("3TEAMS", index)
        names[side] = parse_name(fields, 1, 6)
        if not names[side]:
            raise BadFile(f"[3TEAMS]: expected the name of the {'home' if side == '*' else 'visiting'} team")
        called = parse_players(sections.get(section, []))
        bearers = Counter(called.values())
        for number, name in called.items():
            person_id = f"{FORMAT}:{season}/{number}/{names[side]}"[:60] if bearers[name] > 1 else None
            players[side, number] = Who(name, person_id) if name else None
    return Teams(names, players)


def parse_players(lines: list[tuple[int, str]]) -> dict[int, str]:
    """The players' names by their numbers, of a team's section; raises BadFile for a line without a number."""
    called = {}
    for number, line in lines:
        fields = [part.strip() for part in line.split(";")]
        if not field(fields, 1).isdecimal():
            raise BadFile(f"line {number}: expected a player's number, got {field(fields, 1)!r:.40}")
        called[int(fields[1])] = f"{parse_name(fields, 10, 18)} {parse_name(fields, 9, 17)}".strip()[:120]
    return called


def parse_lineups(sections: Sections, teams: Teams, starting: int) -> list[dict[str, Any]]:
    """Both teams' line-ups: who is entered for the match, first those who begin it by their places, 1 to 6.

    How the later sets begin is not in them: a line-up is of the match.
    """
    lineups = []
    for index, (side, section) in enumerate((("*", "3PLAYERS-H"), ("a", "3PLAYERS-V"))):
        rows = []
        for _, line in sections.get(section, []):
            fields = [part.strip() for part in line.split(";")]
            place, libero = field(fields, FIRST_SET), "L" in field(fields, SIGNS)
            begins = place in PLACES and not libero
            player = build_player(
                teams.find(side, fields[1]),
                number=int(fields[1]) if int(fields[1]) <= LARGEST_NUMBER else None,
                position=LIBERO if libero else place if begins else ROLES.get(field(fields, ROLE)),
                starting=begins,
                captain="C" in field(fields, SIGNS),
            )
            rows.append((not begins, place if begins else "", player))
        coach = parse_name(sections.first("3TEAMS", index), 3, 7)
        players = [row[2] for row in sorted(rows, key=lambda row: row[:2])]
        lineups += build_lineup(SIDES[side], players, starting=starting, complete=True, coach=coach)
    return lineups


def parse_sets(sections: Sections) -> list[tuple[int, int]]:
    """The scores of the sets as [3SET] has them, those that were played."""
    sets = []
    for _, line in sections.get("3SET", []):
        found = [re.match(r"^\s*(\d+)\s*-\s*(\d+)\s*$", part) for part in line.split(";")[1:6]]
        played = [one for one in found if one]
        if played:
            sets.append((int(played[-1][1]), int(played[-1][2])))
    return sets


def parse_date(sections: Sections) -> date:
    """The day of the match. Whether the month comes first is seen from any date of the file that says so."""
    dates = [field(sections.first("3MATCH"), 0)]
    dates += [line.partition(":")[2] for _, line in sections.get("3DATAVOLLEYSCOUT", []) if "-DAY:" in line]
    parts = [tuple(map(int, found.groups())) for text in dates if (found := DAY.match(text))]
    found = DAY.match(dates[0])
    if found is None:
        raise BadFile(f"[3MATCH]: expected the day of the match first, got {dates[0]!r:.40}")
    first, second, third = map(int, found.groups())
    month_first = any(b > 12 for _, b, _ in parts) and not any(12 < a < 32 for a, _, _ in parts)
    try:
        if first > 31:
            return date(first, second, third)
        year = third if third > 99 else 2000 + third
        return date(year, first, second) if month_first else date(year, second, first)
    except ValueError:
        raise BadFile(f"[3MATCH]: expected a day, got {dates[0]!r:.40}") from None


def name_season(head: list[str], day: date) -> tuple[str, str]:
    """The competition and season: the season has a field of its own, but often stands in the competition's name."""
    competition = parse_name(head, 3, 12) or "Volleyball"
    if found := SEASON.search(field(head, 2)):
        return competition, "".join(found[0].split())
    if found := SEASON.search(competition):
        rest = " ".join(competition.replace(found[0], " ").split()).strip(" -–")
        return rest or competition, "".join(found[0].split())
    return competition, str(day.year)


def parse_venue(sections: Sections) -> str | None:
    """The hall and city of [3MORE]."""
    fields: list[Any] = sections.first("3MORE")
    return ", ".join(part for part in (field(fields, 4), field(fields, 3)) if part)[:120] or None
