"""`manage.py deadletters`: lists messages that could not be parsed or applied, and retries or drops them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from stats.ingest import awaiting_upgrade, dead_letters
from stats.ingest.save import Overtaken
from stats.models import DeadLetter


class Command(BaseCommand):
    """Lists the open letters, tries them again, or drops them."""

    help = (
        "List the open dead letters, and the matches that wait for a release that knows their next record; try all of "
        "them again once their cause is mended; or drop letters."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["list", "retry", "drop"])
        parser.add_argument("ids", nargs="*", type=int, help="of which letters; of all where none is given (not drop)")
        parser.add_argument("--reason", default="", help="why, for the audit log (drop: needed)")

    def handle(self, *args: Any, **options: Any) -> None:
        letters = self.find(options["ids"])
        if options["action"] == "list":
            for letter in letters:
                where = f"{letter.topic}[{letter.partition}]@{letter.offset}"
                self.stdout.write(
                    f"{letter.pk}  {letter.at:%Y-%m-%d %H:%M:%S}  {where}  {letter.match}  {letter.reason}"
                )
            if not options["ids"]:
                for log in awaiting_upgrade.find_waiting():
                    where = f"match {log.match} after {log.applied_seq}"
                    self.stdout.write(
                        f"-  {log.waiting_since:%Y-%m-%d %H:%M:%S}  {where} waits for an upgrade: {log.awaits}"
                    )
            return
        try:
            if options["action"] == "retry":
                if not options["ids"] and (applied := awaiting_upgrade.apply_waiting()):
                    self.stdout.write(f"{applied} matches no longer wait for an upgrade")
                done, word = dead_letters.retry(letters, reason=options["reason"]), "applied"
            else:
                if not options["ids"]:
                    raise CommandError("Say which letters to drop, by their ids (manage.py deadletters list).")
                if not options["reason"].strip():
                    raise CommandError("Say why they are dropped, with --reason: the tables go without them for good.")
                done, word = dead_letters.drop(letters, reason=options["reason"]), "dropped"
        except Overtaken as error:
            raise CommandError(f"A worker writes match {error} at this moment: try again.") from error
        self.stdout.write(f"{word} {done}, open {DeadLetter.objects.filter(settled='').count()}")

    def find(self, ids: list[int]) -> QuerySet[DeadLetter]:
        """The open letters of these ids, or all; raises CommandError for an id that is none."""
        letters = DeadLetter.objects.filter(settled="").order_by("pk")
        if not ids:
            return letters
        unknown = set(ids) - set(letters.filter(pk__in=ids).values_list("pk", flat=True))
        if unknown:
            raise CommandError(f"There is no open dead letter {', '.join(map(str, sorted(unknown)))}.")
        return letters.filter(pk__in=ids)
