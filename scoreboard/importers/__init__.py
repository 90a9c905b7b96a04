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
    tennis_pointbypoint,
    wyscout,
)
FORMATS: dict[str, ModuleType] = {module.FORMAT: module for module in MODULES}


def read(name: str, path: Path) -> list[ImportedSeason]:
    """The seasons in a file of the format of that name; raises OSError, and BadFile with the place of what is wrong."""
    try:
        return FORMATS[name].read(path)
    except RecursionError as error:
        raise BadFile("nested too deep") from error
