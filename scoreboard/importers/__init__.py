"""Importers: one module a published format. Each parses a file into an ImportedSeason; `store` enters it."""

from types import ModuleType

from scoreboard.importers import native, openfootball

FORMATS: dict[str, ModuleType] = {module.FORMAT: module for module in (openfootball, native)}
