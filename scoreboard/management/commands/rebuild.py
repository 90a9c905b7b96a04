"""`manage.py rebuild`: the stats tables, or the matches themselves, again from the Kafka log alone."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoreboard.management.progress import Progress
from scoreboard.recovery.restore import NotEmpty, restore
from scoreboard.recovery.staging import LogOffset, StagedRecord, Staging
from scoreboard.wire.kafka_messages import KafkaMessage, Unreadable, parse_entry
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.messages import escape
from stats.ops.rebuild import rebuild
from stats.storage.shadow_tables import AlreadyRunning

T = TypeVar("T")


class Command(BaseCommand):
    """Rebuilds the stats tables, and swaps them with those in use; or restores matches into a database without any."""

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
        parser.add_argument("--anew", action="store_true", help="stats: forget what a rebuild that was ended has built")
        parser.add_argument(
            "--workers",
            type=int,
            metavar="N",
            help="stats: on PostgreSQL, so many processes; by default one a processor",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        try:
            if options["workers"] is not None and options["workers"] < 1:
                raise CommandError(f"--workers {options['workers']}: expected at least 1")
            if options["what"] == "stats":
                self.rebuild_stats(anew=options["anew"], workers=options["workers"])
            else:
                self.rebuild_matches(whole=options["whole"])
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        except (NotEmpty, AlreadyRunning) as error:
            raise CommandError(str(error)) from error

    def rebuild_stats(self, *, anew: bool, workers: int | None) -> None:
        """Build the tables, saying how far it is; who is killed goes on where they were."""
        progress = Progress()
        try:
            rebuilt = rebuild(
                anew=anew, workers=workers, report=lambda done, total: progress.show("reading", done, total)
            )
        finally:
            progress.end()
        rate = rebuilt.messages / rebuilt.seconds
        self.stdout.write(
            f"rebuilt {rebuilt.matches} matches of {rebuilt.records} records in {rebuilt.seconds:.1f} s, "
            f"{rate:,.0f} messages a second"
        )

    def rebuild_matches(self, *, whole: bool) -> None:
        """Make the matches, and say what could not be made; who is killed goes on where they were."""
        begun = time.monotonic()
        progress = Progress()
        warnings: list[str] = []
        reader = KafkaReader()
        try:
            cluster = reader.find_topic(settings.KAFKA_TOPIC_EVENTS).cluster
            staging = Staging(settings.DATA_DIR / "rebuild-matches.sqlite3", cluster=cluster)
            try:
                stage(reader, staging, progress, warn=warnings.append)
                restored = restore(
                    staging,
                    cluster_id=cluster,
                    whole=whole,
                    warn=warnings.append,
                    report=lambda done, total: progress.show("writing", done, total),
                )
            finally:
                staging.close()
                progress.end()
        finally:
            reader.close()
        for warning in warnings:
            self.stderr.write(warning)
        if self.stdout.isatty():
            self.stdout.write(
                f"restored {restored.matches} matches, {restored.events} events, {restored.rows} catalogue rows"
            )
            return
        seconds = round(time.monotonic() - begun, 1)
        line = {**asdict(restored), "seconds": seconds, "warnings": warnings}
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def stage(reader: KafkaReader, staging: Staging, progress: Progress, *, warn: Callable[[str], object]) -> None:
    """Read what is not staged yet of both topics, up to where they end now; `warn` is told what cannot be read."""
    names = (settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_EVENTS)
    topics = [reader.find_topic(name) for name in names]
    ends = {(topic.name, partition): end for topic in topics for partition, end in reader.find_ends(topic).items()}
    total = sum(ends.values())
    done = sum(staging.find_offset(*place) for place in ends)
    for (topic, partition), end in ends.items():
        offset = staging.find_offset(topic, partition)
        for after, messages in reader.read_range(topic, partition, offset, end):
            reached = LogOffset(topic, partition, after)
            if topic == settings.KAFKA_TOPIC_EVENTS:
                staging.add_records(parse_each(messages, StagedRecord.of_message, warn), reached)
            else:
                staging.add_entries(parse_each(messages, parse_entry, warn), reached)
            done, offset = done + after - offset, after
            progress.show("reading", done, total)


def parse_each(
    messages: Iterable[KafkaMessage], parse: Callable[[KafkaMessage], T], warn: Callable[[str], object]
) -> Iterator[T]:
    """Parse messages; `warn` is called with those that are unreadable."""
    for message in messages:
        try:
            yield parse(message)
        except Unreadable as error:
            warn(f"{message.topic()}[{message.partition()}]@{message.offset()} is left out: {escape(str(error))}")
