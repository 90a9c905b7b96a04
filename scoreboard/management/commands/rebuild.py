"""`manage.py rebuild stats`: the tables again, from the Kafka log alone."""

from typing import Any

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from stats.rebuilding import rebuild


class Command(BaseCommand):
    """Builds beside what is there, then swaps; everything may run meanwhile."""

    help = "Build the stats tables again from the Kafka log alone, beside the old ones, then swap them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["stats"])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        try:
            rebuilt = rebuild(report=self.report)
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        self.stdout.write(f"rebuilt {rebuilt.matches} matches of {rebuilt.records} records in {rebuilt.seconds:.1f} s")

    def report(self, read: int, total: int, rate: float) -> None:
        """Say how far it is."""
        self.stdout.write(f"{read:>10} of {total} messages, {read / max(total, 1):4.0%}, {rate:,.0f} a second")
        self.stdout.flush()
