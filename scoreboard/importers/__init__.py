"""Importers: `read` makes ImportedSeasons of a published file by its format, `load.load_season` enters them."""

from pathlib import Path
from types import ModuleType

from scoreboard.importers.base import BadFile, ImportedSeason
from scoreboard.importers.formats import (
    cricsheet,
    datavolley,
    football_txt,
    international_results,
    native,
    nba_stats,
    openfootball,
    pwhl,
    retrosheet,
    squads,
    tennis_pointbypoint,
    wyscout,
)

MODULES = (
    cricsheet,
    datavolley,
    football_txt,
    international_results,
    native,
    nba_stats,
    openfootball,
    retrosheet,
    pwhl,
    squads,
    tennis_pointbypoint,
    wyscout,
)
FORMATS: dict[str, ModuleType] = {module.FORMAT: module for module in MODULES}


# What a file of each format has at least, said where nothing of the kind is found.
EXPECTED = {
    "cricsheet": "matches of Cricsheet's: `info` with `teams` and `dates`, and `innings`",
    "datavolley": "a match of DataVolley's: [3MATCH], [3TEAMS], [3SCOUT]",
    "football-txt": "lines as Team 2-1 (1-0) Team, or Team v Team, below a heading as = Competition 2016/17",
    "international-results": "rows of results.csv: date, home_team, away_team, home_score, away_score, tournament …",
    "nba-stats": "a game of the leagues' stats site: its play-by-play, or a schedule",
    "openfootball": "`matches` (or `rounds` of them), each with `date`, `team1`, `team2`",
    "pwhl": "a game's summary and plays as the PWHL publishes them",
    "retrosheet": "games of Retrosheet's: lines as id, version, info, start, play",
    "scoreboard": "a season as JSON: `sport`, `competition`, `season`, `matches`",
    "squads": "players: (10) MF James Rodríguez, or a table whose heading has team and name",
    "tennis-pointbypoint": "rows of points: date, tny_name, server1, server2, winner, pbp, score",
    "wyscout": "a match's `events` with its `teams`",
}


def read(name: str, path: Path) -> list[ImportedSeason]:
    """The seasons in a file of the format of that name; raises OSError, and BadFile with the place of what is wrong.

    A file in which nothing is recognised is wrong, too: it is hardly of that format.
    """
    try:
        seasons: list[ImportedSeason] = FORMATS[name].read(path)
    except RecursionError as error:
        raise BadFile("nested too deep") from error
    except BadFile as error:
        if "expected" in str(error).lower() or "(IMPORT_" in str(error):
            raise
        raise BadFile(f"{error}; expected {EXPECTED.get(name, 'its format')}") from error
    if not any(season.matches or season.squads or season.rejected for season in seasons):
        raise BadFile(f"no matches: expected {EXPECTED.get(name, 'some in its format')}")
    return seasons
