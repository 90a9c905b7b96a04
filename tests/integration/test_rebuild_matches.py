"""`rebuild matches` that is killed in the middle, while it reads and while it writes, and goes on where it was."""

import json
import sqlite3
from contextlib import closing
from signal import SIGKILL

import pytest

from scoreboard.eventlog.topics import ensure_topics
from scoreboard.models import Match, MatchEvent
from scoreboard.models.catalogue import CATALOGUE
from tests.factories import make_match, make_season
from tests.integration.kafka_log import manage
from tests.integration.test_kafka import play, send

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "stats"])
MATCHES = 7
CODE = """
import os, signal
from django.conf import settings
from django.core.management import call_command
from scoreboard.management.commands import rebuild
from scoreboard.recovery import restore
from stats.ingest.kafka_reader import KafkaReader
from stats.ingest.limits import IngestLimits
settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = "killed-events", "killed-catalogue"
call_command("migrate", verbosity=0)
rebuild.KafkaReader = lambda: KafkaReader(limits=IngestLimits(range_messages=20))
restore.MATCHES_AT_ONCE = 2
show = rebuild.Progress.show

def kill(self, what, done, total):
    if (what, done) >= {at!r} and what == {at!r}[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    show(self, what, done, total)

rebuild.Progress.show = kill
call_command("rebuild", "matches", "--whole")
"""


@pytest.fixture
def folder(kafka, settings, tmp_path):
    """A folder for the command's data; its topics hold seven matches and a replay of the last."""
    settings.KAFKA_BOOTSTRAP = kafka
    settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE = "killed-events", "killed-catalogue"
    ensure_topics()
    *_, last = play(make_season(), matches=MATCHES - 1)
    make_match(season=last.season, replay_of=last)
    send()
    return tmp_path


def run(folder, kafka, *, kill_at=("", 0)):
    """Run the command until it is done, or kills itself with -9 at that point; its exit status and last line."""
    code = CODE.replace("{at!r}", repr(kill_at))
    program = manage(code=code, env={"DATA_DIR": str(folder), "KAFKA_BOOTSTRAP": kafka})
    out, _ = program.communicate(timeout=120)
    return program.returncode, (out.strip().splitlines() or [""])[-1]


def count(folder, file, table):
    with closing(sqlite3.connect(folder / file)) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_killed_while_reading_and_while_writing_it_ends_with_everything(folder, kafka):
    assert run(folder, kafka, kill_at=("reading", 40))[0] == -SIGKILL
    staged = count(folder, "rebuild-matches.sqlite3", "record") + count(folder, "rebuild-matches.sqlite3", "entry")
    sent = MatchEvent.objects.count() + sum(model.objects.count() for model in CATALOGUE)
    assert 40 <= staged < sent
    assert count(folder, "scoreboard.sqlite3", "scoreboard_match") == 0

    assert run(folder, kafka, kill_at=("writing", 4))[0] == -SIGKILL
    assert count(folder, "scoreboard.sqlite3", "scoreboard_match") == 4

    status, line = run(folder, kafka)
    assert status == 0, line
    found = json.loads(line)
    assert (found["matches"], found["events"], found["warnings"]) == (MATCHES, MatchEvent.objects.count(), [])
    assert not (folder / "rebuild-matches.sqlite3").exists()
    with closing(sqlite3.connect(folder / "scoreboard.sqlite3")) as database:
        matches = database.execute("SELECT id, seq, state, replay_of_id FROM scoreboard_match ORDER BY id").fetchall()
        events = database.execute("SELECT match_id, seq, record FROM scoreboard_matchevent ORDER BY 1, 2").fetchall()
    expected = Match.objects.order_by("pk").values_list("pk", "seq", "state", "replay_of")
    assert matches == [(pk.hex, seq, state, of.hex if of else None) for pk, seq, state, of in expected]
    expected = MatchEvent.objects.order_by("match", "seq").values_list("match", "seq", "record")
    assert events == [(pk.hex, seq, record) for pk, seq, record in expected]

    # Done is done: what is there now is not written over.
    status, line = run(folder, kafka)
    assert status == 1
    assert "already" in line
