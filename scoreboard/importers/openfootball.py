"""openfootball's JSON (football.json, worldcup.json, euro.json): leagues with results, cups with goal minutes.

Format: github.com/openfootball/football.json (CC0). Matches stand in `matches`, or nested in `rounds`; a team is a
name or `{name, code}`; `score` holds ft, ht, et (after extra time, includes ft) and p (shootout); `goals1`/`goals2`
list goals under the team that benefits, minutes as numbers with `offset` or as text, "90+4".
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note
from scoreboard.importers.known import find_ranking
from scoreboard.sports import football

FORMAT = "openfootball"
GROUP_STAGE, KNOCK_OUT = "Group stage", "Knock-out stage"
EXTRA_TIME = {"extra_time": True, "shootout": True}
NAME = re.compile(r"^(?P<competition>.*?)[\s–-]*(?P<season>\d{4}(?:[/–-]\d{2,4})?)$")
TIME = re.compile(r"^(?P<clock>\d{1,2}:\d{2})(?:\s*UTC(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?$")
MINUTE = re.compile(r"^(?P<minute>\d{1,3})(?:\s*\+\s*(?P<offset>\d{1,2}))?'?$")
DECLARED = ("awarded", "cancelled", "canceled", "postponed", "abandoned", "suspended")


def parse(data: bytes) -> ImportedSeason:
    """Read a file; raises BadFile where it is not of this format at all. A match that is wrong is rejected alone."""
    try:
        content = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise BadFile(f"not JSON: {error}") from error
    if not isinstance(content, dict) or not ("matches" in content or "rounds" in content):
        raise BadFile("$: expected an object with `name` and `matches` (or `rounds`)")
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadFile("$.name: expected the name of a competition and its season")
    named = NAME.match(name.strip())
    competition, season_name = (named["competition"], named["season"]) if named else (name.strip(), "")
    season = ImportedSeason(
        sport=football.NAME, competition=competition, season=season_name, ranking=find_ranking(competition)
    )
    listed = list(list_matches(content))
    grouped = any(read_group(match) for _, match in listed)
    if grouped:
        season.stages = {GROUP_STAGE: {}, KNOCK_OUT: EXTRA_TIME}
    for where, match in listed:
        try:
            season.matches.append(read_match(match, where=where, grouped=grouped, warnings=season.warnings))
        except BadFile as error:
            season.rejected.append(Note(where, str(error)))
    return season


def list_matches(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every match of a file with its place in it; a match nested in a round gets the round's name."""
    if "rounds" in content:
        for number, stage in enumerate(expect(content["rounds"], list, "$.rounds")):
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


def read_match(match: dict[str, Any], *, where: str, grouped: bool, warnings: list[Note]) -> ImportedMatch:
    """One match; raises BadFile where it cannot be understood."""
    group, label = read_group(match), match.get("round")
    day = read_date(match.get("date"))
    scheduled_at, local_time = read_time(match.get("time"), day)
    score = read_score(match.get("score"))
    events, coverage = read_events(match, score, where=where, warnings=warnings)
    stage = (GROUP_STAGE if group else KNOCK_OUT) if grouped else None
    return ImportedMatch(
        where=where,
        home=read_team(match, "team1"),
        away=read_team(match, "team2"),
        stage=stage,
        group=group,
        round=None if label == group else label,
        round_number=read_number(label),
        scheduled_at=scheduled_at,
        scheduled_on=day,
        local_time=local_time,
        venue=match.get("ground") or None,
        coverage=coverage,
        ruleset=read_ruleset(score, stage),
        events=events,
    )


def read_group(match: dict[str, Any]) -> str | None:
    """The match's group; some files give it as the round."""
    group, label = match.get("group"), match.get("round")
    if group:
        return str(group)
    return label if isinstance(label, str) and re.match(r"^Group \w{1,2}$", label) else None


def read_number(label: Any) -> int | None:
    """The number of a round that has one ("Matchday 7")."""
    found = re.match(r"^(?:Matchday|Round|Spieltag|Journée|Jornada|Week)\s+(\d+)$", str(label))
    return int(found[1]) if found else None


def read_team(match: dict[str, Any], field: str) -> str:
    team = match.get(field)
    name = team.get("name") if isinstance(team, dict) else team
    if not isinstance(name, str) or not name.strip():
        raise BadFile(f"{field}: expected a team's name, got {team!r:.60}")
    return " ".join(name.split())


def read_date(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadFile(f"date: expected YYYY-MM-DD, got {text!r:.60}") from None


def read_time(text: Any, day: date) -> tuple[datetime | None, str | None]:
    """The UTC instant of a time with its zone ("17:00 UTC-3"), else the local time alone."""
    if not text:
        return None, None
    found = TIME.match(str(text).strip())
    if not found:
        raise BadFile(f"time: expected 19:30 or 19:30 UTC+1, got {text!r:.60}")
    try:
        clock = datetime.strptime(found["clock"], "%H:%M").time()  # noqa: DTZ007  # the zone follows, where there is one
    except ValueError:
        raise BadFile(f"time: expected a time of day, got {text!r:.60}") from None
    local = f"{clock:%H:%M}"
    if found["sign"] is None:
        return None, local
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    zone = timezone(offset if found["sign"] == "+" else -offset)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC), local


def read_score(score: Any) -> dict[str, tuple[int, int]]:
    """The parts of a score: ht, ft, et, p, those there are. Empty while the match is to be played."""
    if score in (None, {}, []):
        return {}
    if isinstance(score, list):  # some files write the final score alone
        score = {"ft": score}
    expect(score, dict, "score")
    read = {}
    for part in ("ht", "ft", "et", "p"):
        pair = score.get(part)
        if pair in (None, []):
            continue
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int and 0 <= n < 1000 for n in pair)):
            raise BadFile(f"score.{part}: expected two numbers, got {pair!r:.60}")
        read[part] = (pair[0], pair[1])
    return read


