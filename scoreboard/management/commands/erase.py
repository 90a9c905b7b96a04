"""`manage.py erase --person P`: takes a person's name away, for good."""

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from scoreboard.catalogue import identity
from scoreboard.catalogue.erasing import erase
from scoreboard.management.arguments import text


class Command(BaseCommand):
    help = (
        'Take a person\'s name away for good: "Player 10" stands in its place, in all that was recorded before, too. '
        "Logs, figures and the id stay; docs/explanation/privacy.md says what remains where. A second run, or one "
        "after an interruption, does what is left. The answer is one line of JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", type=text, required=True, help="id of the person")
        parser.add_argument("--reason", type=text, required=True, help="for the audit log; name nobody in it")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = identity.find(options["person"])
        except identity.NotOne as error:
            raise CommandError(str(error)) from error
        with transaction.atomic() if options["dry_run"] else nullcontext():
            done = erase(person, reason=options["reason"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.stdout.write(json.dumps(done, ensure_ascii=False))
