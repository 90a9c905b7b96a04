"""`manage.py relay`: sends accepted events to Kafka."""

import errno
import os
import signal
import threading
from typing import Any
from uuid import UUID

from confluent_kafka import KafkaException
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from scoreboard.eventlog import outbox
from scoreboard.eventlog.cluster import WrongCluster, find_cluster
from scoreboard.eventlog.producer import make_producer
from scoreboard.eventlog.relay import Relay

WRONG_CLUSTER = os.EX_CONFIG  # 78: starting the relay again would not help, somebody must decide


class Command(BaseCommand):
    """Runs until SIGTERM; with `--resend`, until everything has been sent again."""

    help = (
        "Send accepted events to Kafka, until SIGTERM. Several may run. "
        f"Exit status {WRONG_CLUSTER} where Kafka is another cluster than before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--resend",
            action="store_true",
            help="send everything again, to the cluster that answers now, and end; readers drop what they know",
        )
        parser.add_argument("--match", type=UUID, help="with --resend: only this match")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["match"] and not options["resend"]:
            raise CommandError("--match belongs to --resend.")
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        try:
            if options["resend"]:
                count = self.resend(options["match"])
                self.stdout.write(f"sending {count} matches again")
            elif settings.RELAY_METRICS_PORT:
                serve_metrics(settings.RELAY_METRICS_HOST, settings.RELAY_METRICS_PORT)
            relay = Relay(stop=stop)
            relay.run(until_empty=options["resend"])
        except WrongCluster as error:
            raise CommandError(str(error), returncode=WRONG_CLUSTER) from error

        if options["resend"] and (held := relay.held_back):
            named = ", ".join(map(str, held[:5])) + (f" and {len(held) - 5} more" if len(held) > 5 else "")
            raise CommandError(f"A record of {named} cannot be read, so what follows it waits: `manage.py repair`.")

    def resend(self, match: UUID | None) -> int:
        """Forget what was sent; how many matches are sent again."""
        if not settings.KAFKA_BOOTSTRAP:
            raise CommandError("KAFKA_BOOTSTRAP is not set, and no embedded broker runs.")
        try:
            cluster = find_cluster(make_producer())
        except KafkaException as error:
            raise CommandError(f"Kafka at {settings.KAFKA_BOOTSTRAP}: {error.args[0].str()}") from error
        if match and outbox.load_cluster() not in (None, cluster.id):
            raise CommandError("This is another Kafka cluster: send everything again, without --match.")
        count = outbox.forget_sent(cluster_id=cluster.id, match=match)
        if match and not count:
            raise CommandError(f"There is no match {match}.")
        return count


def serve_metrics(host: str, port: int) -> None:
    """Serve this process's counters to Prometheus. Raises CommandError where it cannot listen there."""
    try:
        start_http_server(port, addr=host)
    except OSError as error:
        name = "HOST" if error.errno != errno.EADDRINUSE else "PORT"
        value = host if name == "HOST" else port
        raise CommandError(f"RELAY_METRICS_{name}={value} cannot be used: {error.strerror}") from error
