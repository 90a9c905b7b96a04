"""openfootball's JSON (football.json, worldcup.json, euro.json): leagues with results, cups with goal minutes.

Format: github.com/openfootball/football.json (CC0). Matches stand in `matches`, or nested in `rounds`; a team is a
name or `{name, code}`; `score` holds ft, ht, et (after extra time, includes ft) and p (shootout), before 2020
`score1`/`score2` with i, et and p appended; `goals1`/`goals2` list goals under the team that benefits, minutes as
numbers with `offset` or as text, "90+4". Line-ups and bookings, which a few files have, are not read.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.competitions import find_country, find_extra_time, find_ranking
from scoreboard.importers.files import read_file
from scoreboard.importers.formats.football_course import Told, set_course
from scoreboard.importers.formats.football_status import parse_declared
from scoreboard.importers.formats.goals import (
    Goal,
    Pair,
    count_goals,
)
from scoreboard.importers.formats.rounds import UNKNOWN_SIDE, end_extra_time, parse_round_place, set_rules, set_stages
from scoreboard.importers.texts import parse_json
from scoreboard.sports.football.events import NAME as FOOTBALL

FORMAT = "openfootball"
NAME = re.compile(r"^(?P<before>.*?)[\s–-]*(?P<season>\b\d{4}(?:[/–-]\d{2,4})?\b)\s*(?P<after>.*)$")
TIME = re.compile(
    r"^(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::\d{2})?(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>Z|[A-Z]{2,5})?(?:(?P<sign>[+±-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?)?$"
)
MINUTE = re.compile(r"^(?P<minute>\d{1,3})(?:\s*\+\s*(?P<offset>\d{1,2}))?'?$")
PARTS = frozenset({"ht", "ft", "et", "p"})
# Hours before UTC of the zones that are given by name; a time in another one stays local.
ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3}


def read(path: Path) -> list[ImportedSeason]:
    """The season in a file; raises OSError, and BadFile as `parse` does. The file's name tells the country: en.1."""
    return [parse(read_file(path), country=find_country(path.name))]


def parse(data: bytes, *, country: str = "") -> ImportedSeason:
    """Read a file's content; raises BadFile where it is not of this format. A match that is wrong is rejected alone."""
    content = parse_json(data)
    if not isinstance(content, dict) or not ("matches" in content or "rounds" in content):
        raise BadFile("$: expected an object with `name` and `matches` (or `rounds`)")
    competition, season = parse_name(content.get("name"))
    return parse_season(competition, season, list_matches(content), country=country)


def parse_season(
    competition: str, season_name: str, listed: Iterable[tuple[str, dict[str, Any]]], *, country: str = ""
) -> ImportedSeason:
    """A season by its matches, each with its place in the file; one that is wrong is rejected alone."""
    season = ImportedSeason(
        sport=FOOTBALL,
        competition=competition,
        season=season_name,
        country=country,
        date_tolerance=1,
    )
    matches, told, rejected = [], [], Notes()
    for where, match in listed:
        try:
            score = parse_score(match, where=where, warnings=season.warnings)
            matches.append(parse_match(match, score, where=where, warnings=season.warnings))
            told.append(Told(where, score, parse_listed_goals(match, where=where, warnings=season.warnings)))
        except BadFile as error:
            rejected.append(Note(where, str(error)))
    season.rejected += rejected
    first_day = min((match.day for match in matches if match.day), default=None)
    season.ranking = find_ranking(competition, season_name, country=country, first_day=first_day)
    scores = [each.score for each in told]
    shape = set_stages(matches, scores, competition=competition, split="split" in season.ranking)
    extra_time = find_extra_time(competition, season_name)
    season.stages = {stage: end_extra_time(rules, extra_time) for stage, rules in shape.stages.items()}
    season.stage_rankings = shape.rankings
    if shape.split:
        season.ranking["split"] = {**season.ranking.get("split", {}), **shape.split}
    if shape.is_cup:
        season.ranking["table"] = False
    matches = shape.matches
    away_goals = bool(season.ranking.get("scored_away"))
    matches = set_rules(matches, scores, stages=season.stages, away_goals=away_goals, extra_time=extra_time)
    season.matches = [
        set_course(match, each, stage=season.stages.get(match.stage or "", {}), warnings=season.warnings)
        for match, each in zip(matches, told, strict=True)
    ]
    return season


