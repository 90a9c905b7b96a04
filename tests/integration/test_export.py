"""The Kafka log as Parquet: DuckDB makes the same table of it as we do; what cannot be written says why."""

import json
import sys
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from confluent_kafka import Producer
from django.core.management import CommandError, call_command

from scoreboard.eventlog.topics import ensure_topics
from scoreboard.models import MatchEvent, Season
from scoreboard.record.epochs import raise_epoch
from stats.ops.export import export_log
from tests.counting import count_all
from tests.factories import enter, make_match, make_season
from tests.integration.test_kafka import FULL_TIME, KICK_OFF, goal, play, send
from tests.stats.lists import list_standings

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
STANDINGS = Path(__file__).resolve().parents[2] / "docs" / "sql" / "standings.sql"


@pytest.fixture
def topics(kafka, settings, request):
    """Topics of this test alone, on the session's broker."""
    settings.KAFKA_BOOTSTRAP = kafka
    for name in ("EVENTS", "CATALOGUE", "DEAD"):
        setattr(settings, f"KAFKA_TOPIC_{name}", f"{request.node.name}-{name.lower()}")
    ensure_topics()
    return settings


def export(path, *options):
    out = StringIO()
    call_command("export", "log", "--to", path, *options, stdout=out)
    return json.loads(out.getvalue())


def read_with_duckdb(path, season):
    """The table as DuckDB makes it: who, and their numbers, in order."""
    with duckdb.connect() as database:
        database.execute("CREATE MACRO get_json_object(x, p) AS json_extract_string(x, p)")
        database.execute(f"CREATE VIEW log AS SELECT * FROM read_parquet('{path}')")
        return database.execute(STANDINGS.read_text().replace(":season", f"'{season.pk}'")).fetchall()


def read_ours(season):
    (group,) = list_standings(season.pk)["groups"]
    names = ("played", "won", "drawn", "lost", "for", "against", "points")
    return [
        (row["competitor"]["id"], row["competitor"]["name"], *(row[name] for name in names)) for row in group["rows"]
    ]


def test_duckdb_makes_the_same_standings(topics, tmp_path):
    call_command("load_demo", verbosity=0)
    league = Season.objects.get(competition__name__contains="Premier League")
    corrected = make_season()  # with a void, an amendment, a review, a void undone, and an epoch raised
    played = play(corrected)
    rematch = make_match(season=corrected, home=played[0].away, away=played[0].home)
    enter(rematch, KICK_OFF, goal("home", "Dee"), goal("home", "Eve"))
    enter(rematch, {"type": "review", "data": {"seq": 4, "decision": "cancelled", "reason": "offside"}})
    enter(rematch, {"type": "void", "data": {"seq": 3, "reason": "mistake"}})
    enter(rematch, {"type": "void", "data": {"seq": 6, "reason": "it was one"}}, *FULL_TIME)
    send()
    raise_epoch(match_id=rematch.pk, reason="test")
    send()
    count_all()

    found = export_log(tmp_path / "log.parquet", report=lambda *_: None, row_group=50)  # so that there are several
    assert found.records == MatchEvent.objects.count() + rematch.events.count()  # the old epoch is there too
    assert found.unreadable == 0
    for season in (league, corrected):
        assert read_with_duckdb(tmp_path / "log.parquet", season) == read_ours(season)
    assert len(read_ours(league)) == 20


def test_columns_are_typed_and_the_whole_record_is_there(topics, tmp_path):
    match = make_match()
    enter(match, KICK_OFF, {**goal("home", "Ada"), "clock_ms": 60_000, "occurred_at": "2026-05-04T15:01:00Z"})
    send()
    producer = Producer({"bootstrap.servers": topics.KAFKA_BOOTSTRAP})
    producer.produce(topics.KAFKA_TOPIC_EVENTS, value=b"{", partition=0)
    producer.flush(10)
    assert export(tmp_path / "log.parquet")["unreadable"] == 1
    row = duckdb.sql(
        f"SELECT match, epoch, seq, sport, type, side, player, clock_ms, epoch_ms(occurred_at), record "
        f"FROM read_parquet('{tmp_path}/log.parquet') WHERE type = 'goal'"
    ).fetchall()[0]
    at = 1_777_906_860_000
    assert row[:-1] == (str(match.pk), 1, 3, "football", "goal", "home", "Ada", 60_000, at)
    assert row[-1] == match.events.get(seq=3).record


def test_without_pyarrow_it_says_what_to_install_and_leaves_nothing(settings, tmp_path, monkeypatch):
    settings.KAFKA_BOOTSTRAP = "127.0.0.1:1"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CommandError, match=r"pip install -r requirements-export\.txt"):
        export(tmp_path / "log.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_so(settings, tmp_path):
    settings.KAFKA_BOOTSTRAP = "127.0.0.1:1"
    with pytest.raises(CommandError, match="--to: .*missing"):
        export(tmp_path / "missing" / "log.parquet")


def test_a_format_that_is_not_offered_is_said_so():
    with pytest.raises(CommandError, match="the log is written as parquet only"):
        call_command("export", "log", "--format", "csv")
