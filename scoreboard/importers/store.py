"""Brings an imported season into the match log, through record.py. A second run changes nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from scoreboard.importers.base import ImportedMatch, ImportedSeason, Note
from scoreboard.models import Competition, Competitor, Match, Season, Stage
from scoreboard.queries import read_state
from scoreboard.record import BadEvent, record, schedule
from scoreboard.sports import get_sport
from scoreboard.sports.base import Refused, Score
from scoreboard.sports.match import StatusChanged, convert_event, view_of

BATCH = 50  # matches a transaction: few commits, yet no scorer waits long
Key = tuple[date | None, UUID, UUID]


class Report(msgspec.Struct):
    """What an import did, in numbers; the JSON line of `manage.py import`."""

    matches: int = 0
    events: int = 0
    created: int = 0
    unchanged: int = 0
    warnings: list[Note] = []
    rejected: list[Note] = []


def store(season: ImportedSeason, *, actor: str) -> Report:
    """Enter every match of a season that is not there yet; each alone, so that one that is wrong harms no other.

    A match is there already where one of the same date and sides is, in whatever season: it is left as it is, and a
    warning tells where the file contradicts it. A fixture without events takes those the file has by now.
    """
    report = Report(warnings=list(season.warnings), rejected=list(season.rejected))
    with transaction.atomic():
        row = find_or_make_season(season)
        stages = {name: find_or_make_stage(row, name, ruleset) for name, ruleset in season.stages.items()}
        teams = find_or_make_competitors(season)
    known = find_matches(season)
    for number in range(0, len(season.matches), BATCH):
        with transaction.atomic():
            for match in season.matches[number : number + BATCH]:
                try:
                    with transaction.atomic():
                        store_match(match, row, stages, teams, known, report, actor=actor)
                except (Refused, BadEvent) as error:
                    report.rejected.append(Note(match.where, str(error)))
    return report


def store_match(
    match: ImportedMatch,
    season: Season,
    stages: dict[str, Stage],
    teams: dict[str, Competitor],
    known: dict[Key, Match],
    report: Report,
    *,
    actor: str,
) -> None:
    """Enter one match with its events, all or nothing; raises Refused or BadEvent."""
    report.matches += 1
    home, away = teams[match.home], teams[match.away]
    key = (match.scheduled_on, home.pk, away.pk)
    found = known.get(key)
    if found is not None and (found.seq > 1 or not match.events):
        report.unchanged += 1
        if why := contradict(found, match):
            report.warnings.append(Note(match.where, why))
        return
    if found is None:
        fields = ("group", "round", "round_number", "scheduled_at", "scheduled_on", "local_time", "venue", "neutral")
        found = schedule(
            season=season,
            home=home,
            away=away,
            stage=stages.get(match.stage or ""),
            ruleset=match.ruleset,
            coverage=match.coverage,
            actor=actor,
            **{field: getattr(match, field) for field in fields},
        ).match
        report.events += 1
    if match.events:
        record(match_id=found.pk, events=match.events, actor=actor, publish=False)
        report.events += len(match.events)
    known[key] = found
    report.created += 1


def contradict(found: Match, match: ImportedMatch) -> str | None:
    """Where a match that is there already says otherwise than the file; None where they agree."""
    if not match.events:
        return None
    sport = get_sport(found.sport)
    ruleset = msgspec.convert(read_state(found).fixture.ruleset, sport.Ruleset)
    play: Any = sport.start(ruleset, clock_rate=1)
    score, shootout = Score(), None
    try:
        for body in match.events:
            event = convert_event(found.sport, body)
            if isinstance(event, StatusChanged):
                score = event.data.score or score
            else:
                play = sport.apply(play, event)
                score, shootout = sport.view(play).score, sport.view(play).shootout
    except (Refused, msgspec.ValidationError) as error:
        return f"not comparable with the match that is there already: {error}"
    view = view_of(read_state(found))
    if (view.score, view.shootout) == (score, shootout):
        return None
    return (
        f"contradicts the match that is there already: {write(view.score, view.shootout)} there, "
        f"{write(score, shootout)} in the file"
    )


def write(score: Score, shootout: Score | None) -> str:
    """A result in words: 3–3 (4–2 pen.)."""
    text = f"{score.home}–{score.away}"
    return f"{text} ({shootout.home}–{shootout.away} pen.)" if shootout else text


def find_matches(season: ImportedSeason) -> dict[Key, Match]:
    """The matches there are already on the file's dates, but replays, by date and sides."""
    days = {match.scheduled_on for match in season.matches}
    rows = Match.objects.filter(
        sport=season.sport, scheduled_on__in=days, replay_of=None, home__isnull=False, away__isnull=False
    )
    return {(row.scheduled_on, row.home_id, row.away_id): row for row in rows if row.home_id and row.away_id}


def find_or_make_season(season: ImportedSeason) -> Season:
    """The season by its names; made with the file's rules where it is new."""
    competition, _ = Competition.objects.get_or_create(sport=season.sport, name=season.competition)
    row, made = Season.objects.get_or_create(
        competition=competition,
        name=season.season,
        defaults={"ruleset": season.ruleset, "ranking": season.ranking},
    )
    if not made and (season.ruleset or season.ranking):
        ruleset, ranking = {**row.ruleset, **season.ruleset}, {**row.ranking, **season.ranking}
        if (ruleset, ranking) != (row.ruleset, row.ranking):
            row.ruleset, row.ranking = ruleset, ranking
            row.save()
    return row


def find_or_make_stage(season: Season, name: str, ruleset: dict[str, Any]) -> Stage:
    """A season's stage by its name."""
    stage, _ = Stage.objects.get_or_create(season=season, name=name, defaults={"ruleset": ruleset})
    return stage


def find_or_make_competitors(season: ImportedSeason) -> dict[str, Competitor]:
    """Every competitor whom the file names, by that name."""
    names = {name for match in season.matches for name in (match.home, match.away)}
    found = name_rows(Competitor.objects.filter(sport=season.sport, name__in=names))
    missing = [Competitor(sport=season.sport, name=name) for name in sorted(names - found.keys())]
    return {**found, **name_rows(Competitor.objects.bulk_create(missing))}


def name_rows(rows: Iterable[Competitor]) -> dict[str, Competitor]:
    return {row.name: row for row in rows}
