"""Brings imported seasons into the match log, through record/. A second run changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from scoreboard.entrances.values import Unfit, check_details
from scoreboard.importers.base import BadFile, ImportedMatch, ImportedPlayer, ImportedSeason, Note
from scoreboard.importers.changes import change, split_at_sides
from scoreboard.importers.competitors import Names, find_competitors, list_all_names
from scoreboard.importers.editions import Editions
from scoreboard.importers.lineups import leave_out
from scoreboard.importers.matching import Matched, MatchIndex, Recogniser, Unclear
from scoreboard.importers.meetings import Flags, Listed
from scoreboard.importers.named import NamedPeople, list_person_ids
from scoreboard.importers.report import Report
from scoreboard.importers.sources import RESULT, Source, date_new
from scoreboard.importers.squads import Squads, load_squads
from scoreboard.importers.texts import check_text
from scoreboard.importers.turning import list_lineups_turned, list_turning, list_voids, turn_fixture
from scoreboard.importers.updating import Updater
from scoreboard.models import Competitor, Match, Season, SourceDates
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import load_log
from scoreboard.record.commands import record
from scoreboard.record.fixture import Prepared, prepare, schedule_many
from scoreboard.record.known_people import KnownPeople
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.common import DETAILS
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sentences import explain_error

AT_ONCE = "another import entered the same at the same time: run this one again"
RECORDS = 1_000  # a transaction: few commits, yet no scorer waits long
NAMES = {"home": 120, "away": 120, "stage": 60}  # of the catalogue, with how many letters each may have


def load_season(
    season: ImportedSeason, *, actor: str, source: Source | None = None, flags: Flags | None = None
) -> Report:
    """Enter one season, as `load_seasons` does."""
    return load_seasons([season], source=source or Source(actor), flags=flags or Flags())


def load_seasons(seasons: Sequence[ImportedSeason], *, source: Source, flags: Flags) -> Report:
    """Enter every match that is not there yet; each alone, so that one that is wrong harms no other.

    Raises BadFile, and enters nothing, where the names of a season cannot be kept.

    A match that is there already (`matching`) takes what the file knows better (`updating`). One of which that cannot
    be told is rejected, with the flags that decide it.
    """
    report = Report()
    for season in seasons:
        report.warnings += season.warnings
        report.rejected += season.rejected
        season.warnings, season.rejected = [], []
        leave_out_unwritable(season, report)
    seasons = [season for season in seasons if season.matches or season.squads]
    if seasons:
        loader = Loader(seasons, source, flags, report)
        for season in seasons:
            loader.enter_season(season)
        loader.finish()
    return report


def leave_out_unwritable(season: ImportedSeason, report: Report) -> None:
    """Reject the matches that no database takes as they are; raises BadFile where it is the season's own names."""
    for name, text, most in (("competition", season.competition, 120), ("season", season.season, 60)):
        try:
            check_text(name, text, most=most)
        except BadFile as error:
            raise BadFile(f"{season.competition:.60} {season.season:.60}: {error}") from error
    kept = []
    for match in season.matches:
        try:
            kept.append(check_match(match))
        except BadFile as error:
            report.matches += 1
            report.rejected.append(Note(match.where, str(error)))
    if len(kept) < len(season.matches):
        named = {match.stage for match in kept}
        season.stages = {name: ruleset for name, ruleset in season.stages.items() if name in named}
    season.matches = kept


def check_match(match: ImportedMatch) -> ImportedMatch:
    """A match with its instant in UTC; raises BadFile where it has a text, number or time that cannot be kept."""
    for name, most in NAMES.items():
        check_text(name, getattr(match, name) or "", most=most)
    details = {name: getattr(match, name) for name in DETAILS}
    for name, value in details.items():
        if isinstance(value, str):
            check_text(name, value, most=120)
    try:
        checked = check_details(details)
    except Unfit as error:
        why, _, where = error.within().partition(" - at ")
        raise BadFile(f"{where.strip('`').removeprefix('$.')}: {why}") from error
    return msgspec.structs.replace(match, **checked)


