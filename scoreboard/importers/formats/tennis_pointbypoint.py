"""Jeff Sackmann's tennis_pointbypoint: matches as CSV rows, each with every point as one letter.

Format: github.com/JeffSackmann/tennis_pointbypoint. `pbp` holds S (server won), R (returner won), A (ace) and D (double
fault), games ended by ";", sets by ".", and "/" where the serve changes in a tiebreak; `server1` serves first. `score`
is the winner's. By which rules a match was played (advantage in the last set, tiebreak to how many) is not in the file:
it is the first of the usual ones under which every game and set ends where the letters say.
"""

import html
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.files import read_file
from scoreboard.importers.formats.tennis_scores import Ending, Published, build_sets, find_difference, parse_score
from scoreboard.importers.texts import decode_text, find_separator, list_rows
from scoreboard.sports.base import Refused, Score, Side, other
from scoreboard.sports.court import Forfeit, ForfeitData
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.tennis import SPORT
from scoreboard.sports.tennis.events import MatchStart, Point, PointData, Ruleset, State
from scoreboard.sports.tennis.rules import serving

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
    {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5, "no_ad": True, "final_set": "match_tiebreak"},
    {"games_to_set": 4, "tiebreak_at": 3, "tiebreak_points": 5},
    {"games_to_set": 4, "tiebreak_at": 3, "no_ad": True},  # the Next Gen Finals'
    {"games_to_set": 4, "tiebreak_at": 3, "no_ad": True, "final_set": "match_tiebreak"},
    {"games_to_set": 4, "tiebreak_at": 3},
    {"games_to_set": 4, "tiebreak_at": 4, "tiebreak_points": 5},
    {"games_to_set": 4, "tiebreak_at": 4, "tiebreak_points": 5, "no_ad": True},
    {"games_to_set": 4, "tiebreak_at": 4, "no_ad": True},
    {"games_to_set": 4, "tiebreak_at": 4, "final_set": "match_tiebreak"},
    {"games_to_set": 4, "tiebreak_at": 4, "no_ad": True, "final_set": "match_tiebreak"},
    {"games_to_set": 8, "tiebreak_at": 8},
    {"games_to_set": 8, "tiebreak_at": 7},
    {"games_to_set": 8, "tiebreak_at": 8, "no_ad": True},
    {"games_to_set": 8, "tiebreak_at": 7, "no_ad": True},
)
PRO_SET = 8  # games of a set that is the whole match
YEAR_S_FIRST_WEEK = timedelta(days=6)  # by which a year's tournaments begin before it: Brisbane on 30 December
DEFAULT = msgspec.to_builtins(Ruleset())
GRAND_SLAMS = re.compile(r"(?i)australian\s*open|roland\s*-?garros|french\s*open|wimbledon|\bus\s*open")
ABANDONED = {"type": "status", "data": {"status": "abandoned", "reason": REASONS["source.abandoned"]}}


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
    text = decode_text(data)
    rows = list_rows(text, separator=find_separator(text))
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
    year = (day + YEAR_S_FIRST_WEEK).year if day else 0
    name = clean_name(row["tny_name"]) or "Tennis"
    season = seasons.setdefault(
        (name, year), ImportedSeason(sport=SPORT.name, competition=name, season=str(year), date_tolerance=0)
    )
    if stage := name_stage(row):
        season.stages.setdefault(stage, {})
    return season


def clean_name(text: str) -> str:
    """A name as plain text: such files have them as cut from pages, with entities and endings of addresses."""
    while (plain := html.unescape(text)) != text:
        text = plain
    return " ".join(re.sub(r"<[^<>]*>|\.html?\b", " ", text).split())[:120]


def name_stage(row: dict[str, str]) -> str | None:
    """The tour and draw of a match: "ATP", "WTA qualifying"."""
    qualifying = row["draw"].lower().startswith("q")
    return " ".join([row["tour"], *(["qualifying"] if qualifying else [])]).strip() or None


