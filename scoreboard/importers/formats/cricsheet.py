"""Cricsheet's JSON (versions 1.0.0 and 1.1.0): single matches, or zips of them with whatever else lies in there.

Format: cricsheet.org/format/json. A match is an object of `meta`, `info` and `innings`; an innings has `overs` of
`deliveries`, each with its batter, bowler, non-striker, runs, extras and wickets; `info.registry` has the ids of all
whom it names, one for each person in all of Cricsheet's files, however these spell them. A season's matches are told
apart by `event.name`, `season` and `gender`; women's sides are other competitors than the men's of the same name.

Who won is what the rules make of the deliveries. Where the file says more than these tell (rain, D/L, a tie decided
otherwise, an award), that is entered too; where it says otherwise, that is a warning, and the deliveries stand.
Deliveries that contradict themselves, or the laws, are left out: the result is taken then, with a warning.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.files import is_zip, list_folder, read_file, read_zip
from scoreboard.importers.formats.cricsheet_checks import find_contradiction, make_result
from scoreboard.importers.formats.cricsheet_innings import parse_innings
from scoreboard.importers.formats.cricsheet_lineups import parse_lineups
from scoreboard.importers.formats.cricsheet_outcome import (
    check_margin,
    count_bowl_out_balls,
    count_total,
    is_super_over,
    parse_ends,
)
from scoreboard.importers.lineups import list_players
from scoreboard.importers.texts import as_mapping, parse_json
from scoreboard.sports.cricket.events import NAME as CRICKET

FORMAT = "cricsheet"
TWO_INNINGS = frozenset({"Test", "MDM"})
# What a match without the name of an event belongs to, by its type.
UNNAMED = {
    "Test": "Test matches",
    "MDM": "Multi-day matches",
    "ODI": "One-day internationals",
    "ODM": "One-day matches",
    "T20": "Twenty20 matches",
    "IT20": "Twenty20 internationals",
}
LIMITS = {"ODI": 50, "ODM": 50}  # overs, where a file does not say
LEAGUE = "League"  # the group of a league's own matches: those of its play-offs, in none, are not in the table
WOMEN = " Women"
REGISTERED = re.compile(r"[0-9a-f]{8}$")
IN_DATA = {field: f"{field}_id" for field in ("bowler", "non_striker", "out", "fielder")}
FOLLOW_ON = ((5, 200), (3, 150), (2, 100), (0, 75))  # the lead by the days a match was to last (Law 14)


def read(path: Path) -> list[ImportedSeason]:
    """The seasons in a file, or a zip or folder of files; raises OSError and BadFile. A bad match is rejected alone."""
    seasons: dict[tuple[str, str], ImportedSeason] = {}
    rejected = Notes()
    for where, load in list_files(path):
        try:
            competition, season, match, warnings = parse(load(), where=where)
        except BadFile as error:
            rejected.append(Note(where, str(error)))
            continue
        found = seasons.setdefault(
            (competition, season),
            ImportedSeason(sport=CRICKET, competition=competition, season=season, several_a_day=True),
        )
        found.matches.append(match)
        found.stages.setdefault(str(match.stage), {})
        found.warnings += warnings
    if not seasons:
        raise rejected.as_error("expected a match of Cricsheet's, or a zip of some", path=path)
    next(iter(seasons.values())).rejected += rejected
    for found in seasons.values():
        found.matches.sort(key=lambda match: (match.day or date.min, match.round_number or 0))
    return list(seasons.values())


def list_files(path: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """A match's file, or every such file in a zip or folder: its name, and what reads it."""
    if path.is_dir():
        for file in list_folder(path, lambda file: file.suffix == ".json"):
            yield file.name, partial(read_file, file)
    elif is_zip(path):
        for name, data in read_zip(path, lambda name: name.endswith(".json") and not Path(name).name.startswith(".")):
            yield name, partial(bytes, data)
    else:
        yield path.name, partial(read_file, path)


def parse(data: bytes, *, where: str) -> tuple[str, str, ImportedMatch, list[Note]]:
    """The competition, season and match of a file, with what is odd in it; raises BadFile with the place."""
    content = parse_json(data)
    info = content.get("info") if isinstance(content, dict) else None
    if not isinstance(info, dict) or not isinstance(content.get("innings", []), list):
        raise BadFile("$: expected an object with `info` and `innings`")
    warnings: list[Note] = []
    try:
        match = parse_match(info, content.get("innings", []), where=where, warnings=warnings)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(f"not as the format has it: {type(error).__name__}: {error}") from error
    event = info.get("event")
    name = event.get("name") if isinstance(event, dict) else event
    kind = str(info.get("match_type", ""))
    competition = str(name or UNNAMED.get(kind, "Cricket"))
    if info.get("gender") == "female" and "women" not in competition.casefold():
        competition += WOMEN if name else ", women"
    season = str(info.get("season") or (match.day.year if match.day else ""))
    return competition, season, match, warnings