def parse_name(name: Any) -> tuple[str, str]:
    """The competition and the season of a file's name: ("World Cup Qualifying", "2026")."""
    if not isinstance(name, str) or not name.strip():
        raise BadFile("$.name: expected the name of a competition and its season")
    text = " ".join(name.split())
    named = NAME.match(text)
    if named is None or not (named["before"] or named["after"]):
        return text, ""
    return f"{named['before']} {named['after']}".strip(), named["season"]


def list_matches(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every match of a file with its place in it; a match nested in a round gets the round's name."""
    for number, stage in enumerate(expect(content.get("rounds", []), list, "$.rounds")):
        place = f"$.rounds[{number}]"
        for index, match in enumerate(expect(expect(stage, dict, place).get("matches"), list, f"{place}.matches")):
            where = f"{place}.matches[{index}]"
            yield where, {"round": stage.get("name"), **expect(match, dict, where)}
    for index, match in enumerate(expect(content.get("matches", []), list, "$.matches")):
        yield f"$.matches[{index}]", expect(match, dict, f"$.matches[{index}]")


def expect(value: Any, kind: type, where: str) -> Any:
    """`value` if it is of `kind`; else BadFile with the place."""
    if not isinstance(value, kind):
        raise BadFile(f"{where}: expected {kind.__name__}, got {value!r:.60}")
    return value


def parse_match(match: dict[str, Any], score: dict[str, Pair], *, where: str, warnings: list[Note]) -> ImportedMatch:
    """One match; raises BadFile where it cannot be understood."""
    place = parse_round_place(stage=match.get("stage"), group=match.get("group"), label=match.get("round"))
    day = parse_date(match.get("date"))
    scheduled_at = local_time = time_zone = None
    try:
        scheduled_at, local_time, time_zone = parse_time(match, day)
    except BadFile as error:
        warnings.append(Note(where, f"{error}; the hour is left out"))
    return ImportedMatch(
        where=where,
        home=parse_team(match, "team1"),
        away=parse_team(match, "team2"),
        stage=place.stage,
        group=place.group,
        round=place.round,
        round_number=place.number,
        scheduled_at=scheduled_at,
        scheduled_on=day,
        local_time=local_time,
        time_zone=time_zone,
        venue=parse_venue(match),
        neutral=match.get("neutral") is True,
        events=parse_declared(match, score, where=where, warnings=warnings),
    )


def parse_team(match: dict[str, Any], field: str) -> str | None:
    """A team's name; None where the file says only how it will be found."""
    team = match.get(field)
    name = team.get("name") if isinstance(team, dict) else team
    if not isinstance(name, str) or not name.strip():
        raise BadFile(f"{field}: expected a team's name, got {team!r:.60}")
    name = " ".join(name.split())
    if name.casefold() == "bye":
        raise BadFile(f"{field}: a bye is no match")
    return None if UNKNOWN_SIDE.match(name) else name


def parse_venue(match: dict[str, Any]) -> str | None:
    """The ground; older files have a stadium and its city."""
    stadium = match.get("stadium")
    name = stadium.get("name") if isinstance(stadium, dict) else stadium
    ground = match.get("ground") or ", ".join(str(part) for part in (name, match.get("city")) if part)
    return str(ground)[:120] or None


def parse_date(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadFile(f"date: expected YYYY-MM-DD, got {text!r:.60}") from None


def parse_time(match: dict[str, Any], day: date) -> tuple[datetime | None, str | None, str | None]:
    """The UTC instant of a time with its zone ("17:00 UTC-3"), the local time, and the zone's name, as far as known."""
    text = str(match.get("time_local") or match.get("time") or "").strip()
    if not text:
        return None, None, None
    if " " not in text and match.get("timezone"):
        text = f"{text} {match['timezone']}"
    found = TIME.match(text)
    if not found:
        raise BadFile(f"time: expected 19:30 or 19:30 UTC+1, got {text!r:.60}")
    try:
        clock = time(read_hour(found), int(found["minute"]))
    except ValueError:
        raise BadFile(f"time: expected a time of day, got {text!r:.60}") from None
    local = f"{clock:%H:%M}"
    zone = found["zone"] or ("UTC" if found["sign"] else "")
    if zone not in ZONES or (found["sign"] and zone not in ("UTC", "GMT")):
        return None, local, None
    shift = timedelta(hours=int(found["hours"] or ZONES[zone]), minutes=int(found["minutes"] or 0))
    if shift >= timedelta(hours=24):
        raise BadFile(f"time: expected less than a day from UTC, got {text!r:.60}")
    shift = -shift if found["sign"] == "-" else shift
    return datetime.combine(day, clock, tzinfo=timezone(shift)).astimezone(UTC), local, name_zone(shift)


def read_hour(found: re.Match[str]) -> int:
    """The hour of a time of day, with am or pm too; raises ValueError where there is none such."""
    hour = int(found["hour"])
    if found["half"] is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if found["half"] == "p" else 0)


def name_zone(shift: timedelta) -> str | None:
    """The zone that is so far from UTC, by its name in the IANA's database; None where there is none of that shift.

    Its names have the sign the other way round: Etc/GMT+6 is six hours behind.
    """
    hours, rest = divmod(shift, timedelta(hours=1))
    return None if rest or not -12 <= hours <= 14 else f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def parse_score(match: dict[str, Any], *, where: str, warnings: list[Note]) -> dict[str, Pair]:
    """The parts of a score: ht, ft, et, p, those there are. Empty while the match is to be played."""
    score = match.get("score")
    if "score" not in match and "score1" in match:
        suffixes = {"ht": "i", "ft": "", "et": "et", "p": "p"}
        score = {part: [match.get(f"score{side}{suffix}") for side in (1, 2)] for part, suffix in suffixes.items()}
    if isinstance(score, list) and score:  # some files write the final score alone
        score = {"ft": score}
    if not score:
        return {}
    if PARTS.isdisjoint(expect(score, dict, "score")):
        raise BadFile(f"score: expected ft, and ht, et, p where there are, got {score!r:.60}")
    read: dict[str, Pair] = {}
    for part in ("ht", "ft", "et", "p"):
        pair = score.get(part)
        if pair in (None, [], [None, None]):
            continue
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int and 0 <= n < 1000 for n in pair)):
            raise BadFile(f"score.{part}: expected two numbers, got {pair!r:.60}")
        read[part] = (pair[0], pair[1])
    if "et" in read and "ft" not in read:
        return complete_score(match, read, where=where, warnings=warnings)
    if read and "ft" not in read:
        raise BadFile("score.ft: expected the score at full time")
    return read


