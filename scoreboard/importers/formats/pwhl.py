"""The PWHL's game files: HockeyTech's play-by-play and summaries of one match in one JSON.

As fastRhockey keeps them: `pbp_raw` lists events (goal, penalty, shot, faceoff, hit, goalie_change, shootout…), each
with `details`: its period, and the time played in it; `summary_raw` has the date, the teams, and goals by period;
`gc_raw` how long each period was to be. A goal that a shootout adds is in the final score, and in no list of goals.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason, Note, Notes
from scoreboard.importers.files import list_folder, read_file
from scoreboard.importers.formats.pwhl_events import MINUTE, Game, is_true, parse_events
from scoreboard.importers.lineups import build_lineup, build_player
from scoreboard.importers.texts import as_list, as_mapping, parse_json
from scoreboard.importers.validate import keep_allowed
from scoreboard.sports.base import LARGEST_NUMBER
from scoreboard.sports.ice_hockey import SPORT

FORMAT = "pwhl"
PWHL_RULES = ("jailbreak", "shootout_repeats")
COACH = "Head Coach"
PLAYOFF_OVERTIME = 600  # seconds: overtimes that are longer go on until somebody scores


def read(path: Path) -> list[ImportedSeason]:
    """The season of the match in a file, or the seasons of those in a folder; raises OSError, BadFile as `parse` does.

    In a folder a file that is wrong is rejected alone.
    """
    if not path.is_dir():
        return [parse(read_file(path), name=path.name)]
    seasons: dict[tuple[str, str], ImportedSeason] = {}
    rejected = Notes()
    for file in list_folder(path, lambda file: file.suffix == ".json"):
        try:
            season = parse(read_file(file), name=file.name)
        except BadFile as error:
            rejected.append(Note(file.name, str(error)))
            continue
        known = seasons.setdefault((season.competition, season.season), season)
        if known is not season:
            known.matches += season.matches
            known.warnings += season.warnings
    if not seasons:
        raise rejected.as_error("expected .json files in the folder", path=path)
    found = list(seasons.values())
    found[0].rejected += rejected
    return found


def parse(data: bytes, *, name: str = "$") -> ImportedSeason:
    """Read a file's content; raises BadFile with the place and what was expected there."""
    content = parse_json(data)
    if not isinstance(content, dict) or not isinstance(content.get("pbp_raw"), list):
        raise BadFile("$.pbp_raw: expected the list of a match's events")
    summary = content.get("summary_raw")
    if not isinstance(summary, dict) or not isinstance(summary.get("details"), dict):
        raise BadFile("$.summary_raw.details: expected the date and state of the match")
    game = as_mapping(as_mapping(content.get("gc_raw")).get("GC"))
    teams = {side: parse_team(summary, key) for side, key in (("home", "homeTeam"), ("away", "visitingTeam"))}
    day, at, local = parse_time(summary["details"])
    over = str(summary["details"].get("final")) == "1"
    ruleset = parse_rules(game)
    warnings: list[Note] = []
    sides = {teams[side][0]: side for side in teams}
    overtime_ms = int(ruleset.get("overtime_minutes", 5)) * MINUTE
    read_by = Game(sides, parse_league(game))
    events = parse_events(content["pbp_raw"], read_by, summary, over=over, overtime_ms=overtime_ms)
    kept, notes = keep_allowed(SPORT, ruleset, events)
    warnings += [Note(name, f"{note.where}: {note.why}") for note in notes]
    check_goals(summary, kept, name, warnings)
    match = ImportedMatch(
        where=name,
        home=teams["home"][1],
        away=teams["away"][1],
        scheduled_at=at,
        scheduled_on=day,
        local_time=local,
        venue=", ".join(part.strip() for part in str(summary["details"].get("venue") or "").split("|"))[:120] or None,
        coverage="events",
        ruleset={key: value for key, value in ruleset.items() if key not in PWHL_RULES},
        lineups=parse_lineups(summary, read_by, kept),
        events=kept,
    )
    league = parse_league(game).upper()
    first = day.year if day.month > 7 else day.year - 1
    return ImportedSeason(
        sport=SPORT.name,
        competition=league,
        season=f"{first}-{(first + 1) % 100:02}",
        ruleset={key: ruleset[key] for key in PWHL_RULES},
        matches=[match],
        warnings=warnings,
    )


