"""`manage.py export`: the audit log as CSV, for whoever keeps it elsewhere."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoreboard.audit.reading import COLUMNS, BadFilter, list_rows, read_filter
from scoreboard.web.files import write_rows


class Command(BaseCommand):
    help = "audit: the audit log as CSV, newest first, in bounded memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["audit"])
        parser.add_argument("--to", type=Path, metavar="FILE", help="where to (standard output)")
        for name, meaning in (("actor", "of this name"), ("match", "of this match"), ("kind", "of this kind")):
            parser.add_argument(f"--{name}", default="", help=f"only entries {meaning}")
        parser.add_argument("--from", default="", metavar="YYYY-MM-DD", help="from this day on (UTC)")
        parser.add_argument("--until", default="", metavar="YYYY-MM-DD", help="to the end of this day (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        fields = {name: options[name] for name in ("actor", "match", "kind", "from")}
        try:
            entries = read_filter({**fields, "to": options["until"]}).select()
        except BadFilter as error:
            raise CommandError(str(error)) from error
        if options["to"] is None:
            write_rows(sys.stdout, COLUMNS, list_rows(entries))
            return
        with options["to"].open("w", newline="", encoding="utf-8") as file:
            count = write_rows(file, COLUMNS, list_rows(entries))
        self.stdout.write(f"{count} entries to {options['to']}")
