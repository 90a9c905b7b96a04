"""A match of each sport whose real data is here, over and in the middle of it, for pictures and browser tests."""

from datetime import date
from pathlib import Path

import msgspec

from scoreboard.importers import FORMATS
from scoreboard.importers.base import ImportedSeason
from scoreboard.importers.load import load_season
from scoreboard.models import Match

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = {
    "tennis": ("tennis-pointbypoint", "tennis_SYNTHETIC/synthetic_pbp_matches.csv"),
    "cricket": ("cricsheet", "cricket/ipl_2019_json.zip"),
    "basketball": ("nba-stats", "basketball/pbp/stats_0021900001.json"),
    "baseball": ("retrosheet", "baseball/2020TBA.EVA"),
    "volleyball": ("datavolley", "volleyball/PM06.dvw"),
    "ice_hockey": ("pwhl", "icehockey/pwhl_106.json"),
}
PLAYED = 0.55  # the part of its events that a match in the middle has


def make_sports() -> dict[str, Match]:
    """Import what is there: matches by name, "tennis" as it ended and "tennis-live" in the middle of it."""
    made: dict[str, Match] = {}
    for sport, (name, file) in FILES.items():
        if name in FORMATS and (DATA / file).exists():
            (season, *_) = FORMATS[name].read(DATA / file)
            made[sport] = enter(season, day=None, part=1.0)
            made[f"{sport}-live"] = enter(season, day=date(2026, 11, 24), part=PLAYED)
    return made


def enter(season: ImportedSeason, *, day: date | None, part: float) -> Match:
    """The first match of a season, with the first `part` of its events.

    On another day it is of that day's season: in its own, the importer knows it as the match that is there, moved.
    """
    (match, *_) = season.matches
    events = match.events[: int(len(match.events) * part)]
    changed = {"scheduled_on": day, "scheduled_at": None} if day else {}
    one = msgspec.structs.replace(match, events=events, **changed)
    name = str(day.year) if day else season.season or "2020"
    named = msgspec.structs.replace(season, matches=[one], season=name, competition=season.competition or "Cup")
    before = set(Match.objects.values_list("pk", flat=True))
    report = load_season(named, actor="import:pictures")
    assert report.rejected == [], report.rejected
    (made,) = Match.objects.exclude(pk__in=before)
    return made
