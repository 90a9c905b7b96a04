"""`manage.py export`: the Kafka log as Parquet, or the audit log as CSV, for whoever reads them elsewhere."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoreboard.audit.reading import COLUMNS, BadFilter, list_rows, parse_filter
from scoreboard.management.progress import Progress
from scoreboard.web.files import write_rows
from stats.ops.export import MissingPackage, export_log

FORMATS = {"log": "parquet", "audit": "csv"}


class Command(BaseCommand):
    help = (
        "log: every message of the topic match-events, as a Parquet file. "
        "audit: the audit log as CSV, newest first. Both in bounded memory."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=[*FORMATS])
        parser.add_argument("--format", choices=[*FORMATS.values()], help="parquet for the log, csv for the audit log")
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="where to (match-events.parquet; audit: standard output)"
        )
        only = parser.add_argument_group("audit")
        for name in ("actor", "match", "kind"):
            only.add_argument(f"--{name}", default="", help=f"only entries of this {name}")
        only.add_argument("--from", default="", metavar="YYYY-MM-DD", help="from this day on (UTC)")
        only.add_argument("--until", default="", metavar="YYYY-MM-DD", help="to the end of this day (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = FORMATS[options["what"]]
        if options["format"] not in (None, wanted):
            raise CommandError(f"--format {options['format']}: the {options['what']} is written as {wanted} only.")
        try:
            if options["what"] == "log":
                self.export_log(options["to"] or Path("match-events.parquet"))
            else:
                self.export_audit(options["to"], options)
        except OSError as error:
            raise CommandError(f"--to: {error}") from error

    def export_log(self, path: Path) -> None:
        """Write the Kafka log, with a bar on a terminal; one line of JSON says what was written."""
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        progress = Progress()
        try:
            exported = export_log(path, report=lambda done, total: progress.show("exporting", done, total))
        except MissingPackage as error:
            raise CommandError(str(error)) from error
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        finally:
            progress.end()
        self.stdout.write(json.dumps({"file": str(path), **asdict(exported), "bytes": path.stat().st_size}))

    def export_audit(self, path: Path | None, options: dict[str, Any]) -> None:
        """Write the entries that the filter leaves."""
        fields = {name: options[name] for name in ("actor", "match", "kind", "from")}
        try:
            entries = parse_filter({**fields, "to": options["until"]}).select()
        except BadFilter as error:
            raise CommandError(str(error)) from error
        if path is None:
            write_rows(sys.stdout, COLUMNS, list_rows(entries))
            return
        with path.open("w", newline="", encoding="utf-8") as file:
            count = write_rows(file, COLUMNS, list_rows(entries))
        self.stdout.write(f"{count} entries to {path}")
