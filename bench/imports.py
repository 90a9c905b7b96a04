"""What an import costs beside parsing the same file and bulk-inserting the same rows: `python -m bench.imports`.

A season of 380 results, a cup of 64 matches with goals and, where they are (CRICKET_DATA, by default the folder that
the tests read), Cricsheet's 71 matches ball by ball, on SQLite in a folder of its own. Ours: files are parsed, every
match checked by the rules and entered through record/. Theirs: the files are parsed, and the rows that ours made are
inserted with bulk_create in one transaction: what a program would do that knew the answers already. Runs alternate; the
ratio of the medians counts. Goal: at most 3, of cricket at most 2, where "parsed" is only the decoding of the JSON.
`--quick`: one run of each.
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
        print(f"{'':34}{'ours, ms':>10}{'theirs, ms':>12}{'ratio':>8}")
        for name, work in list_works().items():
            ours, theirs = compare(*work)
            print(f"{name:34}{ours * 1000:>10,.0f}{theirs * 1000:>12,.0f}{ours / theirs:>8.2f}", flush=True)


def list_works() -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """What is imported, and what it takes to parse it, by name."""
    from scoreboard.importers.formats import cricsheet, openfootball

    works: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {}
    for name, data in (
        ("a season of 380 results", write_season()),
        ("a cup of 64 matches with goals", write_cup()),
    ):
        works[name] = (lambda data=data: [openfootball.parse(data)], lambda data=data: openfootball.parse(data))
    if CRICKET.is_dir():
        files = [*sorted((CRICKET / "json").glob("*.json")), *sorted(CRICKET.glob("*.zip"))]
        name = "Cricsheet's 71 matches, all balls"
        works[name] = (
            lambda: [season for file in files for season in cricsheet.read(file)],
            lambda: [decode(file) for file in files],
        )
    return works


def decode(file: Path) -> list[Any]:
    """The JSON of a file, or of all in a zip, by Python's own decoder."""
    if file.suffix != ".zip":
        return [json.loads(file.read_bytes())]
    with zipfile.ZipFile(file) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")]


def compare(read: Callable[[], Any], parse: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of an import, and of parsing and bulk-inserting the same rows: the medians of RUNS."""
    from scoreboard.importers.load import load_season

    ours, theirs = [], []
    for _ in range(RUNS + 1):  # the first warms up
        forget()
        ours.append(seconds(lambda: [load_season(season, actor="import:bench") for season in read()]))
        rows = load_rows()
        forget()
        theirs.append(seconds(lambda rows=rows: insert(parse, rows)))
    return statistics.median(ours[1:]), statistics.median(theirs[1:])


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
    from scoreboard.models import Competition, Competitor, Match, MatchEvent, OutboxCursor, Person, Season, Stage

    return [Competition, Season, Stage, Competitor, Person, Match, OutboxCursor, MatchEvent]


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


def seconds(work: Any) -> float:
    """How much CPU time `work` takes: the machine may be busy with other things."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
