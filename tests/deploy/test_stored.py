"""What releases of before have stored is read, proven, rebuilt and gone on with: databases and Kafka logs of theirs.

`tests/deploy/stored/` has a folder for each such release; its README says how they were made.
"""

import base64
import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from confluent_kafka import Producer

from tests.deploy.site import Site

STORED = Path(__file__).parent / "stored"
RELEASES = sorted(folder.name for folder in STORED.iterdir() if folder.is_dir())
ASK = """
import json
from django.test import Client
client = Client(headers={"host": "localhost"})
print(json.dumps({path: client.get(path).json() for path in json.loads(PATHS)}))
"""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Stored:
    """What one release left on one engine: `engine` is "sqlite" or "postgresql"."""

    def __init__(self, *, release, engine):
        self.folder, self.engine = STORED / release, engine

    def read(self, name):
        """The text of one of its files."""
        return gzip.decompress((self.folder / f"{self.engine}-{name}.gz").read_bytes()).decode()

    @property
    def answers(self):
        """What its API answered, by path."""
        return json.loads(self.read("answers.json"))

    def load_databases(self, site, postgres):
        """Make its two databases again, and have `site` use them."""
        for name, variable in (("scoreboard", "DATABASE_URL"), ("stats", "STATS_DATABASE_URL")):
            if self.engine == "sqlite":
                with sqlite3.connect(site.folder / f"{name}.sqlite3") as database:
                    database.executescript(self.read(f"{name}.sql"))
                continue
            url = site.environment[variable] = site.make_database(postgres.url.rpartition("/")[0], f"stored_{name}")
            dump = site.folder / f"{name}.sql"
            dump.write_text(self.read(f"{name}.sql"))
            site.run(f"psql --quiet --set=ON_ERROR_STOP=1 --file={dump} {url}")

    def send_log(self, bootstrap):
        """Write its Kafka log to the topics of a new cluster: every message to the partition where it was."""
        producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True})
        for line in self.read("kafka.jsonl").splitlines():
            message = json.loads(line)
            producer.produce(
                message["topic"],
                partition=message["partition"],
                key=decode(message["key"]),
                value=decode(message["value"]),
                timestamp=message["timestamp"],
                headers=[(name, decode(value)) for name, value in message["headers"]],
            )
        assert producer.flush(30) == 0


def decode(text):
    """The bytes of a message's part; None where there are none."""
    return None if text is None else base64.b64decode(text)


def ask(site, paths):
    """What the API of `site` answers, by path."""
    return json.loads(site.shell(f"PATHS = {json.dumps(list(paths))!r}{ASK}").splitlines()[-1])


def keep_known(now, before):
    """`now`, without the fields that were not there `before`: the API may be given more.

    What were texts before the first release, `situation` and `summary`, are sentences with that text as their `detail`.
    """
    if isinstance(now, dict) and isinstance(before, str):
        return now["detail"]
    if isinstance(now, dict) and isinstance(before, dict):
        return {name: keep_known(value, before[name]) for name, value in now.items() if name in before}
    if isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        return [keep_known(*pair) for pair in zip(now, before, strict=True)]
    return now


def keep_told(now, before):
    """`now`, with the incidents that were told `before`: a timeline may tell more once it is folded again.

    That is the end of an innings by a ball, and what a point had ended that was taken back. The end of a game of
    baseball named who was last at bat: it does no more.
    """
    kept = {}
    for path, answer in now.items():
        told = {(one["seq"], one["kind"]): one for one in before[path].get("incidents", ())}
        found = [(one, told.get((one["seq"], one["kind"]))) for one in answer.get("incidents", ())]
        incidents = [{**then, **one} if one["kind"] == "game_end" else one for one, then in found if then is not None]
        kept[path] = {**answer, "incidents": incidents} if told else answer
    return kept


def differ(now, before):
    """The paths whose answers are not what they were, with both."""
    kept = {path: keep_known(now[path], answer) for path, answer in before.items()}
    return {path: (kept[path], answer) for path, answer in before.items() if kept[path] != answer}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    return request.param


@pytest.fixture(params=RELEASES)
def stored(request, engine):
    return Stored(release=request.param, engine=engine)


@pytest.fixture
def site(stored, engine, start_broker, tmp_path, request):
    """A site of now on what the release of before has left."""
    postgres = request.getfixturevalue("postgres") if engine == "postgresql" else None
    broker = start_broker()
    site = Site(folder=tmp_path, env={"KAFKA_BOOTSTRAP": broker.url})
    stored.load_databases(site, postgres)
    site.manage("migrate")
    site.manage("migrate --database stats")
    site.manage("topics")
    stored.send_log(broker.url)
    return site


def test_what_was_stored_before_is_read_proven_rebuilt_and_gone_on_with(site, stored):
    before = stored.answers
    assert differ(ask(site, before), before) == {}
    refolded = json.loads(site.manage("refold --json").splitlines()[-1])
    assert (refolded["published"], refolded["failed"]) == (0, 0)
    assert differ(keep_told(ask(site, before), before), before) == {}
    site.manage("verify")

    site.manage("rebuild stats")
    site.manage("verify")
    assert differ(keep_told(ask(site, before), before), before) == {}

    # Played on with, on the cluster that is there now.
    site.shell("from scoreboard.models import KafkaCluster; KafkaCluster.objects.all().delete()")
    live = next(path for path, answer in before.items() if answer.get("status") == "live")
    void = {"type": "void", "data": {"seq": before[live]["seq"], "reason": "seen again"}}
    site.shell(
        "from scoreboard.record.commands import record\n"
        f"record(match_id={before[live]['id']!r}, events=[{void!r}], actor='user:1', publish=False)"
    )
    site.send()
    site.manage("rebuild stats")
    site.manage("verify")
    assert ask(site, [live])[live]["seq"] == before[live]["seq"] + 1
