"""The project's own format: an ImportedSeason as JSON. What ships with the project is kept in it."""

from pathlib import Path

import msgspec

from scoreboard.importers.base import ImportedSeason
from scoreboard.importers.files import read_file
from scoreboard.importers.texts import parse_json

FORMAT = "scoreboard"


def read(path: Path) -> list[ImportedSeason]:
    """The season in a file; raises OSError, and BadFile as `parse` does."""
    return [parse(read_file(path))]


def parse(data: bytes) -> ImportedSeason:
    """Read a file's content; raises BadFile with the place and what was expected there."""
    season: ImportedSeason = parse_json(data, type=ImportedSeason)
    return season


def format_season(season: ImportedSeason) -> bytes:
    """A season in this format, one match a line, so that a change is seen in a diff."""
    matches = season.matches
    head = msgspec.json.encode(msgspec.structs.replace(season, matches=[]))
    lines = b",\n".join(msgspec.json.encode(match) for match in matches)
    return head[:-1] + b',"matches":[\n' + lines + b"\n]}\n"