def read_ruleset(score: dict[str, tuple[int, int]], stage: str | None) -> dict[str, Any]:
    """What the match shows of its ruleset beyond its stage's: that extra time or a shootout was (not) played."""
    played = {"extra_time": "et" in score, "shootout": "p" in score}
    if stage == KNOCK_OUT and (not score or score["ft"][0] != score["ft"][1] or all(played.values())):
        return {}
    level_after_extra = "et" in score and score["et"][0] == score["et"][1]
    if stage == KNOCK_OUT and played["extra_time"] and not level_after_extra:
        return {}
    return {name: True for name in played if played[name]} if stage != KNOCK_OUT else played


def read_events(
    match: dict[str, Any], score: dict[str, tuple[int, int]], *, where: str, warnings: list[Note]
) -> tuple[list[dict[str, Any]], str]:
    """The match's events and its coverage: from its goals where they agree with its score, else its result alone."""
    status = str(match.get("status") or "").lower()
    if status in DECLARED:
        return read_status(status, score), "result"
    if status:
        warnings.append(Note(where, f"status {status!r} is not known and was passed over"))
    if not score:
        return [], "result"
    if "ft" not in score:
        raise BadFile("score.ft: expected the score at full time")
    if "goals1" in match or "goals2" in match:
        try:
            goals = read_goals(match)
            check_goals(goals, score)
        except BadFile as error:
            warnings.append(Note(where, f"{error}; the score is taken as result, the goals are left out"))
        else:
            if "ht" in score and count(goals, 45) != score["ht"]:
                warnings.append(Note(where, f"half-time {score['ht']} contradicts the goals, which are taken"))
            return play(goals, score), "events"
    parts = {"half_time": "ht", "full_time": "ft", "extra_time": "et", "shootout": "p"}
    data = {name: pair(score[part]) for name, part in parts.items() if part in score}
    return [{"type": "result", "data": data}], "result"


def pair(score: tuple[int, int]) -> dict[str, int]:
    return {"home": score[0], "away": score[1]}


def read_status(status: str, score: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """The one event of a match that was not played to its end."""
    data: dict[str, Any] = {"status": status.replace("canceled", "cancelled"), "reason": "As published by the source."}
    if status == "awarded" and "ft" in score:
        data["score"] = pair(score["ft"])
        if score["ft"][0] != score["ft"][1]:
            data["winner"] = "home" if score["ft"][0] > score["ft"][1] else "away"
    return [{"type": "status", "data": data}]


class ListedGoal(msgspec.Struct, frozen=True, order=True):
    """A goal of a list: its minute with stoppage, its order in the list, and its event but for the period."""

    minute: int
    offset: int
    order: int
    side: str
    body: dict[str, Any]


def read_goals(match: dict[str, Any]) -> list[ListedGoal]:
    """The goals of both lists in the order of play; raises BadFile for one that cannot be understood."""
    goals = []
    for side, field in (("home", "goals1"), ("away", "goals2")):
        for order, goal in enumerate(expect(match.get(field) or [], list, field)):
            place = f"{field}[{order}]"
            expect(goal, dict, place)
            minute, offset = read_minute(goal, place)
            data = {name: True for name, key in (("penalty", "penalty"), ("own_goal", "owngoal")) if goal.get(key)}
            body: dict[str, Any] = {"type": "goal", "side": side, "data": data}
            if goal.get("name"):
                body["player"] = " ".join(str(goal["name"]).split())
            goals.append(ListedGoal(minute, offset, order, side, body))
    return sorted(goals, key=lambda goal: (goal.minute, goal.offset, goal.order))


def read_minute(goal: dict[str, Any], place: str) -> tuple[int, int]:
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


def count(goals: list[ListedGoal], until: int) -> tuple[int, int]:
    """The score of a list of goals at the end of minute `until` with its stoppage time."""
    return (
        sum(goal.side == "home" and goal.minute <= until for goal in goals),
        sum(goal.side == "away" and goal.minute <= until for goal in goals),
    )


def check_goals(goals: list[ListedGoal], score: dict[str, tuple[int, int]]) -> None:
    """Raise BadFile where the goals do not add up to the score."""
    if "et" not in score and any(goal.minute > 90 for goal in goals):
        raise BadFile("a goal after minute 90 in a match without extra time")
    for part, until in (("ft", 90), ("et", 120)):
        if part in score and count(goals, until) != score[part]:
            total = count(goals, until)
            raise BadFile(f"goals add up to {total[0]}–{total[1]}, the score ({part}) is {write(score[part])}")


def write(score: tuple[int, int]) -> str:
    return f"{score[0]}–{score[1]}"


def play(goals: list[ListedGoal], score: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """The events of a match by its goals: each period's start, its goals, its end; then the shootout's result."""
    periods = [("first_half", 45), ("second_half", 90)]
    if "et" in score:
        periods += [("extra_first_half", 105), ("extra_second_half", 120)]
    events: list[dict[str, Any]] = []
    waiting = list(goals)
    for period, end in periods:
        events.append({"type": "period_start", "period": period})
        last = end * football.MINUTE
        while waiting and waiting[0].minute <= end:
            goal = waiting.pop(0)
            clock_ms = (goal.minute + goal.offset - 1) * football.MINUTE
            last = max(last, clock_ms)
            events.append({**goal.body, "period": period, "clock_ms": clock_ms})
        events.append({"type": "period_end", "period": period, "clock_ms": last})
    if "p" in score:
        events.append({"type": "shootout_result", "data": pair(score["p"])})
    return events
