"""What an import costs beside parsing the same file and bulk-inserting the same rows: `python -m bench.imports`.

Written here are a season of 380 results, a cup of 64 matches with goals, and 3,000 international results of which every
few are a season of their own. Files of the other formats are read where they are (MATCH_DATA, by default the folder
that the tests read); not Wyscout's, where one of 96 touches of the ball is an event of ours, and `scoreboard`, the
format of our own. All on SQLite in a folder of its own.

Ours: files are parsed, every match checked by the rules and entered through record/. Theirs: the files are parsed, and
the rows that ours made are inserted with bulk_create in one transaction: what a program would do that knew the answers
already. The ratio of the medians counts. Goal: at most 3, of cricket at most 2, where "parsed" is only the decoding of
the JSON. Events a second of all formats are to be within three times of each other, tennis apart: a match of two events
has the whole price of a match in them, a point of tennis names nobody and is as cheap as an event can be. The last line
says both.

All are run in turn, once to warm up, then five times, with `--quick` three times, so that a moment in which the machine
is busy is not one format's alone. The garbage of one run is collected before the next. (One format after the other,
once each, as the quick way was before, gave 2.2 and 3.3 times of the same code within minutes.)
"""

import gc
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

RUNS = 3 if "--quick" in sys.argv else 5
TEAMS = 20
GOALS = 3  # a match of the cup
DATA = Path(os.environ.get("MATCH_DATA") or Path(__file__).parents[2] / "shared" / "data")
CRICKET = "Cricsheet's 71 matches, all balls"
TENNIS = "tennis, 60 invented matches"
FILES = {  # by name: the format, and where its files are
    CRICKET: ("cricsheet", ("cricket/json/*.json", "cricket/*.zip")),
    TENNIS: ("tennis-pointbypoint", ("tennis_SYNTHETIC/*.csv",)),
    "Retrosheet, 60 games": ("retrosheet", ("baseball/*.EV?",)),
    "NBA and G League, 2 games": ("nba-stats", ("basketball/pbp/*.json",)),
    "PWHL, 2 games": ("pwhl", ("icehockey/pwhl_*.json",)),
    "DataVolley, 2 matches": ("datavolley", ("volleyball/*.dvw",)),
    "football.txt, a season": ("football-txt", ("football/football.txt/*/1-*.txt",)),
    "Football League, 132 matches": ("football-txt", ("football/old/*.txt",)),
    "international results, 840 matches": ("international-results", ("football/international_results/results.csv",)),
}


class Work(NamedTuple):
    """What is imported: how its seasons are read, and what it takes to parse it."""

    read: Callable[[], Any]
    parse: Callable[[], Any]


class Costs(NamedTuple):
    """Seconds of an import, and of parsing and bulk-inserting the same rows: medians; how many records they are."""

    ours: float
    theirs: float
    events: int


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-") as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="scoreboard.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", database="default", verbosity=0)
        print(f"{'':38}{'ours, ms':>10}{'theirs, ms':>12}{'ratio':>8}{'events':>8}{'events/s':>10}")
        rates = {}
        for name, (ours, theirs, events) in compare(list_works()).items():
            rates[name] = events / ours
            times = f"{ours * 1000:>10,.0f}{theirs * 1000:>12,.0f}{ours / theirs:>8.2f}"
            print(f"{name:38}{times}{events:>8,}{rates[name]:>10,.0f}")
        others = [rate for name, rate in rates.items() if name != TENNIS]
        spread, of_others = (max(each) / min(each) for each in (rates.values(), others))
        print(f"fastest to slowest, in events a second: {spread:.1f}; tennis apart: {of_others:.1f}")


def list_works() -> dict[str, Work]:
    """What is imported, by name."""
    from scoreboard.importers.formats import international_results, openfootball

    season, cup, internationals = write_season(), write_cup(), write_internationals()
    works = {
        "a season of 380 results": read_alike(lambda: [openfootball.parse(season)]),
        "a cup of 64 matches with goals": read_alike(lambda: [openfootball.parse(cup)]),
        "3,000 international results": read_alike(lambda: international_results.parse(*internationals)),
    }
    for name, (form, patterns) in FILES.items():
        if files := [file for pattern in patterns for file in sorted(DATA.glob(pattern))]:
            works[name] = read_alike(lambda form=form, files=files: read_files(form, files))
            if name == CRICKET:
                works[name] = works[name]._replace(parse=lambda files=files: [decode(file) for file in files])
    return works


def read_alike(read: Callable[[], Any]) -> Work:
    """A work that the other program parses by our parser."""
    return Work(read, read)


def read_files(form: str, files: list[Path]) -> list[Any]:
    """The seasons of files of a format; what a file leaves open gets a name."""
    from scoreboard.importers import read

    seasons = [season for file in files for season in read(form, file)]
    for season in seasons:
        season.competition, season.season = season.competition or "Bench Cup", season.season or "2026"
    return seasons


