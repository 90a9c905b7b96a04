"""Jeff Sackmann's tennis_pointbypoint: matches as CSV rows, each with every point as one letter.

Format: github.com/JeffSackmann/tennis_pointbypoint. `pbp` holds S (server won), R (returner won), A (ace) and D (double
fault), games ended by ";", sets by ".", and "/" where the serve changes in a tiebreak; `server1` serves first. `score`
is the winner's. By which rules a match was played (advantage in the last set, tiebreak to how many) is not in the file:
it is the first of the usual ones under which every game and set ends where the letters say.
"""

import re
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from scoreboard import parsing
from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.files import read_file
from scoreboard.importers.texts import decode_text, list_rows
from scoreboard.sports.base import Refused, Side, other
from scoreboard.sports.court import Forfeit, ForfeitData, Result, ResultData
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.tennis import SPORT
from scoreboard.sports.tennis.events import MatchStart, Point, PointData, Ruleset, State
from scoreboard.sports.tennis.rules import serving
from scoreboard.sports.tennis.views import format_set

FORMAT = "tennis-pointbypoint"
COLUMNS = ("date", "tny_name", "tour", "draw", "server1", "server2", "winner", "pbp", "score")
DATES = ("%d %b %y", "%d %b %Y", "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y")
WON_BY = {"S": None, "R": None, "A": "ace", "D": "double_fault"}
# How the last set, games and tiebreaks are played, the commonest first; what is not named is the ruleset's default.
VARIANTS: tuple[dict[str, Any], ...] = (
    {},
    {"final_set": "advantage"},
    {"final_set": "tiebreak"},
    {"final_set": "tiebreak", "final_tiebreak_at": 12, "final_tiebreak_points": 7},
    {"final_set": "match_tiebreak"},
    {"no_ad": True},
    {"no_ad": True, "final_set": "match_tiebreak"},
    {"final_set": "match_tiebreak", "final_tiebreak_points": 7},
    {"tiebreak_at": None, "final_set": "same"},
    {"games_to_set": 4, "tiebreak_at": 4},
    {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5, "no_ad": True},
    {"games_to_set": 4, "tiebreak_at": 4, "no_ad": True, "final_set": "match_tiebreak"},
    {"games_to_set": 8, "tiebreak_at": 8},
    {"games_to_set": 8, "tiebreak_at": 7},
)
SET = re.compile(r"^\[?(?P<mine>\d{1,3})[-–](?P<theirs>\d{1,3})\]?(?:\((?P<lost>\d{1,3})(?:[-–]\d{1,3})?\))?\]?$")
GIVEN_UP = {"ret": "retired", "ret.": "retired", "w/o": "walkover", "wo": "walkover", "walkover": "walkover"}
GIVEN_UP |= {"def": "default", "def.": "default", "default": "default", "abd": "retired", "retired": "retired"}


class Misfit(ValueError):
    """Points that do not fit the rules tried; says where."""


class Played(msgspec.Struct, frozen=True):
    """A match's points as replayed under some rules: the state they lead to, and their bodies."""

    state: State
    events: list[dict[str, Any]]
    ruleset: dict[str, Any]


def read(path: Path) -> list[ImportedSeason]:
    """The seasons in a file, one for each tournament and year; raises OSError, and BadFile as `parse` does."""
    return parse(read_file(path))


