"""The plain way: each event on its own through the ORM, in a transaction of its own, the table's rows got and saved."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoreboard.settings")

from bench.stats_rebuild.measuring import Meter
from bench.stats_rebuild.tables import Event, Tables, decode, make


def main(bootstrap: str, topic: str, url: str, messages: int) -> None:
    """Read the log to its end."""
    os.environ.update(STATS_DATABASE_URL=url)
    import django

    django.setup()
    from confluent_kafka import Consumer, TopicPartition

    make(url)
    take_in = make_writer(url)
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "orm", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    meter = Meter()
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    for _ in range(messages):
        message = consumer.poll(10)
        if message is None:
            raise RuntimeError("the log gave nothing for 10 s")
        take_in(decode(message.value()))
    meter.stop(messages)
    consumer.close()


def make_writer(url: str):
    """What takes an event in."""
    from django.db import connections, models, transaction

    class Row(models.Model):
        """A table's row; its key is made of two columns."""

        season = models.TextField()

        class Meta:
            abstract = True
            app_label = "stats"
            managed = False

    class League(Row):  # noqa: DJ008  # never shown
        """A team's sums."""

        pk = models.CompositePrimaryKey("season", "team")
        team = models.TextField()
        played, won, drawn, lost, goals_for, goals_against = (models.IntegerField() for _ in range(6))

        class Meta(Row.Meta):
            db_table = "league"

    class Scorers(Row):  # noqa: DJ008  # never shown
        """A player's goals."""

        pk = models.CompositePrimaryKey("season", "player")
        player = models.TextField()
        goals = models.IntegerField()

        class Meta(Row.Meta):
            db_table = "scorers"

    class Form(Row):  # noqa: DJ008  # never shown
        """A team's last results."""

        pk = models.CompositePrimaryKey("season", "team")
        team, results = models.TextField(), models.TextField()

        class Meta(Row.Meta):
            db_table = "form"

    tables = Tables(url)  # the sums in memory: what is measured is how they are saved
    names = ("played", "won", "drawn", "lost", "goals_for", "goals_against")

    def take_in(event: Event) -> None:
        tables.add(event)
        teams, players = tables.count_changed()
        with transaction.atomic(using="stats"):
            for season, team in teams:
                sums = dict(zip(names, tables.league[season, team], strict=True))
                League.objects.using("stats").update_or_create(season=season, team=team, defaults=sums)
                results = tables.read_form((season, team))
                Form.objects.using("stats").update_or_create(season=season, team=team, defaults={"results": results})
            for season, player in players:
                goals = {"goals": tables.scorers[season, player]}
                Scorers.objects.using("stats").update_or_create(season=season, player=player, defaults=goals)

    connections["stats"].ensure_connection()
    return take_in


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
