"""Backup and restore as docs/how-to/back-up.md has them: its own commands, on a real PostgreSQL and Kafka."""

import json
import re

import pytest

from tests.deploy.site import Site
from tests.servers import ROOT

PAGE = (ROOT / "docs" / "how-to" / "back-up.md").read_text()
pytestmark = pytest.mark.slow
REBUILD, VERIFY = "python manage.py rebuild stats", "python manage.py verify"


def commands_of(heading):
    """The commands of a chapter, as written."""
    chapter = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL) for line in block.splitlines()]


class Drill(Site):
    """A Scoreboard on a PostgreSQL and a Kafka of its own, with two teams in it."""

    def __init__(self, *, postgres, broker, folder):
        self.server = postgres.url.rpartition("/")[0]
        databases = {"DATABASE_URL": f"{self.server}/drill", "STATS_DATABASE_URL": f"{self.server}/drill_stats"}
        super().__init__(folder=folder, env={**databases, "KAFKA_BOOTSTRAP": broker.url})

    def make_databases(self):
        for name in ("drill", "drill_stats"):
            self.make_database(self.server, name)

    def enter(self, *events):
        """Enter events into the first match, until Kafka has them."""
        self.shell(
            "from scoreboard.models import Match; from scoreboard.record.commands import record\n"
            f"record(match_id=Match.objects.earliest('pk').pk, events={list(events)!r}, actor='user:1')"
        )
        self.send()

    def rename(self, name):
        """Give the Reds another name, until Kafka has it."""
        self.shell(
            "from scoreboard.models import Competitor\n"
            f"reds = Competitor.objects.get(name='Reds'); reds.name = {name!r}; reds.save()"
        )
        self.send()

    def read(self):
        """The first match's epoch, seq and home score in the database; its epoch, seq and scorers in the tables."""
        found = self.shell(
            "import json; from scoreboard.models import Match; from stats.models import IncidentFact, Log\n"
            "match = Match.objects.earliest('pk'); log = Log.objects.get(match=match.pk)\n"
            "goals = IncidentFact.objects.filter(match=match.pk, kind='goal').order_by('seq')\n"
            "scorers = list(goals.values_list('name', flat=True))\n"
            "print(json.dumps([match.epoch, match.seq, match.home_score, log.epoch, log.applied_seq, scorers]))"
        )
        return json.loads(found)

    def read_names(self):
        """What the teams are called in the tables."""
        found = self.shell(
            "import json; from stats.models import CatalogueItem\n"
            "teams = CatalogueItem.objects.filter(kind='competitor')\n"
            "print(json.dumps(sorted(team.payload['name'] for team in teams)))"
        )
        return json.loads(found)


def goal(player):
    return {"type": "goal", "side": "home", "player": player}


@pytest.fixture
def site(postgres, start_broker, tmp_path):
    """A migrated site with a match that has kicked off, and a goal in it."""
    site = Drill(postgres=postgres, broker=start_broker(), folder=tmp_path)
    site.make_databases()
    for line in ("migrate", "migrate --database stats", "topics"):
        site.run(f"python manage.py {line}")
    fixtures = [("2026-12-01", "Reds", "Blues"), ("2026-12-02", "Blues", "Reds")]
    matches = [{"date": day, "team1": home, "team2": away} for day, home, away in fixtures]
    (tmp_path / "league.json").write_text(json.dumps({"name": "Drill League 2026/27", "matches": matches}))
    site.run("python manage.py import openfootball league.json")
    site.enter({"type": "period_start"}, goal("Ada"))
    return site


def test_the_backup_is_restored_as_the_book_says(site):
    site.run(REBUILD)
    site.run(VERIFY)
    assert site.read() == [1, 3, 1, 1, 3, ["Ada"]]
    for command in commands_of("Back up"):
        site.run(command)

    # What comes after the dump, and is in Kafka and in the tables.
    site.enter(goal("Lost One"), goal("Lost Two"))
    site.rename("Crimsons")
    site.run(REBUILD)
    assert site.read() == [1, 5, 3, 1, 5, ["Ada", "Lost One", "Lost Two"]]

    site.make_databases()
    commands = commands_of("Restore")
    look = commands.index(VERIFY)
    for command in commands[:look]:
        site.run(command)
    assert "has e1-4, e1-5, which the database does not" in site.run(VERIFY, status=1)
    for command in commands[look + 1 :]:
        site.run(command)
    assert commands[-1] == VERIFY
    assert site.read() == [2, 3, 1, 2, 3, ["Ada"]]
    assert site.read_names() == ["Blues", "Reds"]

    # And on it goes, with other records of the same numbers.
    site.enter(goal("Found"))
    site.rename("Scarlets")
    site.run(REBUILD)
    site.run(VERIFY)
    assert site.read() == [2, 4, 2, 2, 4, ["Ada", "Found"]]
    assert site.read_names() == ["Blues", "Scarlets"]
