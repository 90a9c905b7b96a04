"""`manage.py merge ONE INTO`: two competitors that were found to be one; with `--people`, two people."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from scoreboard.catalogue import identity
from scoreboard.catalogue.merging import NotMergeable, check, find, merge, preview
from scoreboard.management.arguments import text


class Command(BaseCommand):
    help = (
        "Merge a competitor into another: its matches, adjustments, people and names become the other's. Every match "
        "says so in its log; nothing is lost, and a second run, or one after an interruption, does what is left. "
        "`doubles` of the answer are matches that may be one now, each two with the reason; these are left as they are."
        " With --people, a person is another from now on wherever they are read; `manage.py split` takes that back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("one", type=text, help="id (of a competitor, id or name) of the one that goes")
        parser.add_argument("into", type=text, help="id (of a competitor, id or name) of the one that stays")
        parser.add_argument("--sport", default="football", help="of the competitors")
        parser.add_argument("--people", action="store_true", help="ONE and INTO are ids of people")
        parser.add_argument("--reason", type=text, default="", help="for the audit log")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            merged = merge_people(options) if options["people"] else merge_competitors(options)
        except (NotMergeable, identity.NotOne) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(merged, ensure_ascii=False))


def merge_competitors(options: dict[str, Any]) -> dict[str, Any]:
    """Merge two competitors; what was done."""
    one, into = (find(options[field], sport=options["sport"]) for field in ("one", "into"))
    check(one, into)
    return preview(one, into) if options["dry_run"] else merge(one, into, reason=options["reason"])


def merge_people(options: dict[str, Any]) -> dict[str, Any]:
    """Merge two people; who they are now."""
    one, into = (identity.find(options[field]) for field in ("one", "into"))
    with transaction.atomic():
        main = identity.merge(one, into, reason=options["reason"])
        transaction.set_rollback(options["dry_run"])
    return {
        "merged": {"id": str(one.pk), "name": one.public_name},
        "into": {"id": str(main.pk), "name": main.public_name},
    }
