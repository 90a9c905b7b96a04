"""Brings an imported season into the match log, through record/. A second run changes nothing."""

from typing import Any

import msgspec
from django.db import transaction

from scoreboard.entrances.values import Unfit, check_details
from scoreboard.importers.base import KNOCK_OUT, BadFile, ImportedMatch, ImportedSeason, Note
from scoreboard.importers.competitions import list_names
from scoreboard.importers.competitors import find_or_make_competitors
from scoreboard.importers.decisions import find_decision
from scoreboard.importers.matching import UNPLAYED, Matched, MatchIndex
from scoreboard.importers.texts import check_text
from scoreboard.models import Competition, Competitor, Match, Season, Stage
from scoreboard.models.unreadable import UnreadableMatch
from scoreboard.queries import decode_state, load_log
from scoreboard.record.commands import record
from scoreboard.record.fixture import Prepared, change_fixture, prepare, schedule_many
from scoreboard.record.people import People
from scoreboard.record.request import BadEvent
from scoreboard.sports.base import Refused
from scoreboard.sports.common import DETAILS, KNOWN_LATE, Fixture
from scoreboard.sports.reasons import REASONS
from scoreboard.sports.sentences import explain_error
from scoreboard.sports.statuses import DECISIONS

BATCH = 50  # matches a transaction: few commits, yet no scorer waits long
NAMES = {"home": 120, "away": 120, "stage": 60}  # of the catalogue, with how many letters each may have


class Report(msgspec.Struct):
    """What an import did, in numbers; the JSON line of `manage.py import`.

    `created` counts new matches and those that took something new, `unchanged` those that were there as they are.
    """

    matches: int = 0
    events: int = 0
    created: int = 0
    unchanged: int = 0
    warnings: list[Note] = []
    rejected: list[Note] = []

    def add(self, other: "Report") -> None:
        """Count another season's report in."""
        for field in self.__struct_fields__:
            setattr(self, field, getattr(self, field) + getattr(other, field))


def load_season(season: ImportedSeason, *, actor: str) -> Report:
    """Enter every match of a season that is not there yet; each alone, so that one that is wrong harms no other.

    Raises BadFile, and enters nothing, where the names of the season itself cannot be kept.

    A match is there already where the same two met on the same day, in whatever season: it is left as it is, and a
    warning tells where the file contradicts it; but what officials have decided since is entered (annulled, awarded).
    A fixture that is still to be played takes what the file has by now:
    its result, its new date, its sides, how many came.
    """
    report = Report(warnings=list(season.warnings), rejected=list(season.rejected))
    leave_out_unwritable(season, report)
    if not season.matches:
        return report
    with transaction.atomic():
        row = find_or_make_season(season)
        stages = {
            name: find_or_make_stage(row, name, ruleset, season.stage_rankings.get(name, {}))
            for name, ruleset in season.stages.items()
        }
        teams = find_or_make_competitors(season)
        known = MatchIndex(season, row=row, teams=teams)
    loader = SeasonLoader(row, stages, teams, known, report, actor)
    for number in range(0, len(season.matches), BATCH):
        with transaction.atomic():
            for match in season.matches[number : number + BATCH]:
                try:
                    loader.enter(match)
                except (Refused, BadEvent, UnreadableMatch) as error:
                    report.rejected.append(Note(match.where, explain_error(error)))
            loader.flush()
    return report


def leave_out_unwritable(season: ImportedSeason, report: Report) -> None:
    """Reject the matches that no database takes as they are; raises BadFile where it is the season's own names."""
    for name, text, most in (("competition", season.competition, 120), ("season", season.season, 60)):
        check_text(name, text, most=most)
    kept = []
    for match in season.matches:
        try:
            check_match(match)
            kept.append(match)
        except BadFile as error:
            report.matches += 1
            report.rejected.append(Note(match.where, str(error)))
    if len(kept) < len(season.matches):
        season.matches = kept
        named = {match.stage for match in kept}
        season.stages = {name: ruleset for name, ruleset in season.stages.items() if name in named}


def check_match(match: ImportedMatch) -> None:
    """Raise BadFile where a match has a text, number or time that cannot be kept."""
    for name, most in NAMES.items():
        check_text(name, getattr(match, name) or "", most=most)
    details = {name: getattr(match, name) for name in DETAILS}
    for name, value in details.items():
        if isinstance(value, str):
            check_text(name, value, most=120)
    try:
        check_details(details)
    except Unfit as error:
        why, _, where = error.within().partition(" - at ")
        raise BadFile(f"{where.strip('`').removeprefix('$.')}: {why}") from error


