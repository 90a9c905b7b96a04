"""The project's own format: an ImportedSeason as JSON. What ships with the project is kept in it."""

from pathlib import Path
from typing import Any

import msgspec

from scoreboard.importers.base import BadFile, ImportedSeason
from scoreboard.importers.files import read_file
from scoreboard.importers.texts import parse_json
from scoreboard.sports import check_ranking

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
    return season


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
