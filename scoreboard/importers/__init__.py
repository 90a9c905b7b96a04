"""Importers: one module a published format. Each reads a file into ImportedSeasons; `store` enters them."""

from types import ModuleType

from scoreboard.importers import (
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