def parse_match(row: dict[str, str], *, where: str, warnings: list[Note]) -> ImportedMatch:
    """One match; raises BadFile where it cannot be understood."""
    missing = next((name for name in COLUMNS if name not in row), None)
    if missing:
        raise BadFile(f"{missing}: the row ends before this column")
    home, away = clean_name(row["server1"]), clean_name(row["server2"])
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

    Points that fit no known rules are left out with a warning: then the score stands as the match's result. A match
    that neither its points nor its score bring to an end is abandoned.
    """
    published = parse_score(row["score"], winner)
    is_played = bool(row["pbp"].strip(" .;/")) or any(one.games != Score() for one in published.sets)
    if published.ending == "walkover" and is_played:
        warnings.append(Note(where, "score: a walkover in a match that was played; the loser is taken to have retired"))
        published = replace(published, ending="retired")
    rulesets = list_rulesets(row, published)
    try:
        played = replay(row["pbp"], rulesets, ending=published.ending, winner=winner)
    except Misfit as error:
        return parse_result(row, published, rulesets, winner, error, where=where, warnings=warnings)
    if published.ending is not None and played.state.how == "regular":
        warnings.append(Note(where, f"score: {row['score']}, yet the match was over by its points, which are taken"))
    if played.state.winner is not None and played.state.winner != winner:
        warnings.append(Note(where, f"by its points {played.state.winner} won, not {winner}; the points are taken"))
    elif published.sets and (difference := find_difference(published, played.state, winner)):
        warnings.append(Note(where, f"{difference}; the points are taken"))
    return played.events, played.ruleset, "events"


def parse_result(
    row: dict[str, str],
    published: Published,
    rulesets: Sequence[dict[str, Any]],
    winner: Side,
    error: Misfit,
    *,
    where: str,
    warnings: list[Note],
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """As `parse_play`, where the points do not lead to the match's end, as `error` says: by the score alone."""
    if (published.sets or published.ending) and published.ending != "abandoned":
        for ruleset in rulesets:
            event = build_result(published, SPORT.read_ruleset(ruleset), winner)
            try:
                SPORT.apply(SPORT.start(SPORT.read_ruleset(ruleset)), convert_event(SPORT.name, event))
            except Refused:
                continue
            if published.ending != "walkover":
                warnings.append(Note(where, f"pbp: {error}; the score is taken as result, the points are left out"))
            return [event], {name: value for name, value in ruleset.items() if value != DEFAULT[name]}, "result"
    if published.ending in (None, "abandoned"):
        try:
            played = replay(row["pbp"], rulesets, ending="abandoned", winner=winner)
        except Misfit:
            if not row["score"]:
                raise BadFile(f"pbp: {error}, and there is no score") from None
            warnings.append(Note(where, f"pbp: {error}; the score, {row['score']}, is of a match that was abandoned"))
            return [ABANDONED], {}, "result"
        warnings.append(Note(where, f"pbp: {error}, nor does the score; the match is taken as abandoned"))
        return played.events, played.ruleset, "events"
    raise BadFile(f"score: {row['score']!r:.80} is not possible by any of the usual rules; pbp: {error}")


def list_rulesets(row: dict[str, str], published: Published) -> list[dict[str, Any]]:
    """The usual rules under which a match may have been played, the likeliest first.

    Of a match played to its end, the score says how many sets win. Of another the tour and draw say it: the men's main
    draws of the Grand Slams are the best of five, and so is any other men's match that two sets did not decide.
    """
    winners = [one.games.leader() for one in published.sets]
    most = max(winners.count("home"), winners.count("away"))
    to_win: tuple[int, ...] = (2, 3)
    variants: Sequence[dict[str, Any]] = VARIANTS
    if published.ending is None and most > 0:
        only = published.sets[0].games if len(published.sets) == 1 else Score()
        to_win = (1,) if max(only.home, only.away) >= PRO_SET else (max(2, most),)
        if to_win == (1,):
            variants = [variant for variant in VARIANTS if variant.get("games_to_set") == PRO_SET]
    elif row["tour"].upper() == "WTA":
        to_win = (2,)
    elif published.ending is not None and is_grand_slam(row):
        to_win = (3, 2)
    if published.sets and published.sets[-1].is_match_tiebreak:
        variants = [variant for variant in VARIANTS if variant.get("final_set") == "match_tiebreak"]
    return [{"sets_to_win": number, **variant} for number, variant in product(to_win, variants)]


def is_grand_slam(row: dict[str, str]) -> bool:
    """Whether a match is of a Grand Slam's main draw."""
    return bool(GRAND_SLAMS.search(row["tny_name"])) and not row["draw"].lower().startswith("q")


def replay(text: str, rulesets: Sequence[dict[str, Any]], *, ending: Ending | None, winner: Side) -> Played:
    """The points of a match under the first of the rules that they fit; raises Misfit where there are none.

    A match that is over by its points was not given up: such rules come last.
    """
    first: Misfit | None = None
    regular: Played | None = None
    for ruleset in rulesets:
        try:
            state, events = follow(text, SPORT.read_ruleset(ruleset))
            over = state.winner is not None
            if ending == "abandoned" and not over:
                events = [*events, ABANDONED]
            elif ending is not None and not over:
                state = SPORT.apply(state, Forfeit(side=other(winner), data=ForfeitData(ending)))  # type: ignore[arg-type]
                events = [*events, {"type": "forfeit", "side": other(winner), "data": {"how": ending}}]
            elif not over:
                raise Misfit("the points end before the match does")  # noqa: TRY301  # as the others do
        except (Misfit, Refused) as error:
            first = first or Misfit(explain_error(error))
            continue
        played = Played(state, events, {name: value for name, value in ruleset.items() if value != DEFAULT[name]})
        if ending is None or not over:
            return played
        regular = regular or played
    if regular is not None:
        return regular
    raise first or Misfit("no points")


def build_result(published: Published, ruleset: Ruleset, winner: Side) -> dict[str, Any]:
    """The result alone, as an event; of a match given up before a game was won, a set of none."""
    sets = build_sets(published.sets, ruleset)
    if published.ending == "retired" and not sets:
        sets = [{"home": 0, "away": 0}]
    ended = {"how": published.ending, "winner": winner} if published.ending else {}
    return {"type": "result", "data": {"sets": sets, **ended}}


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
