"""`manage.py import FORMAT FILE`: reads a published file into matches and their events."""

import functools
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from scoreboard import parsing
from scoreboard.importers import FORMATS, read
from scoreboard.importers.base import BadFile, ImportedSeason
from scoreboard.importers.competitions import find_ranking
from scoreboard.importers.load import Report, load_season
from scoreboard.management.arguments import text
from scoreboard.sports import check_ranking, get_sport
from scoreboard.sports.football.events import NAME as FOOTBALL
from scoreboard.sports.ranking import Ranking


class Command(BaseCommand):
    help = "Read a published file into matches and their events. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--competition", type=text, help="name of the competition, where the file leaves it open")
        parser.add_argument("--season", type=text, help="name of the season, where the file leaves it open")
        parser.add_argument(
            "--rules", nargs="+", default=[], metavar="KEY=VALUE", help="values of the season's ruleset"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            seasons = read(options["format"], file)
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error
        except BadFile as error:
            raise CommandError(f"{file}: {error}") from error
        name_seasons(seasons, competition=options["competition"], season=options["season"], file=file)
        report = Report()
        with transaction.atomic() if options["dry_run"] else nullcontext():
            for season in seasons:
                set_rules(season, options["rules"])
                report.add(enter(season, file=file, actor=f"import:{options['format']}"))
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.stdout.write(msgspec.json.encode(report).decode())
        if report.rejected and not report.created and not report.unchanged:
            sys.exit(1)


def enter(season: ImportedSeason, *, file: Path, actor: str) -> Report:
    """Enter a season; raises CommandError where its names cannot be kept."""
    try:
        return load_season(season, actor=actor)
    except BadFile as error:
        raise CommandError(f"{file}: {season.competition:.60} {season.season:.60}: {error}") from error


def name_seasons(seasons: list[ImportedSeason], *, competition: str | None, season: str | None, file: Path) -> None:
    """Name what a file leaves open; raises CommandError where that cannot be, or a season stays without a name."""
    if len(seasons) > 1 and (competition or season):
        raise CommandError(
            f"{file}: holds {len(seasons)} seasons and names them all: leave --competition, --season out"
        )
    for found in seasons:
        known = find_known_ranking(found)
        found.competition = competition or found.competition
        found.season = season or found.season
        if not found.competition:
            raise CommandError(f"{file}: names no competition: give one with --competition")
        if not found.season:
            raise CommandError(f"{file}: names no season: give one with --season")
        own = {name: value for name, value in found.ranking.items() if known.get(name) != value}
        found.ranking = find_known_ranking(found, zones=True) | own


def find_known_ranking(season: ImportedSeason, *, zones: bool = False) -> dict[str, Any]:
    """The ranking rules known of a season by its names and its first day; those of football, which alone are told."""
    if season.sport != FOOTBALL:
        return {}
    first_day = min((match.day for match in season.matches if match.day), default=None)
    return find_ranking(season.competition, season.season, country=season.country, first_day=first_day, zones=zones)


def set_rules(season: ImportedSeason, rules: list[str]) -> None:
    """Set values of a season's rules from `KEY=VALUE` words; raises CommandError naming the key and what it takes."""
    ruleset = get_sport(season.sport).ruleset
    for rule in rules:
        key, equals, given = rule.partition("=")
        struct, target = (Ranking, season.ranking) if key in Ranking.__struct_fields__ else (ruleset, season.ruleset)
        if not equals or key not in struct.__struct_fields__:
            known = ", ".join((*Ranking.__struct_fields__, *ruleset.__struct_fields__))
            raise CommandError(f"--rules {rule!r}: expected KEY=VALUE with one of the keys {known}")
        value: Any = given.split(",") if key in ("tiebreakers", "lots") else given
        try:
            check = check_ranking if struct is Ranking else functools.partial(parsing.convert, type_=ruleset)
            field = check({key: value}, strict=False)
        except msgspec.ValidationError as error:
            raise CommandError(f"--rules {rule!r}: {error}") from error
        target[key] = msgspec.to_builtins(getattr(field, key))
