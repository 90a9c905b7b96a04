"""`manage.py schemas`: the JSON Schemas of what Kafka holds, as files; and whether they may follow those released."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoreboard.schemas.compatibility import compare_all
from scoreboard.schemas.files import RELEASED, find_stale, format_schema, read_schemas, write_schemas
from scoreboard.schemas.making import DIALECT, make_bundles, make_earlier
from scoreboard.schemas.references import Library


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
        what.add_argument("--show", metavar="ID", help="print the schema that messages name so, in one piece")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "schemas", help="where they are")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        bundles = make_bundles()
        current, released = Library(bundles.values()), Library(read_schemas(folder / RELEASED).values())
        if options["show"]:
            self.stdout.write(show(options["show"], current, released), ending="")
            return
        problems = list(compare_all(released, current))
        if options["check"]:
            stale = find_stale(folder, bundles)
            problems += [f"{name}: is not what the types say: run `python manage.py schemas`" for name in stale]
        if problems:
            raise CommandError("\n".join(problems))
        if options["release"]:
            write_schemas(folder / RELEASED, bundles | make_earlier(released, current))
        if not options["check"]:
            write_schemas(folder, bundles)
        self.stdout.write(f"{len(current.list_named())} schemas are current, and compatible with those released")


def show(name: str, *libraries: Library) -> str:
    """The schema with an `$id`, from the first of the libraries that has it, in one piece."""
    for library in libraries:
        if name in library.schemas:
            return format_schema({"$schema": DIALECT, "$id": name, **library.inline(name)})
    raise CommandError(f"{name}: there is no such schema, nor has there been one")
