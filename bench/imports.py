"""What an import costs beside parsing the same file and bulk-inserting the same rows: `python -m bench.imports`.

A season of 380 results, a cup of 64 matches with goals and, where they are (CRICKET_DATA, by default the folder that
the tests read), Cricsheet's 71 matches ball by ball, on SQLite in a folder of its own. Ours: files are parsed, every
match checked by the rules and entered through record/. Theirs: the files are parsed, and the rows that ours made are
inserted with bulk_create in one transaction: what a program would do that knew the answers already. Runs alternate; the
ratio of the medians counts. Goal: at most 3, of cricket at most 2, where "parsed" is only the decoding of the JSON.
`--quick`: one run of each. Events a second of all formats are to be within three times of each other, of that, too, in
which every few matches are a season of their own (international results).
"""

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
from typing import Any

RUNS = 1 if "--quick" in sys.argv else 5
TEAMS = 20
GOALS = 3  # a match of the cup
CRICKET = Path(os.environ.get("CRICKET_DATA") or Path(__file__).parents[2] / "shared" / "data" / "cricket")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="scoreboard-bench-") as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="scoreboard.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", database="default", verbosity=0)
        print(f"{'':38}{'ours, ms':>10}{'theirs, ms':>12}{'ratio':>8}{'events/s':>10}")
        rates = []
        for name, work in list_works().items():
            ours, theirs, events = compare(*work)
            rates.append(events / ours)
            figures = f"{ours * 1000:>10,.0f}{theirs * 1000:>12,.0f}{ours / theirs:>8.2f}{rates[-1]:>10,.0f}"
            print(f"{name:38}{figures}", flush=True)
        print(f"fastest to slowest, in events a second: {max(rates) / min(rates):.1f}")


def list_works() -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """What is imported, and what it takes to parse it, by name."""
    from scoreboard.importers.formats import cricsheet, international_results, openfootball

    works: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {}
    for name, data in (
        ("a season of 380 results", write_season()),
        ("a cup of 64 matches with goals", write_cup()),
    ):
        works[name] = (lambda data=data: [openfootball.parse(data)], lambda data=data: openfootball.parse(data))
    files = write_internationals()
    works["3,000 international results"] = (
        lambda: international_results.parse(*files),
        lambda: international_results.parse(*files),
    )
    if CRICKET.is_dir():
        matches = [*sorted((CRICKET / "json").glob("*.json")), *sorted(CRICKET.glob("*.zip"))]
        name = "Cricsheet's 71 matches, all balls"
        works[name] = (
            lambda: [season for file in matches for season in cricsheet.read(file)],
            lambda: [decode(file) for file in matches],
        )
    return works


def decode(file: Path) -> list[Any]:
    """The JSON of a file, or of all in a zip, by Python's own decoder."""
    if file.suffix != ".zip":
        return [json.loads(file.read_bytes())]
    with zipfile.ZipFile(file) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")]


def compare(read: Callable[[], Any], parse: Callable[[], Any]) -> tuple[float, float, int]:
    """Seconds of an import, and of parsing and bulk-inserting the same rows: the medians of RUNS; how many records."""
    from scoreboard.importers.load import load_seasons
    from scoreboard.importers.meetings import Flags
    from scoreboard.importers.updating import Source
    from scoreboard.models import MatchEvent

    source, flags = Source("import:bench"), Flags()

    ours, theirs = [], []
    for _ in range(RUNS + 1):  # the first warms up
        forget()
        ours.append(seconds(lambda: load_seasons(read(), source=source, flags=flags)))
        rows = load_rows()
        forget()
        theirs.append(seconds(lambda rows=rows: insert(parse, rows)))
    return statistics.median(ours[1:]), statistics.median(theirs[1:]), MatchEvent.objects.count()


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
        own.Match,
        own.OutboxCursor,
        own.MatchEvent,
    ]


def load_rows() -> list[list[Any]]:
    """Every row of them."""
    return [list(table.objects.all()) for table in list_tables()]


def forget() -> None:
    """Empty them."""
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
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
