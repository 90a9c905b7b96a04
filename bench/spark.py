"""Spark reads the topic itself and makes the same league table: `python -m bench.spark`.

Wants Java 17 or 21, `pip install pyspark==4.2.0`, and Maven Central, from which jgo takes Spark's Kafka connector. On a
private broker: the demo's Premier League season is sent by the relay, read by Spark as one batch, and folded by
docs/sql/standings.sql; the table must be the one of stats, row by row.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SQL = ROOT / "docs" / "sql" / "standings.sql"
CONNECTOR = ("spark-sql-kafka-0-10_2.13", "spark-token-provider-kafka-0-10_2.13", "kafka-clients", "commons-pool2")


def main() -> int:
    """Print both tables' heads, whether they are equal, and how long Spark took; 1 where they differ."""
    try:
        import pyspark
    except ImportError:
        print("bench.spark wants pyspark: pip install pyspark==4.2.0", file=sys.stderr)
        return 2
    from tests import servers

    with tempfile.TemporaryDirectory(prefix="scoreboard-spark-", ignore_cleanup_errors=True) as folder:
        broker = servers.start_broker(folder=Path(folder))
        try:
            os.environ.update(DATA_DIR=f"{folder}/var", KAFKA_BOOTSTRAP=broker.url)
            os.environ["DJANGO_SETTINGS_MODULE"] = "scoreboard.settings"
            season, ours = fill()
            jars = fetch_connector(pyspark.__version__)
            theirs, count, seconds = fold_with_spark(broker.url, season, jars)
        finally:
            broker.stop()
    print(f"Spark {pyspark.__version__}: {count:,} messages read and folded in {seconds:.1f} s, its start left out")
    for mine, other in list(zip(ours, theirs, strict=False))[:3]:
        print(f"  ours {mine[1:]}\n  its  {other[1:]}")
    print(f"{len(ours)} rows, {'all equal' if ours == theirs else 'DIFFERENT'}")
    return 0 if ours == theirs else 1


def fill() -> tuple[str, list[tuple[Any, ...]]]:
    """Send the demo's matches to Kafka, consume them, and give the season's id and table."""
    import threading

    import django

    django.setup()
    from django.core.management import call_command

    from scoreboard.eventlog.relay import Relay
    from scoreboard.models import Season
    from stats.ingest.worker import Worker
    from stats.queries import load_season
    from stats.tables.standings import make_standings

    call_command("migrate", verbosity=0)
    call_command("migrate", database="stats", verbosity=0)
    call_command("topics")
    call_command("load_demo", verbosity=0)
    Relay(stop=threading.Event()).run(until_empty=True)
    worker = Worker()
    worker.consume(seconds=30)
    worker.close()
    season = str(Season.objects.get(competition__name__contains="Premier League").pk)
    (group,) = make_standings(load_season(season))["groups"]
    names = ("played", "won", "drawn", "lost", "for", "against", "points")
    return season, [
        (row["competitor"]["id"], row["competitor"]["name"], *(row[name] for name in names)) for row in group["rows"]
    ]


def fetch_connector(version: str) -> list[str]:
    """The jars of Spark's Kafka connector that Spark does not bring itself."""
    from jgo.maven import MavenContext

    from scoreboard.devserver.kafka import trust_system

    trust_system()
    context = MavenContext()
    connector = context.create_dependency(f"org.apache.spark:spark-sql-kafka-0-10_2.13:{version}")
    roots, others = context.resolver.resolve([connector])
    return [str(found.artifact.resolve()) for found in (*roots, *others) if found.artifact.artifactId in CONNECTOR]


def fold_with_spark(bootstrap: str, season: str, jars: list[str]) -> tuple[list[tuple[Any, ...]], int, float]:
    """The table as Spark makes it of the topic, how many messages that were, and how many seconds it took."""
    from pyspark.sql import SparkSession

    if java := find_java():
        os.environ["JAVA_HOME"] = java
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(jars))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        began = time.perf_counter()
        options = {"kafka.bootstrap.servers": bootstrap, "subscribe": "match-events", "startingOffsets": "earliest"}
        topic = spark.read.format("kafka").options(**options).load().selectExpr("CAST(value AS STRING) AS record")
        fields = ("match", "sport", "type", "side")
        columns = [f"get_json_object(record, '$.{name}') AS {name}" for name in fields]
        place = [
            f"CAST(coalesce(get_json_object(record, '$.{name}'), '1') AS INT) AS {name}" for name in ("epoch", "seq")
        ]
        log = topic.selectExpr("record", *columns, *place).cache()
        log.createOrReplaceTempView("log")
        found = [tuple(row) for row in spark.sql(SQL.read_text().replace(":season", f"'{season}'")).collect()]
        seconds = time.perf_counter() - began
        return found, log.count(), seconds
    finally:
        spark.stop()


def find_java() -> str | None:
    """The home of a Java that Spark runs on: the one named, else Debian's 17 or 21."""
    homes = (home for version in (17, 21) for home in sorted(Path("/usr/lib/jvm").glob(f"java-{version}-*")))
    return os.environ.get("JAVA_HOME") or next(map(str, homes), None)


if __name__ == "__main__":
    sys.exit(main())
