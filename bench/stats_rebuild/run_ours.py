"""Scoreboard: `rebuild stats`, whole: new tables, every record kept, every fact, indexes, and the swap."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")

from bench.stats_rebuild.measuring import Meter


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Rebuild."""
    os.environ.update(STATS_DATABASE_URL=url, KAFKA_BOOTSTRAP=bootstrap)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from stats.rebuilding import rebuild

    settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = topic, f"{topic}-catalogue"
    call_command("migrate", database="stats", verbosity=0)
    meter = Meter()
    rebuilt = rebuild()
    if rebuilt.messages != messages:
        raise RuntimeError(f"read {rebuilt.messages} of {messages} messages")
    meter.stop(rebuilt.messages)


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
