"""`manage.py rebuild`: the stats tables, or the matches themselves, again from the Kafka log alone."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoreboard.restoring import NotEmpty, restore
from stats.broker import Broker
from stats.reading import Arrival, Unreadable, read_entry, read_record
from stats.rebuilding import rebuild

T = TypeVar("T")


class Command(BaseCommand):
    """Stats are built beside what is there, then swapped; matches are made in a database that has none."""

    help = (
        "stats: build the tables again beside the old ones, while everything runs, then swap them. "
        "matches: make matches, logs and states again, in a database without matches."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["stats", "matches"])
        parser.add_argument(
            "--whole",
            action="store_true",
            help="matches: every accepted event had reached Kafka, so that no new epoch need begin",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        try:
            if options["what"] == "stats":
                self.rebuild_stats()
            else:
                self.rebuild_matches(whole=options["whole"])
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        except NotEmpty as error:
            raise CommandError(str(error)) from error

    def rebuild_stats(self) -> None:
        """Build the tables, saying how far it is."""
        rebuilt = rebuild(report=self.report)
        self.stdout.write(f"rebuilt {rebuilt.matches} matches of {rebuilt.records} records in {rebuilt.seconds:.1f} s")

    def report(self, read: int, total: int, rate: float) -> None:
        """Say how far it is."""
        self.stdout.write(f"{read:>10} of {total} messages, {read / max(total, 1):4.0%}, {rate:,.0f} a second")
        self.stdout.flush()

    def rebuild_matches(self, *, whole: bool) -> None:
        """Make the matches, and say what could not be made."""
        broker = Broker()
        try:
            restored = restore(
                entries=read_all(broker, settings.KAFKA_TOPIC_CATALOGUE, read_entry),
                records=read_all(broker, settings.KAFKA_TOPIC_EVENTS, read_record),
                cluster_id=broker.find_topic(settings.KAFKA_TOPIC_EVENTS).cluster,
                whole=whole,
            )
        finally:
            broker.close()
        for warning in restored.warnings:
            self.stderr.write(warning)
        self.stdout.write(
            f"restored {restored.matches} matches, {restored.events} events, {restored.rows} catalogue rows"
        )


def read_all(broker: Broker, name: str, read: Callable[[Arrival], T]) -> Iterator[T]:
    """What every readable message of a topic says."""
    for message in broker.read_all(broker.find_topic(name)):
        try:
            yield read(message)
        except Unreadable:
            continue
