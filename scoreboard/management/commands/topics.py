"""`manage.py topics`: create and check the Kafka topics."""

from typing import Any

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoreboard.eventlog.topics import ensure_topics, wanted_topics


class Command(BaseCommand):
    """Creates missing topics, adds missing partitions, says what else differs; never makes anything smaller."""

    help = "Create and check the Kafka topics. Exit status 1 where something differs that must be set by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        try:
            findings = ensure_topics()
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        for finding in findings:
            self.stdout.write(f"{finding.topic}: {finding.text}")
        for name in wanted_topics().keys() - {finding.topic for finding in findings}:
            self.stdout.write(f"{name}: as it should be")
        if any(finding.wrong for finding in findings):
            raise CommandError("Some topics are not as they should be.")