def complete_score(
    match: dict[str, Any], score: dict[str, Pair], *, where: str, warnings: list[Note]
) -> dict[str, Pair]:
    """A score that is known after extra time only, with that after normal time by the goals."""
    try:
        goals = parse_goals(match)
    except BadFile:
        goals = []
    if count_goals(goals, until=120) == score["et"]:
        return {**score, "ft": count_goals(goals, until=90)}
    warnings.append(Note(where, "the score after 90 minutes is not in the file; that after extra time stands for it"))
    return {part: pair for part, pair in score.items() if part != "et"} | {"ft": score["et"]}


def parse_listed_goals(match: dict[str, Any], *, where: str, warnings: list[Note]) -> list[Goal] | None:
    """The goals of a match; None where the file has no list of them, or none that can be understood (a warning)."""
    if match.get("goals1") is None and match.get("goals2") is None:
        return None
    try:
        return parse_goals(match)
    except BadFile as error:
        warnings.append(Note(where, f"{error}; the score is taken as result, the goals are left out"))
        return None


def parse_goals(match: dict[str, Any]) -> list[Goal]:
    """The goals of both lists; raises BadFile for one that cannot be understood."""
    goals = []
    for side, field in (("home", "goals1"), ("away", "goals2")):
        for order, goal in enumerate(expect(match.get(field) or [], list, field)):
            place = f"{field}[{order}]"
            minute, stoppage = parse_minute(expect(goal, dict, place), place)
            player = " ".join(str(goal.get("name") or "").split())
            flags = {"penalty": bool(goal.get("penalty")), "own_goal": bool(goal.get("owngoal"))}
            goals.append(Goal(side, minute, stoppage, player or None, **flags))
    return goals


def parse_minute(goal: dict[str, Any], place: str) -> Pair:
    """A goal's minute and its stoppage minute (0 without)."""
    found = MINUTE.match(str(goal.get("minute", "")).strip())
    if not found or not 1 <= int(found["minute"]) <= 150:
        raise BadFile(f"{place}.minute: expected 1 to 120, or 90+4, got {goal.get('minute')!r:.40}")
    offset = goal.get("offset") or found["offset"] or 0
    if not str(offset).isdigit():
        raise BadFile(f"{place}.offset: expected minutes of stoppage time, got {offset!r:.40}")
    minute, stoppage = int(found["minute"]), int(offset)
    if minute > 120:  # some write 120+1 as 121
        minute, stoppage = 120, minute - 120 + stoppage
    if stoppage and minute not in (45, 90, 105, 120):
        raise BadFile(f"{place}.offset: stoppage time follows minute 45, 90, 105 or 120, not {minute}")
    return minute, stoppage
