"""`manage.py raise_epoch`: has matches sent to Kafka again after a restored backup, over what was sent before."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone

from scoreboard.management.arguments import text
from scoreboard.models import Match
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.queries import find_match
from scoreboard.record.epochs import raise_epoch
from scoreboard.sports.base import Refused
from scoreboard.sports.sentences import explain_error
from scoreboard.wire.instants import format_instant

VERSIONS = 10_000  # more than any name changes between a backup and its loss


class Command(BaseCommand):
    """One transaction a match, and one line of what was done: keep the output with the reports of the incident."""

    help = (
        "After a restored backup that may have lost accepted events: begin the next epoch of matches, so that their "
        "whole logs are sent again and supersede what was sent of them before. May run while everything else does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--match", help="one match (id)")
        which.add_argument("--all", action="store_true", help="every match, and the names with them")
        parser.add_argument("--reason", required=True, type=text, help="why, for the record")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("--reason: expected why.")
        if options["all"]:
            matches = list(Match.objects.order_by("pk").values_list("pk", flat=True))
            for row in CATALOGUE:
                # The highest version wins: what was lost with the database must not win over what comes now.
                row.objects.update(version=F("version") + VERSIONS)
        else:
            found = find_match(options["match"])
            if found is None:
                raise CommandError(f"--match: there is no match {options['match']!r}.")
            matches = [found.pk]
        refused = 0
        for pk in matches:
            try:
                match = raise_epoch(match_id=pk, reason=options["reason"].strip())
            except Refused as error:
                refused += 1
                self.stderr.write(f"{pk}: {explain_error(error)}")
                continue
            self.stdout.write(
                f"{format_instant(timezone.now())} {pk} e{match.epoch - 1} → e{match.epoch}, to {match.seq}"
            )
        self.stdout.write(f"{len(matches) - refused} matches in their next epoch: {options['reason']}")
        if refused:
            raise CommandError(f"{refused} matches could not be written: mend their rows first")
