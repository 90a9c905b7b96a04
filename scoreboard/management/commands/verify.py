"""`manage.py verify`: folds all logs again, and reports where states, Kafka or stats tables differ from that."""

import json
from typing import Any

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from scoreboard.models import Match, MatchEvent
from scoreboard.queries import load_backlog
from scoreboard.recovery.verify import check_log, check_states, load_sent
from stats.models import Log
from stats.ops.verify import check_facts, check_letters, check_records, load_log
from stats.storage import segments

SHOWN = 100


class Command(BaseCommand):
    """Exit status 0 and the counts, or 1 and the differences."""

    help = "Prove the folds: state = fold(events), Kafka = events, tables = fold(Kafka). May run at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts, differences = self.examine()
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        if options["json"]:
            shown = [{"where": where, "what": what} for where, what in differences]
            self.stdout.write(json.dumps({"ok": not differences, **counts, "differences": shown}))
        else:
            self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
            for where, what in differences[:SHOWN]:
                self.stdout.write(f"{where}: {what}")
        if differences:
            raise CommandError(f"{len(differences)} differences")

    def examine(self) -> tuple[dict[str, int | None], list[tuple[str, str]]]:
        """The counts, and what is not as it should be."""
        differences: list[tuple[str, str]] = [*check_states()]
        counts: dict[str, int | None] = {"matches": Match.objects.count(), "events": MatchEvent.objects.count()}
        if not settings.KAFKA_BOOTSTRAP:
            return {**counts, "kafka": None}, differences
        sent = load_sent()
        log = load_log()
        differences += [*log.differences, *check_log(log.records, sent=sent)]
        differences += [*check_letters(log), *check_records(log), *check_facts()]
        counts |= {
            "kafka": log.count(),
            "doubles": log.messages - log.count() - len(log.unreadable),
            "unsent": load_backlog(now=timezone.now()).records,
            "tables": segments.count(),
            "behind": log.count_behind(),
            "waiting": Log.objects.filter(waiting_since__isnull=False).count(),
        }
        return counts, differences
