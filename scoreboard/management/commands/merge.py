"""`manage.py merge COMPETITOR INTO`: two competitors that were found to be one."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoreboard.catalogue.merging import NotMergeable, check, find, merge
from scoreboard.management.arguments import text


class Command(BaseCommand):
    help = (
        "Merge a competitor into another: its matches, adjustments, people and names become the other's. Every match "
        "says so in its log; nothing is lost, and a second run, or one after an interruption, does what is left. "
        "`doubles` of the answer are matches that may be one now, each two with the reason; these are left as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("competitor", type=text, help="id or name of the one that goes")
        parser.add_argument("into", type=text, help="id or name of the one that stays")
        parser.add_argument("--sport", default="football")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            one, into = (find(options[field], sport=options["sport"]) for field in ("competitor", "into"))
            check(one, into)
        except NotMergeable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(merge(one, into), ensure_ascii=False))