class Loader:
    """The entering of a file's seasons, match by match; new matches are entered many at once."""

    def __init__(self, seasons: Sequence[ImportedSeason], source: Source, flags: Flags, report: Report) -> None:
        self.source, self.flags, self.report = source, flags, report
        by_sport: dict[str, list[ImportedSeason]] = defaultdict(list)
        for season in seasons:
            by_sport[season.sport].append(season)
        self.editions = Editions(seasons)
        self.names = {sport: Names(sport, list_all_names(found)) for sport, found in by_sport.items()}
        there = [row for season in seasons for row in self.editions.list_near(season)]
        self.index = MatchIndex(seasons, there)
        self.redated: set[UUID] = set()  # matches whose dates are to be saved
        self.dates = {row.match: row.dates for row in SourceDates.objects.filter(match__in=self.index.list_ids())}
        self.index.later = {
            pk
            for pk, dates in self.dates.items()
            if any(source.is_beaten_by(dates.get(name)) for name in (RESULT, "day"))
        }
        self.people = KnownPeople()
        self.prepared: list[Prepared] = []  # new matches of this batch, not in the database yet
        self.records = 0
        self.named: list[NamedPeople] = []
        self.used: set[UUID] = set()  # competitors of rows that were not rejected

    def enter_season(self, season: ImportedSeason) -> None:
        """Enter a season's matches."""
        names, there = self.names[season.sport], self.editions.find(season)
        self.editions.set_names(season)
        self.editions.set_rules(season)
        teams = find_competitors(season, names, there=there)
        listed = Listed(season, teams, there=self.index.list_meetings(there), flags=self.flags)
        found = Recogniser(season, there, listed, self.index, self.flags, self.editions.find_competition(season))
        entry = SeasonEntry(self, season, listed, found)
        if season.squads:
            entry.enter_squads()
        for match in season.matches:
            self.report.matches += 1
            try:
                entry.enter(match)
            except Unclear as error:
                self.report.rejected.append(Note(match.where, error.why))
            except (Refused, BadEvent, UnreadableMatch) as error:
                self.report.rejected.append(Note(match.where, explain_error(error)))
            if max(self.records, len(self.redated)) >= RECORDS:
                self.flush()
        self.report.warnings += season.warnings

    def add(self, made: Prepared) -> None:
        """Take a new match, to be entered with others."""
        self.prepared.append(made)
        self.records += len(made.records)

    def flush(self) -> None:
        """Enter the new matches and dates of the batch so far; raises BadFile where the database does not take one."""
        if not (self.prepared or self.redated):
            return
        try:
            with transaction.atomic():
                self.editions.save(made.match.season for made in self.prepared)
                used = {pk for made in self.prepared for pk in (made.match.home_id, made.match.away_id) if pk}
                for names in self.names.values():
                    names.save(used)
                if self.prepared:
                    schedule_many(self.prepared)
                self.save_dates(self.redated)
        except Refused as error:
            raise BadFile(explain_error(error)) from error
        except IntegrityError as error:
            raise BadFile(AT_ONCE) from error
        self.people.settle(row for made in self.prepared for row in made.newcomers)
        self.prepared, self.records, self.redated = [], 0, set()

    def finish(self) -> None:
        """Enter what is left, and the further names of those whose matches were there already."""
        self.flush()
        for names in self.names.values():
            names.save(self.used)
        for named in self.named:
            named.merge()

    def remember(self, match: UUID, dates: dict[str, str]) -> None:
        """Keep as of when a match's fields are; to be saved with those of others."""
        if dates != self.dates.get(match, {}):
            self.dates[match] = dates
            self.redated.add(match)

    def save_dates(self, matches: Iterable[UUID]) -> None:
        """Save as of when matches' fields are; in one order in every importer, so that none waits for another."""
        rows = [SourceDates(match=pk, dates=self.dates[pk]) for pk in sorted(matches)]
        SourceDates.objects.bulk_create(rows, update_conflicts=True, unique_fields=["match"], update_fields=["dates"])