def parse_team(summary: dict[str, Any], key: str) -> tuple[str, str]:
    """A team's id and name."""
    info = as_mapping(as_mapping(summary.get(key)).get("info"))
    name = " ".join(str(info.get("name") or "").split())
    if not name or info.get("id") is None:
        raise BadFile(f"$.summary_raw.{key}.info: expected the team's id and name")
    return str(info["id"]), name[:120]


def parse_lineups(summary: dict[str, Any], game: Game, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both teams' line-ups: who is dressed, complete where everybody whom the events name is there."""
    lineups = []
    for side, key in (("home", "homeTeam"), ("away", "visitingTeam")):
        team = as_mapping(summary.get(key))
        players = [
            parse_player(as_mapping(row), game)
            for kind in ("skaters", "goalies")
            for row in as_list(team.get(kind))
            if as_mapping(row).get("info")
        ]
        named = {str(body.get("player_id")) for body in events if body.get("side") == side and "player_id" in body}
        complete = named <= {one.get("player_id") for one in players}
        coaches = (game.find_who(one) for one in as_list(team.get("coaches")) if as_mapping(one).get("role") == COACH)
        coach = next((who.name for who in coaches if who), None)
        lineups += build_lineup(side, players, starting=SPORT.starting, complete=complete, coach=coach)
    return lineups


def parse_player(row: dict[str, Any], game: Game) -> dict[str, Any]:
    """Somebody who is dressed; of those with a letter on the shirt, who is the captain."""
    info = as_mapping(row["info"])
    position, number = str(info.get("position") or "")[:120], str(info.get("jerseyNumber"))
    return build_player(
        game.find_who(info),
        number=int(number) if number.isdecimal() and int(number) <= LARGEST_NUMBER else None,
        position=position,
        starting=is_true(row.get("starting")),
        captain=row.get("status") == "C",
        goalkeeper=position == "G",
    )


def parse_time(details: dict[str, Any]) -> tuple[date, datetime, str]:
    """The local day of a match, its instant and local time."""
    text = details.get("GameDateISO8601")
    try:
        at = datetime.fromisoformat(str(text))
        if at.tzinfo is None:
            raise ValueError  # noqa: TRY301  # a time without its zone is no instant
    except ValueError:
        place = "$.summary_raw.details.GameDateISO8601"
        raise BadFile(f"{place}: expected an instant with its offset, got {text!r:.60}") from None
    return at.date(), at.astimezone(UTC), f"{at:%H:%M}"


def parse_league(game: dict[str, Any]) -> str:
    """HockeyTech's code of the league: "pwhl"."""
    return str(as_mapping(game.get("Parameters")).get("client_code") or "pwhl").lower()[:60]


def parse_rules(game: dict[str, Any]) -> dict[str, Any]:
    """What the ruleset differs by: the PWHL's own rules, and overtimes as long as the file has them."""
    rules: dict[str, Any] = dict.fromkeys(PWHL_RULES, parse_league(game) == "pwhl")
    periods = as_mapping(game.get("Gamesummary")).get("periods")
    for one in periods.values() if isinstance(periods, dict) else as_list(periods):
        period = as_mapping(one)
        length = str(period.get("length") or "")
        if str(period.get("mandatory")) == "1" or not length.isdecimal():
            continue
        rules["overtime_minutes"] = max(1, min(60, int(length) // 60))
        if int(length) >= PLAYOFF_OVERTIME:
            rules |= {"overtimes": None, "shootout": False, "overtime_skaters": 5}
    return rules


def check_goals(summary: dict[str, Any], events: list[dict[str, Any]], where: str, warnings: list[Note]) -> None:
    """Warn where the goals by period are others than the summary's."""
    counted: list[tuple[int, int]] = []
    for event in events:
        if event["type"] == "period_start":
            counted.append((0, 0))
        elif event["type"] == "goal" and counted:
            home, away = counted[-1]
            counted[-1] = (home + 1, away) if event["side"] == "home" else (home, away + 1)
    published = []
    for period in as_list(summary.get("periods")):
        stats = as_mapping(as_mapping(period).get("stats"))
        try:
            published.append((int(stats["homeGoals"]), int(stats["visitingGoals"])))
        except (KeyError, TypeError, ValueError):
            return
    if published and published != counted:
        warnings.append(Note(where, f"the summary has goals of {published} by period, the events {counted}"))
