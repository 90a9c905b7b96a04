"""Football.TXT: openfootball's seasons as text (england, deutschland, worldcup …), in the dialects of its years.

Format: github.com/openfootball (CC0). `= Competition 2016/17` begins a season, of which a file can hold several;
rounds, dates and times hold for the lines that follow. Line-ups, referees and bookings are passed over. A place in a
file is the number of its line.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedSeason, Note, Notes
from scoreboard.importers.competitions import find_home
from scoreboard.importers.files import read_file
from scoreboard.importers.formats.football_txt_lines import NUMBER, PAIR, parse_date, parse_goals, parse_match
from scoreboard.importers.formats.knock_out import NUMBERED
from scoreboard.importers.formats.openfootball import parse_name, parse_season
from scoreboard.importers.texts import decode_text, list_lines

FORMAT = "football-txt"
RULE = re.compile(r"^[=\-_*~#\s]*$")
HEADING = re.compile(r"^=\s*(?P<name>[^=].*?)\s*=*$")
ROUND = re.compile(r"^(?P<level>[»▪►●•■]+|={2,})\s*(?P<label>.+?)\s*=*$")
GROUP = re.compile(
    r"^(?P<group>(?:Group|Gruppe|Grupo|Gruppo|Groupe) \w{1,2})(?:\s*[,/:]\s*(?P<rest>.+))?$", re.IGNORECASE
)
TABLE = re.compile(r"^\d{1,2}\.?\s+\D.*?(?:\s+\d{1,3}){4}\s+\d{1,3}\s*[-:–]\s*\d{1,3}\s+")
PROPERTY = re.compile(r"^[^\d@]{2,40}:(?:\s|$)")
PLAYED = re.compile(
    rf"^\(\d|^\d{{1,2}}[.:]\d{{2}}\s|(?<!\S){PAIR}|\sv\s"
)  # no line of a line-up, which can go on in several
SEASON_NAME = re.compile(r"^\d{4}(?:-\d{2,4})?(?![\d])")
EXPECTED = "expected a match (Team 2-1 (1-0) Team, or Team v Team), a date, a round or goals"


def read(path: Path) -> list[ImportedSeason]:
    """The seasons in a file; raises OSError, and BadFile as `parse` does.

    A heading without a season has that of the file's name or folder: 2025-26/1-premierleague.txt.
    """
    names = (SEASON_NAME.match(name) for name in (path.name, path.absolute().parent.name))
    return parse(read_file(path), season=next((found[0].replace("-", "/") for found in names if found), ""))


def parse(data: bytes, *, season: str = "") -> list[ImportedSeason]:
    """Read a file's content; raises BadFile with the line where it is not of this format.

    What cannot be understood of a line is rejected with its number, the rest is read.
    """
    reader = LineParser(season)
    for number, line in enumerate(list_lines(decode_text(data)), start=1):
        reader.take(number, line)
    reader.finish()
    if not any(part.matches or part.rejected for part in reader.parts):
        raise BadFile("no matches: expected lines as Team 2-1 (1-0) Team, or Team v Team")
    return [part.build() for part in reader.parts]


class Part(msgspec.Struct):
    """A season being read: its matches in the shape of openfootball's JSON, with the lines they stand in."""

    competition: str
    season: str
    matches: list[tuple[int, dict[str, Any]]] = []
    groups: dict[str, set[str]] = {}
    warnings: list[Note] = []
    rejected: list[Note] = msgspec.field(default_factory=Notes)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the season has, one or two."""
        found = re.match(r"(\d{4})(?:[/–-](\d{2,4}))?", self.season)
        if not found:
            return ()
        first = int(found[1])
        return (first, first + 1) if found[2] else (first,)

    def build(self) -> ImportedSeason:
        """The season as all importers give it."""
        listed = [(f"line {number}", match) for number, match in self.matches]
        season = parse_season(self.competition, self.season, listed, country=find_home(self.competition))
        season.warnings += self.warnings
        season.rejected += self.rejected
        return season


class LineParser:
    """Reads lines one by one, with what holds for those that follow: season, round, date, time."""

    def __init__(self, season: str) -> None:
        self.season = season
        self.parts: list[Part] = []
        self.round: dict[str, Any] = {}
        self.stage: str | None = None
        self.day: str | None = None
        self.last_day: str | None = None  # that of the last match
        self.time: str | None = None
        self.goals: tuple[int, str] | None = None  # a list of goals that is still open, and the line it began in
        self.in_match = False  # whether what follows belongs to a match: goals, line-ups, the referee
        self.lined_up = False  # within a line-up, which can have several lines

    def take(self, number: int, line: str) -> None:
        """Read one line; raises BadFile where the file is not of this format."""
        bare = re.sub(r"(?:^|\s)#.*$", "", line)
        text = bare.strip()
        if not text or RULE.match(text):
            self.lined_up = False
            return
        if self.goals:
            self.add_goals(number, text)
        elif heading := HEADING.match(text):
            self.begin(number, heading["name"])
        elif not self.parts:
            raise BadFile(f"line {number}: expected a heading as = Competition 2016/17 first, got {text!r:.60}")
        elif TABLE.match(text):
            raise BadFile(f"line {number}: a table, no matches: {text!r:.60}")
        else:
            try:
                self.take_line(number, text, indented=bare[0].isspace())
            except BadFile as error:
                self.parts[-1].rejected.append(Note(f"line {number}", str(error)))

    def begin(self, number: int, name: str) -> None:
        """Begin a season, or go on with one that a heading above began."""
        try:
            competition, season = parse_name(name)
        except BadFile:
            raise BadFile(f"line {number}: expected the name of a competition and its season") from None
        season = season or self.season
        known = next((part for part in self.parts if (part.competition, part.season) == (competition, season)), None)
        if known:
            self.parts.remove(known)
        self.parts.append(known or Part(competition, season))
        self.round, self.stage, self.day, self.time, self.last_day = {}, None, None, None, None
        self.in_match = self.lined_up = False

    def take_line(self, number: int, text: str, *, indented: bool) -> None:
        """Read a line of a season; raises BadFile where it cannot be understood."""
        if "|" in text:
            self.define(text)
        elif label := ROUND.match(text):
            self.begin_round(label["label"], level=len(label["level"]) if label["level"][0] != "=" else 1)
        elif self.take_date(text):
            return
        elif text[0] in "([" and not NUMBER.match(text):
            self.goals = (number, "")
            self.add_goals(number, text)
        elif indented and self.in_match and PROPERTY.match(text) and not GROUP.match(text.rstrip(":")):
            self.lined_up = True
        elif self.lined_up and indented and not PLAYED.search(text):
            return
        elif not self.take_match(number, text):
            known = GROUP.match(text.rstrip(":")) or NUMBERED.match(text)
            if not known and (indented or len(text) > 60 or not text[0].isalnum()):
                raise BadFile(f"{EXPECTED}, got {text!r:.60}")
            self.begin_round(text, level=1)

    def define(self, text: str) -> None:
        """Remember who plays in a group (`Group A | Brazil  Croatia`); other definitions are not needed."""
        name, _, teams = (part.strip() for part in text.partition("|"))
        if GROUP.match(name):
            self.parts[-1].groups[name] = {team.strip() for team in re.split(r"\s{2,}|\t|,", teams)}

    def begin_round(self, label: str, *, level: int) -> None:
        """Begin a round, a group, or one of them within a stage (`▪▪`)."""
        label = label.strip().rstrip(":").strip()
        if level == 1:
            self.stage = label
        found = GROUP.match(label)
        if found:
            group = f"Group {found['group'].split()[1]}"
            self.round = {"group": group, "round": found["rest"] or None}
        else:
            self.round = {"round": label, "stage": self.stage if level > 1 else None}
        self.in_match = self.lined_up = False

    def take_date(self, text: str) -> bool:
        """Read a line that is a date alone; whether it is one."""
        try:
            found = parse_date(text.strip("[]").strip(), self.parts[-1].years, last=self.last_day)
        except BadFile:
            self.day = None  # rather none than a wrong one for the matches below
            raise
        if found is None or found[1].strip(" ]:,"):
            return False
        self.day, self.time = found[0].isoformat(), None
        self.in_match = self.lined_up = False
        return True

    def take_match(self, number: int, text: str) -> bool:
        """Read a match with its number, date and time where it has them; whether it is one."""
        text = NUMBER.sub("", text)
        day, time = self.day, self.time
        dated = parse_date(text, self.parts[-1].years, last=self.last_day)
        if dated and dated[1][:1].isspace():
            day, time, text = dated[0].isoformat(), None, dated[1].strip()
        match = parse_match(text)
        if match is None:
            return False
        self.day, self.time = day, match.get("time") or time
        self.last_day = day or self.last_day
        self.in_match, self.lined_up = True, False
        if day is None:
            raise BadFile("the match has no date, and there is none above it")
        if self.time:
            match["time"] = self.time
        part = self.parts[-1]
        match |= {"date": day, **self.round}
        if not match.get("group") and NUMBERED.match(match.get("round") or ""):
            teams = {match["team1"], match["team2"]}
            match["group"] = next((group for group, members in part.groups.items() if teams <= members), None)
        part.matches.append((number, match))
        return True

    def add_goals(self, number: int, text: str) -> None:
        """Add a line to the list of goals that is open; read it where it ends."""
        assert self.goals is not None
        first, before = self.goals
        whole = f"{before} {text}".strip()
        opened = sum(whole.count(bracket) for bracket in "([") - sum(whole.count(bracket) for bracket in ")]")
        if opened > 0 and number - first < 12:
            self.goals = (first, whole)
            return
        self.goals = None
        part = self.parts[-1]
        try:
            if not part.matches or not self.in_match:
                raise BadFile("goals without a match above them")  # noqa: TRY301  # told like what is wrong in them
            match = part.matches[-1][1]
            match |= parse_goals(whole[1:].rstrip()[:-1], match.get("score", {}))
        except BadFile as error:
            part.warnings.append(Note(f"line {first}", f"{error}; the goals are left out"))

    def finish(self) -> None:
        """Tell of what the file's end has cut off; raises BadFile for a file without a season."""
        if not self.parts:
            raise BadFile("line 1: expected a heading as = Competition 2016/17")
        if self.goals:
            self.parts[-1].warnings.append(Note(f"line {self.goals[0]}", "the list of goals has no end: left out"))