class SeasonEntry:
    """The entering of one season's matches, one by one."""

    def __init__(self, loader: Loader, season: ImportedSeason, listed: Listed, recogniser: Recogniser) -> None:
        self.loader, self.season, self.listed, self.recogniser = loader, season, listed, recogniser
        self.report = loader.report

    def enter(self, match: ImportedMatch) -> None:
        """Enter one match with its events, all or nothing; raises Unclear, Refused, BadEvent, UnreadableMatch."""
        if id(match) in self.listed.refused:
            raise Unclear(self.listed.refused[id(match)])
        if id(match) in self.listed.superseded:
            self.report.unchanged += 1
            return
        found = self.recogniser.find(match)
        if found is None:
            events = self.create(match)
        else:
            if found.match._state.adding:  # noqa: SLF001  # Django's documented name
                self.loader.flush()
            events = self.bring_up(found, match)
        self.loader.used |= {self.listed.teams[name].pk for name in (match.home, match.away) if name}
        self.report.events += events
        if events:
            self.report.created += 1
        else:
            self.report.unchanged += 1

    def create(self, match: ImportedMatch) -> int:
        """Take a new match with its events; how many records that is."""
        made = self.prepare(self.named.rename(match))
        self.loader.add(made)
        self.loader.remember(made.match.pk, date_new(match, self.loader.source))
        self.loader.index.add(made.match)
        return len(made.records)

    def prepare(self, match: ImportedMatch) -> Prepared:
        """What a new match is; without its line-ups, where the rules refuse them."""
        teams, editions, row = self.listed.teams, self.loader.editions, self.row
        stage = match.stage if match.stage in self.season.stages else None
        try:
            return prepare(
                season=row,
                home=teams[match.home] if match.home else None,
                away=teams[match.away] if match.away else None,
                stage=editions.find_or_make_stage(row, stage, self.season) if stage else None,
                ruleset=match.ruleset,
                coverage=match.coverage,
                events=match.bodies,
                people=self.people,
                checked=True,
                actor=self.loader.source.actor,
                **{field: value for field in DETAILS if (value := getattr(match, field)) is not None},
            )
        except Refused as error:
            rest, note = leave_out(match, error)
            self.report.warnings.append(note)
            return self.prepare(rest)

    def enter_squads(self) -> None:
        """Enter the season's squads, all or nothing, before its matches, whose people they tell."""
        teams: dict[UUID, Competitor] = {}
        players: dict[UUID, list[ImportedPlayer]] = defaultdict(list)
        for player in self.season.squads:
            team = self.listed.teams[player.team]
            teams[team.pk] = team
            players[team.pk].append(player)
        known = self.people
        try:
            with transaction.atomic():
                self.loader.editions.save([self.row])
                self.loader.names[self.season.sport].save({*teams})
                squads = Squads(self.row, known)
                for pk, team in teams.items():
                    squads.enter(team, players[pk])
        except IntegrityError as error:
            raise BadFile(AT_ONCE) from error
        known.settle(squads.entered)
        self.report.created += squads.created
        self.report.unchanged += squads.unchanged
        self.report.warnings += squads.warnings
        for note in squads.changed:
            self.report.add_change(note)

    @cached_property
    def row(self) -> Season:
        """The season's row, made where there is none: asked for by the first new match."""
        return self.loader.editions.find_or_make(self.season)

    @cached_property
    def people(self) -> KnownPeople:
        """The loader's people, with those of all who play in the season: asked for by the first new match."""
        teams = set(self.listed.teams.values())
        new = {team.pk for team in teams if team._state.adding}  # noqa: SLF001  # Django's documented name
        self.loader.people.know({team.pk for team in teams} - new, new=new, person_ids=list_person_ids(self.season))
        return self.loader.people

    @cached_property
    def named(self) -> NamedPeople:
        """Who the people are whom the season's file names: asked for by the first match that enters any."""
        named = NamedPeople(self.season, self.listed.teams, self.people, load_squads(self.row))
        self.loader.named.append(named)
        self.report.warnings += named.warnings
        self.report.add_people(named.resolved)
        return named

    def bring_up(self, found: Matched, match: ImportedMatch) -> int:
        """Bring a match that is there to where the file is; how many records that took."""
        self.loader.index.read_states(found.match)
        updater = self.make_updater(found, match)
        if not updater.is_right_about_home():
            return self.follow(updater)
        try:
            with transaction.atomic():
                return self.follow(self.turn_round(updater))
        except Exception:
            found.match.refresh_from_db()
            raise

    def make_updater(self, found: Matched, match: ImportedMatch, people: KnownPeople | None = None) -> Updater:
        """What makes the update of a row and the match that it is."""
        return Updater(
            self.season,
            self.listed.teams,
            self.loader.source,
            match=match,
            found=found,
            dates=self.loader.dates.get(found.match.pk, {}),
            year=self.row if self.season.by_year else None,
            people=people,
        )

    def turn_round(self, updater: Updater) -> Updater:
        """Turn home and away of a match that is there, with all that happened in it; what makes the update after that.

        Where the rules do not allow its play from the other side (in baseball the guests bat first), it is taken back,
        and the file's follows. Raises Refused where the file has none that is to be followed.
        """
        there, reason = updater.there, REASONS["source.corrected"]
        log, home, away = load_log(there), there.home, there.away
        entered = self.record(there, [change(turn_fixture(there), reason=reason)])
        try:
            with transaction.atomic():
                entered += self.record(there, list_turning(log, reason=reason))
        except Refused:
            if not updater.may_play_anew():
                raise
            entered += self.record(there, list_voids(log, reason=reason) + list_lineups_turned(log, reason=reason))
        turned = msgspec.structs.replace(updater.found, turned=False)
        after = self.make_updater(turned, self.named.rename(updater.match), self.people)
        after.update.entered = entered
        after.update.changed += [f"home: {home} is {away}", f"away: {away} is {home}"]
        after.confirm_home()
        return after

    def follow(self, updater: Updater) -> int:
        """Enter what a row adds to its match, and remember as of when the match's fields are; how many records."""
        update, there, where = updater.make(), updater.there, updater.match.where
        if update.bodies and updater.people is None and (updater.match.lineups or self.named.namings):
            update = self.make_updater(updater.found, self.named.rename(updater.match), self.people).make()
        entered = update.entered
        if update.bodies:
            with transaction.atomic():
                self.save_named(updater.match)
                for bodies in split_at_sides(update.bodies):
                    entered += self.record(there, bodies)
                self.loader.remember(there.pk, update.dates)
                self.loader.save_dates(self.loader.redated & {there.pk})
            self.loader.redated.discard(there.pk)
        else:
            self.loader.remember(there.pk, update.dates)
        self.report.warnings += [Note(where, why) for why in update.warnings]
        if update.changed:
            self.report.add_change(Note(where, f"match {there.pk}: {'; '.join(update.changed)}"))
        return entered

    def save_named(self, match: ImportedMatch) -> None:
        """Enter the sides that a row names, and the year that it is of, where they are new."""
        if self.season.by_year:
            self.loader.editions.save([self.row])
        for names in self.loader.names.values():
            names.save({self.listed.teams[name].pk for name in (match.home, match.away) if name})

    def record(self, there: Match, bodies: list[dict[str, Any]]) -> int:
        """Enter records of a match that is there, and read it again; how many these are."""
        if bodies:
            record(match_id=there.pk, events=bodies, actor=self.loader.source.actor, publish=False)
            there.refresh_from_db()
        return len(bodies)
