"""`manage.py schemas`: the JSON Schemas of what Kafka holds, as files; and whether they may follow those released."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoreboard.schemas.compatibility import compare_all
from scoreboard.schemas.making import Schema, make_schemas

RELEASED = "released"


class Command(BaseCommand):
    help = "Write the JSON Schemas of every event type and catalogue entry into schemas/, or check those there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail unless the files are current, and backward and forward compatible with released/",
        )
        what.add_argument("--release", action="store_true", help="make the current ones the released ones")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "schemas", help="where they are")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        current = make_schemas()
        problems = list(compare_all(read_files(folder / RELEASED), current))
        if options["check"]:
            there = {name: schema for name, schema in read_files(folder).items() if not name.startswith(RELEASED)}
            stale = sorted(name for name in there.keys() | current.keys() if there.get(name) != current.get(name))
            problems += [f"{name}: is not what the types say: run `python manage.py schemas`" for name in stale]
        if problems:
            raise CommandError("\n".join(problems))
        if options["release"]:
            write_files(folder / RELEASED, current)
        if not options["check"]:
            write_files(folder, current)
        self.stdout.write(f"{len(current)} schemas are current, and compatible with those released")


def read_files(folder: Path) -> dict[str, Schema]:
    """The schemas in a folder and those below it, by name."""
    paths = sorted(folder.rglob("*.json"))
    return {path.relative_to(folder).as_posix(): json.loads(path.read_text()) for path in paths}


def write_files(folder: Path, schemas: dict[str, Schema]) -> None:
    """Write schemas as files; those that are none any more are removed."""
    for path in folder.rglob("*.json"):
        name = path.relative_to(folder).as_posix()
        if name not in schemas and not name.startswith(RELEASED):
            path.unlink()
    for name, schema in schemas.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
