"""Where a season's matches go: its competition, its own row and its stages, each found or made when it is needed."""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from scoreboard.catalogue.erasing import name_by
from scoreboard.importers.base import KNOCK_OUT, ImportedSeason
from scoreboard.importers.competitions import find_home, list_names
from scoreboard.models import Competition, Season, Stage
from scoreboard.models.names import normalise
from scoreboard.models.rows import insert_new
from scoreboard.sports.reasons import REASONS
from scoreboard.wire.covers import FULL

Row = TypeVar("Row", Competition, Season)
YEARS = re.compile(r"^(?P<first>\d{4})\s*[/–-]\s*(?P<second>\d{2}|\d{4})$")


class Editions:
    """The competitions and seasons that an import's file speaks of: read once, and made where a match needs them."""

    def __init__(self, seasons: Iterable[ImportedSeason]) -> None:
        self.new_stages: list[Stage] = []
        self.competitions: dict[tuple[str, str], Competition] = {}
        for competition in Competition.objects.filter(sport__in={season.sport for season in seasons}):
            self.know(competition)
        named = {found for season in seasons if (found := self.find_competition(season))}
        self.seasons: dict[tuple[Any, str], Season] = {}
        for row in Season.objects.filter(competition__in=named).select_related("competition"):
            self.seasons.setdefault((row.competition_id, name_years(row.name)), row)
        self.stages: dict[tuple[Any, str], Stage] = {
            (stage.season_id, stage.name): stage for stage in Stage.objects.filter(season__in=self.seasons.values())
        }

    def know(self, row: Competition) -> None:
        """Remember a competition by its names."""
        for key in list_keys(row.name, row.country):
            self.competitions.setdefault((row.sport, key), row)

    def find_competition(self, season: ImportedSeason) -> Competition | None:
        """The competition that a file names, by any name it is known by."""
        keys = [key for name in list_names(season.competition) for key in list_keys(name, season.country)]
        return next((row for key in keys if (row := self.competitions.get((season.sport, key)))), None)

    def find(self, season: ImportedSeason) -> Season | None:
        """The season that a file names, where it is there: "2018/19" is "2018-2019", too."""
        competition = self.find_competition(season)
        return self.seasons.get((competition.pk, name_years(season.season))) if competition else None

    def list_near(self, season: ImportedSeason) -> list[Season]:
        """The season that a file names, and the years beside it where seasons are years; those that are there."""
        competition, found = self.find_competition(season), [self.find(season)]
        if competition and season.by_year and season.season.isdecimal():
            year = int(season.season)
            found += [self.seasons.get((competition.pk, str(near))) for near in (year - 1, year + 1)]
        return [row for row in found if row]

    def find_or_make(self, season: ImportedSeason) -> Season:
        """The season that a file names; a new one has the file's rules, and is entered by `save`."""
        row = self.find(season)
        if row is None:
            competition = self.find_competition(season)
            if competition is None:
                named = {"name": season.competition, "names": season.names or FULL}
                competition = Competition(sport=season.sport, country=season.country, **named)
                self.know(competition)
            rules = {"ruleset": season.ruleset, "ranking": season.ranking}
            row = Season(competition=competition, name=season.season, **rules)
            self.seasons[competition.pk, name_years(season.season)] = row
        return row

    def find_or_make_stage(self, row: Season, name: str, season: ImportedSeason) -> Stage:
        """A season's stage by its name, with the file's ranking rules; a new one is entered by `save`."""
        key, ranking = (row.pk, name), season.stage_rankings.get(name, {})
        if key not in self.stages:
            self.stages[key] = Stage(season=row, name=name, ruleset=season.stages[name], ranking=ranking)
            self.new_stages.append(self.stages[key])
        stage = self.stages[key]
        if (merged := {**stage.ranking, **ranking}) != stage.ranking:
            stage.ranking = merged
            if stage not in self.new_stages:
                stage.save()
        return stage

    def save(self, used: Iterable[Season]) -> None:
        """Enter the seasons that are used and new, with their competitions and stages."""
        seasons = {row.pk: row for row in used}
        competitions = {row.competition_id: row.competition for row in seasons.values()}
        insert_new(list_new(competitions))
        insert_new(list_new(seasons))
        saved = [stage for stage in self.new_stages if not stage.season._state.adding]  # noqa: SLF001
        insert_new(saved)
        self.new_stages = [stage for stage in self.new_stages if stage._state.adding]  # noqa: SLF001

    def set_names(self, season: ImportedSeason) -> None:
        """Have the people of a competition that is there named by the rule that comes with a file."""
        row, competition = self.find(season), self.find_competition(season)
        if competition is None or season.names in ("", competition.names):
            return
        name_by(competition, season.names, reason=REASONS["source.corrected"])
        if row is not None:
            row.competition = competition

    def set_rules(self, season: ImportedSeason) -> None:
        """Put a file's rules, and its competition's country, on top of those of a season that is there."""
        row = self.find(season)
        if row is None:
            return
        if season.country and not row.competition.country:
            row.competition.country = season.country
            row.competition.save()
            self.know(row.competition)
        ruleset, ranking = {**row.ruleset, **season.ruleset}, {**row.ranking, **season.ranking}
        keep_table(season, row, ranking)
        if (ruleset, ranking) != (row.ruleset, row.ranking):
            row.ruleset, row.ranking = ruleset, ranking
            row.save()


def list_new(rows: Mapping[Any, Row]) -> list[Row]:
    """Those rows that are not in the database yet."""
    return [row for row in rows.values() if row._state.adding]  # noqa: SLF001  # Django's documented name


def keep_table(season: ImportedSeason, row: Season, ranking: dict[str, Any]) -> None:
    """A season with a table keeps it where a file has its play-offs alone, and gets one where those came first."""
    if season.ranking.get("table") is False:
        if "table" not in row.ranking and row.matches.count() > len(season.matches):
            del ranking["table"]
            season.matches = [msgspec.structs.replace(one, stage=one.stage or KNOCK_OUT) for one in season.matches]
            season.stages.setdefault(KNOCK_OUT, {})
            season.stage_rankings[KNOCK_OUT] = {"table": False}
    elif ranking.get("table") is False and any(not match.stage and not match.group for match in season.matches):
        del ranking["table"]


@functools.lru_cache(maxsize=10_000)
def list_keys(competition: str, country: str) -> tuple[str, ...]:
    """The forms in which two names of a competition are equal: "English Premier League" is England's Premier League."""
    home = country or find_home(competition)
    keys = [normalise(competition)]
    if home:
        plain = competition.partition(" ")[2] if find_home(competition) == home else competition
        keys.append(f"{normalise(plain)} ({home})")
    return tuple(keys)


def name_years(season: str) -> str:
    """A season's name in one spelling of its years: 2018/19 for 2018-2019."""
    found = YEARS.match(season.strip())
    return f"{found['first']}/{found['second'][-2:]}" if found else season
