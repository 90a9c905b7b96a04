"""`manage.py repair`: makes matches that cannot be read whole again, from their logs."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoreboard.models import Match
from scoreboard.recovery.repair import repair_all


class Command(BaseCommand):
    """A line for each match that could not be read; exit status 1 where one still cannot be."""

    help = (
        "Find matches whose state or row cannot be read, and make both again of their logs. A match of which a record "
        "cannot be read is named and left as it is, unless --set-aside says otherwise. A second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--match", type=UUID, help="only this match (id)")
        parser.add_argument(
            "--set-aside",
            type=Path,
            metavar="FILE",
            help="with --match: keep its log up to the first record that cannot be read, in the next epoch, and write "
            "that record and those after it to this new file",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        aside = options["set_aside"]
        if aside and not options["match"]:
            raise CommandError("--set-aside: expected --match with it.")
        if aside and aside.exists():
            raise CommandError(f"--set-aside: {aside} is there already: expected a new file.")
        found = Match.objects.order_by("pk").values_list("pk", flat=True)
        matches = list(found.filter(pk=options["match"]) if options["match"] else found)
        if options["match"] and not matches:
            raise CommandError(f"--match: there is no match {options['match']}.")
        repairs = list(repair_all(matches, aside=aside, dry_run=options["dry_run"]))
        if options["json"]:
            shown = [each._asdict() for each in repairs]
            self.stdout.write(json.dumps({"matches": len(matches), "dry_run": options["dry_run"], "repairs": shown}))
        else:
            done = "would be repaired" if options["dry_run"] else "repaired"
            for each in repairs:
                outcome = done if each.repaired else f"cannot be repaired: {each.why}"
                self.stdout.write(f"{each.match} {outcome} ({each.found})")
            self.stdout.write(f"{len(matches)} matches looked at, {len(repairs)} could not be read")
        if left := sum(not each.repaired for each in repairs):
            raise CommandError(f"{left} matches cannot be repaired from their logs")
