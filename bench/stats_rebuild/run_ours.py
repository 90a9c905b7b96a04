"""Scoreboard: `rebuild stats`, whole: new tables, every record kept, every fact, indexes, and the swap."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")

from bench.stats_rebuild.measuring import Meter


def main(bootstrap: str, topic: str, url: str, messages: int, workers: int | None = None) -> None:
    """Rebuild."""
    set_up(bootstrap, url)
    rebuild(topic, messages, workers=workers)


def set_up(bootstrap: str, url: str) -> None:
    """Set Django up on these servers, with tables to be replaced."""
    os.environ.update(STATS_DATABASE_URL=url, KAFKA_BOOTSTRAP=bootstrap)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="stats", verbosity=0)


def rebuild(topic: str, messages: int, *, workers: int | None = None) -> None:
    """Rebuild from a topic, by so many processes; by default as many as there are processors."""
    from django.conf import settings

    from stats.ops import rebuild as rebuilding

    settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = topic, f"{topic}-catalogue"
    meter = Meter()
    rebuilt = rebuilding.rebuild(workers=workers)
    if rebuilt.messages != messages:
        raise RuntimeError(f"read {rebuilt.messages} of {messages} messages")
    meter.stop(rebuilt.messages)


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:]))