def parse(data: bytes) -> list[ImportedSeason]:
    """Read a file's content; raises BadFile where it is not of this format. A match that is wrong is rejected alone."""
    rows = list_rows(decode_text(data))
    header = [name.strip().lower() for name in next(rows, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise BadFile(f"line 1: expected a heading with the columns {', '.join(COLUMNS)}; missing: {missing[0]}")
    seasons: dict[tuple[str, int], ImportedSeason] = {}
    unplaced = Notes()
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        where, row = f"line {number}", {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        notes: list[Note] = []
        try:
            match = parse_match(row, where=where, warnings=notes)
        except BadFile as error:
            unplaced.append(Note(where, str(error)))
            continue
        season = find_season(seasons, row, match.scheduled_on)
        season.matches.append(match)
        season.warnings.extend(notes)
    if not seasons and not unplaced:
        raise BadFile("line 2: expected a match")
    found = list(seasons.values()) or [ImportedSeason(sport=SPORT.name, competition="Tennis", season="")]
    found[0].rejected.extend(unplaced)
    return found


def find_season(
    seasons: dict[tuple[str, int], ImportedSeason], row: dict[str, str], day: date | None
) -> ImportedSeason:
    """The tournament's season that a row belongs to, with the row's stage."""
    year = day.year if day else 0
    name = " ".join(row["tny_name"].split()) or "Tennis"
    season = seasons.setdefault(
        (name, year), ImportedSeason(sport=SPORT.name, competition=name[:120], season=str(year), date_tolerance=0)
    )
    if stage := name_stage(row):
        season.stages.setdefault(stage, {})
    return season


def name_stage(row: dict[str, str]) -> str | None:
    """The tour and draw of a match: "ATP", "WTA qualifying"."""
    qualifying = row["draw"].lower().startswith("q")
    return " ".join([row["tour"], *(["qualifying"] if qualifying else [])]).strip() or None


def parse_match(row: dict[str, str], *, where: str, warnings: list[Note]) -> ImportedMatch:
    """One match; raises BadFile where it cannot be understood."""
    missing = next((name for name in COLUMNS if name not in row), None)
    if missing:
        raise BadFile(f"{missing}: the row ends before this column")
    home, away = " ".join(row["server1"].split())[:120], " ".join(row["server2"].split())[:120]
    if not home or not away:
        raise BadFile("server1, server2: expected the names of both players")
    if row["winner"] not in ("1", "2"):
        raise BadFile(f"winner: expected 1 or 2, got {row['winner']!r:.40}")
    winner: Side = "home" if row["winner"] == "1" else "away"
    events, ruleset, coverage = parse_play(row, winner, where=where, warnings=warnings)
    return ImportedMatch(
        where=where,
        home=home,
        away=away,
        stage=name_stage(row),
        scheduled_on=parse_date(row["date"]),
        neutral=True,
        coverage=coverage,
        ruleset=ruleset,
        events=events,
    )


def parse_date(text: str) -> date:
    """The day of a match ("05 Jan 15")."""
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise BadFile(f"date: expected a day as 05 Jan 15, got {text!r:.40}")


def parse_play(
    row: dict[str, str], winner: Side, *, where: str, warnings: list[Note]
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """A match's events, what its ruleset differs by, and its coverage.

    Points that fit no known rules are left out with a warning: then the score stands as the match's result.
    """
    sets, how = parse_score(row["score"], winner)
    to_win = max(2, sum(lead(played) == winner for played in sets)) if sets else 0
    if how is not None:
        to_win = max(to_win, 3 if len(sets) > 3 else 2)
    try:
        played = replay(row["pbp"], to_win=to_win, how=how, winner=winner)
    except Misfit as error:
        if not row["score"]:
            raise BadFile(f"pbp: {error}, and there is no score") from None
        warnings.append(Note(where, f"pbp: {error}; the score is taken as result, the points are left out"))
        return [build_result(sets, how, winner)], fit_result(sets, how, winner, to_win), "result"
    if played.state.winner != winner:
        warnings.append(Note(where, f"by its points {played.state.winner} won, not {winner}; the points are taken"))
    elif sets and (by_points := format_sets(played.state, winner)) != (by_score := normalise(row["score"])):
        warnings.append(Note(where, f"score {by_score} contradicts the points, {by_points}; the points are taken"))
    return played.events, played.ruleset, "events"


def replay(text: str, *, to_win: int, how: str | None, winner: Side) -> Played:
    """The points of a match under the first of the usual rules that they fit; raises Misfit where there are none.

    `to_win` is 0 where the score does not say how many sets win.
    """
    first: Misfit | None = None
    for sets_to_win, variant in product((to_win,) if to_win else (2, 3), VARIANTS):
        ruleset = {"sets_to_win": sets_to_win, **variant}
        try:
            state, events = follow(text, parsing.convert(ruleset, Ruleset))
            if how is not None and state.winner is None:
                state = SPORT.apply(state, Forfeit(side=other(winner), data=ForfeitData(how)))  # type: ignore[arg-type]
                events = [*events, {"type": "forfeit", "side": other(winner), "data": {"how": how}}]
            if state.winner is None:
                raise Misfit("the points end before the match does")  # noqa: TRY301  # as the others do
        except (Misfit, Refused) as error:
            first = first or Misfit(explain_error(error))
            continue
        default = msgspec.to_builtins(Ruleset())
        return Played(state, events, {key: value for key, value in ruleset.items() if value != default[key]})
    raise first or Misfit("no points")


def follow(text: str, ruleset: Ruleset) -> tuple[State, list[dict[str, Any]]]:
    """The state and events of a match's points; raises Misfit where a game or set does not end as the letters say."""
    if not text.strip(" .;/"):
        raise Misfit("no points")
    state: State = SPORT.apply(SPORT.start(ruleset), MatchStart(side="home"))
    events: list[dict[str, Any]] = [{"type": "match_start", "side": "home"}]
    for place, letter in enumerate(text.strip()):
        if letter in "/ ":
            continue
        if letter in ";.":
            ended = state.points.home + state.points.away == 0
            if not ended or (letter == "." and state.games.home + state.games.away > 0 and state.winner is None):
                raise Misfit(f"character {place + 1}: a {'set' if letter == '.' else 'game'} ends that is not over")
            continue
        if letter not in WON_BY:
            raise Misfit(f"character {place + 1}: expected S, R, A, D, or a separator, got {letter!r}")
        if state.winner is not None:
            raise Misfit(f"character {place + 1}: a point after the match's end")
        serves = serving(state)
        assert serves is not None
        side: Side = serves if letter in "SA" else other(serves)
        before = state
        how = WON_BY[letter]
        state = SPORT.apply(state, Point(side=side, data=PointData(how)))  # type: ignore[arg-type]
        events.append({"type": "point", "side": side, **({"data": {"how": how}} if how else {})})
        check_end(text, place, before, state)
    return state, events


def check_end(text: str, place: int, before: State, after: State) -> None:
    """Raise Misfit where a game or set is over by the rules and goes on by the letters."""
    rest = text.strip()[place + 1 : place + 2]
    if after.winner is not None or not rest:
        return
    if len(after.sets) > len(before.sets) and rest != ".":
        raise Misfit(f"character {place + 1}: set {len(after.sets)} is over, yet goes on")
    if after.games != before.games and len(after.sets) == len(before.sets) and rest != ";":
        raise Misfit(f"character {place + 1}: the game is over, yet goes on")


# --- the published score ---------------------------------------------------------------------------------------------


def parse_score(text: str, winner: Side) -> tuple[list[dict[str, Any]], str | None]:
    """The sets of a published score, from the match's sides, and how it ended where not by play.

    Raises BadFile where it is no score.
    """
    sets, how = [], None
    for word in text.replace(",", " ").split():
        if word.lower() in GIVEN_UP:
            how = GIVEN_UP[word.lower()]
            continue
        found = SET.match(word)
        if found is None:
            raise BadFile(f"score: expected sets as 7-6(5), got {word!r:.40}")
        mine, theirs, lost = int(found["mine"]), int(found["theirs"]), found["lost"]
        played: dict[str, Any] = dict(zip(("home", "away"), turn(mine, theirs, winner), strict=True))
        if lost is not None:
            # The winner's points of a tiebreak are two more than the loser's, and 7 (10 in a match tiebreak) at least.
            least = 10 if mine + theirs == 1 else 7
            won, few = max(least, int(lost) + 2), int(lost)
            points = (won, few) if mine > theirs else (few, won)
            played["tiebreak"] = dict(zip(("home", "away"), turn(*points, winner), strict=True))
        sets.append(played)
    return sets, how


def turn(mine: int, theirs: int, winner: Side) -> tuple[int, int]:
    """The winner's and the loser's count as (home, away)."""
    return (mine, theirs) if winner == "home" else (theirs, mine)


def lead(played: dict[str, Any]) -> Side | None:
    """Who won a set."""
    if played["home"] == played["away"]:
        return None
    return "home" if played["home"] > played["away"] else "away"


def format_sets(state: State, winner: Side) -> str:
    """The sets that were played to their end, as a score is published."""
    words = [format_set(played, winner).replace("–", "-") for played in state.sets]
    if state.games.home + state.games.away:
        words.append("{}-{}".format(*turn(state.games.home, state.games.away, winner)))
    return normalise(" ".join(words))


def normalise(text: str) -> str:
    """A score for comparison: a match tiebreak as 10-8 however it is written, no words."""
    found = []
    for word in text.replace(",", " ").split():
        if word.lower() in GIVEN_UP:
            continue
        match_tiebreak = re.match(r"^(?:1-0|0-1)\((\d+)\)$", word)
        if match_tiebreak:
            lost = int(match_tiebreak[1])
            won = max(10, lost + 2)
            word = f"{won}-{lost}" if word.startswith("1") else f"{lost}-{won}"  # noqa: PLW2901
        found.append(word.strip("[]"))
    return " ".join(found)


def build_result(sets: list[dict[str, Any]], how: str | None, winner: Side) -> dict[str, Any]:
    """The result alone, as an event."""
    data: dict[str, Any] = {"sets": sets}
    if how is not None:
        data |= {"how": how, "winner": winner}
    return {"type": "result", "data": data}


def fit_result(sets: list[dict[str, Any]], how: str | None, winner: Side, to_win: int) -> dict[str, Any]:
    """What a ruleset differs by in which this result can be; the default's where there is none (it is rejected)."""
    event = Result(data=parsing.convert(build_result(sets, how, winner)["data"], ResultData))
    for variant in VARIANTS:
        ruleset = {"sets_to_win": to_win, **variant}
        try:
            SPORT.apply(SPORT.start(parsing.convert(ruleset, Ruleset)), event)
        except Refused:
            continue
        return ruleset
    return {"sets_to_win": to_win}