def decode(file: Path) -> list[Any]:
    """The JSON of a file, or of all in a zip, by Python's own decoder."""
    if file.suffix != ".zip":
        return [json.loads(file.read_bytes())]
    with zipfile.ZipFile(file) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")]


def compare(works: dict[str, Work]) -> dict[str, Costs]:
    """What each costs."""
    runs = [{name: run(work) for name, work in works.items()} for _ in range(RUNS + 1)][1:]  # the first warms up
    return {
        name: Costs(
            statistics.median(each[name].ours for each in runs),
            statistics.median(each[name].theirs for each in runs),
            runs[0][name].events,
        )
        for name in works
    }


def run(work: Work) -> Costs:
    """What one import costs now, and the same by the other program."""
    from scoreboard.importers.load import load_seasons
    from scoreboard.importers.meetings import Flags
    from scoreboard.importers.sources import Source
    from scoreboard.models import MatchEvent

    forget()
    ours = seconds(lambda: load_seasons(work.read(), source=Source("import:bench"), flags=Flags()))
    rows = load_rows()
    forget()
    theirs = seconds(lambda: insert(work.parse, rows))
    return Costs(ours, theirs, MatchEvent.objects.count())


def insert(parse: Callable[[], Any], rows: list[list[Any]]) -> None:
    """Parse the file, then insert rows that are known already."""
    from django.db import transaction

    parse()
    with transaction.atomic():
        for table in rows:
            if table:
                type(table[0]).objects.bulk_create(table)


def list_tables() -> list[Any]:
    """The tables that an import fills, in the order in which rows can be inserted."""
    from scoreboard import models as own

    return [
        own.Competition,
        own.Season,
        own.Stage,
        own.Competitor,
        own.CompetitorAlias,
        own.Person,
        own.PersonAlias,
        own.PersonSource,
        own.Match,
        own.OutboxCursor,
        own.MatchEvent,
        own.SourceDates,
    ]


def load_rows() -> list[list[Any]]:
    """Every row of them."""
    return [list(table.objects.all()) for table in list_tables()]


def forget() -> None:
    """Empty them."""
    from scoreboard.models import Person

    Person.objects.update(same_as=None, main=None)  # which protect each other
    for table in reversed(list_tables()):
        table.objects.all().delete()


def write_season() -> bytes:
    """A league's season in openfootball's format: everyone against everyone, twice."""
    names = [f"Team {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"[:TEAMS]]
    pairs = list(itertools.permutations(names, 2))
    matches = [
        {
            "round": f"Matchday {number // 10 + 1}",
            "date": str(date(2026, 8, 1) + timedelta(days=number // 10 * 7)),
            "time": "15:00",
            "team1": home,
            "team2": away,
            "score": {"ht": [number % 2, 0], "ft": [number % 4 + 1, number % 3]},
        }
        for number, (home, away) in enumerate(pairs)
    ]
    return json.dumps({"name": "Bench League 2026/27", "matches": matches}).encode()


def write_cup() -> bytes:
    """A cup's groups in openfootball's format, with goals."""
    matches = [
        {
            "round": f"Matchday {number // 16 + 1}",
            "group": f"Group {chr(65 + number % 8)}",
            "date": str(date(2026, 6, 1) + timedelta(days=number // 4)),
            "team1": f"Nation {number % 32}",
            "team2": f"Nation {(number + 1 + number // 32) % 32}",
            "score": {"ft": [GOALS, 0]},
            "goals1": [{"name": f"Player {number % 5}", "minute": 20 * goal + 5} for goal in range(GOALS)],
            "goals2": [],
        }
        for number in range(64)
    ]
    return json.dumps({"name": "Bench Cup 2026", "matches": matches}).encode()


def write_internationals() -> tuple[str, str, str]:
    """Results, goals and shootouts of international_results: a season of every two or three matches, as there."""
    rows, goals = [], []
    for number in range(3000):
        day = date(1950, 1, 1) + timedelta(days=number * 9)
        home, away = f"Nation {number % 97}", f"Nation {100 + number % 89}"
        score = number % 4, number % 3
        rows.append(f"{day},{home},{away},{score[0]},{score[1]},Cup {number % 17},City,{home},FALSE")
        for team, scored in ((home, score[0]), (away, score[1])):
            goals += [
                f"{day},{home},{away},{team},Player {goal} of {team},{goal * 20 + 9},FALSE,FALSE"
                for goal in range(scored)
            ]
    heads = (
        "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral",
        "date,home_team,away_team,team,scorer,minute,own_goal,penalty",
        "date,home_team,away_team,winner",
    )
    results, scorers, shootouts = (
        "\n".join((head, *lines)) for head, lines in zip(heads, (rows, goals, []), strict=True)
    )
    return results, scorers, shootouts


def seconds(work: Any) -> float:
    """How much CPU time `work` takes: the machine may be busy with other things."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