def parse_match(info: dict[str, Any], innings: list[Any], *, where: str, warnings: list[Note]) -> ImportedMatch:
    """One match; raises BadFile, or what Python raises where something is of another kind than expected."""
    teams = info["teams"]
    if not isinstance(teams, list) or len(teams) != 2 or not all(isinstance(name, str) and name for name in teams):
        raise BadFile(f"info.teams: expected the names of two teams, got {teams!r:.60}")
    sides = {teams[0]: "home", teams[1]: "away"}
    ruleset = parse_ruleset(info, innings)
    events = parse_toss(info, sides)
    ends = parse_ends(info, innings, ruleset, sides)
    if ruleset.get("bowl_out") and (each := count_bowl_out_balls(ends.bowl_out)) > 1:
        ruleset["bowl_out_balls"] = each
    over, coverage = True, "events" if innings else "result"
    for index, one in enumerate(innings):
        played, over = parse_innings(one, place=f"innings[{index}]", ends=ends, number=index)
        events += played
    events += ends.list_last(open_end=not over)
    lineups = parse_lineups(info, innings, sides)
    add_ids([*events, *(one for body in lineups for one in list_players(body))], info)
    if (why := find_contradiction(ruleset, events, innings, suspect=ends.suspect)) is not None:
        warnings.append(Note(where, f"{why} The result is taken, without the deliveries."))
        events, coverage = make_result(ruleset, ends, innings), "result"
    warnings += check_margin(ends, where=where)
    women = WOMEN if info.get("gender") == "female" else ""
    event: dict[str, Any] = info["event"] if isinstance(info.get("event"), dict) else {}
    number = int(event["match_number"]) if str(event.get("match_number")).isdigit() else None
    group = event.get("group")
    label = " ".join(str(part) for part in (event.get("sub_name"), number and f"Match {number}") if part)
    city = str(info.get("city") or "")
    venue = str(info.get("venue") or "")
    return ImportedMatch(
        where=where,
        home=name_team(teams[0], women),
        away=name_team(teams[1], women),
        stage=str(event["stage"]) if event.get("stage") else "Group stage" if group else "League stage",
        group=f"Group {group}" if group else None if event.get("stage") else LEAGUE,
        round=label or (f"Match {info['match_type_number']}" if info.get("match_type_number") else None),
        round_number=number,
        scheduled_on=parse_day(info),
        venue=(venue if city in venue else f"{venue}, {city}" if venue else city)[:120] or None,
        coverage=coverage,
        ruleset=ruleset,
        lineups=lineups,
        events=events,
    )


def add_ids(events: list[dict[str, Any]], info: dict[str, Any]) -> None:
    """Add to the names of a match's events and line-ups the ids that Cricsheet's register of people has for them.

    A file names no two of its people alike, whichever side they are of.
    """
    known = as_mapping(as_mapping(info.get("registry")).get("people"))
    ids = {name: f"{FORMAT}:{key}" for name, key in known.items() if isinstance(key, str) and REGISTERED.match(key)}
    if not ids:
        return
    for body in events:
        if (person := ids.get(body.get("player", ""))) is not None:
            body["player_id"] = person
        if (data := body.get("data")) is not None:
            for field, id_field in IN_DATA.items():
                if (person := ids.get(data.get(field, ""))) is not None:
                    data[id_field] = person


def name_team(name: str, women: str) -> str:
    """A team's name; that of a women's team says so."""
    return name if not women or re.search("wom[ae]n", name, re.IGNORECASE) else f"{name}{women}"


def parse_day(info: dict[str, Any]) -> date:
    """The first day of play."""
    days = info.get("dates") or []
    try:
        return date.fromisoformat(str(days[0] if isinstance(days, list) else days))
    except (ValueError, IndexError):
        raise BadFile(f"info.dates: expected YYYY-MM-DD, got {days!r:.60}") from None


def parse_ruleset(info: dict[str, Any], innings: list[Any]) -> dict[str, Any]:
    """What the rules of play were, as far as the file shows them. Bowling is entered as it was."""
    outcome, kind = info.get("outcome") or {}, info.get("match_type")
    per_over = int(info.get("balls_per_over") or 6)
    if kind in TWO_INNINGS:
        rules: dict[str, Any] = {"innings": 2, "overs": None, "follow_on": parse_follow_on(info, innings)}
        broken = False
    else:
        overs = int(info.get("overs") or LIMITS.get(str(kind), 20))
        rules = {"overs": parse_overs(innings, overs, outcome)}
        # A tie that the file says was broken somehow is left open by the rules, for that to follow.
        broken = any(is_super_over(one, number, two=False) for number, one in enumerate(innings))
        broken = broken or ("by" not in outcome and ("winner" in outcome or "eliminator" in outcome))
    if "bowl_out" in outcome and info.get("bowl_out"):
        rules["bowl_out"] = True
    elif "bowl_out" in outcome:
        broken = True
    rules |= {"super_over": broken, "bowler_limits": False}
    return rules if per_over == 6 else rules | {"balls_per_over": per_over}


def parse_overs(innings: list[Any], overs: int, outcome: dict[str, Any]) -> int:
    """How many overs a side had: fewer, where both were to have as few as the second."""
    target = (innings[1].get("target") or {}).get("overs") if len(innings) > 1 else None
    if target is None or outcome.get("method") or not float(target).is_integer():
        return overs
    return int(target) if len(innings[0].get("overs") or ()) <= int(target) else overs


def parse_follow_on(info: dict[str, Any], innings: list[Any]) -> int:
    """The lead that allows the follow-on: by the match's days; by fewer, where it was enforced with less (rain)."""
    days = 5 if info.get("match_type") == "Test" else 4
    leads = [lead for least, lead in FOLLOW_ON if days >= least]
    if len(innings) < 3 or innings[1]["team"] != innings[2]["team"]:
        return leads[0]
    first, second = (count_total(one, {}, super_over=False).runs for one in innings[:2])
    return next((lead for lead in leads if lead <= first - second), max(1, first - second))


def parse_toss(info: dict[str, Any], sides: dict[str, str]) -> list[dict[str, Any]]:
    """The toss, where the file knows it."""
    toss = info.get("toss") or {}
    side, decision = sides.get(str(toss.get("winner"))), toss.get("decision")
    if side is None or decision not in ("bat", "field"):
        return []
    return [{"type": "toss", "side": side, "data": {"decision": decision}}]