class SeasonLoader:
    """The entering of a season's matches, one by one."""

    def __init__(
        self,
        season: Season,
        stages: dict[str, Stage],
        teams: dict[str, Competitor],
        known: MatchIndex,
        report: Report,
        actor: str,
    ) -> None:
        self.season, self.stages, self.teams = season, stages, teams
        self.known, self.report, self.actor = known, report, actor
        self.people = People()
        self.prepared: list[Prepared] = []  # new matches of this batch, not in the database yet

    def enter(self, match: ImportedMatch) -> None:
        """Enter one match with its events, all or nothing; raises Refused or BadEvent."""
        self.report.matches += 1
        found = self.known.find(match)
        if found is None:
            made, events = self.create(match), 1 + len(match.events)
            self.known.add(match, made)
        elif found.match.status in UNPLAYED and not found.superseded:
            self.flush()  # the fixture may be one of them
            events = self.complete(found, match)
            self.known.add(match, found.match)
        elif events := self.decide(found, match):
            self.known.add(match, found.match)
        elif why := self.known.contradict(found, match):
            self.report.warnings.append(Note(match.where, why))
        self.report.events += events
        if events:
            self.report.created += 1
        else:
            self.report.unchanged += 1

    def create(self, match: ImportedMatch) -> Match:
        """A new match with its events, to be entered with the others of its batch."""
        made = prepare(
            season=self.season,
            home=self.teams.get(match.home or ""),
            away=self.teams.get(match.away or ""),
            stage=self.stages.get(match.stage or ""),
            ruleset=match.ruleset,
            coverage=match.coverage,
            events=match.events,
            people=self.people,
            actor=self.actor,
            **{field: getattr(match, field) for field in DETAILS},
        )
        self.prepared.append(made)
        return made.match

    def flush(self) -> None:
        """Enter the new matches of the batch so far; raises BadFile where the database does not take one."""
        if self.prepared:
            try:
                schedule_many(self.prepared)
            except Refused as error:
                raise BadFile(explain_error(error)) from error
            self.people, self.prepared = People(), []

    def decide(self, found: Matched, match: ImportedMatch) -> int:
        """Enter what officials have decided since of a match that is there; how many records that took."""
        events = [] if found.superseded else found.list_new_events(match)
        if not any(event["type"] == "status" for event in events) and found.match.status not in DECISIONS:
            return 0
        self.flush()  # the match may be one of this file
        decision = find_decision(decode_state(found.match), events, log=load_log(found.match), actor=self.actor)
        if decision is None:
            return 0
        record(match_id=found.match.pk, events=[decision], actor=self.actor, publish=False)
        found.match.refresh_from_db()
        return 1

    @transaction.atomic
    def complete(self, found: Matched, match: ImportedMatch) -> int:
        """Bring a fixture that is still to be played to where the file is; how many records that took."""
        events = found.list_new_events(match)
        changes: dict[str, Any] = {
            side: self.teams[name]
            for side, name in (("home", match.home), ("away", match.away))
            if name and getattr(found.match, f"{side}_id") is None
        }
        reason = REASONS["source.sides_known" if changes else "source.moved"]
        played = bool(events) and events[0]["type"] != "status"
        if found.moved or (played and found.match.status == "postponed"):
            changes |= {name: getattr(match, name) for name in ("scheduled_on", "scheduled_at", "local_time")}
        fixture = decode_state(found.match).fixture
        if played and match.ruleset and (ruleset := {**fixture.ruleset, **match.ruleset}) != fixture.ruleset:
            changes["ruleset"] = ruleset
        if played and (late := list_late_details(match, fixture)):
            reason = reason if changes else REASONS["source.played"]
            changes |= late
        if changes:
            change_fixture(match_id=found.match.pk, actor=self.actor, reason=reason, **changes)
        if events:
            record(match_id=found.match.pk, events=events, actor=self.actor, publish=False)
        if changes or events:
            found.match.refresh_from_db()
        return bool(changes) + len(events)


def list_late_details(match: ImportedMatch, fixture: Fixture) -> dict[str, Any]:
    """The details known only once a match has been played, where the file has them otherwise than its fixture."""
    found = {name: getattr(match, name) for name in KNOWN_LATE}
    return {name: value for name, value in found.items() if value not in (None, (), getattr(fixture, name))}


def find_or_make_season(season: ImportedSeason) -> Season:
    """The season by its names; made with the file's rules where it is new."""
    names = list_names(season.competition)
    named = {row.name: row for row in Competition.objects.filter(sport=season.sport, name__in=names)}
    competition = next((named[name] for name in names if name in named), None)
    if competition is None:
        competition = Competition.objects.create(sport=season.sport, name=season.competition, country=season.country)
    elif season.country and not competition.country:
        competition.country = season.country
        competition.save()
    row, made = Season.objects.get_or_create(
        competition=competition,
        name=season.season,
        defaults={"ruleset": season.ruleset, "ranking": season.ranking},
    )
    if not made:
        ruleset, ranking = {**row.ruleset, **season.ruleset}, {**row.ranking, **season.ranking}
        keep_table(season, row, ranking)
        if (ruleset, ranking) != (row.ruleset, row.ranking):
            row.ruleset, row.ranking = ruleset, ranking
            row.save()
    return row


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


def find_or_make_stage(season: Season, name: str, ruleset: dict[str, Any], ranking: dict[str, Any]) -> Stage:
    """A season's stage by its name, with the file's ranking rules."""
    rules = {"ruleset": ruleset, "ranking": ranking}
    stage, made = Stage.objects.get_or_create(season=season, name=name, defaults=rules)
    if not made and (merged := {**stage.ranking, **ranking}) != stage.ranking:
        stage.ranking = merged
        stage.save()
    return stage
