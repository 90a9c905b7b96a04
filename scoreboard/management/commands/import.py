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
from scoreboard.importers.load import load_seasons
from scoreboard.importers.meetings import Flags
from scoreboard.importers.sources import Source
from scoreboard.management.arguments import day, text
from scoreboard.sports import SPORTS, check_ranking, get_sport
from scoreboard.sports.football.events import NAME as FOOTBALL
from scoreboard.sports.ranking import Ranking
from scoreboard.wire.covers import RULES


class Command(BaseCommand):
    help = (
        "Read a published file into matches and their events. A second run changes nothing. A match that is there "
        "already is recognised, on another day, with the sides turned, under other names of its teams, too, and takes "
        "what the file knows better: its result, another day, hour or ground. Where a result contradicts the one "
        "there, the later date of the source decides (--as-of); without, the row is rejected, and --same or --new "
        "decides. The answer is one line of JSON: `changed` says what matches took that were there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--competition", type=text, help="name of the competition, where the file leaves it open")
        parser.add_argument("--season", type=text, help="name of the season, where the file leaves it open")
        parser.add_argument(
            "--sport", choices=sorted(SPORTS), help="of squads, which are football's where it is not given"
        )
        parser.add_argument(
            "--rules", nargs="+", default=[], metavar="KEY=VALUE", help="values of the season's ruleset"
        )
        parser.add_argument(
            "--as-of",
            type=day,
            metavar="YYYY-MM-DD",
            help="as of when the file says what it says: of two that contradict each other the later one is right",
        )
        parser.add_argument(
            "--same",
            action="append",
            default=[],
            metavar="ROW=ID",
            help="a row, by its place as `rejected` names it, is that match (or that other row), and is right about it",
        )
        parser.add_argument(
            "--new", action="append", default=[], metavar="ROW", help="a row is a match that is not there yet"
        )
        parser.add_argument(
            "--names",
            choices=[*RULES],
            default="",
            help="by which rule the competition's people are named from now on: initials or numbers for the young",
        )
        parser.add_argument("--dry-run", action="store_true", help="say all that would be done, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            seasons = read(options["format"], file)
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error
        except BadFile as error:
            raise CommandError(f"{file}: {error}") from error
        name_seasons(seasons, competition=options["competition"], season=options["season"], file=file)
        for season in seasons:
            set_sport(season, options["sport"])
            season.names = options["names"]
            set_rules(season, options["rules"])
        flags = parse_flags(options["same"], options["new"], seasons=seasons, file=file)
        source = Source(f"import:{options['format']}", options["as_of"])
        with transaction.atomic() if options["dry_run"] else nullcontext():
            try:
                report = load_seasons(seasons, source=source, flags=flags)
            except BadFile as error:
                raise CommandError(f"{file}: {error}") from error
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.stdout.write(msgspec.json.encode(report).decode())
        if report.rejected and not report.created and not report.unchanged:
            sys.exit(1)


def parse_flags(same: list[str], new: list[str], *, seasons: list[ImportedSeason], file: Path) -> Flags:
    """What --same and --new decide, by row; raises CommandError where a row is none of the file's, or decided twice."""
    rows = {match.where for season in seasons for match in season.matches}
    known = {f"{file.name}:{row}": row for row in rows} | {row: row for row in rows}
    decided: dict[str, str] = {}
    for words in same:
        row, equals, match = words.rpartition("=")
        if not equals or not match:
            raise CommandError(f"--same {words!r}: expected ROW=ID")
        decided[find_row(known, row, flag="--same")] = known.get(match, match)
    fresh = {find_row(known, row, flag="--new") for row in new}
    if both := sorted(fresh & decided.keys()):
        raise CommandError(f"{both[0]}: either --same or --new")
    return Flags(same=decided, new=fresh)


def find_row(known: dict[str, str], row: str, *, flag: str) -> str:
    """A row of the file by its place, with or without the file's name; raises CommandError where there is none."""
    if row not in known:
        example = next(iter(known.values()), "")
        raise CommandError(f"{flag} {row!r}: the file has no such row; its rows are named as {example!r}")
    return known[row]


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


def set_sport(season: ImportedSeason, sport: str | None) -> None:
    """Set the sport of squads; raises CommandError where the file's matches tell it."""
    if sport and season.matches and sport != season.sport:
        raise CommandError(f"--sport {sport}: the file has matches of {season.sport}")
    season.sport = sport or season.sport


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
