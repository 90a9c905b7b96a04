"""The project's own format: an ImportedSeason as JSON. What ships with the project is kept in it."""

from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedMatch, ImportedSeason
from scoreboard.importers.files import read_file
from scoreboard.importers.texts import parse_json
from scoreboard.sports import check_ranking
from scoreboard.sports.decoding import convert_event
from scoreboard.sports.lineups import Lineup

FORMAT = "scoreboard"


def read(path: Path) -> list[ImportedSeason]:
    """The season in a file; raises OSError, and BadFile as `parse` does."""
    return [parse(read_file(path))]


def parse(data: bytes) -> ImportedSeason:
    """Read a file's content; raises BadFile with the place and what was expected there."""
    season: ImportedSeason = parse_json(data, type=ImportedSeason)
    check_rules("ranking", season.ranking)
    for stage, ranking in season.stage_rankings.items():
        check_rules(f"stage_rankings.{stage}", ranking)
    for match in season.matches:
        check_lineups(season.sport, match)
    return season


def check_lineups(sport: str, match: ImportedMatch) -> None:
    """Raise BadFile, with the place, for line-ups that are none."""
    for number, body in enumerate(match.lineups):
        try:
            event = convert_event(sport, body)
        except msgspec.ValidationError as error:
            raise BadFile(f"{match.where}, lineups[{number}]: {error}") from error
        if not isinstance(event, Lineup):
            raise BadFile(f"{match.where}, lineups[{number}]: expected a `lineup`, got {body.get('type')!r:.40}")


def check_rules(field: str, ranking: dict[str, Any]) -> None:
    """Raise BadFile, with the place, for ranking rules by which no table could be made."""
    try:
        check_ranking(ranking)
    except msgspec.ValidationError as error:
        why, _, place = str(error).partition(" - at `$")
        raise BadFile(f"{why} - at `$.{field}{place.rstrip('`')}`") from error


def format_season(season: ImportedSeason) -> bytes:
    """A season in this format, one match a line, so that a change is seen in a diff."""
    matches = season.matches
    head = msgspec.json.encode(msgspec.structs.replace(season, matches=[]))
    lines = b",\n".join(msgspec.json.encode(match) for match in matches)
    return head[:-1] + b',"matches":[\n' + lines + b"\n]}\n"
